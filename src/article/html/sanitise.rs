//! HTML cleaned by ammonia, where the one pass of `simple` does not do. The only file that knows
//! it.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use ammonia::{Builder, UrlRelative};
use url::Url;

use super::{policy, simple, tame};
use crate::article::text;

/// Cleans what is relative to one base.
#[derive(Debug)]
pub(in crate::article) struct Cleaner {
    base: Url,
    /// Made when it is needed: it takes as long as cleaning a short text.
    builder: OnceCell<Builder<'static>>,
}

impl Cleaner {
    /// A cleaner of HTML whose addresses are relative to `base`.
    pub(in crate::article) fn new(base: Url) -> Self {
        Self { base, builder: OnceCell::new() }
    }

    /// What the addresses are relative to.
    pub(in crate::article) fn base(&self) -> &Url {
        &self.base
    }

    /// The HTML without anything that could do harm, with absolute addresses. What would take too
    /// long to clean is made plain text.
    pub(in crate::article) fn clean(&self, html: &str) -> String {
        if let Some(cleaned) = simple::clean(html, &self.base) {
            return cleaned;
        }
        if let Some(tamed) = tame::tame(html) {
            return without_pixels(self.thoroughly(&tamed));
        }
        let mut out = String::with_capacity(html.len());
        policy::escape(&mut out, &text::plain_text(html));
        out
    }

    /// The HTML as ammonia cleans it.
    pub(super) fn thoroughly(&self, html: &str) -> String {
        self.builder.get_or_init(|| builder(self.base.clone())).clean(html).to_string()
    }
}

fn builder(base: Url) -> Builder<'static> {
    let kept = policy::ELEMENTS.iter().filter(|element| element.is_kept);
    let attributes =
        policy::ATTRIBUTES.iter().map(|(name, own)| (*name, own.iter().copied().collect()));
    let mut builder = Builder::default();
    builder
        .tags(kept.map(|element| element.name).collect())
        .clean_content_tags(policy::DROPPED_WHOLE.iter().copied().collect())
        .generic_attributes(policy::EVERYWHERE.iter().copied().collect())
        .tag_attributes(attributes.collect())
        .url_schemes(["http", "https", "mailto"].into())
        .url_relative(UrlRelative::PassThrough)
        .link_rel(Some(policy::LINK_REL))
        .attribute_filter(move |_, attribute, value| {
            if attribute == "rel" {
                Some(value.into())
            } else {
                policy::value(attribute, value, &base)
            }
        });
    builder
}

/// Without pictures that show nothing: those that only count readers, and those whose address was
/// none. `html` is what ammonia writes: attributes in double quotes, no `<` or `>` in them.
fn without_pixels(html: String) -> String {
    const IMAGE: &str = "<img";
    if !html.contains(IMAGE) {
        return html;
    }
    let mut pieces = html.split(IMAGE);
    let mut out = String::with_capacity(html.len());
    out.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        let (tag, rest) = piece.split_once('>').unwrap_or((piece, ""));
        let attributes: BTreeMap<&str, &str> = tag
            .split("\" ")
            .filter_map(|attribute| attribute.trim().trim_end_matches('"').split_once("=\""))
            .collect();
        let size = |name: &str| attributes.get(name).copied();
        if attributes.contains_key("src") && !policy::is_pixel(size("width"), size("height")) {
            out.push_str(IMAGE);
            out.push_str(tag);
            out.push('>');
        }
        out.push_str(rest);
    }
    out
}

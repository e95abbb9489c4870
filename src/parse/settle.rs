//! What only the end of a document tells: what its relative addresses are relative to. Which
//! elements hold addresses is left to `xml/` and `json`.

use std::sync::Arc;

use url::Url;

use super::addresses;
use super::draft::is_web_address;
use super::found::{Entry, Feed, File, Found, Kind, Link, Picture, Text};
use super::xml::decode;
use crate::model::FeedFormat;

/// Makes the addresses of a document absolute. Those within an `xml:base` have been made so where
/// they stand; the others are relative to the page that an RSS channel links (its items are
/// relative to the site by custom), else to `document`, where the document is from.
pub(super) fn settle(found: &mut Found, document: Option<&Url>) {
    let document = document.map(|url| Arc::new(url.clone()));
    let feed = &mut found.feed;
    settle_pages(feed, document.as_ref());
    let site = feed.link.as_deref().filter(|link| is_web_address(link));
    let site = site.filter(|_| found.format != FeedFormat::Atom);
    let fallback = site.and_then(|site| Url::parse(site).ok()).map(Arc::new).or(document);
    settle_rest(feed, fallback.as_ref());
    for entry in &mut found.entries {
        settle_entry(entry, fallback.as_ref());
    }
}

fn settle_pages(feed: &mut Feed, base: Option<&Arc<Url>>) {
    settle_links(&mut feed.links, base);
    settle_all([&mut feed.link], base);
    if !feed.link.as_deref().is_some_and(is_web_address) {
        // It may be named in several ways, of which only some are addresses.
        let pages = || feed.links.iter().filter(|link| link.rel == "alternate");
        let page = pages().find(|link| is_web_address(&link.href)).or_else(|| pages().next());
        feed.link = page.map(|link| link.href.clone()).or(feed.link.take());
    }
}

fn settle_rest(feed: &mut Feed, base: Option<&Arc<Url>>) {
    settle_all([&mut feed.icon], base);
    if let Some(generator) = &mut feed.generator {
        settle_all([&mut generator.uri], base);
    }
    if let Some(Picture { url, link, .. }) = &mut feed.logo {
        settle_one(url, base);
        settle_all([link], base);
    }
    let texts = [&mut feed.title, &mut feed.subtitle, &mut feed.rights, &mut feed.info];
    for text in texts.into_iter().flatten() {
        settle_text(text, base);
    }
    for person in feed.authors.iter_mut().chain(&mut feed.contributors) {
        settle_all([&mut person.uri], base);
    }
}

fn settle_entry(entry: &mut Entry, fallback: Option<&Arc<Url>>) {
    let base = entry.base.clone();
    let base = base.as_ref().or(fallback);
    settle_links(&mut entry.links, base);
    settle_all([&mut entry.link, &mut entry.comments, &mut entry.comments_feed], base);
    for File { url, .. } in &mut entry.enclosures {
        settle_one(url, base);
    }
    for Picture { url, .. } in &mut entry.thumbnails {
        settle_one(url, base);
    }
    for person in entry.authors.iter_mut().chain(&mut entry.contributors) {
        settle_all([&mut person.uri], base);
    }
    let texts = [&mut entry.title, &mut entry.summary, &mut entry.rights].into_iter().flatten();
    for text in texts.chain(&mut entry.content) {
        settle_text(text, base);
    }
    if let Some(source) = &mut entry.source {
        settle_pages(source, base);
        settle_rest(source, base);
    }
    if entry.base.is_none() {
        entry.base = base.cloned();
    }
}

fn settle_text(text: &mut Text, base: Option<&Arc<Url>>) {
    let may_link = matches!(text.kind, Kind::Html | Kind::Xhtml);
    if text.base.is_none() && may_link {
        text.base = base.cloned();
    }
    let base = text.base.as_ref().or(base);
    if let Some(base) = base.filter(|_| may_link)
        && let Some(value) = addresses::absolute(&text.value, base)
    {
        text.value = value;
    }
    settle_all([&mut text.src], base);
}

fn settle_links(links: &mut [Link], base: Option<&Arc<Url>>) {
    for link in links {
        settle_one(&mut link.href, base);
    }
}

fn settle_all<const N: usize>(given: [&mut Option<String>; N], base: Option<&Arc<Url>>) {
    for href in given.into_iter().flatten() {
        settle_one(href, base);
    }
}

fn settle_one(href: &mut String, base: Option<&Arc<Url>>) {
    // Escaped twice: no address holds `&amp;`.
    if href.contains("&amp;") {
        *href = decode(href).into_owned();
    }
    if let Some(base) = base.filter(|_| !has_scheme(href))
        && let Ok(absolute) = base.join(href.trim())
    {
        *href = absolute.into();
    }
}

/// Whether an address says by itself how to get there, or is no address to go to: `tag:`, `urn:`.
pub(super) fn has_scheme(href: &str) -> bool {
    let scheme = href.trim().split_once(':').map_or("", |(scheme, _)| scheme);
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
}

/// `href` as seen from `base`.
pub(super) fn absolute(href: &str, base: Option<&Url>) -> String {
    let joined = base.filter(|_| !has_scheme(href)).and_then(|base| base.join(href).ok());
    joined.map_or_else(|| href.to_owned(), String::from)
}

//! What all pages have in common: head, masthead, foot, and the way from one page to another.

use super::html::Html;
use super::moment;
use super::view::Frame;
use crate::model::{Format, Images, Scope, TOKEN, Timestamp, Wanted};
use crate::publish::Rendered;

/// A page in the making.
pub(super) struct Layout<'a> {
    /// What stands around it.
    pub(super) frame: &'a Frame,
    /// Where it is.
    pub(super) here: Wanted,
    /// What it is called, beside the title of the whole; empty for the river itself.
    pub(super) name: String,
    /// The part of the river whose feeds are offered.
    pub(super) scope: Scope,
    /// Whether it tells of this moment alone.
    pub(super) is_passing: bool,
    /// Whether it is to be looked at again in some seconds.
    pub(super) is_moving: bool,
}

impl Layout<'_> {
    /// The document, with what `inside` writes as its main part and, beside it, what `aside` does.
    pub(super) fn page(
        &self,
        inside: impl FnOnce(&mut Html),
        aside: impl FnOnce(&mut Html),
    ) -> Rendered {
        let mut html = Html::new();
        html.node("html", &[("lang", "en")], |html| {
            html.node("head", &[], |html| self.head(html));
            html.node("body", &[], |html| {
                html.leaf("a", &[("class", "skip"), ("href", "#main")], "Skip to content");
                html.node("header", &[("class", "masthead")], |html| self.masthead(html));
                html.node("div", &[("class", "sheet")], |html| {
                    html.node("main", &[("id", "main"), ("tabindex", "-1")], inside);
                    aside(html);
                });
                html.node("footer", &[("class", "foot")], |html| self.foot(html));
            });
        });
        Rendered {
            has_images: self.frame.images == Images::Lazy,
            is_passing: self.is_passing,
            ..Rendered::new(html.into_bytes(), super::PAGE_TYPE)
        }
    }

    /// The address of a document from any page: without the host, which a reader in the house may know
    /// by another name than those outside.
    pub(super) fn to(&self, wanted: &Wanted) -> String {
        let root = self.frame.base_url.splitn(4, '/').nth(3).unwrap_or_default();
        format!("/{root}{}", wanted.address_with(self.frame.token.as_deref()))
    }

    /// The address of the page of a part of the river.
    pub(super) fn to_scope(&self, scope: Scope) -> String {
        self.to(&Wanted::Page { scope, before: None })
    }

    /// The address of a document as others know it.
    pub(super) fn public(&self, wanted: &Wanted) -> String {
        format!("{}{}", self.frame.base_url, wanted.address_with(self.frame.token.as_deref()))
    }

    fn head(&self, html: &mut Html) {
        let Frame { title, .. } = self.frame;
        html.void("meta", &[("charset", "utf-8")]);
        html.void(
            "meta",
            &[("name", "viewport"), ("content", "width=device-width, initial-scale=1")],
        );
        html.void("meta", &[("name", "color-scheme"), ("content", "light dark")]);
        html.void("meta", &[("name", "referrer"), ("content", "no-referrer")]);
        let named = match self.name.as_str() {
            "" => title.clone(),
            name => format!("{name} · {title}"),
        };
        html.leaf("title", &[], &named);
        html.void("link", &[("rel", "stylesheet"), ("href", &self.to(&Wanted::Style))]);
        let icon = self.to(&Wanted::Icon);
        html.void("link", &[("rel", "icon"), ("type", super::ICON.1), ("href", &icon)]);
        for format in Format::ALL {
            let feed = Wanted::Feed { scope: self.scope.clone(), format };
            let (called, media_type) = names(format);
            let title = format!("{named} ({called})");
            let href = self.public(&feed);
            let attributes =
                [("rel", "alternate"), ("type", media_type), ("title", &title), ("href", &href)];
            html.void("link", &attributes);
        }
        // Who has no script is brought back by the browser itself.
        if self.is_moving {
            html.node("noscript", &[], |html| {
                html.void("meta", &[("http-equiv", "refresh"), ("content", "5")]);
            });
        }
        html.node("script", &[("src", &self.to(&Wanted::Script)), ("defer", "")], |_| {});
    }

    fn masthead(&self, html: &mut Html) {
        let home = self.to_scope(Scope::River);
        let is_home = self.here == Wanted::Page { scope: Scope::River, before: None };
        let name = if is_home { "h1" } else { "p" };
        html.node(name, &[("class", "name")], |html| {
            html.leaf("a", &[("href", &home)], &self.frame.title);
        });
        html.node("nav", &[("aria-label", "Pages")], |html| {
            html.node("ul", &[("role", "list")], |html| {
                let is_river = matches!(self.here, Wanted::Page { scope: Scope::River, .. });
                tab(html, (&home, "River"), is_river);
                for view in &self.frame.views {
                    let scope = Scope::View(view.clone());
                    let is_here =
                        matches!(&self.here, Wanted::Page { scope: of, .. } if *of == scope);
                    tab(html, (&self.to_scope(scope), view), is_here);
                }
                let sources = self.to(&Wanted::Sources);
                tab(html, (&sources, "Sources"), self.here == Wanted::Sources);
            });
        });
        if !self.frame.is_of_files {
            self.search(html);
        }
    }

    fn search(&self, html: &mut Html) {
        let action = self.to_scope(Scope::Search(String::new()));
        let action = action.split('?').next().unwrap_or_default();
        let terms = match &self.scope {
            Scope::Search(terms) => terms.as_str(),
            Scope::River | Scope::Tag(_) | Scope::View(_) | Scope::Source(_) => "",
        };
        html.node("form", &[("action", action), ("role", "search")], |html| {
            html.leaf("label", &[("for", "q"), ("class", "unseen")], "Search all stories");
            let field = [("id", "q"), ("name", "q"), ("type", "search"), ("value", terms)];
            let hints =
                [("placeholder", "Search"), ("autocomplete", "off"), ("enterkeyhint", "search")];
            html.void("input", &[field.as_slice(), hints.as_slice()].concat());
            if let Some(token) = &self.frame.token {
                html.void("input", &[("type", "hidden"), ("name", TOKEN), ("value", token)]);
            }
            html.leaf("button", &[("type", "submit")], "Search");
        });
    }

    fn foot(&self, html: &mut Html) {
        html.node("p", &[], |html| {
            html.leaf("span", &[("data-zone", "")], "Times are UTC.");
            html.text(" Gathered by mainstem ");
            html.text(crate::publish::shown::VERSION);
            html.text(". ");
            html.leaf("a", &[("href", &self.to(&Wanted::Opml))], "All feeds as OPML");
            html.text(" · ");
            html.leaf("a", &[("href", &self.to(&Wanted::Health))], "Their health as a feed");
        });
        html.node("p", &[("class", "keys"), ("hidden", "")], |html| {
            html.text("Press ");
            html.leaf("kbd", &[], "?");
            html.text(" for the keys.");
        });
    }
}

/// A page in the masthead.
fn tab(html: &mut Html, (href, text): (&str, &str), is_here: bool) {
    html.node("li", &[], |html| {
        let mut attributes = vec![("href", href)];
        if is_here {
            attributes.push(("aria-current", "page"));
        }
        html.leaf("a", &attributes, text);
    });
}

/// What people call a format, and its media type.
pub(super) fn names(format: Format) -> (&'static str, &'static str) {
    match format {
        Format::Atom => ("Atom", "application/atom+xml"),
        Format::Rss => ("RSS", "application/rss+xml"),
        Format::Json => ("JSON Feed", "application/feed+json"),
    }
}

/// A link that leads away from here. The sites that are linked to need not learn where their readers
/// come from.
pub(super) fn outward(html: &mut Html, url: Option<&str>, language: &str, text: &str) {
    match url {
        Some(url) => {
            let attributes = [("href", url), ("rel", "noopener noreferrer"), ("lang", language)];
            html.leaf("a", &attributes, text);
        }
        None => html.leaf("span", &[("lang", language)], text),
    }
}

/// Whether a moment is so far from another that both are worth telling.
pub(super) fn dated(html: &mut Html, published: Timestamp, at: Timestamp) {
    if published.apart(at).as_secs() >= 6 * 3600 {
        html.text(" · dated ");
        moment::moment(html, published);
    }
}

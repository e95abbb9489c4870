//! What is wrong with the feeds as Atom 1.0, for the operator's own reader. What is told is decided in
//! `schedule/`.

use super::markup::{Xml, html};
use super::{atom, shown};
use crate::model::{Ailment, Digest, Health, River, SourceFeed, Wanted};

/// The document: an entry for each time that something was told, the latest first. It stays when
/// the feed is well again, which is told in another.
pub(super) fn render(river: &River, health: &Health) -> Vec<u8> {
    let mut told: Vec<&(SourceFeed, Ailment)> = health.told.iter().collect();
    told.sort_by_key(|(feed, ailment)| (std::cmp::Reverse(ailment.since), &feed.url));
    let updated = told.first().map_or(health.made, |(_, ailment)| ailment.since);
    let title = format!("{}: health", river.title);
    let name = Wanted::Health.address();
    let mut xml = Xml::new();
    xml.node("feed", &[("xmlns", "http://www.w3.org/2005/Atom")], |xml| {
        xml.leaf("id", &[], &river.key.within(&name).urn());
        xml.leaf("title", &[("type", "text")], &title);
        xml.leaf("updated", &[], &updated.rfc3339());
        let own = shown::address(river, &Wanted::Health);
        atom::link(xml, "self", &own, &[("type", "application/atom+xml")]);
        atom::author(xml, shown::GENERATOR, None);
        xml.leaf("generator", &[("version", shown::VERSION)], shown::GENERATOR);
        for (feed, ailment) in told {
            xml.node("entry", &[], |xml| entry(xml, feed, ailment));
        }
    });
    xml.into_bytes()
}

fn entry(xml: &mut Xml, feed: &SourceFeed, ailment: &Ailment) {
    let since = ailment.since.rfc3339();
    let kind = ailment.kind.words();
    let id = Digest::of(&[feed.url.as_bytes(), kind.as_bytes(), since.as_bytes()]);
    let address = shown::source_address(feed);
    xml.leaf("id", &[], &id.urn());
    xml.leaf("title", &[("type", "text")], &format!("{} {kind}", feed.title));
    xml.leaf("updated", &[], &since);
    atom::link(xml, "alternate", &address, &[]);
    let words = format!("<p>{}</p>\n<p>{}</p>", html(&ailment.words), html(&address));
    xml.leaf("content", &[("type", "html")], &words);
}

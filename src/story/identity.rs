//! What an entry is recognised by: within its feed by its id, else its link, else its content;
//! across feeds by its canonical link and its text.

use std::collections::BTreeMap;

use url::Url;

use super::assign::CLOCK_OF_AN_EDIT;
use super::fold::Folded;
use crate::model::{Candidate, Digest, Entry, Fingerprint, Location, Timestamp, Traits};

/// Gives each entry of one document what it is recognised by.
///
/// An id that stands more than once in the document is told apart by link, then by title: some
/// publishers give every item the same id, and not one of them may be lost. Entries that agree in
/// all three are versions of one item (RFC 4287 section 4.1.1 allows it), of which the last
/// updated stays; unless they appeared at other moments with other texts: editions of a daily
/// briefing, which their dates tell apart.
pub fn identify(entries: Vec<Entry>) -> Vec<Candidate> {
    let mut bases: BTreeMap<Digest, usize> = BTreeMap::new();
    let mut links: BTreeMap<Digest, usize> = BTreeMap::new();
    let named: Vec<Names> = entries.iter().map(Names::of).collect();
    let mut same: BTreeMap<Digest, Vec<&Entry>> = BTreeMap::new();
    for (names, entry) in named.iter().zip(&entries) {
        *bases.entry(names.base).or_default() += 1;
        *links.entry(names.with_link).or_default() += 1;
        same.entry(names.with_title).or_default().push(entry);
    }
    let editions: Vec<Option<Timestamp>> = named
        .iter()
        .zip(&entries)
        .map(|(names, entry)| same.get(&names.with_title).and_then(|same| edition(entry, same)))
        .collect();
    let twice =
        |counts: &BTreeMap<Digest, usize>, name: &Digest| counts.get(name).is_some_and(|n| *n > 1);
    let mut candidates: Vec<Candidate> = Vec::with_capacity(entries.len());
    let mut seen: BTreeMap<Digest, usize> = BTreeMap::new();
    for ((entry, names), edition) in entries.into_iter().zip(named).zip(editions) {
        let key = match (twice(&bases, &names.base), twice(&links, &names.with_link)) {
            (false, _) => names.base,
            (true, false) => names.with_link,
            (true, true) => edition.map_or(names.with_title, |date| names.with_date(date)),
        };
        let print = names.fingerprint(key, &entry, edition.or(entry.published));
        let candidate = Candidate { print, entry, traits: Traits::default() };
        match seen.get(&key).and_then(|at| candidates.get_mut(*at)) {
            Some(version) if last_touched(&version.entry) < last_touched(&candidate.entry) => {
                *version = candidate;
            }
            Some(_) => {}
            None => {
                seen.insert(key, candidates.len());
                candidates.push(candidate);
            }
        }
    }
    candidates
}

/// The digest that items with this canonical link are found by; `None` where it names a site
/// rather than an article.
pub fn link_digest(canonical_url: &str) -> Option<Digest> {
    let url = Url::parse(canonical_url).ok()?;
    let names_an_article = !url.path().trim_matches('/').is_empty()
        || url.query().is_some()
        || url.fragment().is_some();
    names_an_article.then(|| Digest::of(&[b"link", canonical_url.as_bytes()]))
}

/// The names an entry could be stored under, from the plainest to the most particular.
struct Names {
    base: Digest,
    with_link: Digest,
    with_title: Digest,
    title: Digest,
}

impl Names {
    fn of(entry: &Entry) -> Self {
        let title = Folded::of(&entry.title).digest();
        let link = entry.canonical_url.as_deref().or(entry.url.as_deref()).unwrap_or_default();
        let base = match (entry.guid.as_deref().map(str::trim), link) {
            (Some(guid), _) if !guid.is_empty() => Digest::of(&[b"id", guid.as_bytes()]),
            (_, "") => Digest::of(&[b"content", entry.title.as_bytes(), entry.text.as_bytes()]),
            (_, link) => Digest::of(&[b"link", link.as_bytes()]),
        };
        let with_link = Digest::of(&[b"and link", base.as_bytes(), link.as_bytes()]);
        let with_title = Digest::of(&[b"and title", with_link.as_bytes(), title.as_bytes()]);
        Self { base, with_link, with_title, title }
    }

    /// The name of the edition of this moment.
    fn with_date(&self, date: Timestamp) -> Digest {
        Digest::of(&[b"and date", self.with_title.as_bytes(), date.rfc3339().as_bytes()])
    }

    /// The name with the date is always among the aliases: an edition that was listed beside others may
    /// come alone.
    fn fingerprint(&self, key: Digest, entry: &Entry, date: Option<Timestamp>) -> Fingerprint {
        let aliases = [self.base, self.with_link, self.with_title];
        let dated = date.map(|date| self.with_date(date));
        Fingerprint {
            key,
            aliases: aliases.into_iter().chain(dated).filter(|alias| *alias != key).collect(),
            is_edition: !aliases.contains(&key),
            link: entry.canonical_url.as_deref().and_then(link_digest),
            text: Folded::telling_digest_of(&entry.text),
            title: self.title,
            content: content(entry),
        }
    }
}

/// When an entry first appeared, if among those of the same name is another edition: one of another moment
/// with another text.
fn edition(entry: &Entry, same: &[&Entry]) -> Option<Timestamp> {
    let date = entry.published?;
    let is_near = |other: Timestamp| other.apart(date) <= CLOCK_OF_AN_EDIT;
    let dates = || same.iter().filter_map(|other| Some((other.published?, &other.text)));
    let has_others = dates().any(|(other, text)| !is_near(other) && *text != entry.text);
    has_others.then(|| dates().map(|(other, _)| other).filter(|other| is_near(*other)).min())?
}

fn last_touched(entry: &Entry) -> Option<Timestamp> {
    entry.updated.max(entry.published)
}

/// All that a reader sees. Dates are left out: many publishers stamp every item anew each time
/// the document is made.
fn content(entry: &Entry) -> Digest {
    let mut parts: Vec<&[u8]> = vec![
        entry.url.as_deref().unwrap_or_default().as_bytes(),
        entry.title.as_bytes(),
        entry.summary.as_deref().unwrap_or_default().as_bytes(),
        entry.content_html.as_bytes(),
        b"authors",
    ];
    parts.extend(entry.authors.iter().map(|person| person.name.as_bytes()));
    parts.push(b"categories");
    parts.extend(entry.categories.iter().map(String::as_bytes));
    parts.push(b"enclosures");
    parts.extend(entry.enclosures.iter().map(|file| file.url.as_bytes()));
    // Items from before this was kept have the digest that they had, if they have none of it.
    for file in &entry.companions {
        parts.extend([b"companion".as_slice(), file.url.as_bytes()]);
    }
    let location = entry.location.as_ref().map(Location::words);
    if let Some(words) = &location {
        parts.extend([b"location".as_slice(), words.as_bytes()]);
    }
    Digest::of(&parts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Companion, CompanionKind};

    fn entry(guid: &str, url: &str, title: &str) -> Entry {
        Entry {
            guid: Some(guid.to_owned()).filter(|guid| !guid.is_empty()),
            url: Some(url.to_owned()).filter(|url| !url.is_empty()),
            canonical_url: Some(url.to_owned()).filter(|url| !url.is_empty()),
            title: title.to_owned(),
            ..Entry::default()
        }
    }

    #[test]
    fn an_id_names_an_item_whatever_else_changes() {
        let before = identify(vec![entry("7", "https://a.example/slug", "Headline")]);
        let after = identify(vec![entry("7", "https://a.example/new-slug", "Better headline")]);
        assert_eq!(before[0].print.key, after[0].print.key);
        assert_ne!(before[0].print.content, after[0].print.content);
    }

    #[test]
    fn without_id_the_link_names_it_and_without_link_the_content() {
        let key = |entry| identify(vec![entry])[0].print.key;
        let link = "https://a.example/1";
        assert_eq!(key(entry("", link, "One")), key(entry("", link, "Two")));
        assert_ne!(key(entry("", "", "One")), key(entry("", "", "Two")));
        assert_eq!(key(entry("", "", "One")), key(entry("", "", "One")));
    }

    #[test]
    fn an_id_used_twice_in_a_document_swallows_no_item() {
        let candidates = identify(vec![
            entry("site", "https://a.example/1", "One"),
            entry("site", "https://a.example/2", "Two"),
            entry("site", "https://a.example/2", "Three"),
        ]);
        let keys: Vec<_> = candidates.iter().map(|c| c.print.key).collect();
        assert_eq!(keys.len(), 3);
        assert!(keys[0] != keys[1] && keys[1] != keys[2] && keys[0] != keys[2]);
    }

    #[test]
    fn of_two_versions_of_an_item_the_last_updated_stays() {
        let version = |at| Entry {
            updated: Some(Timestamp::from_unix(at)),
            content_html: format!("version {at}"),
            ..entry("7", "https://a.example/7", "Seven")
        };
        let candidates = identify(vec![version(1), version(3), version(2)]);
        assert_eq!(candidates.len(), 1);
        assert_eq!(candidates[0].entry.content_html, "version 3");
    }

    #[test]
    fn editions_under_one_id_link_and_title_are_told_apart_by_their_dates() {
        let edition = |hours: i64, text: &str| Entry {
            published: Some(Timestamp::from_unix(hours * 3_600)),
            text: text.to_owned(),
            content_html: text.to_owned(),
            ..entry("briefing", "https://a.example/briefing", "Morning briefing")
        };
        let both = identify(vec![edition(48, "Today"), edition(24, "Yesterday")]);
        assert_eq!(both.len(), 2);
        let keys = |candidates: &[Candidate]| -> Vec<Digest> {
            candidates.iter().map(|candidate| candidate.print.key).collect()
        };
        // The same whatever else the next document lists.
        let next = identify(vec![edition(72, "Tomorrow"), edition(48, "Today")]);
        assert_eq!(keys(&both)[0], keys(&next)[1]);
        let versions = [edition(48, "Today"), edition(47, "Today, as it was")];
        assert_eq!(identify(versions.to_vec()).len(), 1);
        let all = [versions.to_vec(), vec![edition(24, "Yesterday")]].concat();
        assert_eq!(identify(all).len(), 2);
        let dated_anew = identify(vec![edition(48, "Today"), edition(24, "Today")]);
        assert_eq!(dated_anew.len(), 1);
    }

    #[test]
    fn an_item_that_is_elsewhere_now_or_has_a_transcript_was_edited() {
        let at = |words: &str| {
            let location = Location::from_words(words);
            identify(vec![Entry { location, ..entry("7", "", "Quake") }])[0].print.content
        };
        assert_ne!(at("point 1 2"), at("point 1 3"));
        assert_ne!(at("point 1 2"), at(""));
        assert_eq!(at("point 1 2"), at("point 1.0 2.0"));
        let transcript = Companion {
            kind: CompanionKind::Transcript,
            url: "https://a.example/7.srt".to_owned(),
            media_type: None,
            language: None,
        };
        let transcribed = Entry { companions: vec![transcript], ..entry("7", "", "Quake") };
        assert_ne!(identify(vec![transcribed])[0].print.content, at(""));
    }

    #[test]
    fn a_site_is_no_article() {
        assert_eq!(link_digest("https://a.example/"), None);
        assert!(link_digest("https://a.example/1").is_some());
        assert!(link_digest("https://a.example/?p=1").is_some());
    }
}

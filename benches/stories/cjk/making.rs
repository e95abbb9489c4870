//! The set put together: each article with some of its copies, and the look-alikes among them.

use std::collections::BTreeMap;

use super::chance::Chance;
use super::kinds::{self, Copy, KINDS};
use super::look_alikes;
use super::material::{self, SCRIPTS, Script};
use crate::record::Record;

/// Copies of each article beside the original.
const COPIES: usize = 4;
/// Copies follow within so many minutes.
const SPREAD: usize = 12 * 60;
const SOURCES: usize = 10;

/// The whole set, copies and look-alikes among each other.
pub(crate) fn records() -> Vec<Record> {
    let mut chance = Chance::new();
    let mut making = Making { records: Vec::new() };
    for script in SCRIPTS {
        making.copies(script, &mut chance);
    }
    for script in [Script::Japanese, Script::Simplified] {
        making.look_alikes(script, &mut chance);
    }
    let mut records = making.records;
    chance.shuffle(&mut records);
    for (number, record) in records.iter_mut().enumerate() {
        record.id = format!("cjk-{number:04}");
    }
    records
}

struct Making {
    records: Vec<Record>,
}

impl Making {
    fn copies(&mut self, script: Script, chance: &mut Chance) {
        let articles = material::articles(script);
        for (number, article) in articles.iter().enumerate() {
            let cluster = format!("cjk-{}-{number}", script.tag());
            let donor = &articles[(number + 1) % articles.len()];
            let begun = chance.below(3 * 24 * 60);
            let mut source = chance.below(SOURCES);
            self.add("orig", &cluster, (source, begun), kinds::original(article));
            for copy in 0..COPIES {
                // Five is prime to the number of kinds: every kind comes equally often, in changing company.
                let kind = KINDS[(number * COPIES + copy) * 5 % KINDS.len()];
                let made = kinds::copy(kind, article, donor, (script, chance));
                source = (source + 1 + chance.below(2)) % SOURCES;
                self.add(kind, &cluster, (source, begun + 1 + chance.below(SPREAD)), made);
            }
        }
    }

    fn look_alikes(&mut self, script: Script, chance: &mut Chance) {
        let mut made: BTreeMap<&str, Vec<Copy>> = BTreeMap::new();
        for kind in look_alikes::TEMPLATES {
            made.insert(kind, look_alikes::reports(kind, script, chance));
        }
        made.insert("speech", look_alikes::speeches(script, chance));
        made.insert("days", look_alikes::days(script));
        let articles = material::articles(script);
        made.insert("digest", look_alikes::digests(script, &articles));
        made.insert("follow-up", look_alikes::follow_ups(script, &articles, chance));
        for (kind, copies) in made {
            self.strangers(kind, script, copies, chance);
        }
    }

    /// Each a story of its own; half of them from one source, as such columns are.
    fn strangers(&mut self, kind: &str, script: Script, copies: Vec<Copy>, chance: &mut Chance) {
        for (number, copy) in copies.into_iter().enumerate() {
            let cluster = format!("cjk-{}-{kind}-{number}", script.tag());
            let source = if number % 2 == 0 { 0 } else { chance.below(SOURCES) };
            let published = chance.below(4 * 24 * 60);
            self.add(&format!("neg-{kind}"), &cluster, (source, published), copy);
        }
    }

    /// `place` is the source's number, and minutes since the beginning of the set.
    fn add(&mut self, kind: &str, cluster: &str, place: (usize, usize), copy: Copy) {
        let (source, minutes) = place;
        let (day, hour, minute) = (26 + minutes / 1440, minutes / 60 % 24, minutes % 60);
        self.records.push(Record {
            id: String::new(),
            cluster: Some(cluster.to_owned()),
            title: copy.title,
            text: copy.text,
            source: Some(format!("site{source}.example")),
            published: Some(format!("2026-01-{day:02}T{hour:02}:{minute:02}:00Z")),
            kind: Some(kind.to_owned()),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::{count, labels};

    #[test]
    fn the_set_is_the_same_in_every_run() {
        let of = |records: Vec<Record>| serde_json::to_string(&records).unwrap();
        assert_eq!(of(records()), of(records()));
    }

    #[test]
    fn there_are_true_pairs_and_look_alikes_of_every_kind_enough() {
        let records = records();
        let labels = labels(&records);
        let pairs = count(&labels, &labels, &Vec::new());
        assert!(pairs.labelled >= 1_000, "{} true pairs", pairs.labelled);
        let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
        for record in &records {
            *kinds.entry(record.kind.as_deref().unwrap_or_default()).or_default() += 1;
        }
        for kind in KINDS.iter().chain(&["neg-speech", "neg-follow-up"]) {
            assert!(kinds[kind] >= 20, "{kind}: {}", kinds[kind]);
        }
        for kind in look_alikes::TEMPLATES {
            assert!(kinds[format!("neg-{kind}").as_str()] >= 40, "{kind}");
        }
    }

    #[test]
    fn no_slot_of_a_template_is_left_and_no_two_look_alikes_are_one_text() {
        let mut seen = BTreeMap::new();
        for record in records()
            .iter()
            .filter(|record| record.kind.as_deref().is_some_and(|kind| kind.starts_with("neg-")))
        {
            assert!(!record.text.contains(['{', '}', '|']), "{}", record.text);
            assert!(
                !record.title.is_empty() && record.text.chars().count() > 80,
                "{}",
                record.title
            );
            let twin = seen.insert(record.text.clone(), record.id.clone());
            assert!(twin.is_none(), "{} is {twin:?}", record.id);
        }
    }
}

//! Whether two reports are one story: what their texts share, what is needed, and what speaks
//! against it (`guards`). The numbers were found on labelled sets of news (see benches/stories).

use std::collections::BTreeSet;

use super::guards::{ARTICLE, FAR_APART, Pair, Titles};
use super::passages::{Overlap, Passage, ratio};
use super::words::Words;
use crate::model::{Agency, Guard, Timestamp, Wording};

/// What is linked as related, at least.
const RELATED: f32 = 0.35;

/// A report as it is compared.
#[derive(Clone, Debug)]
pub struct Report {
    pub(super) title: Words,
    pub(super) text: Words,
    /// When its publisher says that it appeared, else when it was first seen.
    pub(super) at: Timestamp,
    pub(super) is_dated: bool,
    /// [`Wording::taken_out`].
    pub(super) taken_out: Option<u64>,
    /// The agency whose own site it stands on.
    pub(super) house: Option<Agency>,
}

impl Report {
    /// A report with the date that its publisher gives it, and when it was first seen.
    pub fn of(
        title: &str,
        wording: &Wording,
        published: Option<Timestamp>,
        first_seen: Timestamp,
    ) -> Self {
        let title = if is_made(title, &wording.text) { "" } else { title };
        Self {
            title: Words::of(title),
            text: Words::of(&wording.text),
            at: published.unwrap_or(first_seen),
            is_dated: published.is_some(),
            taken_out: wording.taken_out,
            house: wording.agency.filter(|_| wording.is_original),
        }
    }

    /// Whether its text is an article rather than a note.
    pub(super) fn is_article(&self) -> bool {
        self.text.weight() >= ARTICLE
    }

    /// Whether its text says hardly more than its title: a word of it in four is another.
    pub(super) fn is_headline_only(&self) -> bool {
        let title: BTreeSet<u32> = self.title.all().iter().map(|word| word.hash).collect();
        let text = self.text.all();
        let own = text.iter().filter(|word| !title.contains(&word.hash)).count();
        own * 4 <= text.len()
    }

    /// Whether it appeared within the days in which a text is the same news.
    pub(super) fn is_near_in_time(&self, other: &Self) -> bool {
        self.at.apart(other.at) <= FAR_APART
    }

    /// The words of one of its passages.
    fn passage(&self, words: &std::ops::Range<usize>) -> &str {
        self.text.passage(words)
    }
}

/// Whether a title is only the beginning of the text, made because its publisher gave none: it speaks
/// for nothing that the text does not.
fn is_made(title: &str, text: &str) -> bool {
    title.strip_suffix('…').is_some_and(|beginning| text.trim_start().starts_with(beginning))
}

/// What came of comparing two reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// They have little to do with one another.
    Different,
    /// They are close, and two stories.
    Related,
    /// They are one story.
    Same,
}

/// How alike two reports are, with all that the verdict rests on.
#[derive(Clone, Debug)]
pub struct Likeness {
    /// The verdict.
    pub verdict: Verdict,
    /// How much of the shorter text stands in passages of the longer, in thousandths.
    pub coverage: u16,
    /// How much of the longer text stands in the shorter, in thousandths.
    pub coverage_of_longer: u16,
    /// How much of the shorter must stand in the longer, in thousandths.
    pub needed: u16,
    /// How alike the titles are, in thousandths.
    pub titles_alike: u16,
    /// Whether each title has a number that the other lacks.
    pub titles_have_other_numbers: bool,
    /// What speaks against one story.
    pub guards: Vec<Guard>,
    passages: Vec<Passage>,
    first_is_shorter: bool,
}

impl Likeness {
    /// The shared passages, the longest first, as each of the two reports has them.
    pub fn passages<'r>(&self, first: &'r Report, second: &'r Report) -> Vec<(&'r str, &'r str)> {
        let mut passages: Vec<&Passage> = self.passages.iter().collect();
        passages.sort_by_key(|passage| std::cmp::Reverse(passage.weight));
        let both = |passage: &&Passage| {
            if self.first_is_shorter {
                (first.passage(&passage.short), second.passage(&passage.long))
            } else {
                (first.passage(&passage.long), second.passage(&passage.short))
            }
        };
        passages.iter().map(both).collect()
    }
}

/// Compares two reports, of one feed or of two. The same whichever comes first.
pub fn compare(first: &Report, second: &Report, are_of_one_feed: bool) -> Likeness {
    let first_is_shorter = first.text.weight() <= second.text.weight();
    let (short, long) = if first_is_shorter { (first, second) } else { (second, first) };
    let overlap = Overlap::of(&short.text, &long.text);
    let titles = Titles::of(&short.title, &long.title);
    let (titles_alike, titles_have_other_numbers) = (titles.alike, titles.have_other_numbers);
    let pair = Pair { short, long, are_of_one_feed, titles, overlap: &overlap };
    let share = |part: u32, whole: u32| ratio(part as usize, whole as usize);
    let coverage = share(overlap.in_passages, short.text.weight());
    let needed = pair.needed();
    let guards = if coverage < RELATED { Vec::new() } else { pair.guards() };
    let verdict = if coverage < RELATED {
        Verdict::Different
    } else if coverage >= needed && guards.is_empty() {
        Verdict::Same
    } else if guards.iter().any(|guard| speaks_of_a_template(*guard)) {
        Verdict::Different
    } else {
        Verdict::Related
    };
    Likeness {
        verdict,
        coverage: thousandths(coverage),
        coverage_of_longer: thousandths(share(overlap.in_runs_of_longer, long.text.weight())),
        needed: thousandths(needed),
        titles_alike: thousandths(titles_alike),
        titles_have_other_numbers,
        guards,
        passages: overlap.passages,
        first_is_shorter,
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 1000")]
fn thousandths(share: f32) -> u16 {
    (share.clamp(0.0, 1.0) * 1000.0).round() as u16
}

/// Reports of one template about two things have nothing to do with one another.
fn speaks_of_a_template(guard: Guard) -> bool {
    match guard {
        Guard::OtherNumbers
        | Guard::OtherNames
        | Guard::TooShort
        | Guard::FarApart
        | Guard::SharedNotice => true,
        Guard::LinkRecursInOneFeed
        | Guard::LinkOfPageOnly
        | Guard::TextRecursInOneFeed
        | Guard::OtherAnnounced
        | Guard::OtherNumbersInTitle
        | Guard::QuotationOnly
        | Guard::RoundUp
        | Guard::OtherLead
        | Guard::OtherAgency
        | Guard::OtherTitle
        | Guard::OtherOfItsFeed => false,
    }
}

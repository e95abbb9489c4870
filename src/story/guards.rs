//! What speaks against taking two reports for one story although much of them agrees, and how much has to
//! agree. What they share is told by `passages`; what follows, by `verdict`.

use std::collections::BTreeSet;
use std::time::Duration;

use super::passages::{Overlap, have_other_numbers, ratio};
use super::verdict::Report;
use super::words::{Word, Words, hash_of};
use crate::model::Guard;

/// Further apart than this, a text that comes again is news again: an anniversary, a column of
/// every week, a warning that is repeated.
pub(super) const FAR_APART: Duration = Duration::from_hours(72);

/// A feed that brings the same few lines again on the next day brings them every day: a market's
/// opening, a forecast, the head of a daily column.
const NEXT_DAY: Duration = Duration::from_hours(20);

/// One that brings a line or two again after so long brings them whenever there is reason to: a service
/// is down.
const HALF_A_DAY: Duration = Duration::from_hours(12);

/// What a text weighs that is an article rather than a note: a hundred words.
pub(super) const ARTICLE: u32 = 200;

/// Forty words: less is an excerpt or a flash.
pub(super) const NOTE: u32 = 80;

/// Twenty-five words: less tells nothing without a title much like the other.
const LINE: u32 = 50;

/// So many figures that agree make a line or two a report: of earnings, of a count.
const FIGURES: usize = 6;

/// So few words change with a number under much the same title where it is tomorrow's report: "rose 104.2",
/// "fell by 99.7".
const FEW_WORDS: usize = 2;

/// How alike two titles are.
pub(super) struct Titles {
    /// The share of their words that both have.
    pub(super) alike: f32,
    /// Whether each has a number that the other lacks.
    pub(super) have_other_numbers: bool,
    /// Whether one of them says that it corrects the other.
    pub(super) name_a_correction: bool,
}

impl Titles {
    pub(super) fn of(first: &Words, second: &Words) -> Self {
        let said = |words: &Words| hashes(words, |word| !word.is_number);
        let (ours, theirs) = (said(first), said(second));
        let both = ours.intersection(&theirs).count();
        Self {
            alike: ratio(both, ours.len() + theirs.len() - both),
            have_other_numbers: have_other_numbers(first.all(), second.all()),
            name_a_correction: is_correction(&ours) != is_correction(&theirs),
        }
    }
}

/// What the words are recognised by for which this holds.
pub(super) fn hashes(words: &Words, wanted: impl Fn(&Word) -> bool) -> BTreeSet<u32> {
    words.all().iter().filter(|word| wanted(word)).map(|word| word.hash).collect()
}

/// How wires mark a report that replaces one with a mistake.
fn is_correction(title: &BTreeSet<u32>) -> bool {
    ["corrected", "correction", "corrects", "refile"]
        .iter()
        .any(|word| title.contains(&hash_of(word)))
}

/// Two reports beside one another, the shorter and the longer.
pub(super) struct Pair<'r> {
    pub(super) short: &'r Report,
    pub(super) long: &'r Report,
    pub(super) are_of_one_feed: bool,
    pub(super) titles: Titles,
    pub(super) overlap: &'r Overlap,
}

impl Pair<'_> {
    /// How much of the shorter text must stand in the longer. The less text there is, the more of
    /// it; and more within one feed, whose reports repeat one another's background and turns, unless
    /// title and beginning speak for a version of the same one.
    pub(super) fn needed(&self) -> f32 {
        let by_length = match self.short.text.weight() {
            ARTICLE.. => 0.64,
            NOTE.. => 0.70,
            _ => 0.80,
        };
        let is_version = self.titles.alike >= 0.8 && self.overlap.shares_of_leads(40).0 >= 0.5;
        if self.are_of_one_feed && !is_version { 0.80_f32.max(by_length) } else { by_length }
    }

    /// What speaks against one story.
    pub(super) fn guards(&self) -> Vec<Guard> {
        let checks: [(Guard, bool); 11] = [
            (Guard::FarApart, self.is_far_apart()),
            (Guard::OtherNumbers, self.has_other_numbers()),
            (Guard::OtherNames, self.has_other_names()),
            (Guard::OtherNumbersInTitle, self.has_other_numbers_in_title()),
            (Guard::QuotationOnly, self.is_quotation_only()),
            (Guard::RoundUp, self.is_part_of_a_round_up()),
            (Guard::OtherLead, self.has_another_lead()),
            (Guard::TooShort, self.is_too_short() || self.are_other_remains()),
            (Guard::OtherAgency, self.is_of_another_agency()),
            (Guard::OtherTitle, self.has_another_title()),
            (Guard::SharedNotice, self.is_a_notice()),
        ];
        checks.into_iter().filter(|(_, speaks)| *speaks).map(|(guard, _)| guard).collect()
    }

    /// Of two feeds both have to say when: what a new feed lists without dates may be of any age.
    fn is_far_apart(&self) -> bool {
        let apart = self.short.at.apart(self.long.at);
        let again = match self.short.text.weight() {
            NOTE.. => FAR_APART,
            LINE.. => NEXT_DAY,
            _ if self.overlap.numbers(&self.short.text).count() >= FIGURES => NEXT_DAY,
            _ => HALF_A_DAY,
        };
        let are_dated = self.short.is_dated && self.long.is_dated;
        (self.are_of_one_feed && apart > again) || (are_dated && apart > FAR_APART)
    }

    /// One changed number makes another report of a note. In a long article it is an edit among others, or a
    /// correction, and also where the title says that it is one; where hardly anything else differs it
    /// makes another report of a long template as well.
    fn has_other_numbers(&self) -> bool {
        let shared = self.overlap.in_runs as usize;
        let is_correction = self.titles.name_a_correction && self.titles.alike >= 0.5;
        let others = self.overlap.other_numbers(&self.short.text, &self.long.text);
        let swaps = self.overlap.swaps(&self.short.text, &self.long.text);
        let few = if self.titles.alike >= 0.5 { FEW_WORDS } else { 0 };
        let said = |words: &[Word]| words.iter().filter(|word| !word.is_number).count();
        let (tight, all) = swaps.fold((0, 0), |(tight, all), (ours, theirs)| {
            let is_tight = said(ours).max(said(theirs)) <= few && have_other_numbers(ours, theirs);
            (tight + usize::from(is_tight), all + 1)
        });
        let is_template = tight > 0 && (tight * 3 >= all || self.are_of_one_feed);
        (others > shared / 400 || is_template) && !is_correction
    }

    /// Of two feeds, two texts that agree from beginning to end are one report whatever their titles say, if
    /// they speak of it at all. Else, and of one feed always, they are the notes of two episodes.
    fn has_other_numbers_in_title(&self) -> bool {
        let speaks = self.titles.have_other_numbers && !self.titles.name_a_correction;
        let is_whole = self.short.text.weight() >= NOTE && self.shared_of_longer() >= 0.8;
        let is_one = || is_whole && !self.are_of_one_feed && self.speaks_of_a_number_of_one_title();
        speaks && self.titles.alike >= 0.5 && !is_one()
    }

    /// Whether a number that only one title has stands in what the texts share.
    fn speaks_of_a_number_of_one_title(&self) -> bool {
        let numbers = |title: &Words| hashes(title, |word| word.is_number);
        let titles = (numbers(&self.short.title), numbers(&self.long.title));
        let shared: BTreeSet<u32> = self.overlap.numbers(&self.short.text).collect();
        titles.0.symmetric_difference(&titles.1).any(|number| shared.contains(number))
    }

    /// How much of the longer text stands in the shorter.
    pub(super) fn shared_of_longer(&self) -> f32 {
        ratio(self.overlap.in_runs_of_longer as usize, self.long.text.weight() as usize)
    }

    /// Whether what is shared is quotation, and what the shorter says itself is hardly shared.
    fn is_quotation_only(&self) -> bool {
        let quoted = self.overlap.in_runs_where(&self.short.text, |word| word.is_quoted);
        let own = self.short.text.all().iter().filter(|word| !word.is_quoted);
        let own: u32 = own.map(|word| u32::from(word.weight)).sum();
        let own_shared = self.overlap.in_runs - quoted;
        ratio(quoted as usize, self.overlap.in_runs as usize) > 0.5
            && ratio(own_shared as usize, own as usize) < 0.5
    }

    /// Two agencies do not print one another: what agrees is what both quote.
    fn is_of_another_agency(&self) -> bool {
        let houses = (self.short.house, self.long.house);
        matches!(houses, (Some(ours), Some(theirs)) if ours != theirs)
    }

    /// Within one feed. A follow-up has much of its own to say; a copy under another introduction has
    /// not. Where the titles differ as well, a few words of its own at the beginning of each make two:
    /// episodes with the same notes, appliances with the same instructions; unless what they share speaks of
    /// both titles.
    fn has_another_lead(&self) -> bool {
        let begins_otherwise = self.overlap.shares_of_leads(40).0 < 0.5;
        let (least, most) = self.overlap.shares_of_leads(8);
        let is_note = self.short.text.weight() < ARTICLE;
        let both_begin_otherwise =
            self.titles.alike < 0.5 && most < 0.5 && self.titles_answered() < 0.5
                || is_note && self.titles.alike < 0.35 && least < 0.5;
        let speaks = begins_otherwise && self.shared_of_longer() < 0.8 || both_begin_otherwise;
        self.are_of_one_feed && speaks
    }

    /// Within one feed, whose episodes, advisories and clips have the same notes: the titles have to speak
    /// for one as well. An article gets a better headline at times; it then begins as it did.
    fn has_another_title(&self) -> bool {
        let is_note = self.short.text.weight() < ARTICLE;
        self.are_of_one_feed && is_note && self.titles.alike < 0.35 && self.titles_answered() < 0.25
    }

    /// Of two feeds. What they share speaks of neither title: a notice of rights, a subscriber's wall, the notes
    /// under every episode of a network. Where each begins with lines of its own, one title is enough. An
    /// article that agrees from beginning to end is one whatever it is called: a digest.
    fn is_a_notice(&self) -> bool {
        let titles = [&self.short.title, &self.long.title];
        let say_something = titles.iter().all(|title| title.all().iter().any(|w| w.is_telling()));
        let [ours, theirs] = titles.map(|title| self.answered(title));
        let begin_otherwise = self.overlap.shares_of_leads(8).1 < 0.5;
        let answered = if begin_otherwise { ours.min(theirs) } else { ours.max(theirs) };
        let is_article = self.short.is_article() && self.overlap.is_whole(&self.long.text);
        let speaks = say_something && self.titles.alike < 0.5 && answered < 0.25 && !is_article;
        let is_a_part = || self.is_quotation_only() || self.is_part_of_a_round_up();
        !self.are_of_one_feed && speaks && !is_a_part()
    }

    /// How much of each title what the texts share speaks of, at the least. Of the title of an episode its
    /// notes do not speak.
    fn titles_answered(&self) -> f32 {
        self.answered(&self.short.title).min(self.answered(&self.long.title))
    }

    /// The share of a title's telling words that stand in what the texts share.
    pub(super) fn answered(&self, title: &Words) -> f32 {
        let telling = hashes(title, |word| word.is_telling());
        let shared = self.overlap.shared(&self.short.text);
        ratio(telling.intersection(&shared).count(), telling.len())
    }

    /// The same few lines head many texts: "Series: …", a notice of rights. The titles have to agree.
    fn is_too_short(&self) -> bool {
        let alike = match self.short.text.weight() {
            NOTE.. => 0.0,
            LINE.. => 0.2,
            _ => 0.3,
        };
        self.titles.alike < alike
    }

    /// Of a text that mostly recurs in its feed, what is left proves little: the place of a quake may be
    /// among what recurs. Titles have to speak for it, and within one feed the same has to recur in both.
    fn are_other_remains(&self) -> bool {
        let (ours, theirs) = (self.short.taken_out, self.long.taken_out);
        let is_other = if self.are_of_one_feed {
            ours != theirs || self.titles.alike < 0.75
        } else {
            self.titles.alike < 0.5
        };
        (ours.is_some() || theirs.is_some()) && is_other
    }
}

//! What two texts share, word for word: runs, and the passages that runs make up where little but a
//! word here and there was changed. Whether that makes them one story is left to `verdict`.

use std::collections::BTreeSet;
use std::ops::Range;

use super::numerals::is_character;
use super::words::{Word, Words, folded, weight};

/// A run is at least so heavy: three words, or five characters of a script without spaces.
const SHORTEST_RUN: u32 = 5;

/// A passage is at least so heavy. Less is a turn of phrase, a title with its holder, a quotation.
const SHORTEST_PASSAGE: u32 = 24;

/// How much may stand between two runs of one passage, in either text.
const WIDEST_GAP: u32 = 12;

/// How many words a row of figures has at most.
const LONGEST_ROW: usize = 64;

/// A block of one text alone is at least so heavy: twenty words. Less was put in by an edit.
const SHORTEST_BLOCK: u32 = 40;

/// In how many places of a text a run is looked for.
const MOST_PLACES: usize = 8;

/// A stretch that two texts share but for a few words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Passage {
    /// Its words in the shorter text.
    pub(super) short: Range<usize>,
    /// Its words in the longer.
    pub(super) long: Range<usize>,
    /// How much of it is shared to the letter.
    pub(super) weight: u32,
}

/// Words that both texts have in the same order.
#[derive(Clone, Copy, Debug)]
struct Run {
    short: usize,
    long: usize,
    words: usize,
}

/// Words of each text that stand in the same place.
#[derive(Clone, Debug)]
struct Swap {
    short: Range<usize>,
    long: Range<usize>,
}

/// What a shorter text shares with a longer one.
#[derive(Debug, Default)]
pub(super) struct Overlap {
    /// In the order of the shorter.
    pub(super) passages: Vec<Passage>,
    /// How much of the shorter is shared in runs.
    pub(super) in_runs: u32,
    /// How much of the shorter is shared in passages.
    pub(super) in_passages: u32,
    /// How much of the longer is shared in runs.
    pub(super) in_runs_of_longer: u32,
    /// What stands in the place of one another.
    swaps: Vec<Swap>,
    /// Which words of each text stand in runs.
    covered: (Vec<bool>, Vec<bool>),
}

impl Overlap {
    pub(super) fn of(short: &Words, long: &Words) -> Self {
        let (short, long) = (short.all(), long.all());
        let runs = runs(short, long);
        let mut covered = (vec![false; short.len()], vec![false; long.len()]);
        for run in &runs {
            cover(&mut covered.0, run.short..run.short + run.words);
            cover(&mut covered.1, run.long..run.long + run.words);
        }
        let passages = passages(&runs, short, long);
        Self {
            in_runs: covered_weight(short, &covered.0, |_| true),
            in_runs_of_longer: covered_weight(long, &covered.1, |_| true),
            in_passages: passages.iter().map(|passage| passage.weight).sum(),
            swaps: swapped(&runs, short, long),
            passages,
            covered,
        }
    }

    /// How much of the words of the shorter for which this holds stands in runs.
    pub(super) fn in_runs_where(&self, short: &Words, holds: impl Fn(&Word) -> bool) -> u32 {
        covered_weight(short.all(), &self.covered.0, holds)
    }

    /// Whether neither text has a word of its own.
    pub(super) fn is_whole(&self, long: &Words) -> bool {
        self.in_runs_of_longer == long.weight() && self.covered.0.iter().all(|covered| *covered)
    }

    /// The numbers that stand in runs, by what they are recognised by.
    pub(super) fn numbers<'w>(&'w self, short: &'w Words) -> impl Iterator<Item = u32> + 'w {
        let words = short.all().iter().zip(&self.covered.0);
        words.filter(|(word, covered)| **covered && word.is_number).map(|(word, _)| word.hash)
    }

    /// The telling words that both texts have in runs, by what they are recognised by.
    pub(super) fn shared(&self, short: &Words) -> BTreeSet<u32> {
        telling(short, &self.covered.0, true)
    }

    /// The telling words of each text that stand in no run: of the shorter, of the longer.
    pub(super) fn own(&self, short: &Words, long: &Words) -> (BTreeSet<u32>, BTreeSet<u32>) {
        (telling(short, &self.covered.0, false), telling(long, &self.covered.1, false))
    }

    /// What the blocks of a sentence or more weigh that only one of the texts has: the shorter, the longer.
    pub(super) fn own_blocks(&self, short: &Words, long: &Words) -> (u32, u32) {
        let sum = |words: &Words, covered: &[bool]| {
            let both: Vec<(&Word, bool)> =
                words.all().iter().zip(covered.iter().copied()).collect();
            let blocks = both.chunk_by(|(_, one), (_, other)| one == other);
            let own = blocks.filter(|block| block.first().is_some_and(|(_, covered)| !covered));
            let heavy = own.map(|block| block.iter().map(|(word, _)| u32::from(word.weight)).sum());
            heavy.filter(|weight: &u32| *weight >= SHORTEST_BLOCK).sum()
        };
        (sum(short, &self.covered.0), sum(long, &self.covered.1))
    }

    /// The words of each text that stand in no run: of the shorter, of the longer.
    pub(super) fn alone(&self) -> (Vec<Range<usize>>, Vec<Range<usize>>) {
        let alone = |covered: &[bool]| {
            let mut at = 0;
            let stretches = covered.chunk_by(|one, other| one == other).map(|stretch| {
                at += stretch.len();
                (at - stretch.len()..at, stretch.first() == Some(&false))
            });
            stretches.filter(|(_, is_alone)| *is_alone).map(|(words, _)| words).collect()
        };
        (alone(&self.covered.0), alone(&self.covered.1))
    }

    /// What stands in the place of one another in the two texts, word by word.
    pub(super) fn swaps<'w>(
        &self,
        short: &'w Words,
        long: &'w Words,
    ) -> impl Iterator<Item = (&'w [Word], &'w [Word])> {
        self.swaps.iter().map(|swap| {
            let ours = short.all().get(swap.short.clone()).unwrap_or_default();
            (ours, long.all().get(swap.long.clone()).unwrap_or_default())
        })
    }

    /// In how many places a number stands where the other text has another one.
    pub(super) fn other_numbers(&self, short: &Words, long: &Words) -> usize {
        self.swaps(short, long).filter(|(ours, theirs)| have_other_numbers(ours, theirs)).count()
    }

    /// The share of the first `count` words of each text that stand in runs: the smaller, the larger.
    pub(super) fn shares_of_leads(&self, count: usize) -> (f32, f32) {
        let share = |covered: &[bool]| {
            let lead = covered.get(..count.min(covered.len())).unwrap_or_default();
            let shared = lead.iter().filter(|is_covered| **is_covered).count();
            ratio(shared, lead.len())
        };
        let shares = (share(&self.covered.0), share(&self.covered.1));
        (shares.0.min(shares.1), shares.0.max(shares.1))
    }

    /// Where in the longer text the first shared word stands, as a share of its length.
    pub(super) fn begins_in_longer(&self) -> f32 {
        let first = self.covered.1.iter().position(|is_covered| *is_covered);
        first.map_or(1.0, |first| ratio(first, self.covered.1.len()))
    }
}

/// A share; of nothing, 0.
#[expect(clippy::cast_precision_loss, reason = "counts of words are small")]
pub(super) fn ratio(part: usize, whole: usize) -> f32 {
    if whole == 0 { 0.0 } else { part as f32 / whole as f32 }
}

fn cover(covered: &mut [bool], words: Range<usize>) {
    covered.get_mut(words).into_iter().flatten().for_each(|is_covered| *is_covered = true);
}

fn telling(words: &Words, covered: &[bool], is_wanted: bool) -> BTreeSet<u32> {
    let words = words.all().iter().zip(covered);
    let telling = words.filter(|(word, is_covered)| **is_covered == is_wanted && word.is_telling());
    telling.map(|(word, _)| word.hash).collect()
}

fn covered_weight(words: &[Word], covered: &[bool], holds: impl Fn(&Word) -> bool) -> u32 {
    words
        .iter()
        .zip(covered)
        .filter(|(word, is_covered)| **is_covered && holds(word))
        .map(|(word, _)| u32::from(word.weight))
        .sum()
}

/// The shingles of a text, each with the place of its first word: three words, or as many
/// characters as say as much.
pub(super) fn shingles(words: &[Word], heavy: u32) -> impl Iterator<Item = (u32, u32)> + '_ {
    let places = 0..u32::try_from(words.len()).unwrap_or(u32::MAX);
    places.map_while(move |place| {
        let mut hash: u64 = 0;
        let mut sum = 0;
        for word in words.get(place as usize..).unwrap_or_default() {
            hash = (hash ^ u64::from(word.hash)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            hash = hash.rotate_left(29);
            sum += u32::from(word.weight);
            if sum >= heavy {
                return Some((folded(hash), place));
            }
        }
        None
    })
}

/// The runs of the shorter text that stand in the longer: at each word the longest, and then on
/// behind it.
fn runs(short: &[Word], long: &[Word]) -> Vec<Run> {
    let (words, is_whole) = (short.len(), short.len() == long.len());
    if is_whole && common(short, 0, long, 0) == words {
        // Also where it is too short for shingles, or says the same thing twice.
        return vec![Run { short: 0, long: 0, words }];
    }
    let mut table: Vec<(u32, u32)> = shingles(long, SHORTEST_RUN).collect();
    table.sort_unstable();
    let mut runs = Vec::new();
    let mut next = 0;
    for (hash, place) in shingles(short, SHORTEST_RUN) {
        let place = place as usize;
        if place < next {
            continue;
        }
        let first = table.partition_point(|(other, _)| *other < hash);
        let places = table.get(first..).unwrap_or_default().iter().take(MOST_PLACES);
        let longest = places
            .take_while(|(other, _)| *other == hash)
            .map(|(_, at)| (common(short, place, long, *at as usize), *at as usize))
            // Of two alike the earlier: copies keep the order.
            .max_by_key(|(words, at)| (*words, std::cmp::Reverse(*at)));
        if let Some((words, at)) = longest.filter(|(words, _)| *words > 0) {
            runs.push(Run { short: place, long: at, words });
            next = place + words;
        }
    }
    runs
}

/// How many words agree from these places on.
fn common(short: &[Word], at_short: usize, long: &[Word], at_long: usize) -> usize {
    let short = short.get(at_short..).unwrap_or_default();
    let long = long.get(at_long..).unwrap_or_default();
    short.iter().zip(long).take_while(|(a, b)| a.hash == b.hash).count()
}

/// What stands between two runs in each text, where the order is kept and this holds for both.
fn gap(
    (run, next): (Run, Run),
    (short, long): (&[Word], &[Word]),
    holds: fn(&[Word], &[Word]) -> bool,
) -> Option<Swap> {
    let gap =
        Swap { short: run.short + run.words..next.short, long: run.long + run.words..next.long };
    let both = (short.get(gap.short.clone())?, long.get(gap.long.clone())?);
    holds(both.0, both.1).then_some(gap)
}

fn are_narrow(ours: &[Word], theirs: &[Word]) -> bool {
    weight(ours).max(weight(theirs)) <= WIDEST_GAP
}

/// Whether these stand in the place of one another: where they are little, and where they are figures in the
/// same words: a table, the numbers of a draw, "closed up 12.4 points, or 0.9 percent, at 1,391.2 on Monday".
fn are_of_one_form(ours: &[Word], theirs: &[Word]) -> bool {
    let are_figures = |words: &[Word], others: &[Word]| {
        let is_there =
            |word: &&Word| word.is_number || others.iter().any(|other| other.hash == word.hash);
        let numbers = words.iter().filter(|word| word.is_number).count();
        numbers >= 2 && words.iter().filter(is_there).count() * 3 >= words.len() * 2
    };
    let are_few = ours.len().max(theirs.len()) <= LONGEST_ROW;
    are_narrow(ours, theirs) || are_few && are_figures(ours, theirs) && are_figures(theirs, ours)
}

fn passages(runs: &[Run], short: &[Word], long: &[Word]) -> Vec<Passage> {
    let mut passages: Vec<Passage> = Vec::new();
    let mut last: Option<Run> = None;
    for run in runs {
        let (of_short, of_long) =
            (run.short..run.short + run.words, run.long..run.long + run.words);
        let shared = weight(short.get(of_short.clone()).unwrap_or_default());
        let goes_on =
            last.is_some_and(|last| gap((last, *run), (short, long), are_narrow).is_some());
        match passages.last_mut().filter(|_| goes_on) {
            Some(passage) => {
                passage.short.end = of_short.end;
                passage.long.end = of_long.end;
                passage.weight += shared;
            }
            None => passages.push(Passage { short: of_short, long: of_long, weight: shared }),
        }
        last = Some(*run);
    }
    let is_whole = |passage: &Passage| passage.short == (0..short.len());
    passages.retain(|passage| passage.weight >= SHORTEST_PASSAGE || is_whole(passage));
    passages
}

/// What stands in the place of one another, in each text: between two runs, and before the first and
/// behind the last as well: "Leeds 2-1 Spurs".
fn swapped(runs: &[Run], short: &[Word], long: &[Word]) -> Vec<Swap> {
    let edge = |at_short, at_long| Run { short: at_short, long: at_long, words: 0 };
    let mut all = vec![edge(0, 0)];
    all.extend_from_slice(runs);
    all.push(edge(short.len(), long.len()));
    all.windows(2)
        .filter_map(|pair| match pair {
            [run, next] => gap((*run, *next), (short, long), are_of_one_form),
            _ => None,
        })
        .filter(|gap| !gap.short.is_empty() && !gap.long.is_empty())
        .collect()
}

/// Whether each side has a number that the other lacks.
pub(super) fn have_other_numbers(ours: &[Word], theirs: &[Word]) -> bool {
    let are_numerals =
        [ours, theirs].iter().all(|words| words.iter().all(|word| is_character(word.hash)));
    let numbers = |words: &[Word]| -> Vec<u32> {
        let numbers = words.iter().filter(|word| word.is_number || are_numerals);
        numbers.map(|word| word.hash).collect()
    };
    let lacks = |these: &[u32], those: &[u32]| these.iter().any(|n| !those.contains(n));
    let (ours, theirs) = (numbers(ours), numbers(theirs));
    lacks(&ours, &theirs) && lacks(&theirs, &ours)
}

//! An item in its story: why it is there, the other reports, and what is close.

use serde::Serialize;

use super::words::{Named, Shared, comparison_lines, guard_names, share, shared, verdict_name};
use crate::cli::errors::CommandError;
use crate::cli::item;
use crate::cli::output::Output;
use crate::daemon::Comparison;
use crate::daemon::evidence::{percent, reason_says};
use crate::model::{MatchRule, Settings, StoredItem};
use crate::store::{Reading, StoreError};
use crate::story::Verdict;

/// Related stories that are told.
const RELATED: usize = 8;

/// The evidence, and as `--json` prints it. What is known of `matched` is absent without that.
#[derive(Debug, Serialize)]
struct Why {
    #[serde(flatten)]
    item: Named,
    #[serde(flatten)]
    noted: Noted,
    /// Whether what was noted is so still; absent where no text or link decided.
    stands: Option<bool>,
    link_same: Option<bool>,
    text_same: Option<bool>,
    verdict: Option<&'static str>,
    coverage_now: Option<f64>,
    coverage_of_longer: Option<f64>,
    needed: Option<f64>,
    guards_now: Vec<&'static str>,
    /// `first` is the item's, `second` that of the matched one.
    passages: Vec<Shared>,
    reports: Vec<Report>,
    related: Vec<Related>,
    #[serde(skip)]
    lines: Vec<String>,
}

/// What was noted of an item when it was put into its story.
#[derive(Debug, Serialize)]
struct Noted {
    rule: &'static str,
    /// In words.
    because: String,
    matched: Option<i64>,
    coverage: Option<f64>,
    guards: Vec<&'static str>,
}

#[derive(Debug, Serialize)]
struct Report {
    #[serde(flatten)]
    item: Named,
    /// Whether it is the one that stands for the story.
    lead: bool,
    #[serde(flatten)]
    noted: Noted,
}

/// Another story, by its first report.
#[derive(Debug, Serialize)]
struct Related {
    #[serde(flatten)]
    item: Named,
    /// How much of the shorter text stands in the longer; `null`: that was not measured.
    coverage: Option<f64>,
    #[serde(skip)]
    thousandths: u16,
}

pub(super) fn tell(
    (word, json): (&str, bool),
    reading: &Reading<'_>,
    settings: &Settings,
    output: &mut Output,
) -> Result<(), CommandError> {
    let why = Why::of(item::newest(word, reading)?, reading, settings)?;
    if json {
        output.json(&why)?;
    } else {
        for line in why.told() {
            output.line(&line)?;
        }
    }
    Ok(())
}

impl Why {
    fn of(
        mut item: StoredItem,
        reading: &Reading<'_>,
        settings: &Settings,
    ) -> Result<Self, StoreError> {
        settings.name_source(&mut item.source);
        let comparison = match item.reason.matched {
            Some(matched) => Comparison::of(reading, item.id, matched)?,
            None => None,
        };
        let stands = comparison.as_ref().and_then(|now| stands(&item, now));
        let lines = match (&comparison, item.reason.matched) {
            (Some(now), Some(matched)) => now_lines(&item, now, (matched.0, stands)),
            (None, _) | (_, None) => Vec::new(),
        };
        let now = comparison.as_ref();
        let likeness = now.map(|now| &now.likeness);
        Ok(Self {
            noted: Noted::of(&item, reading, settings)?,
            stands,
            link_same: now.map(|now| now.same_link),
            text_same: now.map(|now| now.same_text),
            verdict: likeness.map(|likeness| verdict_name(likeness.verdict)),
            coverage_now: likeness.map(|likeness| share(likeness.coverage)),
            coverage_of_longer: likeness.map(|likeness| share(likeness.coverage_of_longer)),
            needed: likeness.map(|likeness| share(likeness.needed)),
            guards_now: likeness.map(|now| guard_names(&now.guards)).unwrap_or_default(),
            passages: now.map(shared).unwrap_or_default(),
            reports: reports(&item, reading, settings)?,
            related: related(&item, reading, settings)?,
            item: Named::of(&item),
            lines,
        })
    }

    fn told(&self) -> Vec<String> {
        let Self { item, noted, reports, related, .. } = self;
        let (id, story) = (item.id, item.story);
        let mut lines = vec![
            format!("Item {id} is in story {story}: {}", noted.because),
            String::new(),
            format!("All reports of story {story}; * is the one that stands for it:"),
        ];
        for report in reports {
            let mark = if report.lead { '*' } else { ' ' };
            lines.push(format!("{mark}{}", report.item.line()));
            lines.push(format!("          {}", report.noted.because));
        }
        lines.extend(self.lines.iter().cloned());
        if !related.is_empty() {
            lines.push(String::new());
            lines.push("Stories that are close to it, and others:".to_owned());
        }
        for Related { item, thousandths, .. } in related {
            let close = match thousandths {
                0 => String::new(),
                share => format!(", {} in common", percent(*share)),
            };
            lines.push(format!(" {} (story {}{close})", item.line(), item.story));
        }
        lines
    }
}

impl Noted {
    fn of(
        item: &StoredItem,
        reading: &Reading<'_>,
        settings: &Settings,
    ) -> Result<Self, StoreError> {
        let reason = &item.reason;
        Ok(Self {
            rule: reason.rule.name(),
            because: reason_says(item, reading, settings)?,
            matched: reason.matched.map(|matched| matched.0),
            coverage: reason.coverage.map(share),
            guards: guard_names(&reason.guards),
        })
    }
}

/// Whether the texts and links as they are now bear out what was noted.
fn stands(item: &StoredItem, now: &Comparison) -> Option<bool> {
    let likeness = &now.likeness;
    match item.reason.rule {
        MatchRule::SameLink => Some(now.same_link),
        MatchRule::SameText => Some(now.same_text),
        MatchRule::NearCopy => Some(
            likeness.verdict == Verdict::Same && item.reason.coverage == Some(likeness.coverage),
        ),
        MatchRule::First | MatchRule::Joined | MatchRule::Split => None,
    }
}

fn now_lines(
    item: &StoredItem,
    now: &Comparison,
    (matched, stands): (i64, Option<bool>),
) -> Vec<String> {
    let id = item.id.0;
    let mut lines = vec![String::new(), format!("Items {id} and {matched}, as they are now:")];
    if stands == Some(false) {
        lines.push(
            "  This is not what was noted: one of them was edited since. An item stays in the \
             story that it was put into."
                .to_owned(),
        );
    }
    lines.extend(comparison_lines(now, [id, matched]));
    lines
}

fn reports(
    item: &StoredItem,
    reading: &Reading<'_>,
    settings: &Settings,
) -> Result<Vec<Report>, StoreError> {
    let mut items = reading.story(item.story)?;
    for report in &mut items {
        settings.name_source(&mut report.source);
    }
    let lead = item::lead(item, items.clone(), settings);
    let report = |report: &StoredItem| {
        Ok(Report {
            item: Named::of(report),
            lead: lead == Some(report.id),
            noted: Noted::of(report, reading, settings)?,
        })
    };
    items.iter().map(report).collect()
}

fn related(
    item: &StoredItem,
    reading: &Reading<'_>,
    settings: &Settings,
) -> Result<Vec<Related>, StoreError> {
    let mut related = Vec::new();
    for (story, thousandths) in reading.close_to(item.story)?.into_iter().take(RELATED) {
        let Some(mut first) = reading.story(story)?.into_iter().next() else { continue };
        settings.name_source(&mut first.source);
        let coverage = Some(thousandths).filter(|measured| *measured > 0).map(share);
        related.push(Related { item: Named::of(&first), coverage, thousandths });
    }
    Ok(related)
}

//! Why an item belongs to the story it is in. The verdict is given in `story/`; this is what is kept
//! of it, and what `why` prints.

use super::ItemId;

/// Why an item belongs to the story it is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// Nothing that we hold is a copy of it. Guards that kept it from a story are named.
    First {
        /// What spoke against a match that was there.
        guards: Vec<Guard>,
    },
    /// Its canonical link is that of another item of the story.
    SameLink,
    /// Its text is that of another item of the story.
    SameText,
    /// Its text, or most of it, stands in another item of the story or holds most of that.
    NearCopy {
        /// How much of the shorter text stands in the longer, in thousandths.
        coverage: u16,
    },
}

impl Evidence {
    /// The rule that decided.
    pub fn rule(&self) -> MatchRule {
        match self {
            Self::First { .. } => MatchRule::First,
            Self::SameLink => MatchRule::SameLink,
            Self::SameText => MatchRule::SameText,
            Self::NearCopy { .. } => MatchRule::NearCopy,
        }
    }

    /// What spoke against a match.
    pub fn guards(&self) -> &[Guard] {
        match self {
            Self::First { guards } => guards,
            Self::SameLink | Self::SameText | Self::NearCopy { .. } => &[],
        }
    }

    /// How much of the shorter text stands in the longer, in thousandths, where that decided.
    pub fn coverage(&self) -> Option<u16> {
        match self {
            Self::NearCopy { coverage } => Some(*coverage),
            Self::First { .. } | Self::SameLink | Self::SameText => None,
        }
    }
}

/// What put an item into its story.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum MatchRule {
    /// It made the story.
    #[default]
    First,
    /// Its canonical link.
    SameLink,
    /// Its text, to the letter.
    SameText,
    /// Most of its text.
    NearCopy,
    /// The operator said so (`mainstem join`).
    Joined,
    /// The operator took it out of another story (`mainstem split`).
    Split,
}

impl MatchRule {
    const ALL: [Self; 6] =
        [Self::First, Self::SameLink, Self::SameText, Self::NearCopy, Self::Joined, Self::Split];

    /// The word for the store and for `--json`.
    pub fn name(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::SameLink => "same-link",
            Self::SameText => "same-text",
            Self::NearCopy => "near-copy",
            Self::Joined => "joined",
            Self::Split => "split",
        }
    }

    /// The rule of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rule| rule.name() == name)
    }

    /// The same for people, said of the item.
    pub fn says(self) -> &'static str {
        match self {
            Self::First => "it made the story",
            Self::SameLink => "its link is that of another report",
            Self::SameText => "its text is that of another report, to the letter",
            Self::NearCopy => "most of its text is that of another report",
            Self::Joined => "it was joined by hand",
            Self::Split => "it was taken out of another story by hand",
        }
    }
}

/// What was noted when an item was put into its story.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reason {
    /// The rule that decided.
    pub rule: MatchRule,
    /// The item that it was matched with.
    pub matched: Option<ItemId>,
    /// How much of the shorter text stands in the longer, in thousandths, where that decided.
    pub coverage: Option<u16>,
    /// What spoke against a match with others.
    pub guards: Vec<Guard>,
}

/// What spoke against taking two items for one story although much of them agrees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Guard {
    /// Several items of one feed have this link: it names a page, not an article.
    LinkRecursInOneFeed,
    /// Only a page names this link for its own, and neither titles nor texts agree.
    LinkOfPageOnly,
    /// Several items of one feed with other titles have this text: it is boilerplate.
    TextRecursInOneFeed,
    /// What the feed announced of the one is not in the other: a paywall's stub, under two articles.
    OtherAnnounced,
    /// They appeared too far apart.
    FarApart,
    /// Where their texts agree, they give other numbers: two reports of one template.
    OtherNumbers,
    /// Most names of the one are not in the other: two reports of one template.
    OtherNames,
    /// Their titles give other numbers: the days of a live blog, the editions of a briefing.
    OtherNumbersInTitle,
    /// What they share is mostly quotation: two reports of one speech.
    QuotationOnly,
    /// The one is a round-up that has the other as one of its parts, or both are and share some of theirs.
    RoundUp,
    /// Two items of one feed that begin differently: a follow-up that repeats the background.
    OtherLead,
    /// Too little text to tell, and the titles do not speak for it.
    TooShort,
    /// Each stands on the site of an agency, and these are two.
    OtherAgency,
    /// Two items of one feed whose titles have little in common: episodes with the same notes.
    OtherTitle,
    /// Two items of two feeds, and what they share speaks of neither title: a notice of rights, a wall for
    /// subscribers, notes under every episode.
    SharedNotice,
    /// The story has another item of its feed, and the two are apart.
    OtherOfItsFeed,
}

impl Guard {
    const ALL: [Self; 16] = [
        Self::LinkRecursInOneFeed,
        Self::LinkOfPageOnly,
        Self::TextRecursInOneFeed,
        Self::OtherAnnounced,
        Self::FarApart,
        Self::OtherNumbers,
        Self::OtherNames,
        Self::OtherNumbersInTitle,
        Self::QuotationOnly,
        Self::RoundUp,
        Self::OtherLead,
        Self::TooShort,
        Self::OtherAgency,
        Self::OtherTitle,
        Self::SharedNotice,
        Self::OtherOfItsFeed,
    ];

    /// The word for the store and for `--json`.
    pub fn name(self) -> &'static str {
        match self {
            Self::LinkRecursInOneFeed => "link-recurs-in-one-feed",
            Self::LinkOfPageOnly => "link-of-page-only",
            Self::TextRecursInOneFeed => "text-recurs-in-one-feed",
            Self::OtherAnnounced => "other-announced",
            Self::FarApart => "far-apart",
            Self::OtherNumbers => "other-numbers",
            Self::OtherNames => "other-names",
            Self::OtherNumbersInTitle => "other-numbers-in-title",
            Self::QuotationOnly => "quotation-only",
            Self::RoundUp => "round-up",
            Self::OtherLead => "other-lead",
            Self::TooShort => "too-short",
            Self::OtherAgency => "other-agency",
            Self::OtherTitle => "other-title",
            Self::SharedNotice => "shared-notice",
            Self::OtherOfItsFeed => "other-of-its-feed",
        }
    }

    /// The guard of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|guard| guard.name() == name)
    }

    /// The same for people, said of the two items.
    pub fn says(self) -> &'static str {
        match self {
            Self::LinkRecursInOneFeed => "the link recurs in one feed: it names a page",
            Self::LinkOfPageOnly => {
                "only a page names the link as its own, and neither titles nor texts agree"
            }
            Self::TextRecursInOneFeed => "the text recurs in one feed under other titles",
            Self::OtherAnnounced => "the one does not say what the feed announces of the other",
            Self::FarApart => "they appeared too far apart",
            Self::OtherNumbers => "the numbers differ",
            Self::OtherNames => "the names differ",
            Self::OtherNumbersInTitle => "the numbers in their titles differ",
            Self::QuotationOnly => "what they share is mostly quotation",
            Self::RoundUp => "what they share is a part of a round-up",
            Self::OtherLead => "they are of one feed and begin differently",
            Self::TooShort => "the text is too short to tell, and the titles are not alike",
            Self::OtherAgency => "each is an agency's own report",
            Self::OtherTitle => "they are of one feed, and their titles have little in common",
            Self::SharedNotice => "what they share speaks of neither title",
            Self::OtherOfItsFeed => {
                "the story has another item of the same feed, and the two are apart"
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_rule_and_every_guard_has_a_word_of_its_own_and_says_something_of_its_own() {
        let rules: BTreeSet<_> = MatchRule::ALL.iter().map(|rule| rule.says()).collect();
        assert_eq!(rules.len(), MatchRule::ALL.len());
        assert!(MatchRule::ALL.iter().all(|rule| MatchRule::from_name(rule.name()) == Some(*rule)));
        let guards: BTreeSet<_> = Guard::ALL.iter().map(|guard| guard.says()).collect();
        assert_eq!(guards.len(), Guard::ALL.len());
        assert!(Guard::ALL.iter().all(|guard| Guard::from_name(guard.name()) == Some(*guard)));
    }
}

//! What mainstem remembers of a feed between two polls, and how the feed is by that. How it changes, and
//! whether anything is wrong, is decided in `schedule/`.

use super::{Digest, FeedAbout, Rhythm, Sightings, Timestamp, Validators};

/// Everything remembered of one feed. Written after every poll, whatever came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FeedMemory {
    /// What its publisher says of it, as of the last document that was read.
    pub about: FeedAbout,
    /// Validators of the last document that was *read*. Those of a broken one are never kept, or
    /// its publisher would answer 304 to it for ever.
    pub validators: Validators,
    /// The address that gave that document, after redirects.
    pub document_url: Option<String>,
    /// The digest of the body that was read last.
    pub body: Option<Digest>,
    /// What had to be mended in it, in words for the operator.
    pub repairs: Vec<String>,
    /// When it was last polled.
    pub last_poll: Option<Timestamp>,
    /// The HTTP status of the last poll; `None` where there was no answer.
    pub last_status: Option<u16>,
    /// When it is to be polled next; `None`: at once.
    pub next_poll: Option<Timestamp>,
    /// When what its publisher asked for ends: it is not polled before, however often its schedule
    /// may say so. `None`: it asked for nothing.
    pub wish_until: Option<Timestamp>,
    /// Where it is asked for instead of at its address in feeds.toml: it has moved there.
    pub address: Option<String>,
    /// Where permanent redirects lead from where it is asked for.
    pub moving: Option<Moving>,
    /// Polls that failed since the last that did not.
    pub failures: u32,
    /// When the first of these was.
    pub failing_since: Option<Timestamp>,
    /// What was wrong with the last poll, with what to do about it; `None` where nothing was.
    pub error: Option<String>,
    /// Answers of 410 (gone) since the last document.
    pub gone: Option<Sightings>,
    /// Whether these are enough, and it is not asked for any more.
    pub is_given_up: bool,
    /// When it has new items.
    pub rhythm: Rhythm,
    /// Until when a hub is trusted to push what is new in it; `None`: none is.
    pub pushed_until: Option<Timestamp>,
}

impl FeedMemory {
    /// Where the feed is said to be instead of at its address in feeds.toml, whether or not it is
    /// asked for there already.
    pub fn moved_to(&self) -> Option<&str> {
        self.moving.as_ref().map(|moving| moving.to.as_str()).or(self.address.as_deref())
    }

    /// The same without the failures since it was `before`, which are not to count: the feed is due
    /// again as it was then. What else was learned since stays.
    #[must_use]
    pub fn forgiven(self, before: &Self) -> Self {
        Self {
            failures: before.failures,
            failing_since: before.failing_since,
            error: before.error.clone(),
            last_poll: before.last_poll,
            next_poll: before.next_poll,
            address: before.address.clone(),
            moving: before.moving.clone(),
            ..self
        }
    }
}

/// A move that permanent redirects tell of, before it is believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moving {
    /// Where they lead.
    pub to: String,
    /// How often that was seen, with the feed at its end.
    pub seen: Sightings,
}

/// How a feed is, in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FeedState {
    /// Not polled yet.
    New,
    /// The last poll went well.
    Ok,
    /// A host asks to be left alone until a certain moment, and nothing has failed.
    Waiting,
    /// The last poll, or some of the last, failed.
    Failing,
    /// The publisher says that it is gone, and it is not asked for any more.
    Gone,
    /// `enabled = false`.
    Disabled,
}

impl FeedState {
    /// Every state.
    pub const ALL: [Self; 6] =
        [Self::New, Self::Ok, Self::Waiting, Self::Failing, Self::Gone, Self::Disabled];

    /// The state of a feed with this memory.
    pub fn of(memory: &FeedMemory, enabled: bool) -> Self {
        if !enabled {
            Self::Disabled
        } else if memory.is_given_up {
            Self::Gone
        } else if memory.last_poll.is_none() {
            Self::New
        } else if memory.error.is_some() {
            let has_failed = memory.failures > 0 || memory.gone.is_some();
            if has_failed { Self::Failing } else { Self::Waiting }
        } else {
            Self::Ok
        }
    }

    /// The word.
    pub fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Ok => "ok",
            Self::Waiting => "waiting",
            Self::Failing => "failing",
            Self::Gone => "gone",
            Self::Disabled => "disabled",
        }
    }
}

/// Something that is wrong with a feed, or that its operator should know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ailment {
    /// What it is.
    pub kind: AilmentKind,
    /// Since when.
    pub since: Timestamp,
    /// What happens, and what to do about it, in sentences.
    pub words: String,
}

/// The kinds of ailments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AilmentKind {
    /// It fails, again and again.
    Failing,
    /// It has moved.
    Moved,
    /// Its publisher says that it is gone, and it is not asked for any more.
    Gone,
    /// Web pages come in its place.
    Html,
    /// Something that keeps programs out answers.
    Wall,
    /// Nothing new has come for much longer than usual.
    Silent,
    /// It was not well, and is again.
    Back,
}

impl AilmentKind {
    const ALL: [Self; 7] =
        [Self::Failing, Self::Moved, Self::Gone, Self::Html, Self::Wall, Self::Silent, Self::Back];

    /// The word for the store.
    pub fn name(self) -> &'static str {
        match self {
            Self::Failing => "failing",
            Self::Moved => "moved",
            Self::Gone => "gone",
            Self::Html => "html",
            Self::Wall => "wall",
            Self::Silent => "silent",
            Self::Back => "back",
        }
    }

    /// The kind of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// What the feed does: a fragment that completes its name.
    pub fn words(self) -> &'static str {
        match self {
            Self::Failing => "can't be read",
            Self::Moved => "has moved",
            Self::Gone => "is gone",
            Self::Html => "gives a web page",
            Self::Wall => "is behind a wall",
            Self::Silent => "is silent",
            Self::Back => "is back",
        }
    }
}

/// When the latest items of a feed came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrivals {
    /// The first of those that were looked at.
    pub first: Timestamp,
    /// The last.
    pub last: Timestamp,
    /// How often something came: items of one poll came at once.
    pub count: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_found_by_its_name() {
        for kind in AilmentKind::ALL {
            assert_eq!(AilmentKind::from_name(kind.name()), Some(kind));
        }
    }
}

//! What came of a poll, and the record of it that the store keeps.

use std::time::Duration;

use super::{
    Change, Digest, Failure, FeedAbout, FeedMemory, HoldOff, HostMemory, Timestamp, Validators,
};

/// What came of a poll, once the body was read too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PollOutcome {
    /// A document came and was read.
    Read {
        /// The HTTP status.
        status: u16,
        /// Its validators; none of a document that ends in the middle, or its publisher would
        /// answer 304 to the rest of it for ever.
        validators: Validators,
        /// The address that gave it, after redirects.
        url: String,
        /// The digest of its body; `None` of a document that ends in the middle.
        body: Option<Digest>,
        /// What it says of the feed.
        about: FeedAbout,
        /// What had to be mended in it, in words for the operator.
        repairs: Vec<String>,
    },
    /// The very bytes that were read last came again, with a 200.
    SameBody {
        /// The HTTP status.
        status: u16,
        /// The address that gave them, after redirects.
        url: String,
        /// Its validators.
        validators: Validators,
    },
    /// 304, with the validators that the answer gave.
    NotModified(Validators),
    /// The host asks to be left alone.
    HoldOff(HoldOff),
    /// 410.
    Gone,
    /// Anything else, a body that could not be read among it.
    Failed(Failure),
    /// It was no poll: a hub pushed a document, which may have only the newest entries.
    Pushed,
    /// Nothing was reached, and neither was anything else at that time: it is our own network that
    /// is down, and no fault of the feed's.
    Offline(Failure),
}

impl PollOutcome {
    /// The word for the poll log, `--json` and metrics.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Read { .. } => "read",
            Self::SameBody { .. } => "same-body",
            Self::NotModified(_) => "not-modified",
            Self::HoldOff(_) => "hold-off",
            Self::Gone => "gone",
            Self::Failed(_) => "failed",
            Self::Pushed => "pushed",
            Self::Offline(_) => "offline",
        }
    }

    /// The same where nothing could be reached from here: a failure then says nothing of the feed.
    #[must_use]
    pub fn while_offline(self) -> Self {
        if let Self::Failed(failure) = self { Self::Offline(failure) } else { self }
    }

    /// The HTTP status, where there was an answer.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Read { status, .. } | Self::SameBody { status, .. } => Some(*status),
            Self::HoldOff(asked) => asked.status,
            Self::NotModified(_) => Some(304),
            Self::Gone => Some(410),
            Self::Pushed => None,
            Self::Failed(failure) | Self::Offline(failure) => failure.status,
        }
    }
}

/// All that one poll leaves behind; written in one transaction.
#[derive(Clone, Debug)]
pub struct PollRecord {
    /// When it began.
    pub at: Timestamp,
    /// How long it took.
    pub took: Duration,
    /// Bytes of the body, after decompression.
    pub size_bytes: u64,
    /// What came of it.
    pub outcome: PollOutcome,
    /// What is remembered of the feed from now on.
    pub memory: FeedMemory,
    /// What is remembered of hosts from now on, by their key.
    pub hosts: Vec<(String, HostMemory)>,
    /// What becomes of the document's entries, in its order.
    pub changes: Vec<Change>,
}

/// How many items a poll brought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PollTally {
    /// Items not held before.
    pub new: usize,
    /// Of these, reports of a story that another item had already.
    pub duplicate: usize,
    /// Items held before and edited since.
    pub updated: usize,
    /// Items held as they are.
    pub unchanged: usize,
}

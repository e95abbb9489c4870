//! What is wrong with a feed, for the operator. Whether anything is, is decided in `schedule/`.

use super::Timestamp;

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
}

impl AilmentKind {
    /// What the feed does: a fragment that completes its name.
    pub fn words(self) -> &'static str {
        match self {
            Self::Failing => "can't be read",
            Self::Moved => "has moved",
            Self::Gone => "is gone",
        }
    }
}

//! Every way reading a document can fail. Few: most of what is wrong with a feed is mended.

/// Why a document could not be read. Fragments that complete "failed to …".
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadFeedError {
    /// No bytes, or nothing but white space.
    #[error("read a feed: the body is empty")]
    Empty,
    /// The body is a web page: the feed has moved, or a gatekeeper answered in its place.
    #[error("read a feed: the body is a web page")]
    Html,
    /// The body is something else; what it looks like.
    #[error("read a feed: the body is {0}")]
    NotAFeed(String),
    /// The body is meant as a feed, and nothing can be made of it.
    #[error("read a feed: {0}")]
    Malformed(String),
    /// The parser gave up in a way it should not. What it said.
    #[error("read a feed: the parser panicked: {0}")]
    Panicked(String),
}

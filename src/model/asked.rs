//! What is asked for, and by whom: documents lead to one another, and not everybody gets on by the same
//! links.

use super::{Digest, Wanted};

/// For whom a document is made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Audience {
    /// Whoever is let in anyway, or shows with each request what opens.
    #[default]
    Anybody,
    /// Who has come in with the token in the address, of which this is the digest: where a document leads,
    /// they need it again. It need not be the token of the settings, which may have been edited meanwhile.
    WithToken(Digest),
    /// Who reads files: nothing but what is there can be asked for.
    OfFiles,
}

/// A document as somebody asks for it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Asked {
    /// The document.
    pub wanted: Wanted,
    /// By whom.
    pub audience: Audience,
}

//! What can be wrong with a document and is mended without asking, in words for the operator.

/// One kind of fault that was mended. Each is told once a document, however often it was met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Repair {
    /// Something stands before the XML.
    JunkBefore,
    /// Bytes below space that XML does not allow.
    ControlCharacters,
    /// `AT&T`.
    BareAmpersand,
    /// `a < b`.
    StrayMark,
    /// `&nbsp;`, which XML does not know.
    NamedCharacters,
    /// HTML that was escaped once more than it should be.
    EscapedTwice,
    /// A text that is UTF-8 of what was UTF-8, in a document that is not.
    EncodedTwice,
    /// A prefix without its declaration.
    UndeclaredPrefix,
    /// An element whose end is missing.
    Unclosed,
    /// An end without an element.
    UnmatchedEnd,
    /// Markup deeper than anyone writes it.
    TooDeep,
    /// Entries after the end of the feed.
    Several,
    /// A tag, a comment or a section of text that does not end.
    Unended,
    /// The document ends in the middle.
    CutShort,
    /// More entries than any feed has.
    TooManyEntries,
    /// JSON that is none.
    BrokenJson,
    /// Items that stay broken JSON.
    LacksItems,
    /// A JSON Feed that does not say that it is one.
    NoVersion,
}

impl Repair {
    /// The fault in words.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::JunkBefore => "something stands before the XML; it was left out",
            Self::ControlCharacters => "holds control characters; they were left out",
            Self::BareAmpersand => "holds ampersands that begin nothing; they were taken as such",
            Self::StrayMark => "holds `<` that begin no element; they were taken as text",
            Self::NamedCharacters => "names characters as HTML does, without declaring them",
            Self::EscapedTwice => "escapes HTML twice; it was taken for escaped once",
            Self::EncodedTwice => "encodes some texts as UTF-8 twice; they were decoded twice",
            Self::UndeclaredPrefix => "uses prefixes that it does not declare",
            Self::Unclosed => "leaves elements open; they were closed",
            Self::UnmatchedEnd => "closes elements that are not open",
            Self::TooDeep => "nests elements too deep; the deepest were left out",
            Self::Several => "goes on with entries after its end; they were read as well",
            Self::Unended => {
                "begins tags, comments or CDATA sections that do not end; they were ended"
            }
            Self::CutShort => "ends in the middle; what is there was read",
            Self::TooManyEntries => "has more entries than can be held; the last were left out",
            Self::BrokenJson => "is no sound JSON; it was mended",
            Self::LacksItems => "holds items that can't be mended; they were left out",
            Self::NoVersion => "does not say which version of JSON Feed it is",
        }
    }
}

//! One exchange with a publisher: what is asked, and every way it can end. Asking is left to
//! `fetch/`.

use std::fmt;

use url::Url;

use super::{Header, HostMemory, HubLink, Timestamp, Wishes};

/// What is to be fetched, and what we hold of it already.
#[derive(Clone, Debug)]
pub struct FetchRequest {
    /// Where from.
    pub url: Url,
    /// The address whose origin the feed's own fields are for, where that is not `url`: the feed has
    /// moved since they were written.
    pub home: Option<Url>,
    /// What the publisher gave us to recognise our copy by.
    pub validators: Validators,
    /// The address that gave them, where redirects led to another than `url`. They mean nothing
    /// anywhere else.
    pub held_at: Option<Url>,
    /// Fields of this feed's own.
    pub headers: Vec<Header>,
    /// The proxy to go through.
    pub proxy: Option<Url>,
    /// What is asked for.
    pub wants: Wants,
}

impl FetchRequest {
    /// A request for this address with nothing of a feed's in it: no field, validator or proxy.
    pub fn bare(url: Url, wants: Wants) -> Self {
        Self {
            url,
            home: None,
            validators: Validators::default(),
            held_at: None,
            headers: Vec::new(),
            proxy: None,
            wants,
        }
    }
}

/// What kind of document is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wants {
    /// A feed.
    Feed,
    /// A page.
    Page,
}

/// `ETag` and `Last-Modified`, byte for byte as received: they are the publisher's, and mean
/// nothing to us (RFC 9110 section 8.8).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Validators {
    /// The value of `ETag`, quotes and all.
    pub etag: Option<Vec<u8>>,
    /// The value of `Last-Modified`.
    pub last_modified: Option<Vec<u8>>,
}

impl Validators {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.etag.is_none() && self.last_modified.is_none()
    }

    /// What stands after a 304 (RFC 9111 section 3.2): what it gives replaces what we hold, what
    /// it leaves out stays.
    #[must_use]
    pub fn renewed_by(&self, given: &Self) -> Self {
        let keep =
            |new: &Option<Vec<u8>>, old: &Option<Vec<u8>>| new.clone().or_else(|| old.clone());
        Self {
            etag: keep(&given.etag, &self.etag),
            last_modified: keep(&given.last_modified, &self.last_modified),
        }
    }
}

/// Every way a fetch can end. There is no `Err` beside it: to a poller a refused connection is a
/// result like any other, and the compiler makes everyone face it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FetchOutcome {
    /// A body came.
    Fresh(Box<Document>),
    /// 304: what we hold is current. The validators are those the answer gave.
    NotModified(Validators),
    /// The host is not to be asked for anything until then: it said so in this answer (429, 503), or
    /// before, and then no request was sent to it.
    HoldOff(HoldOff),
    /// 410: the publisher says that the feed is gone for good.
    Gone,
    /// Anything else.
    Failed(Failure),
}

/// A fetch that ended.
#[derive(Clone, Debug)]
pub struct Fetched {
    /// How.
    pub outcome: FetchOutcome,
    /// What else the last answer said; nothing where there was none.
    pub said: Said,
    /// The hosts that are to be remembered otherwise than before, with what is remembered now; none
    /// that is not frozen any more and has no strike is worth remembering.
    pub hosts: Vec<(String, HostMemory)>,
    /// Whether anybody answered at all.
    pub is_answered: bool,
}

/// What an answer says beside its body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// When it came; `None`: there was none.
    pub at: Option<Timestamp>,
    /// What it asks for.
    pub wishes: Wishes,
    /// Where the feed has moved: the end of the unbroken run of permanent redirects that led to this
    /// answer, if any.
    pub moved_to: Option<Url>,
    /// The hub and the topic in its `Link` fields (WebSub section 4).
    pub hub: Option<HubLink>,
}

/// A host that asks to be left alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HoldOff {
    /// The HTTP status that said so; `None` where it was said before this fetch.
    pub status: Option<u16>,
    /// Until when.
    pub until: Timestamp,
    /// Whether the publisher named that moment; we chose it else.
    pub is_named: bool,
}

/// A body as it came, decompressed.
#[derive(Clone, PartialEq, Eq)]
pub struct Document {
    /// The address that gave it, after all redirects.
    pub url: Url,
    /// The HTTP status.
    pub status: u16,
    /// `Content-Type`.
    pub content_type: Option<String>,
    /// What to recognise it by the next time.
    pub validators: Validators,
    /// The bytes.
    pub body: Vec<u8>,
}

/// A body in a log would drown it: only its size is shown.
impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Document")
            .field("url", &self.url.as_str())
            .field("status", &self.status)
            .field("content_type", &self.content_type)
            .field("size_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// Why a poll brought nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What went wrong, by kind.
    pub kind: FailureKind,
    /// The HTTP status, where there was an answer.
    pub status: Option<u16>,
    /// What went wrong, in words: a fragment that completes "failed to …".
    pub detail: String,
}

/// The kinds of failure an operator can do something different about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FailureKind {
    /// The address is of a private network, or no web address.
    Address,
    /// The name does not resolve.
    Name,
    /// No connection.
    Connect,
    /// No connection by way of the proxy.
    Proxy,
    /// No TLS.
    Tls,
    /// It took too long.
    Timeout,
    /// The body is over the limit.
    TooLarge,
    /// Too many redirects, or one that leads nowhere.
    Redirect,
    /// A status that is no success.
    Status,
    /// The body broke off or does not decompress.
    Body,
    /// The body is a web page.
    Html,
    /// The body is a web page that names a feed.
    NamesFeed,
    /// A page that asks for a login came.
    Login,
    /// Something that keeps programs out answered.
    BotWall,
    /// A page that asks for consent came.
    Consent,
    /// The network between us and the publisher wants something first.
    Portal,
    /// The domain is for sale.
    Parked,
    /// The body is no feed, or not to be read.
    NotAFeed,
    /// A fault of ours.
    Internal,
}

impl FailureKind {
    /// What the operator can do about it.
    pub fn advice(self) -> &'static str {
        match self {
            Self::Address => {
                "if you mean a machine of your own, list it in [fetch] allow_private_networks"
            }
            Self::Name => "check the spelling of the address, and this machine's DNS",
            Self::Connect => "the server may be down; mainstem goes on trying",
            Self::Proxy => {
                "the proxy, or the server behind it, may be down; mainstem goes on trying"
            }
            Self::Tls => "the server's certificate or TLS version is at fault; ask its operator",
            Self::Timeout => "the server is slow; raise [fetch] timeout if it always is",
            Self::TooLarge => "raise [fetch] max_body if you want a feed of this size",
            Self::Redirect => {
                "open the address in a browser and put the one you end at in feeds.toml"
            }
            Self::Status => {
                "open the address in a browser; the feed may have moved or want a login"
            }
            Self::Body => "the server broke off; mainstem tries again",
            Self::Html => "the address is of a web page; look there for the address of its feed",
            Self::NamesFeed => "put that address in feeds.toml",
            Self::Login => {
                "if you have an account there, give the feed its headers; else it is closed to us"
            }
            Self::BotWall => {
                "ask the site's operator to let feed readers in; [fetch] contact tells them who asks"
            }
            Self::Consent => "look for another address of the feed, one without a page before it",
            Self::Portal => "open any page in a browser in this machine's network and log in there",
            Self::Parked => "the site is gone; look for its new address, or take the feed out",
            Self::NotAFeed => "check that the address is of a feed",
            Self::Internal => "a fault of mainstem's; please report it with this message",
        }
    }
}

impl Failure {
    /// What went wrong and what to do about it, as the operator reads it.
    pub fn told(&self) -> String {
        let advice = match (self.kind, self.status) {
            (FailureKind::Status, Some(500..)) => "the server is at fault; mainstem tries again",
            (kind, _) => kind.advice(),
        };
        format!("failed to {}; {advice}", self.detail)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.detail)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_of_the_server_is_not_to_be_mended_here() {
        let failure = |status| Failure {
            kind: FailureKind::Status,
            status: Some(status),
            detail: format!("fetch from a.example: it answered {status}"),
        };
        assert!(failure(500).told().ends_with("; the server is at fault; mainstem tries again"));
        assert!(failure(404).told().ends_with("may have moved or want a login"));
    }

    #[test]
    fn a_304_replaces_what_it_gives_and_keeps_the_rest() {
        let held = Validators {
            etag: Some(b"\"a\"".to_vec()),
            last_modified: Some(b"yesterday".to_vec()),
        };
        let given = Validators { etag: Some(b"W/\"b\"".to_vec()), last_modified: None };
        let renewed = held.renewed_by(&given);
        assert_eq!(renewed.etag.as_deref(), Some(&b"W/\"b\""[..]));
        assert_eq!(renewed.last_modified.as_deref(), Some(&b"yesterday"[..]));
    }
}

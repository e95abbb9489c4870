//! A look at an address: what feed is there, or what else. Nothing is remembered of it. Where to
//! look is left to `discovery`.

use std::collections::BTreeSet;
use std::sync::Arc;

use url::Url;

use super::clock::Clock;
use super::diagnosis::{self, Came};
use super::poll;
use crate::discover::{self, Instead, LinkedFeed, Page};
use crate::fetch::{FetchSetupError, Fetcher, HostGate, host_key};
use crate::model::{
    Document, Failure, FailureKind, Feed, FeedFormat, FeedMemory, FetchOutcome, FetchRequest,
    FetchSettings, Fetched, HoldOff, HostMemory, ParsedFeed, Said, Text, Timestamp, given_title,
};
use crate::parse;

/// Goes and looks, with the same manners as the daemon.
#[derive(Clone, Debug)]
pub struct Scout {
    fetcher: Arc<Fetcher>,
    gate: Arc<HostGate>,
    clock: Clock,
}

/// What was seen at an address.
#[derive(Clone, Debug)]
pub enum Seen {
    /// A feed.
    Feed(Box<SeenFeed>),
    /// Something else, or nothing.
    Other(Box<SeenOther>),
}

/// A feed as it was seen.
#[derive(Clone, Debug)]
pub struct SeenFeed {
    /// The address that was asked.
    pub asked: Url,
    /// The address that gave the document, after all redirects.
    pub url: Url,
    /// Where the feed has moved for good.
    pub moved_to: Option<Url>,
    /// Its format.
    pub format: Option<FeedFormat>,
    /// Its own title.
    pub title: Option<String>,
    /// The page that it is about.
    pub site_url: Option<String>,
    /// How many entries it has.
    pub entries: usize,
    /// The date of its newest entry.
    pub newest: Option<Timestamp>,
    /// Whether an `ETag` came with it.
    pub has_etag: bool,
    /// Whether a `Last-Modified` came with it.
    pub has_last_modified: bool,
    /// Whether it ends in the middle.
    pub is_cut_short: bool,
    /// What had to be mended.
    pub repairs: Vec<String>,
    /// The hub that it names.
    pub hub: Option<String>,
    /// Bytes of text in its entries.
    text_bytes: usize,
    /// Links, else ids, of its entries.
    names: BTreeSet<String>,
}

/// What was seen that is no feed.
#[derive(Clone, Debug)]
pub struct SeenOther {
    /// What is wrong and what to do about it.
    pub error: String,
    /// What is wrong, by kind; `None` where the server asks us to stay away.
    pub kind: Option<FailureKind>,
    /// The feeds that the page names, the best first.
    pub feeds: Vec<LinkedFeed>,
    /// Where else the feed may be, the likeliest first.
    pub guesses: Vec<Url>,
}

impl SeenFeed {
    /// Where it is to be fetched from: where it has moved, else where it was asked for.
    pub fn address(&self) -> &Url {
        self.moved_to.as_ref().unwrap_or(&self.asked)
    }

    /// Whether this is the same feed as another and says more, by a tenth at least.
    pub(super) fn is_fuller_than(&self, other: &Self) -> bool {
        if other.entries == 0 {
            return self.entries > 0;
        }
        let is_same = !self.names.is_disjoint(&other.names);
        is_same && self.text_bytes > other.text_bytes + other.text_bytes / 10
    }
}

impl Scout {
    /// One with these manners.
    pub fn new(settings: &FetchSettings, clock: Clock) -> Result<Self, FetchSetupError> {
        let fetcher = Fetcher::new(settings)?.explained_by(diagnosis::explain);
        Ok(Self { fetcher: Arc::new(fetcher), gate: Arc::new(HostGate::new(settings)), clock })
    }

    /// Takes over what is remembered of hosts that asked to be left alone.
    pub fn recall(&self, hosts: &[(String, HostMemory)]) {
        self.gate.recall(hosts, self.clock.now());
    }

    /// What hosts have asked for, for whoever remembers it: those that sent us away, now or before.
    pub fn heard(&self) -> Vec<(String, HostMemory)> {
        self.gate.memories()
    }

    /// Looks at a feed of feeds.toml.
    pub async fn look_at(&self, feed: &Feed) -> Seen {
        self.look(poll::request(feed, &FeedMemory::default())).await
    }

    /// Looks at what a request gets.
    pub(super) async fn look(&self, request: FetchRequest) -> Seen {
        let asked = request.url.clone();
        let permit = match self.gate.enter(&host_key(&asked)).await {
            Ok(permit) => permit,
            Err(wait) => return nothing(held_off(&asked, wait), None),
        };
        let now = self.clock.now();
        let (Fetched { outcome, said, .. }, _slot) =
            self.fetcher.fetch(&request, &self.gate, permit, now).await;
        match outcome {
            FetchOutcome::Fresh(document) => {
                let failed = asked.clone();
                tokio::task::spawn_blocking(move || seen(*document, said, asked))
                    .await
                    .unwrap_or_else(|_| panicked(&failed))
            }
            FetchOutcome::NotModified(_) => {
                nothing("failed to fetch the whole: it answered 304".to_owned(), None)
            }
            FetchOutcome::HoldOff(wait) => nothing(held_off(&asked, wait), None),
            FetchOutcome::Gone => {
                let host = asked.host_str().unwrap_or_default();
                let error = format!(
                    "failed to fetch from {host}: it answered 410 Gone; its publisher says that it \
                     is gone for good"
                );
                nothing(error, None)
            }
            FetchOutcome::Failed(failure) => refused(&asked, &failure),
        }
    }
}

fn nothing(error: String, kind: Option<FailureKind>) -> Seen {
    Seen::Other(Box::new(SeenOther { error, kind, feeds: Vec::new(), guesses: Vec::new() }))
}

/// A site may wall in its pages and leave its feeds outside.
fn refused(asked: &Url, failure: &Failure) -> Seen {
    let is_walled =
        matches!(failure.kind, FailureKind::BotWall | FailureKind::Consent | FailureKind::Login);
    let may_be_elsewhere = is_walled && !discover::looks_like_a_feed(asked);
    Seen::Other(Box::new(SeenOther {
        error: failure.told(),
        kind: Some(failure.kind),
        feeds: Vec::new(),
        guesses: if may_be_elsewhere { discover::guesses(asked, None) } else { Vec::new() },
    }))
}

fn panicked(asked: &Url) -> Seen {
    let detail = format!("read what {} gave: a panic", asked.host_str().unwrap_or_default());
    let failure = Failure { kind: FailureKind::Internal, status: None, detail };
    nothing(failure.told(), Some(failure.kind))
}

fn held_off(asked: &Url, wait: HoldOff) -> String {
    let host = asked.host_str().unwrap_or_default();
    let HoldOff { status, until, .. } = wait;
    let answer = status.map_or_else(String::new, |status| format!(" (HTTP {status})"));
    format!("failed to fetch from {host}: it asks us to wait{answer}; try again after {until}")
}

/// What a document is.
fn seen(document: Document, said: Said, asked: Url) -> Seen {
    let Document { url, status, content_type, validators, body } = document;
    let error = match parse::document(&body, content_type.as_deref(), &url) {
        Ok(feed) => {
            let seen = seen_feed(feed, asked, url);
            return Seen::Feed(Box::new(SeenFeed {
                moved_to: said.moved_to,
                has_etag: validators.etag.is_some(),
                has_last_modified: validators.last_modified.is_some(),
                hub: said.hub.map(|link| link.hub).or(seen.hub),
                ..seen
            }));
        }
        Err(error) => error,
    };
    let came = Came { asked: &asked, url: &url, status, content_type: content_type.as_deref() };
    let failure = came.failure(&error, &body);
    let feeds = match came.instead(&body, &[]) {
        Instead::Page(feeds) | Instead::ErrorPage(_, feeds) => feeds,
        Instead::Nothing
        | Instead::Wall(_)
        | Instead::Login
        | Instead::Consent
        | Instead::Portal
        | Instead::Parked
        | Instead::ApiError(_)
        | Instead::Shell
        | Instead::Other => Vec::new(),
    };
    let page = Page::read(&parse::text(&body, content_type.as_deref()), &url);
    Seen::Other(Box::new(SeenOther {
        error: failure.told(),
        kind: Some(failure.kind),
        guesses: discover::guesses(&url, Some(&page)),
        feeds,
    }))
}

fn seen_feed(feed: ParsedFeed, asked: Url, url: Url) -> SeenFeed {
    let size = |text: &Option<Text>| match text {
        Some(Text::Plain(text) | Text::Html(text)) => text.len(),
        None => 0,
    };
    let entries = &feed.entries;
    let date = entries.iter().filter_map(|entry| entry.published.or(entry.updated));
    SeenFeed {
        asked,
        url,
        moved_to: None,
        format: feed.about.format,
        title: given_title(feed.about.title.as_deref()),
        site_url: feed.about.site_url,
        entries: entries.len(),
        newest: date.max(),
        has_etag: false,
        has_last_modified: false,
        is_cut_short: feed.is_cut_short,
        hub: feed.about.hub.map(|link| link.hub),
        text_bytes: entries.iter().map(|e| size(&e.content).max(size(&e.summary))).sum(),
        names: entries.iter().filter_map(|e| e.link.clone().or_else(|| e.id.clone())).collect(),
        repairs: feed.repairs,
    }
}

//! A publisher whose documents grow as they are asked for. It believes what it is told: what was in a
//! document whose validator comes back leaves its documents, so that a validator that is kept without
//! its items loses them for good.

use std::fmt::Write as _;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use mainstem::model::Digest;

use crate::support::server::{Request, Response, Server};

/// Chance that is the same in every run with the same seed.
#[derive(Debug)]
pub(super) struct Chance(u64);

impl Chance {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `end`.
    pub(super) fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(1);
        let digest = Digest::of(&[&self.0.to_le_bytes()]);
        usize::from(u16::from_le_bytes([digest.as_bytes()[0], digest.as_bytes()[1]])) % end
    }
}

/// Items that stay in a document though their reader has them: it is to see some of them again.
const SHOWN_AGAIN: usize = 4;

#[derive(Debug)]
struct Wire {
    /// How many items each feed has; its validator is this number.
    items: Vec<usize>,
    /// The first that each feed still shows.
    first: Vec<usize>,
    chance: Chance,
    has_closed: bool,
}

/// The running publisher.
pub(super) struct Growing {
    server: Server,
    wire: Arc<Mutex<Wire>>,
}

impl Growing {
    /// With so many feeds, of which the first two carry the same items; `tell` is called with each
    /// request, before it is answered.
    pub(super) fn start(feeds: usize, seed: u64, tell: impl Fn() + Send + Sync + 'static) -> Self {
        let wire = Arc::new(Mutex::new(Wire {
            items: vec![0; feeds],
            first: vec![0; feeds],
            chance: Chance::new(seed),
            has_closed: false,
        }));
        let shared = Arc::clone(&wire);
        let server = Server::start((Ipv4Addr::LOCALHOST, 0), move |request| {
            tell();
            Some(shared.lock().unwrap().answer(request))
        });
        Self { server, wire }
    }

    /// The address of a feed.
    pub(super) fn url(&self, feed: usize) -> String {
        format!("http://{}/{feed}", self.server.address())
    }

    /// How many items each feed has had.
    pub(super) fn items(&self) -> Vec<usize> {
        self.wire.lock().unwrap().items.clone()
    }

    /// From now on there is no news.
    pub(super) fn close(&self) {
        self.wire.lock().unwrap().has_closed = true;
    }
}

impl Wire {
    fn answer(&mut self, request: &Request) -> Response {
        let feed: usize = request.uri().path()[1..].parse().unwrap();
        let claimed = request.headers().get("if-none-match").map(|tag| {
            let tag = tag.to_str().unwrap().trim_matches('"');
            tag.parse::<usize>().unwrap()
        });
        if let Some(claimed) = claimed {
            self.first[feed] = self.first[feed].max(claimed.saturating_sub(SHOWN_AGAIN));
        }
        if !self.has_closed {
            self.items[feed] += self.chance.below(4);
        }
        let (first, items) = (self.first[feed], self.items[feed]);
        let answer = hyper::Response::builder().header("etag", format!("\"{items}\""));
        let (status, body) = if claimed == Some(items) {
            (304, String::new())
        } else {
            (200, document(feed, first, items))
        };
        let body = Full::new(Bytes::from(body)).map_err(|never| match never {}).boxed();
        answer.status(status).header("content-type", "application/rss+xml").body(body).unwrap()
    }
}

/// The text of an item: words that no other item has in this order. The first two feeds have the same.
pub(super) fn words(feed: usize, item: usize, count: usize) -> String {
    let seed = u64::try_from(feed.max(1) * 1_000_000 + item * 100).unwrap();
    let mut chance = Chance::new(seed);
    let syllables = ["ka", "ro", "mi", "ten", "sol", "va", "ner", "tu", "lis", "po", "gra", "den"];
    let word = |chance: &mut Chance| -> String {
        (0..3).map(|_| syllables[chance.below(syllables.len())]).collect()
    };
    let words: Vec<String> = (0..count).map(|_| word(&mut chance)).collect();
    words.join(" ")
}

/// The headline of an item, which names it. Counted from 1.
pub(super) fn title(feed: usize, item: usize) -> String {
    words(feed, item, 5)
}

fn document(feed: usize, first: usize, items: usize) -> String {
    let mut xml = format!(
        "<rss version=\"2.0\"><channel><title>Wire {feed}</title><link>http://wire{feed}.example/</link>"
    );
    for item in (first + 1..=items).rev() {
        let (title, text) = (title(feed, item), words(feed, item, 60));
        let link = format!("http://wire.example/{}/{item}", feed.max(1));
        write!(xml, "<item><title>{title}</title><link>{link}</link><guid>{feed}/{item}</guid><description>{text}</description></item>").unwrap();
    }
    xml.push_str("</channel></rss>");
    xml
}

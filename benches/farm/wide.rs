//! More feeds than fit in memory: each is written when it is asked for, and most requests are answered
//! with 304. They are spread over loopback addresses, each a publisher of its own to who polls them.

use std::net::Ipv4Addr;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use bytes::Bytes;
use hyper::header::{CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use serde_json::json;

use crate::farm::Tally;
use crate::feeds::{self, Plan};
use crate::server::{Request, Response, Server, whole};

/// Feeds at one address.
const PER_HOST: u64 = 2;

struct Wide {
    plan: Plan,
    edition: Duration,
    started: Instant,
    tally: Mutex<Tally>,
}

/// Serves the feeds until standard input ends.
pub(crate) fn serve(plan: Plan, edition: Duration, port: u16, list: &Path) {
    let wide = Arc::new(Wide { plan, edition, started: Instant::now(), tally: Mutex::default() });
    let shared = Arc::clone(&wide);
    let everywhere = (Ipv4Addr::UNSPECIFIED, port);
    let server = Server::start(everywhere, move |request| Some(shared.answer(request)));
    let port = server.address().port();
    let urls = (0..plan.feeds).map(|number| format!("http://{}:{port}/{number}\n", host(number)));
    std::fs::write(list, urls.collect::<String>()).unwrap();
    println!("{}", json!({ "feeds": plan.feeds, "items": plan.feeds * plan.items.unwrap_or(0) }));
    crate::obey(|command| match command {
        "tally" => crate::told(std::mem::take(&mut *wide.tally.lock().unwrap())),
        other => json!({ "error": format!("{other} is not tally") }),
    });
}

/// Where the feed of this number is: all of 127.0.0.0/8 is this machine (on Linux).
fn host(number: u64) -> Ipv4Addr {
    let host = number / PER_HOST;
    let part = |value: u64| u8::try_from(value % 250).unwrap_or(0);
    Ipv4Addr::new(127, 1 + part(host / 62_500), part(host / 250), 1 + part(host))
}

impl Wide {
    fn answer(&self, request: &Request) -> Response {
        let number = request.uri().path().trim_start_matches('/').parse::<u64>();
        let Some(number) = number.ok().filter(|number| *number < self.plan.feeds) else {
            self.tally.lock().unwrap().unknown += 1;
            return hyper::Response::builder().status(404).body(whole(Bytes::new())).unwrap();
        };
        let edition = self.edition_of(number);
        let tag = format!("\"{number}-{edition}\"");
        let answer = hyper::Response::builder().header(ETAG, &tag);
        if request.headers().get(IF_NONE_MATCH).is_some_and(|held| held == tag.as_str()) {
            self.tally.lock().unwrap().not_modified += 1;
            return answer.status(304).body(whole(Bytes::new())).unwrap();
        }
        self.tally.lock().unwrap().full += 1;
        let feed = feeds::feed(self.plan, number, edition);
        answer.header(CONTENT_TYPE, feed.content_type).body(whole(feed.body.into())).unwrap()
    }

    /// Every feed has its own moments at which it has something new.
    fn edition_of(&self, number: u64) -> u64 {
        let every = self.edition.as_secs().max(1);
        let phase = number.wrapping_mul(7_919) % every;
        (self.started.elapsed().as_secs() + phase) / every
    }
}

//! Where documents are found: behind a proxy, in the library, from other sites' pages.

use std::sync::Arc;

use super::gates::{asking, guarded};
use super::{ask, board, document, polling_in, publication};
use crate::model::{Asked, Audience, Coding, Format, Scope, StoryId, Wanted};
use crate::serve::{Board, Find, Library, Making, Unavailable};

/// Has the archive and a source, and can't be read where others are asked for.
struct Shelves;

impl Library for Shelves {
    fn find(&self, asked: Asked) -> Making<'_> {
        let codings = [Coding::Gzip, Coding::Identity];
        if let Audience::WithToken(_) = asked.audience {
            let found = Find::Document(document("text/plain", &codings));
            return Box::pin(std::future::ready(Ok(found)));
        }
        let found = match asked.wanted {
            Wanted::Archive(1) => {
                Ok(Find::Document(document("application/atom+xml", &[Coding::Identity])))
            }
            Wanted::Feed { scope: Scope::Tag(_), format: Format::Json } => {
                Ok(Find::Document(document("application/feed+json", &[Coding::Identity])))
            }
            Wanted::Archive(_) | Wanted::ArchivePage(_) => Ok(Find::Nothing),
            Wanted::Story(StoryId(1)) => Ok(Find::Gone),
            Wanted::Feed { .. }
            | Wanted::Page { .. }
            | Wanted::Story(_)
            | Wanted::Sources
            | Wanted::Health
            | Wanted::Opml
            | Wanted::Style
            | Wanted::Script
            | Wanted::Icon
            | Wanted::Logo => Err(Unavailable),
        };
        Box::pin(std::future::ready(found))
    }
}

fn with_library() -> Board {
    let board = Board::new(Box::new(polling_in(300))).with_library(Arc::new(Shelves));
    board.put(publication());
    board
}

#[test]
fn what_does_not_lie_ready_is_had_of_the_library() {
    let board = with_library();
    let answer = ask(&board, "GET /archive/1.atom", &[]);
    assert_eq!((answer.status(), answer.field("cache-control")), (200, "public, max-age=300"));
    assert_eq!(ask(&board, "GET /archive/2.atom", &[]).status(), 404);
    let gone = ask(&board, "GET /story/1", &[]);
    assert_eq!(gone.status(), 410);
    assert!(gone.body().contains("or was made one with another story"), "both end its number");
    assert_eq!(ask(&board, "GET /sources", &[]).status(), 503);
    assert_eq!(ask(&board, "GET /nothing/there", &[]).status(), 404);
}

#[test]
fn what_the_library_has_is_asked_for_with_conditions_too() {
    let board = with_library();
    let etag = ask(&board, "GET /archive/1.atom", &[]).field("etag").to_owned();
    let again = ask(&board, "GET /archive/1.atom", &[("if-none-match", &etag)]);
    assert_eq!(again.status(), 304);
}

#[test]
fn behind_a_proxy_documents_are_found_with_their_prefix_and_without() {
    let board = with_library();
    board.open(&asking(None, None), "/news/");
    for path in ["/", "/feed.atom", "/archive/1.atom", "/healthz"] {
        assert_eq!(ask(&board, &format!("GET {path}"), &[]).status(), 200, "{path}");
        assert_eq!(ask(&board, &format!("GET /news{path}"), &[]).status(), 200, "/news{path}");
    }
    assert_eq!(ask(&board, "GET /newsfeed.atom", &[]).status(), 404);
    assert_eq!(ask(&board, "GET /other/feed.atom", &[]).status(), 404);
}

#[test]
fn a_prefix_that_is_called_as_our_own_folders_are_is_taken_off() {
    let board = with_library();
    for prefix in ["/tag/", "/view/", "/source/"] {
        board.open(&asking(None, None), prefix);
        let status = |path: &str| ask(&board, &format!("GET {prefix}{path}"), &[]).status();
        assert_eq!(status("feed.atom"), 200, "{prefix}");
        assert_eq!(status("archive/1.atom"), 200, "{prefix}");
        assert_eq!(status("tag/japan/feed.json"), 200, "{prefix}");
        assert_eq!(status("sources"), 503, "{prefix}: that page, not what is tagged so");
    }
    let behind = ask(&board, "GET /tag/japan/feed.json", &[]);
    assert_eq!(behind.status(), 200, "the proxy has taken it off");
}

#[test]
fn who_comes_with_the_token_in_the_address_is_led_on_with_it() {
    let board = Board::new(Box::new(polling_in(300))).with_library(Arc::new(Shelves));
    board.put(publication());
    board.open(&asking(Some("key"), None), "/");
    let kind = |line: &str, field: &str| {
        let answer = ask(&board, line, &[("authorization", field)]);
        answer.field("content-type").to_owned()
    };
    let ready = "application/atom+xml; charset=utf-8";
    assert_eq!(kind("GET /feed.atom?token=key", ""), "text/plain", "made for them");
    assert_eq!(kind("GET /feed.atom", "Bearer key"), ready, "what lies ready");
    assert_eq!(kind("GET /feed.atom?token=key", "Bearer key"), ready, "it is shown anyway");
    board.open(&asking(None, None), "/");
    assert_eq!(kind("GET /feed.atom?token=key", ""), ready, "nobody asks for it any more");
}

#[test]
fn programs_on_other_sites_pages_may_read_the_json_feed_and_nothing_else() {
    let board = with_library();
    let shared = |path: &str| {
        let answer = ask(&board, &format!("GET {path}"), &[]);
        answer.field("access-control-allow-origin").to_owned()
    };
    assert_eq!(shared("/tag/japan/feed.json"), "*");
    assert_eq!(shared("/feed.atom"), "");
    assert_eq!(shared("/"), "");
    assert_eq!(shared("/tag/japan/feed.json?x=1"), "*");
    let refused = ask(&guarded(), "GET /feed.json", &[]);
    assert_eq!((refused.status(), refused.field("access-control-allow-origin")), (401, "*"));
    let etag = ask(&board, "GET /tag/japan/feed.json", &[]).field("etag").to_owned();
    let same = ask(&board, "GET /tag/japan/feed.json", &[("if-none-match", &etag)]);
    assert_eq!((same.status(), same.field("access-control-allow-origin")), (304, "*"));
}

#[test]
fn a_browser_may_ask_whether_a_token_may_be_sent_for_the_json_feed() {
    let answer = ask(&guarded(), "OPTIONS /feed.json", &[]);
    assert_eq!(answer.status(), 204);
    assert_eq!(answer.field("access-control-allow-origin"), "*");
    assert!(answer.field("access-control-allow-headers").contains("Authorization"));
    assert_eq!(ask(&board(), "OPTIONS /feed.atom", &[]).status(), 405);
}

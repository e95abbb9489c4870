//! What came in the place of a feed, as a failure for the operator. What it is, is decided in
//! `discover/`; here that is put into words.

use url::Url;

use crate::discover::{Answer, Instead, LinkedFeed, instead};
use crate::fetch::Rejection;
use crate::model::{Failure, FailureKind, public_address};
use crate::parse::{self, ReadFeedError};

/// A body that is no feed, and where it came from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Came<'a> {
    /// The address that was asked.
    pub(super) asked: &'a Url,
    /// The address that gave it, after all redirects.
    pub(super) url: &'a Url,
    /// The HTTP status.
    pub(super) status: u16,
    /// Its declared type.
    pub(super) content_type: Option<&'a str>,
}

impl Came<'_> {
    /// Why a poll brought nothing, where this body could not be read as a feed.
    pub(super) fn failure(self, error: &ReadFeedError, body: &[u8]) -> Failure {
        let may_tell = match error {
            ReadFeedError::Html => true,
            ReadFeedError::NotAFeed(_) | ReadFeedError::Malformed(_) => body.starts_with(b"{"),
            ReadFeedError::Empty | ReadFeedError::Panicked(_) => false,
        };
        let told = may_tell.then(|| told(&self.instead(body, &[]), self.asked)).flatten();
        let (kind, words) = told.unwrap_or_else(|| (kind_of(error), String::new()));
        let host = self.url.host_str().unwrap_or_default();
        Failure { kind, status: Some(self.status), detail: format!("{error} (from {host}){words}") }
    }

    /// What the body is.
    pub(super) fn instead(self, body: &[u8], headers: &[(String, String)]) -> Instead {
        let text = parse::text(body, self.content_type);
        instead(&Answer { url: self.url, status: self.status, headers, text: &text })
    }
}

/// What a rejection is, beside its status.
pub(super) fn explain(rejection: &Rejection) -> Option<(FailureKind, String)> {
    let Rejection { asked, url, status, headers, content_type, body } = rejection;
    let came = Came { asked, url, status: *status, content_type: content_type.as_deref() };
    told(&came.instead(body, headers), asked)
}

fn kind_of(error: &ReadFeedError) -> FailureKind {
    match error {
        ReadFeedError::Html => FailureKind::Html,
        ReadFeedError::Panicked(_) => FailureKind::Internal,
        ReadFeedError::Empty | ReadFeedError::NotAFeed(_) | ReadFeedError::Malformed(_) => {
            FailureKind::NotAFeed
        }
    }
}

/// The kind of failure, and words that follow those of what was seen first; `None` where there is
/// no more to say.
fn told(instead: &Instead, asked: &Url) -> Option<(FailureKind, String)> {
    let (kind, words) = match instead {
        Instead::Wall("") => {
            (FailureKind::BotWall, ": a wall that keeps programs out answered".to_owned())
        }
        Instead::Wall(who) => {
            (FailureKind::BotWall, format!(": a wall that keeps programs out ({who}) answered"))
        }
        Instead::Login => (FailureKind::Login, ": it asks for a login".to_owned()),
        Instead::Consent => (FailureKind::Consent, ": it asks for consent".to_owned()),
        Instead::Portal => {
            let words = ": it is of the network in between, which asks for a login".to_owned();
            (FailureKind::Portal, words)
        }
        Instead::Parked => (FailureKind::Parked, ": the domain is parked".to_owned()),
        Instead::ErrorPage(title, feeds) => match named(feeds, asked) {
            Some(url) => {
                let url = public_address(url.as_str());
                (FailureKind::NamesFeed, format!(": {title:?}, and it names the feed {url}"))
            }
            None => (FailureKind::Status, format!(": {title:?}")),
        },
        Instead::ApiError(words) => (FailureKind::Status, format!(": it says {words:?}")),
        Instead::Shell => {
            (FailureKind::Html, ", of an application that needs a browser".to_owned())
        }
        Instead::Page(feeds) => {
            let url = public_address(named(feeds, asked)?.as_str());
            (FailureKind::NamesFeed, format!("; the page names the feed {url}"))
        }
        Instead::Nothing | Instead::Other => return None,
    };
    Some((kind, words))
}

/// The feed that a page is most likely about. A page that is shown where its feed is no more may
/// still name it.
pub(super) fn named<'f>(feeds: &'f [LinkedFeed], asked: &Url) -> Option<&'f Url> {
    let feed = feeds.iter().find(|feed| feed.is_declared && !feed.is_comments)?;
    Some(&feed.url).filter(|url| {
        let same = url.host() == asked.host() && url.query() == asked.query();
        !(same && url.path().trim_end_matches('/') == asked.path().trim_end_matches('/'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ASKED: &str = "https://harbour.example/feed";

    fn failure(content: &str) -> Failure {
        let asked = ASKED.parse().unwrap();
        let url = "https://www.harbour.example/".parse().unwrap();
        let came = Came { asked: &asked, url: &url, status: 200, content_type: None };
        let error = parse::document(content.as_bytes(), None, &url).unwrap_err();
        came.failure(&error, content.as_bytes())
    }

    #[test]
    fn a_body_that_is_no_feed_is_told_by_what_it_is() {
        let login = "<html><title>Sign in</title><input type=password>";
        let wall = "<html><title>Just a moment...</title><script>_cf_chl_opt</script>";
        let feed = "<html><link rel=alternate type=application/rss+xml href=/rss>";
        for (body, kind, words) in [
            ("<html><p>Hello", FailureKind::Html, "a web page (from www.harbour.example)"),
            (login, FailureKind::Login, "it asks for a login"),
            (wall, FailureKind::BotWall, "a wall that keeps programs out (Cloudflare) answered"),
            (feed, FailureKind::NamesFeed, "names the feed https://www.harbour.example/rss"),
            ("<html><title>404</title>", FailureKind::Status, "example): \"404\""),
            ("{\"error\": \"no feed\"}", FailureKind::Status, "it says \"no feed\""),
            ("All is well.", FailureKind::NotAFeed, "the body is plain text"),
        ] {
            let failure = failure(body);
            assert_eq!((failure.kind, failure.status), (kind, Some(200)), "{failure:?}");
            assert!(failure.detail.contains(words), "{failure:?}");
        }
    }

    #[test]
    fn a_page_in_the_place_of_the_feed_that_it_names_leads_nowhere() {
        let link =
            "<link rel=alternate type=application/rss+xml href=https://harbour.example/feed/>";
        let named = failure(&format!("<html>{link}"));
        assert_eq!(named.kind, FailureKind::Html, "{named:?}");
    }

    #[test]
    fn a_rejection_is_explained_by_its_head_or_its_page() {
        let rejection = |status, headers: &[(&str, &str)], body: &str| Rejection {
            asked: ASKED.parse().unwrap(),
            url: ASKED.parse().unwrap(),
            status,
            headers: headers.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect(),
            content_type: None,
            body: body.as_bytes().to_vec(),
        };
        let kind = |rejection: &Rejection| explain(rejection).map(|(kind, _)| kind);
        assert_eq!(
            kind(&rejection(403, &[("cf-mitigated", "challenge")], "")),
            Some(FailureKind::BotWall)
        );
        assert_eq!(kind(&rejection(401, &[], "")), Some(FailureKind::Login));
        let page = "<link rel=alternate type=application/rss+xml href=/rss><p>Not here";
        assert_eq!(kind(&rejection(404, &[], page)), Some(FailureKind::NamesFeed));
        assert_eq!(kind(&rejection(404, &[], "<p>Not here")), None);
        assert_eq!(kind(&rejection(500, &[], "")), None);
    }
}

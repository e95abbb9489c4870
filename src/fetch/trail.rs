//! The way of one fetch over its redirects. Pure; whether an address may be gone to is decided in
//! `guard`.

use url::Url;

use crate::model::{Failure, FailureKind};

/// RFC 9110 section 15.4 leaves the number to us; browsers follow 20, curl 30, and feeds that need
/// more than 4 have not been seen.
const MAX_HOPS: usize = 10;

/// Far beyond any address of a feed.
const MAX_LOCATION_BYTES: usize = 8 * 1024;

/// Where a fetch is, and how it came there.
#[derive(Debug)]
pub(super) struct Trail {
    /// Where it is: the address to ask now, with neither user name nor fragment.
    at: Url,
    /// The addresses that it went through before.
    passed: Vec<Url>,
    /// The end of the unbroken run of permanent redirects from the start.
    moved_to: Option<Url>,
    /// Whether all redirects so far were permanent.
    permanent: bool,
    /// What the feed's own fields are for: an address of the origin.
    origin: Url,
    /// Whether all addresses so far were of that origin.
    home: bool,
}

impl Trail {
    /// The way that begins at `start`, for a feed whose own fields are for the origin of `home`.
    pub(super) fn from(start: &Url, home: &Url) -> Self {
        let (at, origin) = (bare(start.clone()), bare(home.clone()));
        let home = is_of(&origin, &at);
        Self { at, passed: Vec::new(), moved_to: None, permanent: true, origin, home }
    }

    /// Where it is.
    pub(super) fn at(&self) -> &Url {
        &self.at
    }

    /// Whether it never left the origin (scheme, host and port) that it has to do with, but for
    /// `https` on the same host. One that came back has been led there by a stranger.
    pub(super) fn is_home(&self) -> bool {
        self.home
    }

    /// Where the feed has moved, by the answers so far.
    pub(super) fn moved_to(&self) -> Option<&Url> {
        self.moved_to.as_ref()
    }

    /// Whether it is where it began.
    pub(super) fn is_at_start(&self) -> bool {
        self.passed.is_empty()
    }

    /// Goes where an answer with this status points.
    pub(super) fn follow(&mut self, status: u16, location: Option<&[u8]>) -> Result<(), Failure> {
        self.step(status, location).map_err(|detail| Failure {
            kind: FailureKind::Redirect,
            status: Some(status),
            detail,
        })
    }

    /// The error completes "failed to …".
    fn step(&mut self, status: u16, location: Option<&[u8]>) -> Result<(), String> {
        let from = self.at.host_str().unwrap_or_default();
        let location =
            location.ok_or_else(|| format!("follow {from}: it redirects ({status}) to nowhere"))?;
        let target = (location.len() <= MAX_LOCATION_BYTES)
            .then(|| self.at.join(&text(location)).ok())
            .flatten()
            .ok_or_else(|| format!("follow {from}: it redirects ({status}) to no web address"))?;
        let to = bare(target);
        if to == self.at || self.passed.contains(&to) {
            return Err(format!("follow {from}: it redirects in a circle"));
        }
        if self.passed.len() == MAX_HOPS {
            return Err(format!("follow {from}: there are more than {MAX_HOPS} redirects"));
        }
        // Whoever sits between us and a server could move a feed from https to http for good.
        let downgraded = self.at.scheme() == "https" && to.scheme() != "https";
        self.permanent &= matches!(status, 301 | 308) && !downgraded;
        self.home &= is_of(&self.origin, &to);
        if self.permanent {
            self.moved_to = Some(to.clone());
        }
        self.passed.push(std::mem::replace(&mut self.at, to));
        Ok(())
    }
}

/// Whether an address is of this origin, or of the same host with `https` where that has none: who
/// gave a secret for the one gave it for the other.
fn is_of(origin: &Url, url: &Url) -> bool {
    let is_usual = |url: &Url| url.port().is_none();
    let is_secured = origin.scheme() == "http" && url.scheme() == "https";
    origin.origin() == url.origin()
        || is_secured && origin.host() == url.host() && is_usual(origin) && is_usual(url)
}

/// A `Location` should be ASCII, and is found in UTF-8 and in Latin-1.
fn text(location: &[u8]) -> String {
    let latin = || location.iter().copied().map(char::from).collect();
    std::str::from_utf8(location).map_or_else(|_| latin(), str::to_owned)
}

/// The address without what must not show up in links that are resolved against it.
fn bare(mut url: Url) -> Url {
    url.set_fragment(None);
    // These fail where an address can't have them, and then there are none.
    url.set_username("").unwrap_or_default();
    url.set_password(None).unwrap_or_default();
    url
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trail(start: &str, hops: &[(u16, &str)]) -> Trail {
        let start = start.parse().unwrap();
        let mut trail = Trail::from(&start, &start);
        for (status, to) in hops {
            trail.follow(*status, Some(to.as_bytes())).unwrap();
        }
        trail
    }

    fn moved(start: &str, hops: &[(u16, &str)]) -> Option<String> {
        trail(start, hops).moved_to().map(Url::to_string)
    }

    #[test]
    fn a_feed_has_moved_to_the_end_of_the_unbroken_run_of_permanent_redirects() {
        let start = "http://a.example/1";
        assert_eq!(moved(start, &[]), None);
        assert_eq!(moved(start, &[(302, "/2"), (301, "/3")]), None);
        assert_eq!(
            moved(start, &[(301, "/2"), (308, "https://b.example/3#top"), (302, "/4")]).as_deref(),
            Some("https://b.example/3")
        );
    }

    #[test]
    fn a_feed_does_not_move_from_https_to_http() {
        assert_eq!(moved("https://a.example/", &[(301, "http://a.example/")]), None);
    }

    #[test]
    fn who_left_home_never_comes_back() {
        let start = "https://a.example/1";
        assert!(trail(start, &[(302, "/2"), (302, "https://a.example:443/3")]).is_home());
        assert!(trail("http://a.example/1", &[(301, "https://a.example/1")]).is_home());
        assert!(!trail("http://a.example:8080/1", &[(301, "https://a.example/1")]).is_home());
        for away in ["http://a.example/", "https://a.example:8443/", "https://www.a.example/"] {
            assert!(!trail(start, &[(302, away)]).is_home(), "{away}");
        }
        let back = [(302, "https://b.example/"), (302, "https://a.example/2")];
        assert!(!trail(start, &back).is_home());
    }

    #[test]
    fn user_names_stay_out_of_what_links_are_resolved_against() {
        let trail = trail("https://me:pw@a.example/1#top", &[(302, "//you:pw2@a.example/2#end")]);
        assert_eq!(trail.at().as_str(), "https://a.example/2");
        assert!(trail.is_home());
    }

    #[test]
    fn a_way_without_an_end_is_given_up() {
        let start = Url::parse("http://a.example/0").unwrap();
        let follow = |trail: &mut Trail, to: &str| trail.step(302, Some(to.as_bytes()));

        let mut circle = Trail::from(&start, &start);
        assert!(follow(&mut circle, "/0#x").unwrap_err().contains("circle"));
        follow(&mut circle, "/1").unwrap();
        assert!(follow(&mut circle, "/0").unwrap_err().contains("circle"));

        let mut long = Trail::from(&start, &start);
        for hop in 1..=10 {
            follow(&mut long, &format!("/{hop}")).unwrap();
        }
        assert!(follow(&mut long, "/11").unwrap_err().contains("more than 10"));

        let mut lost = Trail::from(&start, &start);
        assert!(lost.step(301, None).unwrap_err().contains("nowhere"));
        assert!(follow(&mut lost, "http://[bad/").unwrap_err().contains("no web address"));
        assert!(follow(&mut lost, &"x".repeat(9000)).unwrap_err().contains("no web address"));
    }

    #[test]
    fn a_location_is_read_in_utf_8_and_in_latin_1() {
        for bytes in [&b"/caf\xc3\xa9"[..], b"/caf\xe9"] {
            let mut trail = trail("http://a.example/", &[]);
            trail.follow(302, Some(bytes)).unwrap();
            assert_eq!(trail.at().path(), "/caf%C3%A9");
        }
    }
}

//! The feed behind an address: of a site that is known, of the page there, or at the usual places.
//! Few addresses are asked, one at a time. What was found is left to `cli/`.

use url::Url;

use super::listed::Listed;
use super::scout::{Scout, Seen, SeenFeed, SeenOther};
use crate::discover::{LinkedFeed, known_feeds};
use crate::model::{FailureKind, FetchRequest, Wants};

/// How many of the feeds that a page names are looked at.
const MOST_LINKED: usize = 5;

/// How many usual places are asked at a site that does not let us see its page.
const MOST_BEHIND_WALLS: usize = 2;

/// A feed that was found.
#[derive(Clone, Debug)]
pub struct Found {
    /// The feed.
    pub feed: SeenFeed,
    /// Others that may be meant, the likeliest first.
    pub others: Vec<LinkedFeed>,
}

/// Why there is none.
#[derive(Clone, Debug)]
pub struct NotFound {
    /// What is wrong and what to do about it.
    pub error: String,
    /// The address under which the feed stands in feeds.toml, where it does.
    pub listed: Option<String>,
    /// The addresses that were asked, in this order.
    pub tried: Vec<Url>,
}

/// Finds the feed that somebody means who gave one of these addresses. `proxy`: to go through.
pub async fn find(
    scout: &Scout,
    addresses: &[Url],
    listed: &Listed,
    proxy: Option<&Url>,
) -> Result<Found, NotFound> {
    let mut search = Search { scout, listed, proxy, tried: Vec::new() };
    let found = search.run(addresses).await;
    found.map_err(|miss| match miss {
        Miss::Listed(key) => NotFound {
            error: format!("the feed is in feeds.toml already: {key}"),
            listed: Some(key),
            tried: search.tried,
        },
        Miss::Nothing(error) => NotFound { error, listed: None, tried: search.tried },
    })
}

enum Miss {
    Listed(String),
    Nothing(String),
}

struct Search<'s> {
    scout: &'s Scout,
    listed: &'s Listed,
    proxy: Option<&'s Url>,
    tried: Vec<Url>,
}

impl Search<'_> {
    async fn run(&mut self, addresses: &[Url]) -> Result<Found, Miss> {
        let mut miss = Miss::Nothing("nothing was asked".to_owned());
        for url in addresses {
            if let Some(found) = self.known(url).await? {
                return Ok(found);
            }
            match self.look(url).await? {
                Seen::Feed(feed) => return Ok(Found { feed: *feed, others: Vec::new() }),
                Seen::Other(other) if is_unreached(&other) => miss = Miss::Nothing(other.error),
                Seen::Other(other) => return self.behind(url, *other).await,
            }
        }
        Err(miss)
    }

    /// Looks, unless the feed is listed; what is there may be as well.
    async fn look(&mut self, url: &Url) -> Result<Seen, Miss> {
        self.is_new(url)?;
        self.tried.push(url.clone());
        let proxy = self.proxy.cloned();
        let request = FetchRequest { proxy, ..FetchRequest::bare(url.clone(), Wants::Feed) };
        let seen = self.scout.look(request).await;
        if let Seen::Feed(feed) = &seen {
            self.is_new(&feed.url)?;
            self.is_new(feed.address())?;
        }
        Ok(seen)
    }

    fn is_new(&self, url: &Url) -> Result<(), Miss> {
        self.listed.find(url).map_or(Ok(()), |key| Err(Miss::Listed(key.to_owned())))
    }

    /// The feed of a site whose feeds have known addresses: the first that has entries, else the
    /// first.
    async fn known(&mut self, url: &Url) -> Result<Option<Found>, Miss> {
        let addresses = known_feeds(url);
        let mut best: Option<SeenFeed> = None;
        for address in &addresses {
            if let Seen::Feed(feed) = self.look(address).await?
                && best.as_ref().is_none_or(|best| feed.is_fuller_than(best))
            {
                best = Some(*feed);
            }
            if best.as_ref().is_some_and(|best| best.entries > 0) {
                break;
            }
        }
        Ok(best.map(|feed| {
            let others = addresses.into_iter().filter(|address| *address != feed.asked);
            Found { others: others.map(unnamed).collect(), feed }
        }))
    }

    /// The feed behind something that is none.
    async fn behind(&mut self, url: &Url, other: SeenOther) -> Result<Found, Miss> {
        let refused = match self.linked(&other.feeds).await? {
            Ok(feed) => {
                let others = other.feeds.into_iter().filter(|linked| linked.url != feed.asked);
                return Ok(Found { others: others.collect(), feed });
            }
            Err(refused) => refused,
        };
        if let Some((linked, error)) = refused {
            return Err(Miss::Nothing(format!("the page names the feed {linked}, but: {error}")));
        }
        let is_page = matches!(
            other.kind,
            Some(FailureKind::Html | FailureKind::NamesFeed | FailureKind::Status)
        );
        let most = if is_page { other.guesses.len() } else { MOST_BEHIND_WALLS };
        for guess in other.guesses.iter().take(most) {
            if self.tried.contains(guess) {
                continue;
            }
            if let Seen::Feed(feed) = self.look(guess).await? {
                return Ok(Found { feed: *feed, others: Vec::new() });
            }
        }
        let is_plain = matches!(other.kind, Some(FailureKind::Html | FailureKind::NamesFeed));
        Err(Miss::Nothing(if is_plain { self.no_feed(url) } else { other.error }))
    }

    fn no_feed(&self, url: &Url) -> String {
        // The page itself may have been asked for twice, over https and http.
        let place = |url: &Url| (url.path().to_owned(), url.query().map(str::to_owned));
        let guesses = self.tried.iter().filter(|tried| place(tried) != place(url));
        let paths: Vec<String> = guesses
            .map(|url| url.query().map_or(url.path().to_owned(), |q| format!("{}?{q}", url.path())))
            .collect();
        format!(
            "failed to find a feed of {url}: the page names none, and there is none at {}; look on \
             the site for its address",
            paths.join(", ")
        )
    }

    /// The best of the feeds that a page names: the first that can be read, or one that has the
    /// same in another format and more of it. One of comments only where there is no other. The
    /// inner error is the first that the page declares to be a feed, and why it is none.
    async fn linked(
        &mut self,
        feeds: &[LinkedFeed],
    ) -> Result<Result<SeenFeed, Option<(Url, String)>>, Miss> {
        let mut best: Option<(SeenFeed, &LinkedFeed)> = None;
        let mut refused = None;
        let mut looks = 0;
        for linked in feeds {
            let is_listed = self.listed.find(&linked.url).is_some();
            let may_be_better = best.as_ref().is_none_or(|(feed, is)| {
                let is_main = feed.entries == 0 && !linked.is_comments;
                let is_alike = linked.subject == is.subject && linked.is_comments == is.is_comments;
                !is_listed && (is_main || is_alike)
            });
            if !may_be_better || looks == MOST_LINKED || self.tried.contains(&linked.url) {
                continue;
            }
            looks += 1;
            match self.look(&linked.url).await? {
                Seen::Feed(feed)
                    if best.as_ref().is_none_or(|(best, _)| feed.is_fuller_than(best)) =>
                {
                    best = Some((*feed, linked));
                }
                Seen::Other(other) if linked.is_declared => {
                    refused.get_or_insert((linked.url.clone(), other.error));
                }
                Seen::Feed(_) | Seen::Other(_) => {}
            }
        }
        Ok(best.map(|(feed, _)| feed).ok_or(refused))
    }
}

/// A feed of a site that is known, which nobody has given a title.
fn unnamed(url: Url) -> LinkedFeed {
    LinkedFeed { url, title: None, is_declared: true, is_comments: false, subject: String::new() }
}

/// Whether there was no answer at all, so that another address of the same may give one.
fn is_unreached(other: &SeenOther) -> bool {
    let kinds = [FailureKind::Connect, FailureKind::Tls, FailureKind::Timeout, FailureKind::Name];
    other.kind.is_some_and(|kind| kinds.contains(&kind))
}

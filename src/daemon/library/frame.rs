//! What stands around every page: from feeds.toml alone.

use std::collections::BTreeSet;

use crate::model::{Audience, Digest, FeedId, Settings};
use crate::publish::web::Frame;
use crate::store::{Reading, StoreError};

/// The frame of these settings, for this audience.
pub(super) fn frame(settings: &Settings, audience: Audience) -> Frame {
    Frame {
        title: settings.merged.title.clone(),
        base_url: settings.merged.base_url.to_string(),
        token: token(settings, audience),
        is_of_files: audience == Audience::OfFiles,
        images: settings.page.images,
        tags: settings.tags().into_iter().map(str::to_owned).collect(),
        views: settings.views.iter().map(|view| view.name.clone()).collect(),
    }
}

/// What links carry for this audience: the token that it has come in with, and no other. While a token is
/// replaced by another, who has the old one is still let in, and must not be given the new one.
pub(super) fn token(settings: &Settings, audience: Audience) -> Option<String> {
    let Audience::WithToken(shown) = audience else { return None };
    let token = settings.server.token.as_ref()?.reveal();
    (Digest::of(&[token.as_bytes()]) == shown).then(|| token.to_owned())
}

/// The feeds as stories name them, and their tags.
#[derive(Debug)]
pub(super) struct Carriers {
    feeds: std::collections::BTreeMap<FeedId, (String, BTreeSet<String>)>,
}

impl Carriers {
    /// All feeds that the store knows.
    pub(super) fn of(reading: &Reading<'_>, settings: &Settings) -> Result<Self, StoreError> {
        let sources = reading.sources()?.into_iter().map(|mut source| {
            settings.name_source(&mut source);
            let feed = settings.feed(&source.url);
            let tags = feed.map(|feed| feed.tags.clone()).unwrap_or_default();
            (source.id, (source.title, tags))
        });
        Ok(Self { feeds: sources.collect() })
    }

    /// The feeds, each once, in their order, with what they are called.
    pub(super) fn named(&self, feeds: &[FeedId]) -> Vec<(FeedId, String)> {
        let mut seen = BTreeSet::new();
        let each = feeds.iter().filter(|feed| seen.insert(**feed));
        each.filter_map(|feed| Some((*feed, self.feeds.get(feed)?.0.clone()))).collect()
    }

    /// The tags that any of these feeds has, each once, in order.
    pub(super) fn tags(&self, feeds: &[FeedId]) -> Vec<String> {
        let all = feeds.iter().filter_map(|feed| self.feeds.get(feed)).flat_map(|(_, tags)| tags);
        all.collect::<BTreeSet<_>>().into_iter().cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::daemon::tests::settings;
    use crate::model::Secret;

    #[test]
    fn who_still_has_the_token_of_before_is_not_given_the_new_one() {
        let mut settings = settings("");
        settings.server.token = Some(Secret::new("new".to_owned()));
        let shown = |token: &str| Audience::WithToken(Digest::of(&[token.as_bytes()]));
        assert_eq!(token(&settings, shown("new")), Some("new".to_owned()));
        assert_eq!(token(&settings, shown("old")), None);
        assert_eq!(token(&settings, Audience::Anybody), None);
    }
}

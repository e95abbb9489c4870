//! What the operator is told of a feed that is not well. Telling it is left to `publish/` and `cli/`.

use url::Url;

use crate::model::{Ailment, AilmentKind, Feed, FeedKey, FeedMemory, public_address};

/// So many failures in a row are told: one or two are everyday.
pub(super) const TOLD_FROM: u32 = 3;

/// What is wrong with a feed with this memory, if anything is. `is_listed`: whether feeds.toml has a
/// feed with this key.
pub fn ailment(
    feed: &Feed,
    memory: &FeedMemory,
    is_listed: impl Fn(&FeedKey) -> bool,
) -> Option<Ailment> {
    let error = || memory.error.clone().unwrap_or_default();
    if !feed.enabled {
        return None;
    }
    if let Some(seen) = memory.gone.filter(|_| memory.is_given_up) {
        return Some(Ailment { kind: AilmentKind::Gone, since: seen.since, words: error() });
    }
    if let Some(since) = memory.failing_since.filter(|_| TOLD_FROM <= memory.failures) {
        return Some(Ailment { kind: AilmentKind::Failing, since, words: error() });
    }
    let (address, moving) = memory.address.as_deref().zip(memory.moving.as_ref())?;
    let words = edit(address, is_listed);
    Some(Ailment { kind: AilmentKind::Moved, since: moving.seen.since, words })
}

/// Where a feed is moving to, in words, though nobody has to be told yet.
pub fn moving(memory: &FeedMemory) -> Option<String> {
    memory.moved_to().map(|to| format!("redirects for good to {}", public_address(to)))
}

/// The edit of feeds.toml to make for a feed that has moved here. The words stand on pages and in feeds as
/// well, so that an address with a key in it is not spelled out.
pub(super) fn edit(address: &str, is_listed: impl Fn(&FeedKey) -> bool) -> String {
    let is_twice = Url::parse(address).is_ok_and(|url| is_listed(&FeedKey::of(&url)));
    let shown = public_address(address);
    if is_twice {
        return format!(
            "it has moved to {shown}, which feeds.toml lists as well: take this one out"
        );
    }
    if shown != address {
        return format!(
            "it has moved to {shown}: write its whole address, which `mainstem check --live` tells, for it in feeds.toml (until then it is read from there all the same)"
        );
    }
    format!(
        "it has moved: write url = \"{address}\" for it in feeds.toml (until then it is read from there all the same)"
    )
}

/// Whether what is told of a feed may be another with this memory than with that.
pub fn is_told_otherwise(before: &FeedMemory, after: &FeedMemory) -> bool {
    let told = |memory: &FeedMemory| {
        let fails = TOLD_FROM <= memory.failures || memory.is_given_up;
        (fails.then(|| memory.error.clone()), memory.address.clone())
    };
    told(before) != told(after)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Moving, Sightings, Timestamp};
    use crate::schedule::tests::{at, feed};

    const NEW: &str = "https://new.example/feed";

    fn told(memory: &FeedMemory) -> Option<(AilmentKind, String)> {
        let ailment =
            ailment(&feed("auto", "UTC"), memory, |key| key.as_str() == "https://twin.example/");
        ailment.map(|ailment| (ailment.kind, ailment.words))
    }

    fn failing(failures: u32) -> FeedMemory {
        let error = Some("failed to connect; go on".to_owned());
        let failing_since = Some(at("2026-11-20T00:00:00Z"));
        FeedMemory { failures, failing_since, error, ..FeedMemory::default() }
    }

    fn moved(to: &str) -> FeedMemory {
        let seen = Sightings { since: Timestamp::EPOCH, count: 5 };
        let moving = Some(Moving { to: to.to_owned(), seen });
        FeedMemory { address: Some(to.to_owned()), moving, ..FeedMemory::default() }
    }

    #[test]
    fn a_feed_is_told_of_when_it_has_failed_three_times() {
        assert_eq!(told(&failing(2)), None);
        assert_eq!(
            told(&failing(3)),
            Some((AilmentKind::Failing, "failed to connect; go on".to_owned()))
        );
    }

    #[test]
    fn a_move_is_told_with_the_edit_to_make_once_it_is_believed() {
        let believed = moved(NEW);
        assert!(told(&believed).unwrap().1.contains("url = \"https://new.example/feed\""));
        assert_eq!(told(&FeedMemory { address: None, ..believed }), None);
        assert!(told(&moved("https://twin.example/")).unwrap().1.contains("take this one out"));
    }

    #[test]
    fn a_move_is_told_without_the_key_in_its_address() {
        let words = told(&moved("https://new.example/feed?id=7&token=abc")).unwrap().1;
        assert!(words.contains("https://new.example/feed?id=7:"), "{words}");
        assert!(!words.contains("abc"), "{words}");
    }

    #[test]
    fn documents_are_made_anew_only_when_something_else_is_told() {
        assert!(!is_told_otherwise(&failing(1), &failing(2)));
        assert!(is_told_otherwise(&failing(2), &failing(3)));
        assert!(!is_told_otherwise(&failing(3), &failing(4)));
        assert!(is_told_otherwise(&failing(4), &FeedMemory::default()));
        assert!(is_told_otherwise(&FeedMemory::default(), &moved(NEW)));
    }
}

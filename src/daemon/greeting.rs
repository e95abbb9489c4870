//! What the log says first, and of an edit of feeds.toml: sentences made of what is known.

use std::collections::BTreeSet;

use super::listener::Listening;
use super::load::Surroundings;
use super::polling::count;
use crate::model::{FeedKey, Settings};

/// What an operator wants to know first, at a terminal as in the journal: a line of what runs on what, and
/// one of where it is found.
pub(super) fn greeting(
    settings: &Settings,
    (surroundings, store_bytes): (&Surroundings, u64),
    listening: &Listening,
) -> [String; 2] {
    let base = settings.merged.base_url.as_str();
    let megabytes = store_bytes.div_ceil(1_000_000);
    [
        format!(
            "mainstem {} polls {} of {} and keeps them in {} ({megabytes} MB)",
            env!("CARGO_PKG_VERSION"),
            count(settings),
            surroundings.file.display(),
            settings.store.path.display(),
        ),
        format!(
            "Subscribe to {base}feed.atom, or look at {base} (listening on {})",
            listening.address
        ),
    ]
}

/// How many feeds came and went with an edit of feeds.toml; nothing where none did.
pub(super) fn difference(before: &Settings, after: &Settings) -> String {
    let polled = |settings: &Settings| -> BTreeSet<FeedKey> {
        let feeds = settings.feeds.iter().filter(|feed| feed.enabled);
        feeds.map(|feed| feed.key.clone()).collect()
    };
    let (before, after) = (polled(before), polled(after));
    let (new, gone) = (after.difference(&before).count(), before.difference(&after).count());
    match (new, gone) {
        (0, 0) => String::new(),
        (new, 0) => format!(", {new} new"),
        (0, gone) => format!(", {gone} taken out"),
        (new, gone) => format!(", {new} new and {gone} taken out"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::daemon::load_text;

    fn settings(feeds: &[&str]) -> Settings {
        let feeds = feeds.iter().map(|url| format!("[[feed]]\nurl = \"https://{url}/\"\n"));
        load_text(&Surroundings::default(), &feeds.collect::<String>()).unwrap()
    }

    #[test]
    fn an_edit_is_told_by_the_feeds_that_came_and_went() {
        let before = settings(&["a.example", "b.example"]);
        for (feeds, told) in [
            (&["a.example", "b.example"][..], ""),
            (&["a.example", "b.example", "c.example"], ", 1 new"),
            (&["a.example"], ", 1 taken out"),
            (&["c.example", "d.example"], ", 2 new and 2 taken out"),
        ] {
            assert_eq!(difference(&before, &settings(feeds)), told);
        }
    }
}

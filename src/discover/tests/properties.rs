//! What holds for any text.

use proptest::prelude::*;

use super::url;
use crate::discover::{Answer, Page, guesses, instead, known_feeds};

/// Pieces of pages, in any order.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("<link rel=alternate type=application/rss+xml href='".to_owned()),
        Just("<a href=/rss>".to_owned()),
        Just("<base href=//".to_owned()),
        Just("<title>".to_owned()),
        Just("<script>".to_owned()),
        Just("</script>".to_owned()),
        Just("<input type=password>".to_owned()),
        Just("{\"error\":".to_owned()),
        "\\PC{0,12}",
        "[<>'\"=/ &;#x\u{0}]{0,8}",
    ]
}

proptest! {
    #[test]
    fn any_text_is_a_page_of_web_addresses(pieces in prop::collection::vec(piece(), 0..20)) {
        let text = pieces.concat();
        let from = url("https://harbour.example/news");
        for feed in Page::read(&text, &from).feeds() {
            prop_assert!(matches!(feed.url.scheme(), "http" | "https"));
            prop_assert!(feed.url.fragment().is_none());
        }
        instead(&Answer { url: &from, status: 200, headers: &[], text: &text });
    }

    #[test]
    fn any_address_has_few_guesses_and_never_itself(path in "[a-z@.:/?=&%-]{0,24}") {
        let Ok(from) = url("https://harbour.example/").join(&path) else { return Ok(()) };
        let found = guesses(&from, None);
        prop_assert!(found.len() <= 6 && !found.contains(&from));
        prop_assert!(known_feeds(&from).len() <= 3);
    }
}

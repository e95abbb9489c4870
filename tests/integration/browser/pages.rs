//! Every page, by day, at night and on a phone: nothing in it that a reader with other eyes or other hands
//! can't use, nothing wider than the screen, no error, nothing from elsewhere.

use super::wire::Wire;
use crate::support::chrome::{Browser, Look, with_browser};
use crate::support::program::{LOOPBACK, Site};
use crate::support::publisher::{Answer, Publisher};

const LOOKS: [(&str, Look); 3] =
    [("day", Look::DESK), ("night", Look::NIGHT), ("phone", Look::PHONE)];

/// What was loaded from elsewhere.
const FOREIGN: &str = "performance.getEntriesByType('resource').map(it => it.name)
    .filter(it => !it.startsWith(location.origin))";

/// How much of the page does not fit the screen, in pixels.
const OVERFLOW: &str =
    "document.documentElement.scrollWidth - document.documentElement.clientWidth";

/// What is wrong with a page, once it is shown.
async fn faults(browser: &Browser, url: &str, name: &str) -> Vec<String> {
    browser.console().await;
    browser.open(url).await;
    browser.keep(name).await;
    let mut faults = browser.findings().await;
    faults.extend(browser.console().await.iter().map(ToString::to_string));
    let foreign = browser.ask(FOREIGN).await;
    faults.extend(foreign.as_array().unwrap().iter().map(|url| format!("loads {url}")));
    let overflow = browser.ask(OVERFLOW).await;
    faults.extend((overflow != 0).then(|| format!("{overflow} pixels are beyond the screen")));
    faults.into_iter().map(|fault| format!("{name}: {fault}")).collect()
}

/// What is wrong with these pages, by name and path, when they are looked at so; the story also with what
/// is folded away.
async fn looked_at(
    browser: &Browser,
    wire: &Wire,
    pages: &[(&str, &str)],
    (how, look): (&str, Look),
) -> Vec<String> {
    browser.look(look).await;
    let mut found = Vec::new();
    for (name, path) in pages {
        found.extend(faults(browser, &wire.url(path), &format!("{name}-{how}")).await);
    }
    let story = pages.iter().find(|(name, _)| *name == "story").unwrap();
    browser.open(&wire.url(story.1)).await;
    let unfold = "document.querySelectorAll('details').forEach(it => it.open = true);
        document.querySelector('.reports').scrollIntoView({ behavior: 'instant' })";
    browser.client.execute(unfold, Vec::new()).await.unwrap();
    browser.keep(&format!("reports-{how}")).await;
    found.extend(browser.findings().await);
    found
}

#[tokio::test]
async fn every_page_can_be_used_by_day_at_night_and_on_a_phone() {
    let test = "every_page_can_be_used_by_day_at_night_and_on_a_phone";
    with_browser(test, async |browser| {
        let Some(wire) = Wire::replay(test) else { return };
        browser.open(&wire.url("/")).await;
        let story = browser.text("document.querySelector('.details.many').pathname").await;
        let source = browser.text("document.querySelector('.by .source').pathname").await;
        let pages = [
            ("river", "/"),
            ("story", story.as_str()),
            ("sources", "/sources"),
            ("search", "/search?q=bank+OR+東京"),
            ("search-empty", "/search?q="),
            ("search-wrong", "/search?q=-bank"),
            ("tag", "/tag/asia"),
            ("view", "/view/asia"),
            ("source", source.as_str()),
        ];
        let mut found = Vec::new();
        for look in LOOKS {
            found.extend(looked_at(browser, &wire, &pages, look).await);
        }
        assert!(found.is_empty(), "{}", found.join("\n"));
    })
    .await;
}

#[tokio::test]
async fn before_anything_was_polled_the_page_says_how_far_the_first_polls_have_come() {
    let test = "before_anything_was_polled_the_page_says_how_far_the_first_polls_have_come";
    with_browser(test, async |browser| {
        let publisher = Publisher::start();
        publisher.serve("/feed", Answer::silence());
        let feed = format!("[[feed]]\nurl = \"{}\"\n", publisher.url("/feed"));
        let site = Site::new(&format!("{LOOPBACK}{feed}"));
        let daemon = site.start();
        publisher.wait_until_asked("/feed", 1);
        for (how, look) in LOOKS {
            browser.look(look).await;
            let url = format!("http://{}/", daemon.address());
            let found = faults(browser, &url, &format!("first-{how}")).await;
            assert!(found.is_empty(), "{}", found.join("\n"));
        }
        let said = browser.text("document.querySelector('.beginning').innerText").await;
        assert!(said.contains("0 of 1 feed"), "{said}");
        assert!(said.contains("http://news.example/feed.atom"), "{said}");
    })
    .await;
}

//! What a reader does: walks through the stories with keys, searches, reads without scripts, lives in
//! another zone.

use super::wire::Wire;
use crate::support::chrome::{Browser, Look, with_browser};

/// The headline that has the focus.
async fn focused(browser: &Browser) -> String {
    browser.text("document.activeElement.textContent").await
}

async fn headline(browser: &Browser, number: usize) -> String {
    browser.text(&format!("document.querySelectorAll('.story h3 a')[{number}].textContent")).await
}

#[tokio::test]
async fn a_reader_gets_along_with_keys_without_scripts_and_in_another_zone() {
    let test = "a_reader_gets_along_with_keys_without_scripts_and_in_another_zone";
    with_browser(test, async |browser| {
        let Some(wire) = Wire::replay(test) else { return };
        browser.look(Look::DESK).await;
        keys(browser, &wire).await;
        search(browser, &wire).await;
        zones(browser, &wire).await;
        no_scripts(browser, &wire).await;
    })
    .await;
}

async fn keys(browser: &Browser, wire: &Wire) {
    browser.open(&wire.url("/")).await;
    for (key, number) in [("j", 0), ("j", 1), ("j", 2), ("k", 1)] {
        browser.press(key).await;
        assert_eq!(focused(browser).await, headline(browser, number).await, "{key}");
    }
    browser.keep("keys").await;
    browser.press("?").await;
    let is_open = "document.querySelector('dialog')?.open ?? false";
    assert_eq!(browser.ask(is_open).await, true);
    browser.keep("help").await;
    let findings = browser.findings().await;
    assert!(findings.is_empty(), "{}", findings.join("\n"));
    browser.press("?").await;
    assert_eq!(browser.ask(is_open).await, false);
    browser.press("j").await;
    let story = browser.text("document.activeElement.closest('li').querySelector('.details').href");
    let story = story.await;
    browser.press("s").await;
    browser.client.wait().for_url(&story.parse().unwrap()).await.unwrap();
    let opened = browser.client.windows().await.unwrap().len();
    browser.open(&wire.url("/")).await;
    browser.press("j").await;
    browser.press("o").await;
    assert_eq!(browser.client.windows().await.unwrap().len(), opened + 1, "the article opens");
}

async fn search(browser: &Browser, wire: &Wire) {
    browser.open(&wire.url("/")).await;
    browser.press("/").await;
    assert_eq!(browser.text("document.activeElement.id").await, "q");
    browser.press("market\u{e007}").await;
    let found = wire.url("/search?q=market");
    browser.client.wait().for_url(&found.parse().unwrap()).await.unwrap();
    let marked = browser.text("document.querySelector('.story mark').textContent").await;
    assert!(marked.to_lowercase().starts_with("market"), "{marked}");
    assert_eq!(browser.text("document.getElementById('q').value").await, "market");
}

async fn zones(browser: &Browser, wire: &Wire) {
    let day_and_time = "(() => { const it = document.querySelector('.story .at'); return \
        [it.textContent, it.closest('.day').querySelector('h2').textContent, it.dateTime].join('|') })()";
    let hours = |shown: &str| shown.split(':').next().and_then(|hour| hour.parse::<i32>().ok());
    browser.open(&wire.url("/")).await;
    let here = browser.text(day_and_time).await;
    browser.look(Look { zone: "Asia/Tokyo", ..Look::DESK }).await;
    browser.open(&wire.url("/")).await;
    let there = browser.text(day_and_time).await;
    let later = (hours(&there).unwrap() - hours(&here).unwrap()).rem_euclid(24);
    assert_eq!(later, 9, "{here} is {there} in Tokyo");
    let zone = browser.text("document.querySelector('[data-zone]').textContent").await;
    assert_eq!(zone, "Times are those of Asia/Tokyo.");
    let stories = browser.ask("document.querySelectorAll('.story').length").await;
    assert_eq!(stories, 100);
}

async fn no_scripts(browser: &Browser, wire: &Wire) {
    browser.allow_scripts(false).await;
    browser.open(&wire.url("/")).await;
    browser.keep("no-scripts").await;
    let page = browser.client.source().await.unwrap();
    browser.allow_scripts(true).await;
    assert!(page.contains("Times are UTC.") && page.contains("class=\"story\""));
}

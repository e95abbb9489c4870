//! Whole pages, as sites build them and as no site should.

use proptest::prelude::*;
use url::Url;

use super::{Page, PageError, Wanted, read_page};
use crate::article::html::Cleaner;
use crate::article::plain_text;
use crate::model::FullText;

const HARBOUR: &str = include_str!("../../../tests/fixtures/harbour-article.html");
const CONSENT: &str = include_str!("../../../tests/fixtures/bay-consent.html");
const PAYWALL: &str = include_str!("../../../tests/fixtures/coast-paywall.html");

const TITLE: &str = "Council closes the old bridge for eleven months";
const EXCERPT: &str = "The town council of Seabrook voted on Monday to close the old harbour bridge, \
                       after divers found cracks in two of its piers. The post Council closes the old \
                       bridge appeared first on The Harbour Post.";

fn read(html: &str, full_text: &FullText) -> Result<Page, PageError> {
    let url = Url::parse("https://harbour.example/news/2026/11/bridge?from=feed").unwrap();
    let is_same_publisher = |one: &Url, other: &Url| one.host_str() == other.host_str();
    let wanted = Wanted { full_text, title: TITLE, own: EXCERPT, asked: &url, is_same_publisher };
    read_page(html, &url, &wanted)
}

#[test]
fn the_article_comes_without_what_is_around_it() {
    insta::assert_snapshot!(read(HARBOUR, &FullText::Readability).unwrap().text, @r"
    The bridge, seen from the northern bank
    The town council of Seabrook voted on Monday to close the old harbour bridge for eleven months, after divers found cracks in two of its six piers that had widened since the last inspection in spring.
    Ferries will carry up to 4,200 commuters a day across the estuary while engineers replace the piers, the council's engineer told reporters after the vote, adding that lorries would have to take the motorway.
    Shopkeepers on the northern bank said they feared for their winter trade. Last time it was closed for three weeks and half the street was empty, said one who runs a bakery beside the bridge, and nobody had asked him before.
    What it costs
    The work is expected to cost 38 million crowns, of which the state pays two thirds. The council rejected a proposal to build a tunnel instead, saying that it would take a decade and five times the money.
    Part Million
    Piers 29
    Ferries 9
    ");
}

#[test]
fn a_selector_says_what_the_article_is() {
    let selector = |selector: &str| FullText::Selector(selector.to_owned());
    let page = read(HARBOUR, &selector(".story-body > p, .story-body, .story-body h2")).unwrap();
    assert!(page.text.starts_with("The bridge, seen"), "{}", page.text);
    assert!(page.text.contains("Piers 29"), "{}", page.text);
    assert_eq!(page.text.matches("What it costs").count(), 1, "{}", page.text);
    let nothing = selector(".article__body");
    let error = read(HARBOUR, &nothing).unwrap_err();
    assert_eq!(error, PageError::NothingSelected(".article__body".to_owned()));
}

#[test]
fn its_html_is_clean_its_addresses_absolute_and_its_pictures_those_a_reader_sees() {
    let html = read(HARBOUR, &FullText::Readability).unwrap().content_html;
    for expected in [
        "<img src=\"https://harbour.example/pictures/bridge-640.jpg\" alt=\"The bridge, from the north\">",
        "<img src=\"https://harbour.example/pictures/piers-1200.webp\" alt=\"Two of the piers\">",
        "<a href=\"https://harbour.example/news/2026/motorway\" rel=\"noopener noreferrer\">",
        "<h2>What it costs</h2>",
    ] {
        assert!(html.contains(expected), "{expected} in {html}");
    }
    assert!(!html.contains("id=") && !html.contains("class=") && !html.contains("data:"), "{html}");
}

#[test]
fn the_page_tells_its_address_its_language_and_lets_the_feed_keep_its_summary() {
    let page = read(HARBOUR, &FullText::Readability).unwrap();
    let canonical = "https://harbour.example/news/2026/11/council-closes-the-old-bridge";
    assert_eq!(page.canonical_url.as_deref(), Some(canonical));
    assert_eq!(page.language.as_deref(), Some("en-GB"));
    assert_eq!(page.summary.as_deref(), Some(EXCERPT));
}

#[test]
fn what_stands_in_place_of_an_article_is_refused() {
    assert_eq!(read(CONSENT, &FullText::Readability), Err(PageError::SaysOther));
    assert_eq!(read(PAYWALL, &FullText::Readability), Err(PageError::SaysLess));
    for nothing in ["", "Not found", "<html><body></body></html>", "<frameset><frame src=a>"] {
        assert!(read(nothing, &FullText::Readability).is_err(), "{nothing}");
    }
}

/// Pages that nobody means, of the kind that takes a parser its stack or minutes.
fn nightmares() -> Vec<String> {
    let paragraph = "<p>The council, said Ida, has, after all, closed the bridge, for now.</p>";
    let deep = |inside: &str| format!("{}{inside}{}", "<div>".repeat(240), "</div>".repeat(240));
    vec![
        "<div>".repeat(100_000),
        format!("{}{}", "<div>".repeat(100_000), "</div>".repeat(100_000)),
        "<".repeat(5_000_000),
        "<a ".repeat(500_000),
        "a<br><br>".repeat(5_000),
        "<span>a, b. c</span> ".repeat(10_000),
        "<b><i><font>a".repeat(30_000),
        deep(&paragraph.repeat(100)),
        "<table><tr><td>a, b".repeat(10_000),
        "<img src=/a.png><noscript><img src=/b.png></noscript>".repeat(3_000),
    ]
}

#[test]
fn no_page_takes_the_stack_or_minutes() {
    for html in nightmares() {
        // Half a megabyte of stack: the threads that read pages have four times as much.
        let reading = std::thread::Builder::new().stack_size(512 * 1024);
        let read = reading.spawn(move || {
            let selector = FullText::Selector("div:not(.x) > p, span".to_owned());
            [&FullText::Readability, &selector].map(|full_text| read(&html, full_text).is_err())
        });
        assert_eq!(read.unwrap().join().unwrap(), [true, true]);
    }
}

/// Pieces of pages, well and badly made.
const PIECES: &[&str] = &[
    "<p>The town council of Seabrook voted on Monday, and closed the old harbour bridge.</p>",
    "Ferries will carry commuters, said Ida, while engineers replace the piers.",
    "<article>",
    "</article>",
    "<div class=sidebar>",
    "<div id=content>",
    "</div>",
    "<p>",
    "</p>",
    "<table><tr><td>",
    "</table>",
    "<ul><li>",
    "<br><br>",
    "<h1>",
    "</h1>",
    "<script>alert(1)</script>",
    "<script>",
    "<iframe src=x>",
    "<img onerror=x src=/a.png>",
    "<a href=\"javascript:x\">a</a>",
    "<noscript>",
    "<form><input>",
    "<body>",
    "</html>",
    "<!--",
    "-->",
    "<head><title>",
    "</title>",
    "<base href=//x.example>",
    "<font>",
    "<svg>",
    "<template>",
    "\u{a0}",
    "<",
    "&lt;script&gt;",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn what_comes_of_any_page_is_clean(
        pieces in proptest::collection::vec(prop::sample::select(PIECES), 0..30)
    ) {
        for full_text in [FullText::Readability, FullText::Selector("body".to_owned())] {
            let url = Url::parse("https://harbour.example/").unwrap();
            let is_same_publisher = |_: &Url, _: &Url| true;
            let wanted = Wanted {
                full_text: &full_text,
                title: "The council closes, said Ida",
                own: "",
                asked: &url,
                is_same_publisher,
            };
            let page = read_page(&pieces.concat(), &url, &wanted);
            prop_assert_ne!(page.as_ref(), Err(&PageError::Panicked));
            if let Ok(page) = page {
                let html = page.content_html;
                for harm in ["<script", "<iframe", "<svg", "<form", "<input", "onerror", "javascript:"] {
                    prop_assert!(!html.contains(harm), "{} in {}", harm, html);
                }
                prop_assert_eq!(plain_text(&Cleaner::new(url).clean(&html)), page.text);
            }
        }
    }
}

//! Finding feeds: from a page to its feed and into feeds.toml, what each feed of feeds.toml is when it
//! is asked, and that honest documents are never taken for walls.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::path::Path;

use flate2::read::GzDecoder;
use mainstem::discover::{Answer, Instead, instead};
use mainstem::parse;
use serde_json::Value;

use crate::support::shared::shared_data;

fn rows(folder: &Path) -> Vec<Value> {
    let text = fs::read_to_string(folder.join("manifest.jsonl")).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// What a document would be taken for, if it came in the place of a feed.
fn taken_for(body: &[u8], url: &str) -> Instead {
    let (text, url) = (parse::text(body, None), url.parse().unwrap());
    instead(&Answer { url: &url, status: 200, headers: &[], text: &text })
}

#[test]
fn no_article_is_taken_for_a_wall_or_anything_else_but_a_page() {
    let test = "no_article_is_taken_for_a_wall_or_anything_else_but_a_page";
    let Some(folder) = shared_data(test, "articles") else { return };
    let mut wrong = BTreeMap::new();
    let rows = rows(&folder);
    for row in &rows {
        let file = row["file"].as_str().unwrap();
        let mut body = Vec::new();
        let packed = fs::read(folder.join(file)).unwrap();
        GzDecoder::new(packed.as_slice()).read_to_end(&mut body).unwrap();
        let url = row["url"].as_str().filter(|url| url.starts_with("http"));
        let url = url.unwrap_or("https://news.example/story");
        let found = taken_for(&body, url);
        if !matches!(found, Instead::Page(_)) {
            wrong.insert(file.to_owned(), format!("{found:?}"));
        }
    }
    assert!(rows.len() > 100 && wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn no_feed_is_taken_for_a_wall() {
    let test = "no_feed_is_taken_for_a_wall";
    let Some(folder) = shared_data(test, "feeds") else { return };
    let mut wrong = BTreeMap::new();
    for row in rows(&folder) {
        let file = row["file"].as_str().unwrap();
        let body = fs::read(folder.join(file)).unwrap();
        let found = taken_for(&body, "https://news.example/feed");
        let is_feed = row["items"].as_u64().unwrap_or(0) > 0;
        let is_harmless = matches!(found, Instead::Page(_) | Instead::Other);
        if is_feed && !is_harmless {
            wrong.insert(file.to_owned(), format!("{found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

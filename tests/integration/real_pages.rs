//! Full text from real article pages, measured against what people and other programs read in them.
//! Skipped where the pages are absent; they belong to their publishers and are not in the project.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::path::Path;

use flate2::read::GzDecoder;
use mainstem::article::{PageError, Wanted, plain_text, read_page};
use mainstem::model::FullText;
use mainstem::parse;
use serde_json::Value;
use url::Url;

use crate::support::shared::shared_data;

/// How many characters of an article feeds give as an excerpt.
const EXCERPT: usize = 300;

/// What share of the words found is right, and what share of the right words was found.
struct Score {
    precision: f64,
    recall: f64,
}

fn words(text: &str) -> BTreeMap<String, usize> {
    let mut words = BTreeMap::new();
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        *words.entry(word.to_lowercase()).or_default() += 1;
    }
    words
}

fn score(found: &str, truth: &str) -> Score {
    let (found, truth) = (words(found), words(truth));
    let shared: usize = found.iter().map(|(word, n)| *n.min(truth.get(word).unwrap_or(&0))).sum();
    #[expect(clippy::cast_precision_loss, reason = "no page has 2^52 words")]
    let share =
        |of: &BTreeMap<String, usize>| shared as f64 / of.values().sum::<usize>().max(1) as f64;
    Score { precision: share(&found), recall: share(&truth) }
}

/// What is found in a page of which a feed gave the beginning, and what there is to be found.
fn read(folder: &Path, row: &Value) -> (Result<String, PageError>, String) {
    let path = |key: &str| folder.join(row[key].as_str().unwrap());
    let mut bytes = Vec::new();
    GzDecoder::new(fs::File::open(path("file")).unwrap()).read_to_end(&mut bytes).unwrap();
    let truth = fs::read_to_string(path("truth")).unwrap();
    let is_html = path("truth").extension().is_some_and(|extension| extension == "html");
    let truth = if is_html { plain_text(&truth) } else { truth };
    let base = Url::parse("https://a.example/news/1").unwrap();
    let url = row["url"].as_str().and_then(|url| base.join(url).ok()).unwrap_or(base);
    let wanted = Wanted {
        full_text: &FullText::Readability,
        title: row["title"].as_str().unwrap_or_default(),
        own: &truth.chars().take(EXCERPT).collect::<String>(),
        asked: &url,
        is_same_publisher: |_, _| true,
    };
    let page = read_page(&parse::text(&bytes, None), &url, &wanted);
    (page.map(|page| page.text), truth)
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

#[test]
fn the_article_is_found_in_real_pages() {
    let Some(folder) = shared_data("the_article_is_found_in_real_pages", "articles") else {
        return;
    };
    let manifest = fs::read_to_string(folder.join("manifest.jsonl")).unwrap();
    let rows = manifest.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let mut scores: BTreeMap<String, Vec<Score>> = BTreeMap::new();
    let mut refused = Vec::new();
    for row in rows {
        match read(&folder, &row) {
            (Ok(text), truth) => {
                let set = row["set"].as_str().unwrap().to_owned();
                scores.entry(set).or_default().push(score(&text, &truth));
            }
            (Err(error), _) => refused.push(format!("{}: {error}", row["file"])),
        }
    }
    for (set, scores) in &scores {
        let precision = median(scores.iter().map(|score| score.precision));
        let recall = median(scores.iter().map(|score| score.recall));
        eprintln!("{set}: {} pages, precision {precision:.3}, recall {recall:.3}", scores.len());
        assert!(precision >= 0.95 && recall >= 0.99, "{set}: {precision:.3} {recall:.3}");
    }
    // Most of these are tests of one feature, of a sentence or two.
    assert!(refused.len() <= 12, "{} are refused:\n{}", refused.len(), refused.join("\n"));
    eprintln!("{}", refused.join("\n"));
}

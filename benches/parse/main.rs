//! How fast documents become entries, beside `feed-rs` alone and a bare pass of `quick-xml` over the same bytes: on
//! documents of 100 KB to 5 MB that it makes itself, and on those of a folder where one is named. The three take turns
//! in one run, so that what else the machine does weighs on all alike; the best of the turns counts.
//! `cargo run --release --example parse-speed [-- FOLDER]`.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, reason = "a bench")]

use std::fmt::Write as _;
use std::hint::black_box;
use std::time::{Duration, Instant};
use std::{env, fs};

use url::Url;

/// How often each reader reads each document.
const TURNS: usize = 15;

/// The sizes that count.
const SIZES: std::ops::RangeInclusive<usize> = 100_000..=5_000_000;

type Reader = fn(&[u8]);

const READERS: [(&str, Reader); 3] =
    [("mainstem", by_mainstem), ("feed-rs", by_feed_rs), ("quick-xml", by_quick_xml)];

fn by_mainstem(body: &[u8]) {
    let url = Url::parse("https://feeds.example/feed.xml").unwrap();
    drop(black_box(mainstem::parse::document(body, None, &url)));
}

fn by_feed_rs(body: &[u8]) {
    drop(black_box(feed_rs::parser::parse(body)));
}

fn by_quick_xml(body: &[u8]) {
    let mut reader = quick_xml::Reader::from_reader(body);
    let mut buffer = Vec::new();
    while let Ok(event) = reader.read_event_into(&mut buffer) {
        if matches!(black_box(event), quick_xml::events::Event::Eof) {
            break;
        }
        buffer.clear();
    }
}

/// A well-formed document of about this size: RSS as `WordPress` writes it, or Atom.
fn made(size: usize, is_atom: bool) -> Vec<u8> {
    let mut out = if is_atom {
        "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Harbour</title><id>urn:h</id>\n"
            .to_owned()
    } else {
        "<rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel><title>Harbour</title>\
         <link>https://harbour.example/</link><description>Tides</description>\n"
            .to_owned()
    };
    let paragraph = "<p>The tide in the <a href=\"/old\">old harbour</a> rose so far that the boats lay level \
                     with the windows of the <em>town hall</em>, and the ferry could not land.</p>\n";
    let mut n = 0;
    while out.len() < size {
        n += 1;
        let html = paragraph.repeat(3 + n % 14);
        if is_atom {
            let html = html.replace('<', "&lt;");
            writeln!(
                out,
                "<entry><title>High tide {n}</title><id>urn:h:{n}</id>\
                 <link href=\"https://harbour.example/{n}\"/><updated>2024-01-04T10:00:00Z</updated>\
                 <author><name>Ada</name></author><category term=\"sea\"/>\
                 <content type=\"html\">{html}</content></entry>"
            )
        } else {
            writeln!(
                out,
                "<item><title>High tide {n}</title><link>https://harbour.example/{n}</link>\
                 <guid isPermaLink=\"false\">h-{n}</guid><dc:creator><![CDATA[Ada]]></dc:creator>\
                 <pubDate>Thu, 04 Jan 2024 10:00:00 +0000</pubDate>\
                 <category><![CDATA[Sea]]></category>\
                 <description><![CDATA[{paragraph}]]></description>\
                 <content:encoded><![CDATA[{html}]]></content:encoded></item>"
            )
        }
        .expect("writing to a string does not fail");
    }
    out.push_str(if is_atom { "</feed>" } else { "</channel></rss>" });
    out.into_bytes()
}

fn documents() -> Vec<(String, Vec<u8>)> {
    let sizes = [100_000, 1_000_000, 5_000_000];
    let name = |size: usize, kind: &str| format!("{kind} of {} KB", size / 1000);
    let mut documents: Vec<_> = sizes
        .iter()
        .flat_map(|size| {
            [(name(*size, "RSS"), made(*size, false)), (name(*size, "Atom"), made(*size, true))]
        })
        .collect();
    if let Some(folder) = env::args().nth(1) {
        for file in fs::read_dir(folder).expect("the folder can be read") {
            let path = file.unwrap().path();
            let Ok(body) = fs::read(&path) else { continue };
            // Only what both read, or one of them would be fast for want of work.
            if SIZES.contains(&body.len()) && feed_rs::parser::parse(&*body).is_ok() {
                documents.push((path.file_name().unwrap().to_string_lossy().into_owned(), body));
            }
        }
    }
    documents
}

fn main() {
    println!(
        "{:40} {:>9} {:>9} {:>9} {:>7}",
        "MB/s", READERS[0].0, READERS[1].0, READERS[2].0, "ratio"
    );
    let mut totals = [Duration::ZERO; 3];
    let (mut bytes, mut logs, mut count) = (0, 0.0, 0.0);
    for (name, body) in documents() {
        let mut best = [Duration::MAX; 3];
        for _ in 0..TURNS {
            for (best, (_, reader)) in best.iter_mut().zip(READERS) {
                let begun = Instant::now();
                reader(&body);
                *best = begun.elapsed().min(*best);
            }
        }
        let ratio = best[0].as_secs_f64() / best[1].as_secs_f64();
        row(&name, body.len(), best, ratio);
        bytes += body.len();
        logs += ratio.ln();
        count += 1.0;
        for (total, best) in totals.iter_mut().zip(best) {
            *total += best;
        }
    }
    row("all bytes", bytes, totals, totals[0].as_secs_f64() / totals[1].as_secs_f64());
    println!(
        "ratio of mainstem to feed-rs, geometric mean over documents: {:.2}",
        f64::exp(logs / count)
    );
}

#[expect(clippy::cast_precision_loss, reason = "for show")]
fn row(name: &str, bytes: usize, times: [Duration; 3], ratio: f64) {
    let [ours, theirs, bare] = times.map(|time| bytes as f64 / 1e6 / time.as_secs_f64());
    println!("{name:40.40} {ours:9.0} {theirs:9.0} {bare:9.0} {ratio:7.2}");
}

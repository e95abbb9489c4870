//! A thousand feeds as publishers write them: RSS 2.0, Atom, RSS 1.0 and JSON Feed, from a seed. How
//! they are served is left to `tests/support/farm.rs`.

use mainstem::model::Timestamp;

use crate::prose::{self, Chance, Tongue};

/// What the farm grows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plan {
    pub(crate) seed: u64,
    pub(crate) feeds: u64,
    /// How many items each feed has; `None`: as many as fill 15 to 150 KB.
    pub(crate) items: Option<u64>,
    /// The newest items are of this moment, in seconds since 1970.
    pub(crate) now: i64,
    /// Hours between two items of a feed.
    pub(crate) hours_apart: i64,
}

/// How many items a feed gains with each new edition; as many old ones leave it.
pub(crate) const NEW_ITEMS: u64 = 2;

/// One feed at one edition.
#[derive(Debug)]
pub(crate) struct Feed {
    pub(crate) path: String,
    pub(crate) content_type: &'static str,
    pub(crate) body: String,
    pub(crate) items: u64,
    pub(crate) changed: Timestamp,
}

#[derive(Clone, Copy, Debug)]
enum Format {
    Rss2,
    Atom,
    Rss1,
    Json,
}

struct Item {
    title: String,
    link: String,
    author: String,
    published: Timestamp,
    html: String,
}

/// The feed of this number. Each edition after the first starts with [`NEW_ITEMS`] more.
pub(crate) fn feed(plan: Plan, number: u64, edition: u64) -> Feed {
    let mut chance = Chance::of([plan.seed, number, 0]);
    let format = match number % 10 {
        0..5 => Format::Rss2,
        5..8 => Format::Atom,
        8 => Format::Rss1,
        _ => Format::Json,
    };
    let tongue = if number % 12 == 7 { Tongue::Japanese } else { Tongue::Western };
    let site = format!("https://site-{number:04}.example.org");
    let typical_item = 500 + chance.below(1_200);
    let items = plan.items.unwrap_or_else(|| size(&mut chance) / (typical_item + OVERHEAD));
    let first = edition * NEW_ITEMS;
    let newest_first = (first..first + items).rev().map(|index| {
        // The first edition ends a day ago, which leaves room for editions to come.
        let items_after = i64::try_from(index).unwrap_or(0) - i64::try_from(items).unwrap_or(0);
        let hours = items_after * plan.hours_apart - 24;
        let published = Timestamp::from_unix(plan.now + hours * 3_600);
        let mut chance = Chance::of([plan.seed, number, index + 1]);
        let bytes = usize::try_from(typical_item / 2 + chance.below(typical_item)).unwrap_or(0);
        let words = 5 + chance.below(6);
        Item {
            title: prose::title(&mut chance, tongue, words),
            link: format!("{site}/news/{index}-{}.html", chance.below(100_000)),
            author: prose::title(&mut chance, Tongue::Western, 2),
            published,
            html: prose::article(&mut chance, tongue, &site, bytes),
        }
    });
    let written: Vec<Item> = newest_first.collect();
    let title = format!("Site {number} news");
    let (extension, content_type, body) = match format {
        Format::Rss2 => {
            ("xml", "application/rss+xml; charset=utf-8", rss2(&title, &site, &written))
        }
        Format::Atom => ("atom", "application/atom+xml", atom(&title, &site, &written)),
        Format::Rss1 => ("rdf", "application/rdf+xml", rss1(&title, &site, &written)),
        Format::Json => ("json", "application/feed+json", json(&title, &site, &written)),
    };
    let changed = written.first().map(|item| item.published).unwrap_or_default();
    Feed { path: format!("/{number:04}.{extension}"), content_type, body, items, changed }
}

/// What title, link, date and markup add to the HTML of an item, in bytes, about.
const OVERHEAD: u64 = 560;

/// Bytes of a document: mostly 20 to 110 KB, with a few below and above.
fn size(chance: &mut Chance) -> u64 {
    let usual = 20_000 + chance.below(45_000) + chance.below(45_000);
    match chance.below(20) {
        0 => 17_500 + chance.below(4_000),
        1 => (usual * 3 / 2).min(140_000),
        _ => usual,
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn rss2(title: &str, site: &str, items: &[Item]) -> String {
    let head = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" \
         xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n<channel>\n<title>{title}</title>\n\
         <link>{site}/</link>\n<description>News of {site}</description>\n<ttl>60</ttl>\n"
    );
    let items = items.iter().enumerate().map(|(index, item)| {
        let Item { title, link, author, published, html } = item;
        let date = published.rfc822();
        let content = if index % 2 == 0 {
            format!("<content:encoded><![CDATA[{html}]]></content:encoded>")
        } else {
            format!("<description>{}</description>", escaped(html))
        };
        format!(
            "<item>\n<title>{title}</title>\n<link>{link}</link>\n<guid isPermaLink=\"true\">{link}\
             </guid>\n<dc:creator>{author}</dc:creator>\n<category>World</category>\n\
             <pubDate>{date}</pubDate>\n{content}\n</item>\n"
        )
    });
    head + &items.collect::<String>() + "</channel>\n</rss>\n"
}

fn atom(title: &str, site: &str, items: &[Item]) -> String {
    let updated = items.first().map(|item| item.published).unwrap_or_default();
    let head = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n\
         <title>{title}</title>\n<id>{site}/</id>\n<link href=\"{site}/\"/>\n<updated>{updated}</updated>\n"
    );
    let items = items.iter().map(|Item { title, link, author, published, html }| {
        let content = escaped(html);
        format!(
            "<entry>\n<title>{title}</title>\n<id>{link}</id>\n<link rel=\"alternate\" href=\"{link}\"/>\n\
             <author><name>{author}</name></author>\n<published>{published}</published>\n\
             <updated>{published}</updated>\n<content type=\"html\">{content}</content>\n</entry>\n"
        )
    });
    head + &items.collect::<String>() + "</feed>\n"
}

fn rss1(title: &str, site: &str, items: &[Item]) -> String {
    let list: String =
        items.iter().map(|item| format!("<rdf:li rdf:resource=\"{}\"/>\n", item.link)).collect();
    let head = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" \
         xmlns=\"http://purl.org/rss/1.0/\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n\
         <channel rdf:about=\"{site}/\">\n<title>{title}</title>\n<link>{site}/</link>\n\
         <description>News</description>\n<items><rdf:Seq>\n{list}</rdf:Seq></items>\n</channel>\n"
    );
    let items = items.iter().map(|Item { title, link, author, published, html }| {
        let content = escaped(html);
        format!(
            "<item rdf:about=\"{link}\">\n<title>{title}</title>\n<link>{link}</link>\n\
             <description>{content}</description>\n<dc:creator>{author}</dc:creator>\n\
             <dc:date>{published}</dc:date>\n</item>\n"
        )
    });
    head + &items.collect::<String>() + "</rdf:RDF>\n"
}

fn json(title: &str, site: &str, items: &[Item]) -> String {
    let items: Vec<serde_json::Value> = items
        .iter()
        .map(|item| {
            serde_json::json!({
                "id": item.link,
                "url": item.link,
                "title": item.title,
                "content_html": item.html,
                "date_published": item.published.rfc3339(),
                "authors": [{ "name": item.author }],
                "tags": ["World"],
            })
        })
        .collect();
    let feed = serde_json::json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "home_page_url": site,
        "items": items,
    });
    feed.to_string()
}

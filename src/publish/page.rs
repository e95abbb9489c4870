//! The river as a page for people: where the feeds are, and the headlines. No scripts and nothing
//! from elsewhere. What is shown of a story is decided in `shown`.

use super::markup::{clean, html, html_value};
use super::shown;
use super::{atom, json, rss};
use crate::model::{AlsoIn, RelatedStory, River, RiverStory};

/// Its media type.
pub(super) const TYPE: &str = "text/html; charset=utf-8";

/// The documents a reader can subscribe to: their names, media types and what people call them.
const FEEDS: [(&str, &str, &str); 3] = [
    (atom::NAME, "application/atom+xml", "Atom"),
    (rss::NAME, "application/rss+xml", "RSS"),
    (json::NAME, "application/feed+json", "JSON Feed"),
];

/// The document.
pub(super) fn render(river: &River) -> Vec<u8> {
    let title = html(&river.title);
    let alternates: String = FEEDS.iter().map(|feed| alternate(river, *feed)).collect();
    let addresses: String = FEEDS.iter().map(|feed| address(river, *feed)).collect();
    let items: String = river.stories.iter().map(item).collect();
    let count = count(river);
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title}</title>\n{alternates}</head>\n<body>\n<h1>{title}</h1>\n\
         <p>{count}. Subscribe:{addresses}</p>\n<ol>\n{items}</ol>\n</body>\n</html>\n"
    )
    .into_bytes()
}

/// A feed as browsers and readers find it.
fn alternate(river: &River, (name, media_type, called): (&str, &str, &str)) -> String {
    let href = html_value(&shown::address(river, name));
    format!("<link rel=\"alternate\" type=\"{media_type}\" title=\"{called}\" href=\"{href}\">\n")
}

/// A feed as people find it.
fn address(river: &River, (name, _, called): (&str, &str, &str)) -> String {
    let address = shown::address(river, name);
    format!("\n<br>{called}: <a href=\"{}\">{}</a>", html_value(&address), html(&address))
}

fn count(river: &River) -> String {
    match river.stories.len() {
        0 => "No stories yet".to_owned(),
        1 => "1 story".to_owned(),
        count => format!("{count} stories"),
    }
}

fn item(story: &RiverStory) -> String {
    let title = shown::title(story);
    let language = shown::language(&story.lead.entry)
        .map(|language| format!(" lang=\"{}\"", html_value(language)))
        .unwrap_or_default();
    let published = shown::published(story);
    let minute = published.to_chrono().format("%Y-%m-%d %H:%M UTC");
    let also: Vec<String> = story.also.iter().map(also_in).collect();
    let also =
        if also.is_empty() { String::new() } else { format!("; also in {}", also.join(", ")) };
    let related: Vec<String> = story.related.iter().map(related).collect();
    let related = match related.as_slice() {
        [] => String::new(),
        named => format!("<br><small>related: {}</small>", named.join("; ")),
    };
    format!(
        "<li><span{language}>{}</span><br><small>{}, <time datetime=\"{published}\">{minute}</time>\
         {also}</small>{related}</li>\n",
        anchor(story.lead.entry.url.as_deref(), &title),
        html(&story.lead.source.title),
    )
}

fn also_in(also: &AlsoIn) -> String {
    anchor(also.url.as_deref(), &also.feed_title)
}

fn related(related: &RelatedStory) -> String {
    let url = related.url.as_deref();
    if clean(&related.title).trim().is_empty() {
        return anchor(url, &related.feed_title);
    }
    format!("{} ({})", anchor(url, &related.title), html(&related.feed_title))
}

/// The text, as a link where there is an address. The sites that are linked to need not learn where
/// their readers come from.
fn anchor(url: Option<&str>, text: &str) -> String {
    match url {
        Some(url) => {
            format!("<a href=\"{}\" rel=\"noreferrer\">{}</a>", html_value(url), html(text))
        }
        None => html(text),
    }
}

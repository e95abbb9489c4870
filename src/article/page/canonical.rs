//! Whether the address that a page gives for its own (`rel=canonical`) can be believed. Items with one
//! address are one story, so that a wrong one would merge everything: templates are met that name the
//! home page, a section or the newest article on every page.

use url::Url;

/// Parts of a path that name a list of articles.
const LISTS: &[&str] = &["category", "tag", "tags", "topic", "topics", "section", "author", "page"];

/// The canonical address of the page at `url`, where it plainly is an article's; on a site of the same
/// publisher also where it is one as much as `url` is.
pub(super) fn believed(
    canonical: Option<Url>,
    url: &Url,
    is_same_publisher: fn(&Url, &Url) -> bool,
) -> Option<Url> {
    let canonical = canonical.filter(|canonical| {
        matches!(canonical.scheme(), "http" | "https") && canonical.has_host()
    })?;
    let is_believed = is_article(&canonical)
        || is_same_publisher(&canonical, url) && !is_article(url) && !leads_up(&canonical, url);
    is_believed.then_some(canonical)
}

/// Whether an address names one article by its look: words or a number at the end of its path, or a
/// number in its query.
fn is_article(url: &Url) -> bool {
    let parts: Vec<&str> =
        url.path_segments().into_iter().flatten().filter(|part| !part.is_empty()).collect();
    let Some((last, before)) = parts.split_last() else { return has_number(url) };
    if before.last().is_some_and(|part| LISTS.contains(&part.to_ascii_lowercase().as_str())) {
        return false;
    }
    let words = last.split(['-', '_', '+']).filter(|word| !word.is_empty() && !is_year(word));
    let (mut count, mut digits) = (0, 0);
    for word in words {
        count += 1;
        digits += word.bytes().filter(u8::is_ascii_digit).count();
    }
    count >= 4 || digits >= 4 || has_number(url)
}

/// Lists by year are met.
fn is_year(word: &str) -> bool {
    word.len() == 4 && (word.starts_with("19") || word.starts_with("20"))
}

fn has_number(url: &Url) -> bool {
    url.query_pairs()
        .any(|(_, value)| value.len() >= 3 && value.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Whether this is the home page, or a folder that `url` is in.
fn leads_up(canonical: &Url, url: &Url) -> bool {
    let parts = |url: &Url| -> Vec<String> {
        let parts = url.path_segments().into_iter().flatten().filter(|part| !part.is_empty());
        parts.map(str::to_owned).collect()
    };
    let (canonical_parts, parts) = (parts(canonical), parts(url));
    let is_above = canonical_parts.len() < parts.len() && parts.starts_with(&canonical_parts);
    canonical_parts.is_empty() && canonical.query().is_none() || is_above
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(url: &str, canonical: &str, is_believed: bool) {
        let parse = |url: &str| Url::parse(url).unwrap();
        let same = |one: &Url, other: &Url| one.host_str() == other.host_str();
        let found = believed(Some(parse(canonical)), &parse(url), same);
        assert_eq!(found.is_some(), is_believed, "{canonical} of {url}");
    }

    #[test]
    fn an_articles_address_is_believed_wherever_it_is() {
        let page = "https://bay.example/news/council-closes-old-bridge?from=feed";
        check(page, "https://bay.example/news/council-closes-old-bridge", true);
        check(page, "https://wire.example/2026/11/23/council-closes-old-bridge/", true);
        check(page, "https://wire.example/article/idUSKBN2A91X6", true);
        check(page, "https://wire.example/story.php?id=48120", true);
        check("https://bay.example/amp/x1", "https://bay.example/x1", true);
    }

    #[test]
    fn a_home_page_a_section_or_a_list_is_not() {
        let page = "https://bay.example/news/council-closes-old-bridge";
        for other in [
            "https://bay.example/",
            "https://bay.example",
            "https://bay.example/news",
            "https://bay.example/news/",
            "https://bay.example/index.html",
            "https://wire.example/",
            "https://wire.example/world/europe",
            "https://wire.example/world/2026",
            "https://wire.example/top-100",
            "https://bay.example/tag/council-and-bridge-and-harbour",
            "https://bay.example/?lang=en",
        ] {
            check(page, other, false);
        }
        check("https://bay.example/news/x", "https://bay.example/news", false);
        check("https://bay.example/x1", "https://bay.example/", false);
        check("https://bay.example/x1", "https://wire.example/x1", false);
    }
}

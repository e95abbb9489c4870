//! What the addresses of a page tell: whether the one that it gives for its own (`rel=canonical`) can be
//! believed, and whether an article's address has led to no article. Items with one address may be one
//! story, and templates are met that name the home page, a section or the newest article on every page.

use std::collections::BTreeSet;

use url::Url;

use super::read::Wanted;

/// Parts of a path that name a list of articles.
const LISTS: &[&str] = &["category", "tag", "tags", "topic", "topics", "section", "author", "page"];

/// So many words of a headline stand in the address of its article on another's site.
const WORDS_IN_ADDRESS: usize = 2;

/// The canonical address of the page at `url`, where it is plausible for the item. On the publisher's
/// own site that is an article's, or one as much as `url` is; elsewhere, one in the item's words.
pub(super) fn believed(canonical: Option<Url>, url: &Url, wanted: &Wanted<'_>) -> Option<Url> {
    let canonical = canonical.filter(|canonical| {
        matches!(canonical.scheme(), "http" | "https") && canonical.has_host()
    })?;
    let is_own = [url, wanted.asked].iter().any(|own| (wanted.is_same_publisher)(&canonical, own));
    let is_believed = if is_own {
        is_article(&canonical) || !is_article(url) && !leads_up(&canonical, url)
    } else {
        is_article(&canonical) && is_in_words(&canonical, wanted.title)
    };
    is_believed.then_some(canonical)
}

/// Whether the address that was asked for has led to the home page, or to a folder that it is in: what
/// sites do with articles that they do not have any more.
pub(super) fn has_led_up(asked: &Url, url: &Url) -> bool {
    let names_something = asked.path() != "/" || has_number(asked);
    names_something && !is_article(url) && leads_up(url, asked)
}

/// Whether the address has words of this title.
fn is_in_words(url: &Url, title: &str) -> bool {
    let path = url.path().to_lowercase();
    let of_path: BTreeSet<&str> = path.split(|c: char| !c.is_ascii_alphanumeric()).collect();
    let title = title.to_lowercase();
    let of_title: BTreeSet<&str> = title.split(|c: char| !c.is_alphanumeric()).collect();
    let mut long = of_title.intersection(&of_path).filter(|word| word.chars().count() >= 4);
    long.nth(WORDS_IN_ADDRESS - 1).is_some()
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
    use crate::model::FullText;

    fn check(url: &str, canonical: &str, is_believed: bool) {
        let parse = |url: &str| Url::parse(url).unwrap();
        let wanted = Wanted {
            full_text: &FullText::Readability,
            title: "Council closes the old bridge",
            own: "",
            asked: &parse(url),
            is_same_publisher: |one, other| one.host_str() == other.host_str(),
        };
        let found = believed(Some(parse(canonical)), &parse(url), &wanted);
        assert_eq!(found.is_some(), is_believed, "{canonical} of {url}");
    }

    #[test]
    fn an_articles_address_is_believed_wherever_it_is() {
        let page = "https://bay.example/news/council-closes-old-bridge?from=feed";
        check(page, "https://bay.example/news/council-closes-old-bridge", true);
        check(page, "https://wire.example/2026/11/23/council-closes-old-bridge/", true);
        check(page, "https://bay.example/story.php?id=48120", true);
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
            "https://wire.example/news/fog-brings-ferry-to-halt-again",
            "https://wire.example/article/idUSKBN2A91X6",
            "https://wire.example/story.php?id=48120",
        ] {
            check(page, other, false);
        }
        check("https://bay.example/news/x", "https://bay.example/news", false);
        check("https://bay.example/x1", "https://bay.example/", false);
        check("https://bay.example/x1", "https://wire.example/x1", false);
    }

    #[test]
    fn an_address_that_leads_to_a_home_page_or_a_folder_leads_to_no_article() {
        let up = |asked: &str, url: &str| {
            has_led_up(&Url::parse(asked).unwrap(), &Url::parse(url).unwrap())
        };
        let asked = "https://bay.example/news/council-closes-old-bridge";
        for url in ["https://bay.example/", "https://www.bay.example/", "https://bay.example/news/"]
        {
            assert!(up(asked, url), "{url}");
        }
        assert!(up("https://bay.example/?p=48120", "https://bay.example/"));
        for (asked, url) in [
            (asked, asked),
            (asked, "https://bay.example/news/council-closes-old-bridge/"),
            (asked, "https://bay.example/bridge"),
            ("https://bay.example/48120/", "https://bay.example/?p=48120"),
            ("https://bay.example/", "https://www.bay.example/"),
            ("https://bay.example/?from=feed", "https://bay.example/"),
        ] {
            assert!(!up(asked, url), "{asked} led to {url}");
        }
    }
}

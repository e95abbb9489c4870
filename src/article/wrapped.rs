//! Addresses that stand for another one: redirects that carry it, copies of a page for telephones, in AMP (a
//! simpler HTML, kept beside the page or in a cache) or on a host of their own. What cannot be told from the address alone,
//! as behind a shortener, is left as it is.

use url::Url;

/// How many wrappings are taken off: a redirect to a cache to a page.
const DEEPEST: usize = 3;

/// Redirects that carry the address in a parameter: host, path, and the parameter.
const REDIRECTS: &[(&str, &str, &[&str])] = &[
    ("google.com", "/url", &["url", "q"]),
    ("google.com", "/alerts/click", &["url"]),
    ("bing.com", "/news/apiclick.aspx", &["url"]),
    ("l.facebook.com", "/l.php", &["u"]),
    ("out.reddit.com", "", &["url"]),
];

/// Redirects and caches that carry the address, without its scheme, in the path behind this.
const PREFIXES: &[(&str, &str)] = &[
    ("google.com", "/amp/s/"),
    ("google.com", "/amp/"),
    ("go.theregister.com", "/feed/"),
    ("cdn.ampproject.org", "/c/s/"),
    ("cdn.ampproject.org", "/v/s/"),
    ("cdn.ampproject.org", "/c/"),
];

/// Parameters that ask for a page's copy in AMP.
pub(super) const AMP_PARAMETERS: &[&str] = &["amp", "amp=1", "amp=true", "outputType=amp"];

/// The address that this one stands for in the end.
pub(super) fn unwrapped(url: Url) -> Url {
    let mut url = url;
    for _ in 0..DEEPEST {
        match carried(&url) {
            Some(inner) => url = inner,
            None => break,
        }
    }
    without_mobile(without_amp(url))
}

/// The address that this one carries.
fn carried(url: &Url) -> Option<Url> {
    let host = url.host_str()?;
    let host = host.strip_prefix("www.").unwrap_or(host);
    let is_at = |known: &str| {
        // Every site has a name of its own in the cache.
        host == known
            || host
                .strip_suffix(known)
                .is_some_and(|own| own.ends_with('.') && known.starts_with("cdn."))
    };
    for (_, _, names) in REDIRECTS
        .iter()
        .filter(|(known, path, _)| is_at(known) && (path.is_empty() || url.path() == *path))
    {
        let mut parameters = url.query_pairs();
        let found = parameters.find(|(name, _)| names.contains(&name.as_ref()));
        if let Some(inner) = found.and_then(|(_, value)| of_the_web(&value)) {
            return Some(inner);
        }
    }
    let (_, prefix) =
        PREFIXES.iter().find(|(known, prefix)| is_at(known) && url.path().starts_with(prefix))?;
    let rest = url.path().strip_prefix(prefix)?;
    let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
    of_the_web(&format!("https://{rest}{query}"))
}

fn of_the_web(address: &str) -> Option<Url> {
    let url = Url::parse(address).ok()?;
    let is_site = url.host_str().is_some_and(|host| host.contains('.'));
    (matches!(url.scheme(), "http" | "https") && is_site).then_some(url)
}

/// The page that this one is the AMP copy of, where that shows.
fn without_amp(mut url: Url) -> Url {
    let bare = url.host_str().and_then(|host| host.strip_prefix("amp.")).map(str::to_owned);
    if let Some(bare) = bare.filter(|bare| bare.contains('.')) {
        // A host without its first label is one.
        url.set_host(Some(&bare)).unwrap_or_default();
    }
    let path = url.path().trim_end_matches('/');
    let ends = ["/amp", ".amp", ".amp.html"];
    let page = ends.iter().find_map(|end| path.strip_suffix(end));
    let page = page.or_else(|| path.strip_prefix("/amp").filter(|page| page.starts_with('/')));
    if let Some(page) = page.filter(|page| names_an_article(page)) {
        let page = page.to_owned();
        url.set_path(&page);
    }
    url
}

/// The page whose copy for telephones this one is, where that shows.
fn without_mobile(mut url: Url) -> Url {
    let host = url.host_str().unwrap_or_default();
    let bare = ["m.", "mobile."].iter().find_map(|label| host.strip_prefix(label));
    let bare = bare.filter(|bare| bare.contains('.')).map(str::to_owned);
    if let Some(bare) = bare.filter(|_| names_an_article(url.path().trim_end_matches('/'))) {
        // A host without its first label is one.
        url.set_host(Some(&bare)).unwrap_or_default();
    }
    url
}

/// Whether the last part of a path looks like an article's: `/guitars/amp` is a page of its own.
fn names_an_article(path: &str) -> bool {
    let last = path.rsplit('/').next().unwrap_or_default();
    last.len() > 8 && last.contains(|c: char| c == '-' || c == '_' || c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_carries_another_one_stands_for_it() {
        for (wrapped, page) in [
            (
                "https://www.google.com/url?rct=j&sa=t&url=https://a.example/x%3Fp%3D1&ct=ga",
                "https://a.example/x?p=1",
            ),
            (
                "https://www.google.com/amp/s/a.example/news/high-tide-2026",
                "https://a.example/news/high-tide-2026",
            ),
            (
                "https://a-example.cdn.ampproject.org/c/s/a.example/news/high-tide-2026/amp/",
                "https://a.example/news/high-tide-2026",
            ),
            (
                "https://go.theregister.com/feed/www.theregister.com/2026/11/26/tide/",
                "https://www.theregister.com/2026/11/26/tide/",
            ),
            (
                "https://l.facebook.com/l.php?u=https%3A%2F%2Fa.example%2Fx&h=abc",
                "https://a.example/x",
            ),
            ("https://amp.a.example/news/high-tide-2026", "https://a.example/news/high-tide-2026"),
            (
                "https://a.example/news/high-tide-2026.amp.html",
                "https://a.example/news/high-tide-2026",
            ),
            ("https://a.example/news/high-tide-2026/amp", "https://a.example/news/high-tide-2026"),
            ("https://a.example/amp/news/high-tide-2026", "https://a.example/news/high-tide-2026"),
            ("https://m.a.example/news/high-tide-2026", "https://a.example/news/high-tide-2026"),
            ("https://mobile.a.example/high-tide-2026/", "https://a.example/high-tide-2026/"),
        ] {
            assert_eq!(unwrapped(Url::parse(wrapped).unwrap()).as_str(), page);
        }
    }

    #[test]
    fn an_address_that_carries_none_stays() {
        for address in [
            "https://a.example/guitars/amp",
            "https://a.example/amp/guitars",
            "https://a.example/ampoules/high-tide-2026",
            "https://m.a.example/about",
            "https://m.example/high-tide-2026",
            "https://www.google.com/url?q=tides",
            "https://www.google.com/amp/s/",
            "https://amp.example/",
            "https://evil-cdn.ampproject.org.example/c/s/a.example/x",
            "https://a.example/?url=https://b.example/",
        ] {
            assert_eq!(unwrapped(Url::parse(address).unwrap()).as_str(), address);
        }
    }
}

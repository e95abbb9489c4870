//! Addresses: made absolute, and stripped of what does not name the article. Fetching them is left
//! to `fetch/`.

use std::borrow::Cow;

use url::Url;

use super::wrapped::{AMP_PARAMETERS, unwrapped};

/// Parameters that name a campaign, a reader or a click, not an article. From the lists of
/// `ClearURLs`, Firefox and Miniflux, and from the feeds of the outlets named.
const TRACKING: &[&str] = &[
    "__s",
    "__twitter_impression",
    "_ga",
    "_gl",
    "cmp",
    "cmpid",
    "dclid",
    "emc",  // The New York Times
    "eref", // CNN
    "fbclid",
    "feedname", // Reuters
    "feedtype", // Reuters
    "ftag",     // CBS
    "ftcamp",   // Financial Times
    "gbraid",
    "gclid",
    "gclsrc",
    "icid",
    "igsh",
    "igshid",
    "li_fat_id",
    "mc_cid",
    "mc_eid",
    "mkt_tok",
    "msclkid",
    "ncid",
    "ocid", // BBC, MSN
    "ref_src",
    "ref_url",
    "rpc", // Reuters
    "rss",
    "s_cid",
    "smid", // The New York Times
    "soc_src",
    "soc_trk",
    "srnd", // Bloomberg
    "taid",
    "traffic_source", // Al Jazeera
    "ttclid",
    "twclid",
    "wbraid",
    "wickedid",
    "wprss", // The Washington Post
    "wt.mc_id",
    "wt_mc",
    "xtor", // Le Monde, BBC
    "yclid",
    "ymclid",
];

/// Beginnings of such parameters. `at_` and `ns_` are the BBC's, `pk_` and `mtm_` Matomo's, `_hs`
/// and `hsa_` `HubSpot`'s.
const TRACKING_PREFIXES: &[&str] =
    &["utm_", "at_", "ns_", "pk_", "mtm_", "matomo_", "_hs", "hsa_", "vero_", "oly_", "itm_"];

/// Parameters that tell where a reader came from on some sites, and name the article on others;
/// their value decides.
const AMBIGUOUS: &[&str] = &["from", "mod", "output", "partner", "ref", "source", "src", "via"];

/// Values that tell where a reader came from.
const SOURCES: &[&str] = &[
    "atom",
    "email",
    "facebook",
    "feed",
    "home",
    "mail",
    "newsletter",
    "rss",
    "share",
    "social",
    "twitter",
];

/// `href` as an absolute address of the web, with what it is relative to; `None` for `javascript:`,
/// `data:` and whatever else is not of the web.
pub(super) fn absolute<'a>(href: &'a str, base: &Url) -> Option<Cow<'a, str>> {
    let href = href.trim();
    if is_plain(href) {
        return Some(Cow::Borrowed(href));
    }
    let url = base.join(href).ok()?;
    is_of_the_web(&url).then(|| Cow::Owned(url.into()))
}

/// Whether this is an address that the URL standard would not change. Most are, and finding out is
/// far cheaper than parsing.
fn is_plain(href: &str) -> bool {
    let Some(rest) = href.strip_prefix("https://").or_else(|| href.strip_prefix("http://")) else {
        return false;
    };
    let Some((host, path)) = rest.split_once('/') else { return false };
    let is_host = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'.';
    // Numbers may be an address of IPv4 in some other spelling; `xn--` may not decode.
    let ends_in_name = host
        .rsplit('.')
        .next()
        .is_some_and(|last| last.len() >= 2 && last.bytes().all(|byte| byte.is_ascii_lowercase()));
    let is_name = |host: &str| {
        host.bytes().all(|byte| is_host(byte) || byte == b'-')
            && !host.starts_with('.')
            && !host.contains("..")
            && !host.contains("xn--")
    };
    let is_safe =
        |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/?#=&%+,:;@!$()*".contains(&byte);
    // `/.` may begin a segment that is taken out; so may its escape.
    let has_dots = || path.starts_with('.') || path.contains("/.");
    let has_escaped_dots = || path.contains("%2e") || path.contains("%2E");
    ends_in_name && is_name(host) && path.bytes().all(is_safe) && !has_dots() && !has_escaped_dots()
}

fn is_of_the_web(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https") && url.has_host()
}

/// How often something may be taken off an address. More is none that anybody has written.
const MOST_WRAPPINGS: usize = 16;

/// The form of an address by which articles are compared, never shown nor fetched: without scheme
/// differences, `www.`, default port, fragment, closing slash and tracking parameters, the others
/// sorted. Applied to its own result it changes nothing. `None` for what is not of the web.
pub fn canonical_link(url: &str) -> Option<String> {
    let mut link = once(url)?;
    // What was taken off may have hidden more of its kind: `a.amp.amp`, `www.amp.a.example`.
    for _ in 0..MOST_WRAPPINGS {
        let next = once(&link)?;
        if next == link {
            return Some(link);
        }
        link = next;
    }
    None
}

/// The canonical form but for what it may hide.
fn once(url: &str) -> Option<String> {
    let url = unwrapped(Url::parse(url.trim()).ok().filter(is_of_the_web)?);
    // Not of dots alone, which parses.
    let mut host = url.host_str()?.trim_end_matches('.');
    if host.is_empty() {
        return None;
    }
    while let Some(bare) = host.strip_prefix("www.").filter(|bare| bare.contains('.')) {
        host = bare;
    }
    let mut out = format!("https://{host}");
    if let Some(port) = url.port().filter(|port| !matches!(port, 80 | 443)) {
        out.push(':');
        out.push_str(&port.to_string());
    }
    out.push_str(unescaped(url.path()).trim_end_matches('/'));
    let mut parameters: Vec<String> = url
        .query()
        .unwrap_or_default()
        .split('&')
        .filter(|parameter| {
            !parameter.is_empty() && !is_tracking(parameter) && !AMP_PARAMETERS.contains(parameter)
        })
        .map(unescaped)
        .collect();
    parameters.sort_unstable();
    for (index, parameter) in parameters.iter().enumerate() {
        out.push(if index == 0 { '?' } else { '&' });
        out.push_str(parameter);
    }
    // Pages made of one script have their articles here.
    if let Some(fragment) = url.fragment().filter(|fragment| fragment.starts_with(['!', '/'])) {
        out.push('#');
        out.push_str(fragment);
    }
    Some(out)
}

fn is_tracking(parameter: &str) -> bool {
    let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
    let name = name.to_ascii_lowercase();
    let begins = |prefix: &&str| name.starts_with(*prefix);
    if TRACKING.binary_search(&name.as_str()).is_ok() || TRACKING_PREFIXES.iter().any(begins) {
        return true;
    }
    let value = value.to_ascii_lowercase();
    AMBIGUOUS.contains(&name.as_str()) && SOURCES.iter().any(|source| value.starts_with(source))
}

/// With every escape of a character that needs none undone, and the others in upper case (RFC 3986
/// section 6.2.2).
fn unescaped(text: &str) -> String {
    let mut pieces = text.split('%');
    let mut out = String::with_capacity(text.len());
    out.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        let hex = piece.get(..2).filter(|hex| hex.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let code = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match (code, hex) {
            (Some(byte), _) if byte.is_ascii_alphanumeric() || b"-_~".contains(&byte) => {
                out.push(char::from(byte));
            }
            (_, Some(hex)) => {
                out.push('%');
                out.push_str(&hex.to_ascii_uppercase());
            }
            (_, None) => {
                out.push('%');
                out.push_str(piece);
                continue;
            }
        }
        out.push_str(piece.get(2..).unwrap_or_default());
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn base() -> Url {
        Url::parse("https://harbour.example/news/feed.xml").unwrap()
    }

    #[test]
    fn an_address_becomes_absolute() {
        for (href, url) in [
            ("/a", "https://harbour.example/a"),
            ("b?c=d", "https://harbour.example/news/b?c=d"),
            (" https://tide.example/e f ", "https://tide.example/e%20f"),
            ("//tide.example/g", "https://tide.example/g"),
            ("http://tide.example", "http://tide.example/"),
            ("HTTPS://Tide.Example/ä", "https://tide.example/%C3%A4"),
        ] {
            assert_eq!(absolute(href, &base()).as_deref(), Some(url), "{href}");
        }
    }

    #[test]
    fn what_is_not_of_the_web_is_no_address() {
        for href in [
            "javascript:alert(1)",
            "data:text/html,x",
            "mailto:a@b.c",
            "file:///etc",
            " jAvaScript:x",
        ] {
            assert_eq!(absolute(href, &base()), None, "{href}");
        }
    }

    #[test]
    fn what_does_not_name_the_article_does_not_count() {
        for (url, canonical) in [
            ("http://www.harbour.example/a/", "https://harbour.example/a"),
            ("https://harbour.example:443/a#comments", "https://harbour.example/a"),
            ("http://harbour.example:8080/", "https://harbour.example:8080"),
            (
                "https://harbour.example/a?utm_source=rss&at_medium=RSS&CMP=x",
                "https://harbour.example/a",
            ),
            ("https://harbour.example/?p=7&fbclid=x&id=3", "https://harbour.example?id=3&p=7"),
            ("https://harbour.example/a?ref=rss", "https://harbour.example/a"),
            ("https://harbour.example/a?ref=4711", "https://harbour.example/a?ref=4711"),
            ("https://harbour.example/%7eada/caf%c3%a9", "https://harbour.example/~ada/caf%C3%A9"),
            ("https://harbour.example/#!/story/5", "https://harbour.example#!/story/5"),
            ("https://www.example/", "https://www.example"),
            ("https://www.amp.harbour.example/a", "https://harbour.example/a"),
            (
                "https://harbour.example/high-tide-26.amp.amp",
                "https://harbour.example/high-tide-26",
            ),
        ] {
            assert_eq!(canonical_link(url).as_deref(), Some(canonical), "{url}");
        }
        assert_eq!(canonical_link("mailto:a@b.c"), None);
        assert_eq!(canonical_link("https://...../a"), None, "all of these would be one article");
    }

    #[test]
    fn the_list_of_parameters_is_sorted_as_the_search_wants_it() {
        assert!(TRACKING.is_sorted());
    }

    proptest! {
        #[test]
        fn a_canonical_link_is_its_own(path in "[a-z%0-9/.~A-F?&=#+! é-]{0,40}([/.]amp){0,3}",
                                       host in "((www|amp|m)\\.){0,3}[a-z]{1,5}(\\.[a-z]{2,3}){0,2}\\.?") {
            if let Some(once) = canonical_link(&format!("http://{host}/{path}")) {
                prop_assert_eq!(canonical_link(&once), Some(once));
            }
        }

        #[test]
        fn an_address_that_is_taken_as_it_is_is_as_the_standard_has_it(
            rest in "[a-zA-Z0-9./%?#&=:@!,-]{0,30}", host in "[a-z0-9.-]{1,12}"
        ) {
            let href = format!("https://{host}/{rest}");
            if is_plain(&href) {
                prop_assert_eq!(Url::parse(&href).map(String::from), Ok(href));
            }
        }
    }
}

//! What the head of an answer asks for. What is made of it is decided in `freeze`, and in
//! `schedule/`.

use std::time::{Duration, UNIX_EPOCH};

use reqwest::header::{
    AGE, CACHE_CONTROL, DATE, EXPIRES, HeaderMap, HeaderName, LINK, RETRY_AFTER,
};
use url::Url;

use crate::model::{HubLink, Timestamp, Wishes};

/// Numbers of seconds above this are moments in unix time, and above its thousandfold in
/// milliseconds: `x-ratelimit-reset` is one or the other, and nothing tells which.
const UNIX_FROM: u64 = 1_000_000_000;

/// What the head asks for.
pub(super) fn wishes(headers: &HeaderMap, now: Timestamp) -> Wishes {
    Wishes {
        fresh_until: freshness(headers, now).map(|lifetime| now.plus(lifetime)),
        speaks_of_freshness: [CACHE_CONTROL, EXPIRES].iter().any(|name| headers.contains_key(name)),
        retry_at: field(headers, RETRY_AFTER).and_then(|typed| end_of_wait(typed, now)),
        budget_at: budget(headers, now),
    }
}

/// The hub and the topic that `Link` fields name (WebSub section 4). `at` is the address of the
/// answer.
pub(super) fn hub(headers: &HeaderMap, at: &Url) -> Option<HubLink> {
    let fields = headers.get_all(LINK).iter().filter_map(|value| value.to_str().ok());
    let links: Vec<(Url, String)> = fields.flat_map(|field| links(field, at)).collect();
    let named = |rel: &str| links.iter().find(|(_, rels)| has_word(rels, rel)).map(|(url, _)| url);
    let hub = named("hub")?.to_string();
    Some(HubLink { hub, topic: named("self").unwrap_or(at).to_string() })
}

/// For how long the document is fresh still (RFC 9111 section 4.2).
fn freshness(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let mut max_age = None;
    for field in headers.get_all(CACHE_CONTROL).iter().filter_map(|value| value.to_str().ok()) {
        for directive in field.split(',') {
            let (name, value) = directive.split_once('=').unwrap_or((directive, ""));
            match name.trim().to_ascii_lowercase().as_str() {
                "no-cache" | "no-store" => return None,
                "max-age" => max_age = max_age.or(seconds(value.trim().trim_matches('"'))),
                _ => {}
            }
        }
    }
    let lifetime = max_age.or_else(|| {
        let expires = date(field(headers, EXPIRES)?)?;
        // By the publisher's own clock, which may be another than ours.
        let sent = field(headers, DATE).and_then(date).unwrap_or(now);
        Some(expires.since(sent))
    })?;
    let age = field(headers, AGE).and_then(|age| seconds(age.trim())).unwrap_or_default();
    Some(lifetime.saturating_sub(age)).filter(|left| !left.is_zero())
}

/// When the budget is filled again, where nothing is left of it. The fields of Reddit, GitHub and
/// many more, those of the IETF's drafts up to 7 (`ratelimit-remaining`), and the one field of the
/// later (`RateLimit: "default";r=0;t=30`).
fn budget(headers: &HeaderMap, now: Timestamp) -> Option<Timestamp> {
    let (left, reset) = ["x-ratelimit", "ratelimit", "x-rate-limit"]
        .iter()
        .find_map(|prefix| {
            let part = |name: &str| headers.get(format!("{prefix}-{name}"))?.to_str().ok();
            Some((part("remaining")?, part("reset")?))
        })
        .or_else(|| {
            let field = headers.get("ratelimit")?.to_str().ok()?;
            let part = |name: &str| {
                field
                    .split([';', ','])
                    .find_map(|part| part.trim().strip_prefix(name)?.strip_prefix('='))
            };
            Some((part("r")?, part("t")?))
        })?;
    // Reddit counts in fractions.
    let is_spent = left.trim().parse::<f64>().is_ok_and(|left| left < 1.0);
    let whole = reset.trim().split('.').next().unwrap_or_default();
    let seconds = seconds(whole).filter(|_| is_spent)?.as_secs();
    let unix = |seconds: u64| Timestamp::from_unix(i64::try_from(seconds).unwrap_or(i64::MAX));
    Some(match seconds {
        0..UNIX_FROM => now.plus(Duration::from_secs(seconds)),
        _ if seconds / 1000 < UNIX_FROM => unix(seconds),
        _ => unix(seconds / 1000),
    })
}

/// `Retry-After` is a number of seconds or a date (RFC 9110 section 10.2.3).
fn end_of_wait(typed: &str, now: Timestamp) -> Option<Timestamp> {
    let typed = typed.trim();
    seconds(typed).map(|wait| now.plus(wait)).or_else(|| date(typed))
}

/// A number of seconds. More digits than a number holds mean very long.
fn seconds(typed: &str) -> Option<Duration> {
    let is_number = !typed.is_empty() && typed.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| Duration::from_secs(typed.parse().unwrap_or(u64::MAX)))
}

/// A date in one of the three forms of HTTP (RFC 9110 section 5.6.7).
fn date(typed: &str) -> Option<Timestamp> {
    let date = httpdate::parse_http_date(typed.trim()).ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some(Timestamp::EPOCH.plus(date))
}

fn field(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}

/// The links of one `Link` field with their relations (RFC 8288 section 3). Commas may stand in
/// addresses, so a link begins at its `<`.
fn links(field: &str, at: &Url) -> Vec<(Url, String)> {
    let link = |link: &str| {
        let (target, parameters) = link.split_once('>')?;
        let rel = parameters.split([';', ',']).find_map(|parameter| {
            let (name, value) = parameter.split_once('=')?;
            let is_rel = name.trim().eq_ignore_ascii_case("rel");
            is_rel.then(|| value.trim().trim_matches('"').to_ascii_lowercase())
        })?;
        Some((at.join(target.trim()).ok()?, rel))
    };
    field.split('<').skip(1).filter_map(link).collect()
}

fn has_word(words: &str, word: &str) -> bool {
    words.split_ascii_whitespace().any(|found| found == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-23T12:00:00Z.
    const NOW: i64 = 1_795_435_200;

    fn asked(fields: &[(&'static str, &str)]) -> Wishes {
        let mut headers = HeaderMap::new();
        for (name, value) in fields {
            headers.append(*name, value.parse().unwrap());
        }
        wishes(&headers, Timestamp::from_unix(NOW))
    }

    fn from_now(moment: Option<Timestamp>) -> Option<i64> {
        moment.map(|moment| moment.unix() - NOW)
    }

    fn wait(typed: &str) -> Option<i64> {
        from_now(end_of_wait(typed, Timestamp::from_unix(NOW)))
    }

    #[test]
    fn a_wait_is_a_number_of_seconds_or_a_date() {
        assert_eq!(wait("120"), Some(120));
        assert_eq!(wait(" 0 "), Some(0));
        assert_eq!(wait("Mon, 23 Nov 2026 12:01:00 GMT"), Some(60));
        assert_eq!(wait("Monday, 23-Nov-26 12:01:00 GMT"), Some(60));
        assert_eq!(wait("Mon Nov 23 12:01:00 2026"), Some(60));
        assert_eq!(wait("Mon, 23 Nov 2026 11:59:00 GMT"), Some(-60));
    }

    #[test]
    fn a_wait_that_cannot_be_read_is_none() {
        for typed in ["", "soon", "-5", "1.5", "5 minutes", "Mon, 23 Nov 2026", "\u{661}"] {
            assert_eq!(wait(typed), None, "{typed}");
        }
    }

    #[test]
    fn a_wait_for_ever_is_the_last_moment_there_is() {
        let last = Timestamp::from_unix(i64::MAX).unix() - NOW;
        assert_eq!(wait("18446744073709551615"), Some(last));
        assert_eq!(wait("99999999999999999999999999"), Some(last));
    }

    #[test]
    fn a_document_is_fresh_for_its_max_age_less_its_age() {
        let fresh = |fields: &[(&'static str, &str)]| from_now(asked(fields).fresh_until);
        assert_eq!(fresh(&[("cache-control", "public, Max-Age=600")]), Some(600));
        assert_eq!(fresh(&[("cache-control", "max-age=\"600\""), ("age", "100")]), Some(500));
        assert_eq!(fresh(&[("cache-control", "max-age=600"), ("age", "700")]), None);
        assert_eq!(fresh(&[("cache-control", "s-maxage=600")]), None);
        assert_eq!(fresh(&[("cache-control", "max-age=600"), ("cache-control", "no-cache")]), None);
        assert_eq!(fresh(&[("cache-control", "max-age=soon")]), None);
    }

    #[test]
    fn expires_counts_by_the_publishers_own_clock_and_after_max_age() {
        let fresh = |fields: &[(&'static str, &str)]| from_now(asked(fields).fresh_until);
        let expires = ("expires", "Mon, 23 Nov 2020 13:00:00 GMT");
        let sent = ("date", "Mon, 23 Nov 2020 12:00:00 GMT");
        assert_eq!(fresh(&[expires, sent]), Some(3600));
        assert_eq!(fresh(&[expires]), None);
        assert_eq!(fresh(&[expires, sent, ("cache-control", "max-age=60")]), Some(60));
        assert_eq!(fresh(&[("expires", "0")]), None);
    }

    #[test]
    fn a_budget_that_is_used_up_is_waited_for() {
        let budget = |fields: &[(&'static str, &str)]| from_now(asked(fields).budget_at);
        let spent = ("x-ratelimit-remaining", "0.0");
        assert_eq!(budget(&[spent, ("x-ratelimit-reset", "57")]), Some(57));
        assert_eq!(budget(&[spent, ("x-ratelimit-reset", "1795435260")]), Some(60));
        assert_eq!(budget(&[spent, ("x-ratelimit-reset", "1795435260000")]), Some(60));
        assert_eq!(budget(&[("x-ratelimit-remaining", "3"), ("x-ratelimit-reset", "57")]), None);
        assert_eq!(budget(&[("ratelimit", "\"default\";r=0;t=30")]), Some(30));
        assert_eq!(budget(&[spent]), None);
    }

    #[test]
    fn a_hub_is_found_among_links() {
        let mut headers = HeaderMap::new();
        let at: Url = "https://a.example/feed?x=1".parse().unwrap();
        assert_eq!(hub(&headers, &at), None);
        headers.append(LINK, "<https://hub.example/?a,b>; rel=\"hub\"".parse().unwrap());
        let topic = |headers: &HeaderMap| hub(headers, &at).map(|link| link.topic);
        assert_eq!(topic(&headers).as_deref(), Some("https://a.example/feed?x=1"));
        headers.append(LINK, "</style.css>; rel=preload, </feed>; rel=\"self\"".parse().unwrap());
        assert_eq!(topic(&headers).as_deref(), Some("https://a.example/feed"));
        assert_eq!(hub(&headers, &at).unwrap().hub, "https://hub.example/?a,b");
    }
}

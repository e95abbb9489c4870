//! What a body is that is no feed.

use super::url;
use crate::discover::{Answer, Instead, instead};

const FEED: &str = "https://harbour.example/feed";

fn at(address: &str, status: u16, headers: &[(&str, &str)], text: &str) -> Instead {
    let headers: Vec<(String, String)> =
        headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    instead(&Answer { url: &url(address), status, headers: &headers, text })
}

fn body(text: &str) -> Instead {
    at(FEED, 200, &[], text)
}

#[test]
fn a_wall_is_known_by_what_its_page_has() {
    for (who, html) in [
        ("Cloudflare", "<title>Just a moment...</title><script>window._cf_chl_opt={}</script>"),
        ("Cloudflare", "<title>Just a moment...</title><script src=/cdn-cgi/x></script>"),
        ("Cloudflare", "<title>Attention Required! | Cloudflare</title>You are blocked"),
        (
            "Cloudflare",
            "<title>Access denied | a.example used Cloudflare to restrict access</title>
             <div id=cf-error-details>1020</div>",
        ),
        (
            "DataDome",
            "<p>Please enable JS</p><script>var dd={'rt':'c','host':'geo.captcha-delivery.com'}</script>",
        ),
        ("HUMAN", "<title>Human check</title><div id=px-captcha></div>"),
        ("HUMAN", "<title>Access to this page has been denied.</title>Press and hold"),
        (
            "Akamai",
            "<TITLE>Access Denied</TITLE><h1>Access Denied</h1>Reference&#32;&#35;18.2a&#46;1",
        ),
        ("Akamai", "<div id=sec-if-cpt-container></div><script></script>"),
        (
            "Imperva",
            "<iframe id=main-iframe src='/_Incapsula_Resource?CWUDNSAI=1'>Request unsuccessful.</iframe>",
        ),
        ("Imperva", "<body><iframe>Incapsula incident ID: 1-2</iframe>"),
        ("AWS WAF", "<script>window.gokuProps = {}</script><div id=challenge-container></div>"),
        (
            "CloudFront",
            "<title>ERROR: The request could not be satisfied</title><p>Request blocked.",
        ),
        ("Anubis", "<script id=anubis_challenge type=application/json>{}</script>"),
        ("Anubis", "<link><script src=/.within.website/x/cmd/anubis/static/js/main.mjs></script>"),
        ("Sucuri", "<title>Sucuri WebSite Firewall - Access Denied</title>"),
        ("Sucuri", "<script>sucuri_cloudproxy_js=''</script>"),
        ("Kasada", "<script>window.KPSDK={}</script><script src=/1/2/ips.js></script>"),
        ("DDoS-Guard", "<title>DDoS-Guard</title>"),
        ("Vercel", "<title>Vercel Security Checkpoint</title>"),
        ("Reddit", "<title>Blocked</title><h1>whoa there, pardner!</h1>"),
        ("", "<title>Are you a robot?</title>"),
        ("", "<p>Prove that you are not a robot</p><div class=g-recaptcha></div>"),
        ("", "<title>Checking your browser</title><script></script>"),
    ] {
        assert_eq!(body(html), Instead::Wall(who), "{html}");
    }
}

#[test]
fn a_wall_is_known_by_the_head_of_a_refusal_and_of_no_other() {
    for (status, field, who) in [
        (403, ("CF-Mitigated", "challenge"), "Cloudflare"),
        (202, ("x-amzn-waf-action", "challenge"), "AWS WAF"),
        (403, ("x-datadome", "protected"), "DataDome"),
        (403, ("server", "AkamaiGHost"), "Akamai"),
        (403, ("x-vercel-mitigated", "challenge"), "Vercel"),
    ] {
        assert_eq!(at(FEED, status, &[field], ""), Instead::Wall(who), "{field:?}");
    }
    for (status, field) in [
        (404, ("x-datadome", "protected")),
        (404, ("server", "AkamaiGHost")),
        (403, ("server", "cloudflare")),
        (200, ("x-datadome", "protected")),
    ] {
        assert_eq!(at(FEED, status, &[field], "<p>x"), Instead::Page(Vec::new()), "{field:?}");
    }
}

/// Paragraphs of an article.
fn article(paragraphs: usize) -> String {
    "<p>The ferry left the harbour at six and came back with forty crates of fish.</p>"
        .repeat(paragraphs)
}

#[test]
fn an_article_is_no_wall_whatever_it_tells_of_and_whoever_guards_it() {
    for html in [
        // What walls put into pages that they let through.
        "<script src=/cdn-cgi/challenge-platform/scripts/jsd/main.js></script>",
        "<script src=https://js.datadome.co/tags.js></script>",
        "<script src='/_Incapsula_Resource?SWJIYLWA=1'></script>",
        "<script>window._pxAppId='PX1'</script>",
        "<script src=https://x.awswaf.com/challenge.js></script>",
        // What an article on walls says.
        "<title>Just a moment: how Cloudflare's page came to be</title>",
        "<p>window._cf_chl_opt and gokuProps are names in challenge pages</p>",
        "<p>Whoever is asked to prove that they are not a robot</p>",
        // What pages have in a corner.
        "<form action=/login><input type=password></form><div class=g-recaptcha></div>",
        "<noscript>Please enable JavaScript</noscript>",
    ] {
        let html = format!("<title>The harbour</title>{html}{}", article(40));
        assert_eq!(body(&html), Instead::Page(Vec::new()), "{html:.200}");
    }
    let short = "<title>On robots</title><p>A robot wrote: are you a robot?</p>";
    assert_eq!(body(short), Instead::Page(Vec::new()));
}

#[test]
fn what_else_may_stand_in_the_place_of_a_feed_is_told() {
    let password = "<input type=password>";
    for (expected, html) in [
        (Instead::Nothing, " \r\n".to_owned()),
        (Instead::Login, format!("<title>Sign in – Harbour</title>{password}")),
        (Instead::Login, format!("<title>Anmelden</title>{password}")),
        (Instead::Login, format!("<title>Harbour</title><form>{password}</form>")),
        (Instead::Consent, "<title>Before you continue to Harbour</title>".to_owned()),
        (Instead::Portal, "<title>Harbour Hotel Wi-Fi login</title>".to_owned()),
        (Instead::Parked, "<title>a.example</title>Buy this domain".to_owned()),
        (Instead::Parked, "<script src=https://sedoparking.com/x.js></script>".to_owned()),
        (
            Instead::ErrorPage("Page not found – Harbour".to_owned(), Vec::new()),
            format!("<title>Page not found – Harbour</title>{}", article(3)),
        ),
        (Instead::ErrorPage("404".to_owned(), Vec::new()), "<h1>404</h1>".to_owned()),
        (
            Instead::ErrorPage("Error 400 (Bad Request)!!1".to_owned(), Vec::new()),
            "<title>Error 400 (Bad Request)!!1</title>".to_owned(),
        ),
        (Instead::Shell, "<div id=root></div><script src=/a.js></script>".to_owned()),
        (Instead::Shell, "<noscript>You need JavaScript.</noscript><script></script>".to_owned()),
        (Instead::Other, "All is well.".to_owned()),
        (Instead::Other, "{\"tide\": 3}".to_owned()),
        (
            Instead::Other,
            "{\"version\": \"https://jsonfeed.org/version/1\", \"items\": [], \"title\": \"x\"}"
                .to_owned(),
        ),
    ] {
        assert_eq!(body(&html), expected, "{html}");
    }
}

#[test]
fn a_login_is_known_by_where_it_stands_as_well() {
    let html = "<title>Harbour</title><div id=app></div>";
    for address in ["https://login.harbour.example/", "https://harbour.example/users/sign_in"] {
        assert_eq!(at(address, 200, &[], html), Instead::Login, "{address}");
    }
    assert_eq!(at(FEED, 401, &[], ""), Instead::Login);
    assert_eq!(at(FEED, 401, &[], "Unauthorized"), Instead::Login);
    assert_eq!(at(FEED, 511, &[], "<p>Pay first"), Instead::Portal);
    let consent = "https://consent.youtube.com/m?continue=x";
    assert_eq!(at(consent, 200, &[], "<p>We use cookies"), Instead::Consent);
}

#[test]
fn a_program_s_word_is_passed_on_in_a_line() {
    for (json, word) in [
        (r#"{"error": "no such feed"}"#, "no such feed"),
        (r#"{"errors": [{"code": 34, "message": "no\nsuch page"}]}"#, "no such page"),
        (r#"{"error": {"code": 401, "message": "who are you?"}}"#, "who are you?"),
        (r#"{"error": true, "message": "try later"}"#, "try later"),
        (r#"{"message": "Not Found", "documentation_url": "x"}"#, "Not Found"),
        (r#"{"type": "about:blank", "title": "Too many", "status": 429}"#, "Too many"),
    ] {
        assert_eq!(body(json), Instead::ApiError(word.to_owned()), "{json}");
    }
    let long = format!("{{\"error\": \"{}\"}}", "x".repeat(5000));
    let Instead::ApiError(word) = body(&long) else { panic!("{long:.80}") };
    assert_eq!(word.len(), 120);
}

#[test]
fn a_page_that_names_its_feed_is_a_page_though_it_is_bare() {
    let html = "<link rel=alternate type=application/rss+xml href=/rss><div id=app></div><script>";
    let Instead::Page(feeds) = body(html) else { panic!("{:?}", body(html)) };
    assert_eq!(feeds.len(), 1);
}

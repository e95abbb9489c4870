//! What publishers get to see of us, and whose secrets go where.

use super::*;

#[tokio::test]
async fn a_publisher_sees_who_asks_and_nothing_more() {
    let publisher = Publisher::open(|_| answer("200 OK", "Set-Cookie: id=1\r\n", b"<rss/>")).await;
    let fetcher = Fetcher::new(&settings()).unwrap();
    let gate = HostGate::new(&settings());
    for _ in 0..2 {
        document(go(&fetcher, &gate, &request(&publisher.url("/feed"))).await.outcome);
    }
    for head in publisher.heads() {
        let agent = "user-agent: mainstem/0.1.0 (+https://news.example.org/)\r\n";
        assert!(head.contains(agent), "{head}");
        assert!(head.contains("accept: application/atom+xml, application/rss+xml"), "{head}");
        for absent in ["cookie", "referer", "if-none-match", "if-modified-since", "cache-control"] {
            assert!(!head.contains(absent), "{head}");
        }
    }
    assert_eq!(publisher.connections(), 1, "the connection is used again");
}

#[tokio::test]
async fn a_feeds_own_fields_come_before_ours() {
    let publisher = Publisher::open(|_| answer("200 OK", "", b"<rss/>")).await;
    let headers = vec![header("user-agent", "Reader/1"), header("X-Key", "k")];
    let request = FetchRequest { headers, ..request(&publisher.url("/")) };
    document(fetch(&request).await);
    let head = publisher.heads().concat();
    assert!(head.contains("user-agent: reader/1\r\n") && !head.contains("mainstem"), "{head}");
    assert!(head.contains("x-key: k\r\n"), "{head}");
}

#[tokio::test]
async fn secrets_and_validators_stay_with_the_origin_that_they_are_for() {
    let other = Publisher::open(|_| answer("200 OK", "", b"<rss/>")).await;
    let away = other.url("/away");
    let publisher = Publisher::open(move |path| match path {
        "/feed" => redirect(302, "/same"),
        _ => redirect(302, &away),
    })
    .await;
    let url = publisher.url("/feed").replace("http://", "http://me:pw@");
    let headers = vec![header("X-Key", "hunter2"), header("User-Agent", "Reader/1")];
    let request = FetchRequest { headers, ..conditional(&url) };
    let document = document(fetch(&request).await);
    assert_eq!(document.url.as_str(), other.url("/away"));
    for head in publisher.heads() {
        // "me:pw"
        assert!(head.contains("authorization: basic bwu6chc="), "{head}");
        assert!(head.contains("x-key: hunter2"), "{head}");
        let is_first = head.contains("get /feed ");
        assert_eq!(head.contains("if-none-match"), is_first, "{head}");
    }
    let head = other.heads().concat();
    for secret in ["authorization", "x-key", "if-none-match", "if-modified-since", "referer"] {
        assert!(!head.contains(secret), "{head}");
    }
    assert!(head.contains("user-agent: reader/1"), "{head}");
}

#[tokio::test]
async fn a_feed_behind_a_redirect_is_asked_with_the_validators_it_gave_there() {
    let publisher = Publisher::open(move |path| match path {
        "/feed" => redirect(301, "/moved"),
        _ => Answer::Whole(b"HTTP/1.1 304 x\r\n\r\n".to_vec()),
    })
    .await;
    let moved = publisher.url("/moved").parse().unwrap();
    let request = FetchRequest { held_at: Some(moved), ..conditional(&publisher.url("/feed")) };
    let outcome = fetch(&request).await;
    assert!(matches!(outcome, FetchOutcome::NotModified(_)), "{outcome:?}");
    let asked: Vec<bool> =
        publisher.heads().iter().map(|head| head.contains("if-none-match: \"held\"")).collect();
    assert_eq!(asked, [false, true]);
}

#[tokio::test]
async fn a_304_from_another_origin_is_none() {
    let other = Publisher::open(|_| Answer::Whole(b"HTTP/1.1 304 x\r\n\r\n".to_vec())).await;
    let away = other.url("/");
    let publisher = Publisher::open(move |_| redirect(301, &away)).await;
    let outcome = fetch(&conditional(&publisher.url("/"))).await;
    assert_failed(outcome, FailureKind::Status, "304");
}

#[tokio::test]
async fn a_proxy_is_used_where_it_is_wanted_and_may_be_anywhere() {
    let proxy = Publisher::open(|_| answer("200 OK", "", b"<rss/>")).await;
    let settings = FetchSettings { private_networks: PrivateNetworks::Refused, ..settings() };
    let proxied = FetchRequest {
        proxy: Some(proxy.url("/").replace("127.0.0.1", "localhost").parse().unwrap()),
        ..request("http://feeds.example.org/feed")
    };
    document(fetch_with(&settings, &proxied).await);
    let for_all = FetchSettings { proxy: Some(proxy.url("/").parse().unwrap()), ..settings };
    document(fetch_with(&for_all, &request("http://feeds.example.org/feed")).await);
    let heads = proxy.heads();
    assert_eq!(heads.len(), 2);
    assert!(
        heads.iter().all(|head| head.starts_with("get http://feeds.example.org/feed http/1.1"))
    );

    let private = FetchRequest { url: "http://127.0.0.1/".parse().unwrap(), ..proxied };
    let outcome = fetch_with(&for_all, &private).await;
    assert_failed(outcome, FailureKind::Address, "127.0.0.1 is not an address");
}

#[tokio::test]
async fn a_login_that_a_redirect_cost_is_explained() {
    let other = Publisher::open(|_| answer("401 Unauthorized", "", b"")).await;
    let away = other.url("/");
    let publisher = Publisher::open(move |_| redirect(301, &away)).await;
    let headers = vec![header("Authorization", "Bearer hunter2")];
    let request = FetchRequest { headers, ..request(&publisher.url("/")) };
    let words = "401 Unauthorized after a redirect to another origin";
    assert_failed(fetch(&request).await, FailureKind::Status, words);
}

#[tokio::test]
async fn a_proxy_that_has_us_resolve_names_does_not_open_private_ones() {
    for name in ["localhost", "127.0.0.1", "[::1]"] {
        let request = FetchRequest {
            proxy: Some("socks5://127.0.0.1:1".parse().unwrap()),
            ..request(&format!("http://{name}/feed"))
        };
        let settings = FetchSettings { private_networks: PrivateNetworks::Refused, ..settings() };
        let outcome = fetch_with(&settings, &request).await;
        assert_failed(outcome, FailureKind::Address, "is not an address of the public internet");
    }
}

#[tokio::test]
async fn a_proxy_that_is_not_there_is_named() {
    let proxy = Some("http://me:hunter2@127.0.0.1:1".parse().unwrap());
    let request = FetchRequest { proxy, ..request("http://feeds.example.org/feed") };
    let failure = failure(fetch(&request).await);
    let words = "connect to feeds.example.org through the proxy 127.0.0.1:1: connection refused";
    assert_eq!(failure.detail, words);
    assert!(failure.told().contains("the proxy, or the server behind it"), "{}", failure.told());
}

#[tokio::test]
async fn a_proxy_that_cannot_be_one_is_never_passed_by() {
    let publisher = Publisher::open(|_| answer("200 OK", "", b"<rss/>")).await;
    for proxy in ["gopher://me:hunter2@127.0.0.1:1/", "unix:/run/proxy", "socks5://a%20b/"] {
        let proxy = Some(proxy.parse().unwrap());
        let request = FetchRequest { proxy: proxy.clone(), ..request(&publisher.url("/")) };
        let failure = failure(fetch(&request).await);
        assert!(failure.detail.starts_with("use the proxy "), "{failure}");
        assert!(!failure.detail.contains("hunter2"), "{failure}");
        let for_all = FetchSettings { proxy, ..settings() };
        assert!(Fetcher::new(&for_all).is_err());
    }
    assert_eq!(publisher.connections(), 0);
}

#[test]
fn a_contact_that_cannot_be_sent_is_refused_at_once() {
    let settings = FetchSettings { contact: Some("me\nX: y".to_owned()), ..settings() };
    let error = Fetcher::new(&settings).unwrap_err().to_string();
    assert!(error.contains("[fetch] contact"), "{error}");
}

//! Forms for hubs.

use super::*;
use crate::model::{HubRequest, Posted};

fn form(hub: &str) -> HubRequest {
    let field = |text: &str| Secret::new(text.to_owned());
    HubRequest {
        hub: hub.parse().unwrap(),
        form: vec![
            ("hub.mode", field("subscribe")),
            ("hub.topic", field("https://a.example/?a=1&b")),
        ],
        proxy: None,
    }
}

async fn post_with(settings: &FetchSettings, request: &HubRequest) -> Posted {
    let gate = HostGate::new(settings);
    let permit = gate.enter(&host_key(&request.hub)).await.unwrap();
    let fetcher = Fetcher::new(settings).unwrap();
    fetcher.post(request, &gate, permit, Timestamp::from_unix(NOW)).await
}

async fn why(hub: &str) -> String {
    post_with(&settings(), &form(hub)).await.outcome.unwrap_err().why
}

#[tokio::test]
async fn a_form_goes_out_as_forms_do_and_any_2xx_means_that_it_was_taken() {
    for status in ["200 OK", "202 Accepted", "204 No Content"] {
        let hub = Publisher::open(move |_| answer(status, "", b"")).await;
        post_with(&settings(), &form(&hub.url("/"))).await.outcome.unwrap();
        let sent = hub.heads().concat();
        assert!(sent.starts_with("post / http/1.1\r\n"), "{sent}");
        assert!(sent.contains("content-type: application/x-www-form-urlencoded\r\n"), "{sent}");
        assert!(sent.contains("user-agent: mainstem/0.1.0 (+https://news.example.org/)"), "{sent}");
        let body = "hub.mode=subscribe&hub.topic=https%3a%2f%2fa.example%2f%3fa%3d1%26b";
        assert!(sent.ends_with(body), "{sent}");
    }
}

#[tokio::test]
async fn a_refusal_is_told_with_the_hubs_own_words_in_a_line() {
    let hub = Publisher::open(|path| match path {
        "/long" => answer("400 Bad Request", "", &b"no ".repeat(9000)),
        "/html" => answer("400 Bad Request", "", b"\n<html>no</html>"),
        _ => answer("422 Unprocessable", "", b"the topic\nis \x1bnot  known\n"),
    })
    .await;
    assert!(why(&hub.url("/")).await.ends_with("422 Unprocessable Entity: the topic is not known"));
    assert!(why(&hub.url("/html")).await.ends_with("400 Bad Request"));
    assert!(why(&hub.url("/long")).await.len() < 250);
}

#[tokio::test]
async fn a_hub_that_asks_to_be_left_alone_is_and_with_it_its_host() {
    let hub = Publisher::open(|_| answer("503 Busy", "Retry-After: 7200\r\n", b"")).await;
    let posted = post_with(&settings(), &form(&hub.url("/"))).await;
    let until = Timestamp::from_unix(NOW + 7200);
    assert!(until <= posted.outcome.unwrap_err().until.unwrap());
    assert_eq!(posted.hosts.len(), 1);
    assert_eq!(posted.hosts[0].0, "127.0.0.1");
}

#[tokio::test]
async fn a_form_follows_only_redirects_that_send_it_on_as_it_is() {
    let hub = Publisher::open(|path| match path {
        "/308" => redirect(308, "/307"),
        "/307" => redirect(307, "/"),
        "/302" => redirect(302, "/"),
        _ => answer("202 Accepted", "", b""),
    })
    .await;
    post_with(&settings(), &form(&hub.url("/308"))).await.outcome.unwrap();
    let heads = hub.heads();
    assert_eq!(heads.len(), 3);
    assert!(heads.iter().all(|sent| sent.starts_with("post") && sent.contains("hub.mode")));
    assert!(why(&hub.url("/302")).await.contains("302"));
    assert_eq!(hub.heads().len(), 4);
}

#[tokio::test]
async fn a_hub_at_a_private_address_is_not_asked_nor_is_one_that_a_redirect_leads_to() {
    let hub = Publisher::open(|_| redirect(307, "http://10.0.0.1/")).await;
    for address in [hub.url("/"), "http://10.0.0.1/".to_owned()] {
        let why = why(&address).await;
        assert!(why.contains("10.0.0.1 is not an address of the public internet"), "{why}");
    }
}

#[tokio::test]
async fn a_hub_that_says_nothing_is_not_waited_for_longer_than_a_publisher() {
    let hub = Publisher::open(|_| Answer::Stalled(Vec::new())).await;
    let brief = FetchSettings { timeout: Duration::from_millis(50), ..settings() };
    let turned_away = post_with(&brief, &form(&hub.url("/"))).await.outcome.unwrap_err();
    assert!(turned_away.why.contains("no answer within 50ms"), "{turned_away:?}");
}

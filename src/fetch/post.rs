//! A form sent to a hub, through the same gate and under the same guard as every fetch. What is in the
//! form, and what follows from the answer, is decided in `websub/`.

use std::time::Duration;

use reqwest::header::{CONTENT_TYPE, HeaderValue, LOCATION};
use reqwest::{Client, Response};
use tokio::time::{Instant, timeout_at};
use url::{Url, form_urlencoded};

use super::Fetcher;
use super::failure::Attempt;
use super::gate::{HostGate, Permit};
use super::host::site;
use super::trail::Trail;
use super::visit::Visit;
use crate::model::{HubRequest, Posted, Timestamp, TurnedAway};

/// What a hub says beside its refusal, in bytes: a line is shown.
const MOST_WORDS: usize = 2 * 1024;

/// How much of it is shown, in characters.
const MOST_SHOWN: usize = 160;

/// How long to wait for these words, when the refusal is there.
const WORDS_WITHIN: Duration = Duration::from_secs(5);

impl Fetcher {
    /// Sends a form, with leave to talk to the hub's host. Taken is what is answered with a 2xx; the
    /// body of such an answer is of no interest.
    ///
    /// Of redirects only 307 and 308 are followed, which have the form sent on as it is (WebSub
    /// section 5.1.1), and none from `https` to `http`: there may be a secret in the form.
    pub async fn post(
        &self,
        request: &HubRequest,
        gate: &HostGate,
        permit: Permit,
        now: Timestamp,
    ) -> Posted {
        let mut visit = Visit::new(gate, permit, now, self.timeout);
        let outcome = self.deliver(request, &mut visit).await;
        Posted { outcome, hosts: visit.into_hosts() }
    }

    async fn deliver(&self, request: &HubRequest, visit: &mut Visit<'_>) -> Result<(), TurnedAway> {
        let proxy = request.proxy.as_ref().or(self.proxy.as_ref());
        let client = self.clients.through(proxy).map_err(turned_away)?;
        let form = encoded(request);
        let mut trail = Trail::from(&request.hub, &request.hub);
        loop {
            let at = trail.at().clone();
            self.guard.check(&at).map_err(|refusal| turned_away(refusal.to_string()))?;
            if !trail.is_at_start()
                && let Err(asked) = visit.go_to(&at).await
            {
                let why = format!("ask {}: it asks to be left alone", site(&at));
                return Err(TurnedAway { why, until: Some(asked.until) });
            }
            let attempt = Attempt {
                url: &at,
                proxy,
                connect: self.clients.connect_timeout(),
                whole: self.timeout,
                withheld: false,
            };
            let response = timeout_at(visit.deadline, send(&client, &at, form.clone()))
                .await
                .map_err(|_| turned_away(attempt.unanswered().detail))?
                .map_err(|error| turned_away(attempt.failed(error).detail))?;
            if proxy.is_none() {
                self.check_peer(&response, &at).map_err(|refused| turned_away(refused.detail))?;
            }
            let (status, head) = (response.status(), response.headers());
            let held_off = visit.hear(status.as_u16(), head, &at);
            match status.as_u16() {
                200..=299 => return Ok(()),
                code @ (307 | 308) => {
                    follow(&mut trail, code, head.get(LOCATION)).map_err(turned_away)?;
                }
                _ => {
                    let words = words(response, visit.deadline).await;
                    let why = format!("ask {}: it answered {status}{words}", site(&at));
                    return Err(TurnedAway { why, until: held_off.map(|asked| asked.until) });
                }
            }
        }
    }
}

fn turned_away(why: String) -> TurnedAway {
    TurnedAway { why, until: None }
}

fn encoded(request: &HubRequest) -> String {
    let mut form = form_urlencoded::Serializer::new(String::new());
    for (name, value) in &request.form {
        form.append_pair(name, value.reveal());
    }
    form.finish()
}

async fn send(client: &Client, to: &Url, form: String) -> reqwest::Result<Response> {
    let form_type = HeaderValue::from_static("application/x-www-form-urlencoded");
    client.post(to.clone()).header(CONTENT_TYPE, form_type).body(form).send().await
}

/// The error completes "failed to …".
fn follow(trail: &mut Trail, status: u16, location: Option<&HeaderValue>) -> Result<(), String> {
    let from = trail.at().clone();
    let location = location.map(HeaderValue::as_bytes);
    trail.follow(status, location).map_err(|failure| failure.detail)?;
    if from.scheme() == "https" && trail.at().scheme() != "https" {
        return Err(format!("ask {}: it redirects from https to http", site(&from)));
    }
    Ok(())
}

/// What a hub says for a reason, in a line behind a colon; nothing where it says nothing, or a page
/// of HTML.
async fn words(mut response: Response, deadline: Instant) -> String {
    let deadline = deadline.min(Instant::now() + WORDS_WITHIN);
    let mut body = Vec::new();
    while let Ok(Ok(Some(chunk))) = timeout_at(deadline, response.chunk()).await {
        body.extend_from_slice(&chunk);
        if MOST_WORDS < body.len() {
            break;
        }
    }
    body.truncate(MOST_WORDS);
    let text = String::from_utf8_lossy(&body);
    if text.trim_start().starts_with('<') {
        return String::new();
    }
    let line: Vec<&str> = text.split(|c: char| c.is_whitespace() || c.is_control()).collect();
    let line = line.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    let shown: String = line.chars().take(MOST_SHOWN).collect();
    if shown.is_empty() { shown } else { format!(": {shown}") }
}

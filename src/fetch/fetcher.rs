//! One fetch from first request to last byte. The rules it goes by are in the files beside it.

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{HeaderValue, LOCATION};
use reqwest::{Client, Response};
use tokio::time::{Instant, timeout_at};
use url::Url;

use super::answer::{self, Meaning};
use super::body::{self, BodyError};
use super::client::{Clients, FetchSetupError};
use super::failure::{Attempt, failure};
use super::gate::{HostGate, Permit, Slot};
use super::guard::{Guard, Refusal};
use super::outgoing::{Outgoing, home_of};
use super::rejection::{self, Explain};
use super::trail::Trail;
use super::visit::Visit;
use crate::model::{
    Document, Failure, FailureKind, FetchOutcome, FetchRequest, FetchSettings, Fetched, Timestamp,
};

/// Fetches from publishers. Make one and share it: it holds the open connections.
///
/// One fetch takes at most `[fetch] timeout`, over all its redirects and to the last byte of the
/// body; of this a connection, with name and TLS, may take 10 seconds and not more than half.
///
/// Only addresses of the public internet are connected to, and those that `[fetch]
/// allow_private_networks` lists: checked in each address, in what each name resolves to, and once
/// more on the connection. Through an HTTP or `socks5h` proxy it is the proxy that resolves names,
/// so only the addresses themselves can be checked; where the proxy is, is the operator's choice.
///
/// There are no cookies, no `Referer`, and no proxy from the environment.
#[derive(Debug)]
pub struct Fetcher {
    pub(super) clients: Clients,
    pub(super) guard: Arc<Guard>,
    pub(super) proxy: Option<Url>,
    pub(super) timeout: Duration,
    max_body: usize,
    explain: Explain,
}

impl Fetcher {
    /// A fetcher with these manners and limits. The machine's certificates are read now.
    pub fn new(settings: &FetchSettings) -> Result<Self, FetchSetupError> {
        let guard = Arc::new(Guard::new(settings.private_networks.clone()));
        Ok(Self {
            clients: Clients::new(settings, Arc::clone(&guard))?,
            guard,
            proxy: settings.proxy.clone(),
            timeout: settings.timeout,
            max_body: settings.max_body,
            explain: rejection::unexplained,
        })
    }

    /// The same fetcher, whose rejections are explained so.
    #[must_use]
    pub fn explained_by(self, explain: Explain) -> Self {
        Self { explain, ..self }
    }

    /// Fetches, with leave to talk to the host of the request's address; redirects to others wait at
    /// the gate as well. `now` is what waits in seconds count from. What comes back beside the end
    /// is the place among all requests, for as long as the document is in memory.
    ///
    /// The request's own fields go to the origin of its home only: after a redirect to another
    /// scheme, host or port nothing is sent that could be a secret, but for `https` on the same
    /// host. Its validators go to the address they came from only, be it behind redirects.
    pub async fn fetch(
        &self,
        request: &FetchRequest,
        gate: &HostGate,
        permit: Permit,
        now: Timestamp,
    ) -> (Fetched, Option<Slot>) {
        let mut visit = Visit::new(gate, permit, now, self.timeout);
        let outcome = self.exchange(request, &mut visit).await.unwrap_or_else(FetchOutcome::Failed);
        visit.end(outcome)
    }

    async fn exchange(
        &self,
        request: &FetchRequest,
        visit: &mut Visit<'_>,
    ) -> Result<FetchOutcome, Failure> {
        let outgoing =
            Outgoing::of(request).map_err(|detail| failure(FailureKind::Internal, detail))?;
        let proxy = request.proxy.as_ref().or(self.proxy.as_ref());
        let client =
            self.clients.through(proxy).map_err(|detail| failure(FailureKind::Address, detail))?;
        let mut trail = Trail::from(&request.url, home_of(request));
        loop {
            let at = trail.at().clone();
            let attempt = Attempt {
                url: &at,
                proxy,
                connect: self.clients.connect_timeout(),
                whole: self.timeout,
                withheld: !trail.is_home() && outgoing.has_secrets(),
            };
            self.guard.check(&at).map_err(|refusal| refused(&refusal))?;
            if !trail.is_at_start()
                && let Err(asked) = visit.go_to(&at).await
            {
                return Ok(FetchOutcome::HoldOff(asked));
            }
            let validators = outgoing.validators_for(&at);
            let is_conditional = !validators.is_empty();
            let asked = ask(&client, request, &outgoing, &trail).headers(validators).send();
            let response = timeout_at(visit.deadline, asked)
                .await
                .map_err(|_| attempt.unanswered())?
                .map_err(|error| attempt.failed(error))?;
            if proxy.is_none() {
                self.check_peer(&response, &at)?;
            }
            let (status, head) = (response.status(), response.headers());
            let held_off = visit.hear(status.as_u16(), head, &at);
            match answer::meaning(status.as_u16()) {
                Meaning::Redirect => {
                    let location = head.get(LOCATION).map(HeaderValue::as_bytes);
                    trail.follow(status.as_u16(), location)?;
                }
                Meaning::Body => {
                    visit.said.moved_to = trail.moved_to().cloned();
                    return self.receive(response, attempt, visit.deadline).await;
                }
                Meaning::NotModified if is_conditional => {
                    visit.said.moved_to = trail.moved_to().cloned();
                    return Ok(FetchOutcome::NotModified(answer::validators(head)));
                }
                Meaning::Gone => return Ok(FetchOutcome::Gone),
                Meaning::NotModified | Meaning::Useless => {
                    return match held_off {
                        Some(asked) => Ok(FetchOutcome::HoldOff(asked)),
                        None => Err(self.rejected(response, request, attempt, visit).await),
                    };
                }
            }
        }
    }

    async fn rejected(
        &self,
        response: Response,
        request: &FetchRequest,
        attempt: Attempt<'_>,
        visit: &Visit<'_>,
    ) -> Failure {
        let status = response.status();
        let (asked, at) = (&request.url, attempt.url);
        let rejection = rejection::read(response, asked, at, visit.deadline).await;
        attempt.rejected(status, (self.explain)(&rejection))
    }

    async fn receive(
        &self,
        response: Response,
        attempt: Attempt<'_>,
        deadline: Instant,
    ) -> Result<FetchOutcome, Failure> {
        let status = response.status().as_u16();
        let content_type = answer::content_type(response.headers());
        let validators = answer::validators(response.headers());
        let body = timeout_at(deadline, body::read(response, self.max_body))
            .await
            .map_err(|_| attempt.unended())
            .and_then(|read| {
                read.map_err(|error| match error {
                    BodyError::TooLarge => attempt.too_large(self.max_body),
                    BodyError::Broken(error) => attempt.failed(error),
                })
            })
            .map_err(|failure| Failure { status: Some(status), ..failure })?;
        let document =
            Document { url: attempt.url.clone(), status, content_type, validators, body };
        Ok(FetchOutcome::Fresh(Box::new(document)))
    }

    /// Where the connection really went: all checks before it were of what it should do.
    pub(super) fn check_peer(&self, response: &Response, url: &Url) -> Result<(), Failure> {
        let Some(peer) = response.remote_addr() else {
            return Ok(());
        };
        let host = url.host_str().unwrap_or_default();
        self.guard.admit(host, peer.ip()).map_err(|refusal| refused(&refusal))
    }
}

/// The request for where the trail is.
fn ask(
    client: &Client,
    request: &FetchRequest,
    outgoing: &Outgoing,
    trail: &Trail,
) -> reqwest::RequestBuilder {
    if !trail.is_home() {
        return client.get(trail.at().clone()).headers(outgoing.away.clone());
    }
    let mut url = trail.at().clone();
    // A user name in the address is sent as Basic authorization, unless the feed has one of its own.
    // These can't fail: the address is a web address.
    let home = home_of(request);
    url.set_username(home.username()).unwrap_or_default();
    url.set_password(home.password()).unwrap_or_default();
    client.get(url).headers(outgoing.home.clone())
}

fn refused(refusal: &Refusal) -> Failure {
    failure(refusal.kind(), refusal.to_string())
}

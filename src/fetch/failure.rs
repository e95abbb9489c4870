//! What went wrong, in the words of the operator: reqwest's errors by kind, with a message that
//! holds no secret. What to do about each kind is in `FailureKind::advice`.

use std::error::Error;
use std::io;
use std::time::Duration;

use url::Url;

use super::guard::Refusal;
use super::host::site;
use crate::model::{Failure, FailureKind};

/// Longer messages of others are cut: certificates can hold names of any length.
const MAX_CAUSE_CHARS: usize = 200;

/// Where a request was when it failed, and what it was allowed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Attempt<'a> {
    /// The address that was asked.
    pub(super) url: &'a Url,
    /// The proxy in between.
    pub(super) proxy: Option<&'a Url>,
    /// How long the connection was allowed to take.
    pub(super) connect: Duration,
    /// How long the whole exchange was allowed to take.
    pub(super) whole: Duration,
    /// Whether fields of the feed's own were left out, because this is another origin.
    pub(super) withheld: bool,
}

impl Attempt<'_> {
    /// The failure that this error of reqwest's is.
    pub(super) fn failed(self, error: reqwest::Error) -> Failure {
        // reqwest's own message names the whole address.
        let error = error.without_url();
        let site = self.site();
        if let Some(refusal) = find::<Refusal>(&error) {
            return failure(refusal.kind(), refusal.to_string());
        }
        if error.is_connect() && error.is_timeout() {
            let wait = humantime::format_duration(self.connect);
            let detail = format!("connect to {site}: no connection within {wait}");
            return failure(FailureKind::Timeout, detail);
        }
        let cause = cause(&error);
        if error.is_dns() {
            return failure(FailureKind::Name, format!("find {site}: {cause}"));
        }
        if find::<rustls::Error>(&error).is_some() {
            return failure(FailureKind::Tls, format!("agree on TLS with {site}: {cause}"));
        }
        if error.is_connect() {
            let kind = if self.proxy.is_some() { FailureKind::Proxy } else { FailureKind::Connect };
            return failure(kind, format!("connect to {site}: {cause}"));
        }
        if error.is_body() || error.is_decode() {
            return failure(FailureKind::Body, format!("read the body from {site}: {cause}"));
        }
        if error.is_builder() {
            let detail = format!("ask {site}: it is no address that can be asked");
            return failure(FailureKind::Address, detail);
        }
        failure(FailureKind::Connect, format!("get an answer from {site}: {cause}"))
    }

    /// The failure that there was no answer in time.
    pub(super) fn unanswered(self) -> Failure {
        self.late("no answer")
    }

    /// The failure that the body did not end in time.
    pub(super) fn unended(self) -> Failure {
        self.late("the body did not end")
    }

    /// The failure that an answer's status is.
    pub(super) fn useless(self, status: reqwest::StatusCode) -> Failure {
        let hint = match status.as_u16() {
            304 => ", though we had asked for the whole",
            401 | 403 if self.withheld => {
                " after a redirect to another origin, where the feed's own headers don't go"
            }
            _ => "",
        };
        Failure {
            kind: FailureKind::Status,
            status: Some(status.as_u16()),
            detail: format!("fetch from {}: it answered {status}{hint}", self.site()),
        }
    }

    /// The failure that such a status is, with what is known of the answer beside it.
    pub(super) fn rejected(
        self,
        status: reqwest::StatusCode,
        explained: Option<(FailureKind, String)>,
    ) -> Failure {
        let plain = self.useless(status);
        match explained {
            Some((kind, words)) => {
                Failure { kind, detail: format!("{}{words}", plain.detail), ..plain }
            }
            None => plain,
        }
    }

    /// The failure that the body is over the limit.
    pub(super) fn too_large(self, limit: usize) -> Failure {
        const MIB: usize = 1024 * 1024;
        let limit = if limit >= MIB && limit.is_multiple_of(MIB) {
            format!("{} MiB", limit / MIB)
        } else {
            format!("{limit} bytes")
        };
        let detail = format!("fetch from {}: the body is larger than {limit}", self.site());
        failure(FailureKind::TooLarge, detail)
    }

    fn late(self, what: &str) -> Failure {
        let wait = humantime::format_duration(self.whole);
        let detail = format!("fetch from {}: {what} within {wait}", self.site());
        failure(FailureKind::Timeout, detail)
    }

    fn site(self) -> String {
        match self.proxy {
            Some(proxy) => format!("{} through the proxy {}", site(self.url), site(proxy)),
            None => site(self.url),
        }
    }
}

/// A failure without a status.
pub(super) fn failure(kind: FailureKind, detail: String) -> Failure {
    Failure { kind, status: None, detail }
}

/// The errors from this one to its first cause. An `io::Error` hides the error that it was made of:
/// its source is that error's source.
fn chain<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |error| {
        let error: &'a (dyn Error + 'static) = *error;
        match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            Some(inner) => Some(inner),
            None => error.source(),
        }
    })
}

fn find<'a, E: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a E> {
    chain(error).find_map(|error| error.downcast_ref())
}

/// The first cause, in a line.
pub(super) fn cause(error: &(dyn Error + 'static)) -> String {
    let first = chain(error).last().unwrap_or(error);
    let text = match first.downcast_ref::<io::Error>() {
        // "connection refused" rather than "Connection refused (os error 111)".
        Some(io) if io.raw_os_error().is_some() && io.kind() != io::ErrorKind::Other => {
            io.kind().to_string()
        }
        _ => first.to_string(),
    };
    text.chars().filter(|c| !c.is_control()).take(MAX_CAUSE_CHARS).collect()
}

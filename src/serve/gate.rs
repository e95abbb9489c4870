//! Who may read: a token or a name with a password, where the operator asks for one.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hyper::header::{self, HeaderMap};
use url::form_urlencoded;

use crate::model::{Audience, Digest, Secret, TOKEN};

/// What readers must show, as digests: what is compared has the same length whatever they show, and
/// does not tell how far a guess was right.
#[derive(Clone, Copy)]
pub(super) struct Gate {
    /// Of the token.
    token: Option<Digest>,
    /// Of `name:password`.
    login: Option<Digest>,
}

impl Gate {
    /// The gate for these; `None` where neither is asked for.
    pub(super) fn of(token: Option<&Secret>, login: Option<&Secret>) -> Option<Self> {
        let digest = |secret: &Secret| Digest::of(&[secret.reveal().as_bytes()]);
        let gate = Self { token: token.map(digest), login: login.map(digest) };
        (gate.token.is_some() || gate.login.is_some()).then_some(gate)
    }

    /// As whom a reader may come in that sends these fields and this query: with the token as a Bearer
    /// (RFC 6750 section 2.1), in the query, for readers that take nothing but an address, or as the
    /// password of any name, for browsers; or with the name and its password (RFC 7617).
    pub(super) fn admits(self, fields: &HeaderMap, query: &str) -> Option<Audience> {
        let fields = fields.get_all(header::AUTHORIZATION).iter();
        let mut shown = fields.filter_map(|field| {
            let (scheme, secret) = split_once(field.as_bytes(), b' ')?;
            Some((scheme, secret.trim_ascii()))
        });
        if shown.any(|(scheme, secret)| self.opens_for(scheme, secret)) {
            return Some(Audience::Anybody);
        }
        let token = self.token.filter(|_| self.is_in(query))?;
        Some(Audience::WithToken(token))
    }

    /// What is asked for, as `WWW-Authenticate` says it.
    pub(super) const CHALLENGE: &str =
        "Basic realm=\"mainstem\", charset=\"UTF-8\", Bearer realm=\"mainstem\"";

    fn opens_for(self, scheme: &[u8], secret: &[u8]) -> bool {
        if scheme.eq_ignore_ascii_case(b"bearer") {
            return is(self.token, secret);
        }
        let Ok(login) = STANDARD.decode(secret) else { return false };
        let password = split_once(&login, b':').map_or(&[][..], |(_, password)| password);
        scheme.eq_ignore_ascii_case(b"basic")
            && (is(self.login, &login) || is(self.token, password))
    }

    /// A token may stand in the address as it is, or escaped as forms do it, which differs where it
    /// has a `+` in it.
    fn is_in(self, query: &str) -> bool {
        let mut raw =
            query.split('&').filter_map(|pair| pair.strip_prefix(TOKEN)?.strip_prefix('='));
        raw.any(|token| is(self.token, token.as_bytes()))
            || form_urlencoded::parse(query.as_bytes())
                .any(|(name, token)| name == TOKEN && is(self.token, token.as_bytes()))
    }
}

/// Whether this is what is asked for. Takes the same time for every wrong one of its length.
fn is(wanted: Option<Digest>, shown: &[u8]) -> bool {
    let Some(wanted) = wanted else { return false };
    let shown = Digest::of(&[shown]);
    let both = wanted.as_bytes().iter().zip(shown.as_bytes());
    both.fold(0, |difference, (a, b)| difference | (a ^ b)) == 0
}

/// What is before and after the first of these bytes.
fn split_once(bytes: &[u8], at: u8) -> Option<(&[u8], &[u8])> {
    let (before, rest) = bytes.split_at_checked(bytes.iter().position(|byte| *byte == at)?)?;
    Some((before, rest.get(1..)?))
}

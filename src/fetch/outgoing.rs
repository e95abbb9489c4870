//! What goes out with a request, and to whom. Sending it is left to `fetcher`.

use reqwest::header::{
    ACCEPT, ACCEPT_LANGUAGE, HeaderMap, HeaderName, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH,
    USER_AGENT,
};

use url::Url;

use crate::model::{FetchRequest, Header, Wants};

/// What we can read, the best first; the rest at the end, because some servers answer 406 to a feed
/// reader that doesn't say that it takes anything.
const FEEDS: &str = "application/atom+xml, application/rss+xml, application/feed+json, \
                     application/rdf+xml;q=0.9, application/xml;q=0.9, text/xml;q=0.9, \
                     application/json;q=0.8, */*;q=0.5";

/// The same of pages.
const PAGES: &str = "text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.5";

/// That what is new since the validators would do (RFC 3229 with its instance manipulation `feed`,
/// which some blog engines know): the answer is a 226 with these entries only.
const A_IM: HeaderName = HeaderName::from_static("a-im");

/// Fields that say who asks and for what. They go along wherever a redirect leads; all others that
/// the operator set may be secrets.
const PUBLIC: [HeaderName; 3] = [ACCEPT, ACCEPT_LANGUAGE, USER_AGENT];

/// The fields of a request, besides those that every request has.
#[derive(Debug)]
pub(super) struct Outgoing {
    /// For the origin of the feed: all fields of its own.
    pub(super) home: HeaderMap,
    /// For other origins: only what is no secret.
    pub(super) away: HeaderMap,
    /// For the address that gave the document we hold, and no other: to show a validator elsewhere
    /// would be to be recognised there, and to be told "not modified" of another document.
    validators: HeaderMap,
    held_at: Url,
    has_secrets: bool,
}

impl Outgoing {
    /// The fields for a request. The error names a field of the operator's that can't be sent; it
    /// completes "failed to …".
    pub(super) fn of(request: &FetchRequest) -> Result<Self, String> {
        let accept = match request.wants {
            Wants::Feed => FEEDS,
            Wants::Page => PAGES,
        };
        let mut away = HeaderMap::from_iter([(ACCEPT, HeaderValue::from_static(accept))]);
        let mut home = away.clone();
        let mut conditions = HeaderMap::new();
        let mut has_secrets = !home_of(request).username().is_empty();
        let validators = [
            (IF_NONE_MATCH, &request.validators.etag),
            (IF_MODIFIED_SINCE, &request.validators.last_modified),
        ];
        for (name, validator) in validators {
            // Byte for byte, or not at all.
            if let Some(value) = validator.as_deref().and_then(|v| HeaderValue::from_bytes(v).ok())
            {
                conditions.insert(name, value);
            }
        }
        if conditions.contains_key(IF_NONE_MATCH) && request.wants == Wants::Feed {
            conditions.insert(A_IM, HeaderValue::from_static("feed"));
        }
        for field in &request.headers {
            let (name, value) = wire_form(field).ok_or_else(|| {
                format!("send the header `{}`: it is no valid header", field.name)
            })?;
            if PUBLIC.contains(&name) {
                away.insert(name.clone(), value.clone());
            }
            has_secrets |= value.is_sensitive();
            home.insert(name, value);
        }
        let held_at = request.held_at.as_ref().unwrap_or(&request.url);
        let held_at = without_user(held_at);
        Ok(Self { home, away, validators: conditions, held_at, has_secrets })
    }

    /// Whether the operator gave something for the feed's origin only.
    pub(super) fn has_secrets(&self) -> bool {
        self.has_secrets
    }

    /// The validators, if this is where they came from.
    pub(super) fn validators_for(&self, at: &Url) -> HeaderMap {
        if without_user(at) == self.held_at { self.validators.clone() } else { HeaderMap::new() }
    }
}

/// The address whose origin the feed's own fields are for.
pub(super) fn home_of(request: &FetchRequest) -> &Url {
    request.home.as_ref().unwrap_or(&request.url)
}

fn without_user(url: &Url) -> Url {
    let mut url = url.clone();
    // These can't fail: the address is a web address.
    url.set_username("").unwrap_or_default();
    url.set_password(None).unwrap_or_default();
    url.set_fragment(None);
    url
}

fn wire_form(field: &Header) -> Option<(HeaderName, HeaderValue)> {
    let name = HeaderName::from_bytes(field.name.as_bytes()).ok()?;
    let mut value = HeaderValue::from_bytes(field.value.reveal().as_bytes()).ok()?;
    value.set_sensitive(!PUBLIC.contains(&name));
    Some((name, value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Secret, Validators};

    fn request(headers: &[(&str, &str)]) -> FetchRequest {
        let header = |(name, value): &(&str, &str)| Header {
            name: (*name).to_owned(),
            value: Secret::new((*value).to_owned()),
        };
        FetchRequest {
            url: "https://example.org/feed".parse().unwrap(),
            home: None,
            wants: Wants::Feed,
            validators: Validators {
                etag: Some(b"W/\"\xe9 odd\"".to_vec()),
                last_modified: Some(b"broken\r\nX: y".to_vec()),
            },
            held_at: None,
            headers: headers.iter().map(header).collect(),
            proxy: None,
        }
    }

    #[test]
    fn validators_go_out_byte_for_byte_or_not_at_all() {
        let request = request(&[]);
        let sent = Outgoing::of(&request).unwrap().validators_for(&request.url);
        assert_eq!(sent.get(IF_NONE_MATCH).unwrap().as_bytes(), b"W/\"\xe9 odd\"");
        assert_eq!(sent.get(IF_MODIFIED_SINCE), None);
    }

    #[test]
    fn validators_are_shown_only_where_they_came_from() {
        let moved: Url = "https://example.org/new".parse().unwrap();
        let request = FetchRequest { held_at: Some(moved.clone()), ..request(&[]) };
        let outgoing = Outgoing::of(&request).unwrap();
        assert!(outgoing.validators_for(&request.url).is_empty());
        assert!(!outgoing.validators_for(&moved).is_empty());
    }

    #[test]
    fn only_what_is_no_secret_goes_to_another_origin() {
        let fields = [("authorization", "Bearer x"), ("User-Agent", "me"), ("X-Key", "k")];
        let outgoing = Outgoing::of(&request(&fields)).unwrap();
        let names: Vec<&str> = outgoing.away.keys().map(HeaderName::as_str).collect();
        assert_eq!(names, ["accept", "user-agent"]);
        assert!(outgoing.home.get("x-key").unwrap().is_sensitive());
    }

    #[test]
    fn a_field_that_cannot_be_sent_is_named_without_its_value() {
        let error = Outgoing::of(&request(&[("X-Key", "hunter2\n")])).unwrap_err();
        assert!(error.contains("X-Key") && !error.contains("hunter2"), "{error}");
    }
}

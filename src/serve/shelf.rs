//! A publication as it is handed out: the fields of every answer made once, not with each request.

use std::collections::BTreeMap;
use std::sync::Arc;

use bytes::Bytes;
use hyper::HeaderMap;
use hyper::header::{self, HeaderName, HeaderValue};

use crate::model::{Coding, HubLink, Prepared, Publication, Timestamp};

/// A publication with its answers.
pub(super) struct Shelf {
    /// What it was made from.
    pub(super) publication: Arc<Publication>,
    documents: BTreeMap<String, Offer>,
}

/// A document in every coding it has.
pub(super) struct Offer {
    /// When it last became other bytes.
    pub(super) last_modified: Timestamp,
    /// The codings it has beside none, in our order of preference.
    pub(super) coded: Vec<Representation>,
    /// The document as it is.
    pub(super) plain: Representation,
}

/// A document in one coding.
pub(super) struct Representation {
    /// The coding.
    pub(super) coding: Coding,
    /// Its entity tag, quotes and all.
    pub(super) etag: String,
    /// The bytes.
    pub(super) bytes: Bytes,
    /// The fields of an answer with a body. `Cache-Control` is there to be replaced.
    pub(super) found: HeaderMap,
    /// The fields of an answer that says that the reader's copy is current.
    pub(super) unchanged: HeaderMap,
}

impl Shelf {
    /// Makes the answers.
    pub(super) fn of(publication: Arc<Publication>) -> Self {
        let documents = publication
            .documents
            .iter()
            .filter_map(|(path, document)| Some((path.clone(), Offer::of(document)?)))
            .collect();
        Self { publication, documents }
    }

    /// The document at a path.
    pub(super) fn find(&self, path: &str) -> Option<&Offer> {
        self.documents.get(path)
    }
}

impl Offer {
    /// `None` where there is no plain form, which [`Prepared`] rules out.
    pub(super) fn of(document: &Prepared) -> Option<Self> {
        let forms = document
            .bodies
            .iter()
            .map(|(coding, (etag, bytes))| Representation::of(document, *coding, etag, bytes));
        // The plain one is the last of them, as `Coding` orders them.
        let mut coded: Vec<Representation> = forms.collect();
        let plain = coded.pop_if(|form| form.coding == Coding::Identity)?;
        Some(Self { last_modified: document.last_modified, coded, plain })
    }

    /// The document in every coding.
    pub(super) fn representations(&self) -> impl Iterator<Item = &Representation> {
        self.coded.iter().chain([&self.plain])
    }
}

impl Representation {
    fn of(document: &Prepared, coding: Coding, etag: &str, bytes: &Bytes) -> Self {
        // RFC 9110 section 15.4.5 has a 304 repeat what caches need. `Last-Modified` is not among
        // it beside an ETag, but NetNewsWire and FreshRSS forget the one they hold without it.
        let mut unchanged = HeaderMap::new();
        let last_modified = document.last_modified.http_date();
        set(&mut unchanged, header::ETAG, etag);
        set(&mut unchanged, header::LAST_MODIFIED, &last_modified);
        set(&mut unchanged, header::VARY, "Accept-Encoding");
        set(&mut unchanged, header::CACHE_CONTROL, "no-cache");

        let mut found = unchanged.clone();
        set(&mut found, header::CONTENT_TYPE, document.content_type);
        found.insert(header::CONTENT_LENGTH, HeaderValue::from(bytes.len()));
        if coding != Coding::Identity {
            set(&mut found, header::CONTENT_ENCODING, coding.token());
        }
        set(&mut found, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
        if let Some(HubLink { hub, topic }) = &document.hub {
            // WebSub section 4: what to subscribe to, and where.
            set(
                &mut found,
                header::LINK,
                &format!("<{hub}>; rel=\"hub\", <{topic}>; rel=\"self\""),
            );
        }
        if document.content_type.starts_with("text/html") {
            let policy = if document.has_images { WITH_IMAGES } else { WITHOUT_IMAGES };
            set(&mut found, header::CONTENT_SECURITY_POLICY, policy);
            set(&mut found, header::REFERRER_POLICY, "no-referrer");
        }
        Self { coding, etag: etag.to_owned(), bytes: bytes.clone(), found, unchanged }
    }
}

/// Pages hold publishers' words: should markup of theirs ever get through, it loads and runs nothing but
/// what is ours.
const WITHOUT_IMAGES: &str = "default-src 'none'; style-src 'self'; script-src 'self'; \
    img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// The same, where the operator has publishers' images shown.
const WITH_IMAGES: &str = "default-src 'none'; style-src 'self'; script-src 'self'; \
    img-src 'self' https: http:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// Sets a field whose value is ours and therefore can be one.
fn set(fields: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        fields.insert(name, value);
    }
}

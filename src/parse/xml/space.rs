//! The vocabularies that feeds use, by namespace and by the usual prefix. What their elements mean
//! is left to `names`.

/// A vocabulary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Space {
    /// RSS of any version, and names without a namespace.
    Core,
    /// Atom 0.3 and 1.0.
    Atom,
    /// The RSS module `content`.
    Content,
    /// Dublin Core's elements.
    Dublin,
    /// Dublin Core's terms.
    Terms,
    /// Media RSS.
    Media,
    /// Apple's podcasts.
    Itunes,
    /// `FeedBurner` and its like, which put themselves into the links.
    Proxy,
    /// The RSS module `syndication`.
    Syndication,
    /// XHTML.
    Xhtml,
    /// RDF.
    Rdf,
    /// Podcasting 2.0.
    Podcast,
    /// Where comments are: the well-formed web.
    Comments,
    /// Creative Commons.
    License,
    /// The RSS module `admin`.
    Admin,
    /// `GeoRSS`.
    Places,
    /// The Geography Markup Language, as far as `GeoRSS` uses it.
    Geography,
    /// The W3C's positions.
    Positions,
    /// Anything else.
    Other,
}

impl Space {
    /// The vocabulary of this namespace. Its spelling is not taken seriously: scheme, case and
    /// closing slash vary in the wild.
    pub(super) fn by_uri(uri: &str) -> Option<Self> {
        let uri = uri.trim().to_ascii_lowercase();
        let uri = uri.strip_prefix("http://").or(uri.strip_prefix("https://")).unwrap_or(&uri);
        let uri = uri.trim_end_matches(['/', '#']);
        Some(match uri {
            "www.w3.org/2005/atom" | "purl.org/atom/ns" | "purl.org/pie" | "purl.org/echo" => {
                Self::Atom
            }
            ""
            | "purl.org/rss/1.0"
            | "purl.org/net/rss1.1"
            | "purl.org/rss/1.0/modules/rss091"
            | "my.netscape.com/rdf/simple/0.9"
            | "channel.netscape.com/rdf/simple/0.9"
            | "my.netscape.com/publish/formats/rss-0.91.dtd"
            | "blogs.law.harvard.edu/tech/rss"
            | "cyber.law.harvard.edu/rss/rss.html" => Self::Core,
            "purl.org/rss/1.0/modules/content" => Self::Content,
            "purl.org/rss/1.0/modules/syndication" => Self::Syndication,
            "purl.org/dc/elements/1.0" | "purl.org/dc/elements/1.1" => Self::Dublin,
            "wellformedweb.org/commentapi" => Self::Comments,
            "webns.net/mvcb" => Self::Admin,
            "www.w3.org/2003/01/geo/wgs84_pos" | "www.w3.org/2003/01/geo" => Self::Positions,
            "web.resource.org/cc"
            | "creativecommons.org/ns"
            | "cyber.law.harvard.edu/rss/creativecommonsrssmodule.html"
            | "backend.userland.com/creativecommonsrssmodule" => Self::License,
            "purl.org/dc/terms" => Self::Terms,
            "www.w3.org/1999/xhtml" => Self::Xhtml,
            "www.w3.org/1999/02/22-rdf-syntax-ns" => Self::Rdf,
            "rssnamespace.org/feedburner/ext/1.0" | "www.pheedo.com/namespace/pheedo" => {
                Self::Proxy
            }
            _ if uri.starts_with("backend.userland.com/rss") => Self::Core,
            _ if uri.starts_with("www.georss.org/georss") => Self::Places,
            _ if uri.starts_with("www.opengis.net/gml") => Self::Geography,
            _ if uri.contains("search.yahoo.com/mrss") => Self::Media,
            _ if uri.contains("podcastindex.org/namespace") => Self::Podcast,
            _ if uri.contains("/podcast-namespace/") => Self::Podcast,
            _ if uri.contains("itunes") && uri.contains("podcast") => Self::Itunes,
            _ => return None,
        })
    }

    /// The vocabulary that this prefix usually stands for.
    pub(super) fn by_prefix(prefix: &str) -> Self {
        match prefix.to_ascii_lowercase().as_str() {
            "" | "rss" => Self::Core,
            "atom" | "atom10" | "atom03" | "a10" => Self::Atom,
            "content" => Self::Content,
            "sy" => Self::Syndication,
            "dc" => Self::Dublin,
            "dcterms" | "dct" => Self::Terms,
            "media" => Self::Media,
            "itunes" => Self::Itunes,
            "feedburner" | "pheedo" => Self::Proxy,
            "xhtml" | "html" => Self::Xhtml,
            "rdf" => Self::Rdf,
            "podcast" => Self::Podcast,
            "wfw" => Self::Comments,
            "cc" | "creativecommons" => Self::License,
            "admin" => Self::Admin,
            "georss" => Self::Places,
            "gml" => Self::Geography,
            "geo" => Self::Positions,
            _ => Self::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_namespace_is_known_however_it_is_spelled() {
        assert_eq!(Space::by_uri("https://www.w3.org/2005/Atom"), Some(Space::Atom));
        assert_eq!(Space::by_uri(" http://search.yahoo.com/mrss"), Some(Space::Media));
        assert_eq!(Space::by_uri("http://purl.org/atom/ns#"), Some(Space::Atom));
        // The module that lends RSS 1.0 the words of 0.91.
        assert_eq!(Space::by_uri("http://purl.org/rss/1.0/modules/rss091#"), Some(Space::Core));
        assert_eq!(Space::by_uri("http://example.org/"), None);
    }
}

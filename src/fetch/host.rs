//! Whose machine an address is on, for courtesy's sake. Waiting for one's turn is left to `gate`.

use url::{Host, Url};

/// What requests to one publisher have in common: the registrable domain of the address
/// (`example.co.uk` of `feeds.example.co.uk`), by the public suffix list; the address where there is
/// no name; the name itself where it has no registrable domain (`nas`). Blogs under a suffix that
/// the list knows to be shared (`alice.blogspot.com`) are publishers of their own.
pub fn host_key(url: &Url) -> String {
    match url.host() {
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.');
            psl::domain_str(name).unwrap_or(name).to_owned()
        }
        Some(Host::Ipv4(ip)) => ip.to_string(),
        Some(Host::Ipv6(ip)) => ip.to_string(),
        None => String::new(),
    }
}

/// The host, and the port where it is not the usual one: all that a message says of an address,
/// because paths, queries and user names can hold secrets.
pub(super) fn site(url: &Url) -> String {
    let host = url.host_str().unwrap_or("an address without a host");
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_publisher_is_known_by_the_registrable_domain() {
        let key = |url: &str| host_key(&Url::parse(url).unwrap());
        assert_eq!(key("https://feeds.Example.co.uk/rss"), "example.co.uk");
        assert_eq!(key("https://www.example.org./"), "example.org");
        assert_eq!(key("https://alice.blogspot.com/"), "alice.blogspot.com");
        assert_eq!(key("http://nas:8080/"), "nas");
        assert_eq!(key("http://127.0.0.1:8080/"), "127.0.0.1");
        assert_eq!(key("http://[2001:db8::1]/"), "2001:db8::1");
        assert_eq!(key("https://münchen.de/"), "xn--mnchen-3ya.de");
    }

    #[test]
    fn a_message_names_no_more_than_host_and_port() {
        let site = |url: &str| site(&Url::parse(url).unwrap());
        assert_eq!(site("https://me:pw@example.org/feed?key=1"), "example.org");
        assert_eq!(site("http://example.org:8080/feed"), "example.org:8080");
    }
}

//! Which addresses may be fetched from. Pure: names are resolved in `resolver`.
//!
//! A feed is an address that a stranger can choose (by a redirect, by DNS, by an import), and the
//! daemon may stand where it reaches routers, databases and the metadata service of a cloud. So only
//! the public internet is fetched from, except for what the operator lists.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

use crate::model::{FailureKind, PrivateNetworks};

/// Why an address is not fetched from: fragments that complete "failed to …".
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Refusal {
    /// Neither `http` nor `https`.
    #[error("fetch a `{0}:` address: only http and https are fetched")]
    Scheme(String),
    /// The address itself, or what its name resolves to, is not of the public internet.
    #[error("connect to {host}: {ip} is not an address of the public internet")]
    Private {
        /// The host as the address names it.
        host: String,
        /// Where that is.
        ip: IpAddr,
    },
}

impl Refusal {
    /// What kind of failure it is. feeds.toml has no address of another scheme: a redirect led there.
    pub(super) fn kind(&self) -> FailureKind {
        match self {
            Self::Scheme(_) => FailureKind::Redirect,
            Self::Private { .. } => FailureKind::Address,
        }
    }
}

/// The operator's choice of what may be fetched from besides the public internet.
#[derive(Debug)]
pub(super) struct Guard {
    networks: PrivateNetworks,
}

impl Guard {
    /// A guard with this choice.
    pub(super) fn new(networks: PrivateNetworks) -> Self {
        Self { networks }
    }

    /// Checks what an address says by itself. Its name, if it has one, is checked when it is
    /// resolved. Spellings like `http://0x7f.1/` are `127.0.0.1` by now: `url` normalises them.
    pub(super) fn check(&self, url: &Url) -> Result<(), Refusal> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(Refusal::Scheme(url.scheme().to_owned()));
        }
        match url.host() {
            Some(Host::Ipv4(ip)) => self.admit(&ip.to_string(), IpAddr::V4(ip)),
            Some(Host::Ipv6(ip)) => self.admit(&ip.to_string(), IpAddr::V6(ip)),
            Some(Host::Domain(_)) | None => Ok(()),
        }
    }

    /// Checks an address that a host has.
    pub(super) fn admit(&self, host: &str, ip: IpAddr) -> Result<(), Refusal> {
        let listed = match &self.networks {
            PrivateNetworks::Refused => false,
            PrivateNetworks::Allowed => true,
            PrivateNetworks::Listed { networks, hosts } => {
                let canonical = ip.to_canonical();
                networks.iter().any(|network| network.contains(&canonical))
                    || hosts.contains(host.trim_end_matches('.').to_ascii_lowercase().as_str())
            }
        };
        if listed || is_public(ip) {
            Ok(())
        } else {
            Err(Refusal::Private { host: host.to_owned(), ip })
        }
    }
}

/// Whether strangers reach us at this address: it has to be of the public internet, or of a network
/// that may be fetched from. A name is taken at its word, unless it is one of those that are resolved
/// at home only (RFC 6761, RFC 6762, RFC 8375) or by nobody.
pub fn is_reachable(url: &Url, networks: &PrivateNetworks) -> bool {
    const NOBODYS: [&str; 3] = ["example", "invalid", "test"];
    const AT_HOME: [&str; 6] = ["localhost", "local", "lan", "internal", "home", "arpa"];
    let guard = Guard::new(networks.clone());
    let Some(Host::Domain(name)) = url.host() else {
        return url.has_host() && guard.check(url).is_ok();
    };
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    let last = name.rsplit('.').next().unwrap_or_default();
    if NOBODYS.contains(&last) {
        return false;
    }
    let is_public = name.contains('.') && !AT_HOME.contains(&last);
    is_public || guard.admit(&name, Ipv4Addr::LOCALHOST.into()).is_ok()
}

/// Whether the address is of the public internet: globally reachable by the registries of IANA
/// (iana-ipv4-special-registry, iana-ipv6-special-registry). `IpAddr::is_global` is unstable.
pub(super) fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let special = matches!(
        ip.octets(),
        // "This network", which Linux takes for itself; multicast, reserved, broadcast.
        [0 | 224..=255, ..]
            // Shared among the customers of a carrier, RFC 6598.
            | [100, 64..=127, ..]
            // Protocol assignments, RFC 6890; relays of 6to4, RFC 7526.
            | [192, 0, 0, _] | [192, 88, 99, _]
            // Benchmarks, RFC 2544.
            | [198, 18 | 19, ..]
    );
    !(special || ip.is_private() || ip.is_loopback() || ip.is_link_local() || ip.is_documentation())
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    let v4 = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        is_public_v4(Ipv4Addr::new(a, b, c, d))
    };
    match ip.segments() {
        // An IPv4 address within: mapped, NAT64 (RFC 6052) and 6to4 (RFC 3056).
        [0, 0, 0, 0, 0, 0xffff, high, low]
        | [0x64, 0xff9b, 0, 0, 0, 0, high, low]
        | [0x2002, high, low, ..] => v4(high, low),
        // Protocol assignments: Teredo, ORCHID, benchmarks. Documentation.
        [0x2001, ..0x200 | 0xdb8, ..] | [0x3fff, ..0x1000, ..] => false,
        // Only 2000::/3 is global unicast so far, RFC 4291.
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PUBLIC: &str = "
        8.8.8.8 100.63.0.1 100.128.0.1 172.15.0.1 172.32.0.1 192.0.1.1 198.17.0.1 198.20.0.1
        223.255.255.255 ::ffff:8.8.8.8 64:ff9b::8.8.8.8 2002:808:808::1 2001:4860:4860::8888
        2620:0:2d0:200::7 3fff:1000::1";

    const SPECIAL: &str = "
        0.0.0.0 0.1.2.3 10.1.2.3 100.64.0.1 100.127.255.255 127.0.0.1 169.254.169.254
        172.16.0.1 172.31.255.255 192.0.0.8 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1
        198.19.255.255 198.51.100.1 203.0.113.1 224.0.0.1 240.0.0.1 255.255.255.255 :: ::1
        ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:0:127.0.0.1 64:ff9b::127.0.0.1 64:ff9b::10.0.0.1
        64:ff9b:1::8.8.8.8 100::1 2001::1 2001:10::1 2001:1ff::1 2001:db8::1 2002:7f00:1::
        2002:a9fe:a9fe::1 3fff::1 3fff:fff::1 4000::1 5f00::1 fc00::1 fd12::1 fe80::1 fec0::1
        ff02::1";

    #[test]
    fn only_the_public_internet_is_public() {
        for ip in PUBLIC.split_whitespace() {
            assert!(is_public(ip.parse().unwrap()), "{ip}");
        }
        for ip in SPECIAL.split_whitespace() {
            assert!(!is_public(ip.parse().unwrap()), "{ip}");
        }
    }

    #[test]
    fn every_spelling_of_a_private_address_is_refused() {
        let guard = Guard::new(PrivateNetworks::Refused);
        for url in [
            "http://127.0.0.1/",
            "http://127.1/",
            "http://0x7f.1/",
            "http://2130706433/",
            "http://017700000001/",
            "http://127.0.0.1./",
            "http://①②⑦.0.0.1/",
            "http://127。0。0。1/",
            "http://[::1]/",
            "http://[::ffff:7f00:1]/",
        ] {
            let refused = guard.check(&Url::parse(url).unwrap());
            assert!(matches!(refused, Err(Refusal::Private { .. })), "{url}: {refused:?}");
        }
    }

    #[test]
    fn only_web_addresses_are_fetched() {
        let guard = Guard::new(PrivateNetworks::Allowed);
        for url in ["file:///etc/passwd", "ftp://example.org/", "data:,x", "gopher://127.0.0.1/"] {
            let refused = guard.check(&Url::parse(url).unwrap());
            assert!(matches!(refused, Err(Refusal::Scheme(_))), "{url}");
        }
    }

    #[test]
    fn what_the_operator_lists_is_fetched() {
        let guard = Guard::new(PrivateNetworks::Listed {
            networks: vec!["10.0.0.0/8".parse().unwrap(), "fd00::/8".parse().unwrap()],
            hosts: ["nas.lan".to_owned()].into(),
        });
        let admits = |host: &str, ip: &str| guard.admit(host, ip.parse().unwrap()).is_ok();
        assert!(admits("10.1.2.3", "10.1.2.3"));
        assert!(admits("mapped", "::ffff:10.1.2.3"));
        assert!(admits("ula", "fd12::1"));
        assert!(admits("NAS.lan.", "192.168.1.9"));
        assert!(!admits("router.lan", "192.168.1.1"));
        assert!(!admits("evil.nas.lan", "192.168.1.9"));
        assert!(!admits("localhost", "127.0.0.1"));
    }

    #[test]
    fn strangers_reach_only_what_is_of_the_public_internet_or_listed() {
        let none = PrivateNetworks::Refused;
        let reached = |url: &str, networks: &PrivateNetworks| {
            is_reachable(&Url::parse(url).unwrap(), networks)
        };
        for url in
            ["https://news.example.org/", "http://8.8.8.8:7070/", "http://[2620:0:2d0:200::7]/"]
        {
            assert!(reached(url, &none), "{url}");
        }
        let at_home = [
            "http://127.0.0.1:7070/",
            "http://192.168.1.2/",
            "http://localhost/",
            "http://nas/",
            "http://nas.lan./",
            "http://printer.local/",
        ];
        let listed = PrivateNetworks::Listed {
            networks: vec!["192.168.0.0/16".parse().unwrap()],
            hosts: ["nas.lan".to_owned()].into(),
        };
        let found: Vec<bool> = at_home.iter().map(|url| reached(url, &listed)).collect();
        assert_eq!(found, [false, true, false, false, true, false]);
        for url in at_home {
            assert!(!reached(url, &none), "{url}");
            assert!(reached(url, &PrivateNetworks::Allowed), "{url}");
        }
        assert!(
            !reached("http://news.example/", &PrivateNetworks::Allowed),
            "nobody has this name"
        );
    }

    #[test]
    fn a_refusal_says_where_the_name_leads() {
        let refused = Guard::new(PrivateNetworks::Refused)
            .admit("metadata.example", "169.254.169.254".parse().unwrap())
            .unwrap_err();
        assert_eq!(
            refused.to_string(),
            "connect to metadata.example: 169.254.169.254 is not an address of the public internet"
        );
    }
}

//! Addresses that are typed in feeds.toml: of feeds, proxies, networks, and our own. None of the
//! errors shows the address: there may be a password or a token in it.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use ipnet::IpNet;
use toml_edit::Item;
use url::{Host, Url};

use super::errors::Wrong;
use super::values::{expected, text};
use crate::model::Listen;

/// An address on the web.
pub(super) fn web(item: &Item) -> Result<Url, Wrong> {
    without_user(item, "take it out of the address")
}

/// Where a feed is fetched from.
pub(super) fn feed(item: &Item) -> Result<Url, Wrong> {
    without_user(
        item,
        "take it out of the address and use headers = { Authorization = { credential = \"…\" } }",
    )
}

fn without_user(item: &Item, fix: &str) -> Result<Url, Wrong> {
    let url = parsed(item, &["http", "https"])?;
    if url.username().is_empty() && url.password().is_none() {
        return Ok(url);
    }
    Err(Wrong::new("a user or a password in an address shows up in logs and pages").fix(fix))
}

/// How readers reach us; ends with a slash, so that paths can be joined to it.
pub(super) fn base(item: &Item) -> Result<Url, Wrong> {
    let mut url = web(item)?;
    if url.query().is_some() || url.fragment().is_some() {
        return Err(Wrong::new("the base of addresses can't have a ? or #"));
    }
    if !url.path().ends_with('/') {
        let path = format!("{}/", url.path());
        url.set_path(&path);
    }
    Ok(url)
}

/// A proxy; the names of hosts are resolved by the proxy with `socks5h`, else by us.
pub(super) fn proxy(item: &Item) -> Result<Url, Wrong> {
    parsed(item, &["http", "https", "socks5", "socks5h"])
}

fn parsed(item: &Item, schemes: &[&str]) -> Result<Url, Wrong> {
    let typed = item.as_str().ok_or_else(|| expected("an address", item))?.trim();
    let beginning = || format!("{}://", schemes.join(":// or "));
    let url = Url::parse(typed).map_err(|error| {
        if error == url::ParseError::RelativeUrlWithoutBase {
            Wrong::new("not a full address").fix(format!("begin it with {}", beginning()))
        } else {
            Wrong::new(format!("not an address: {error}"))
        }
    })?;
    if !schemes.contains(&url.scheme()) {
        return Err(Wrong::new("the address is of a kind that is not understood here")
            .fix(format!("use one that begins with {}", beginning())));
    }
    if url.host_str().is_none_or(str::is_empty) {
        return Err(Wrong::new("the address names no host"));
    }
    Ok(url)
}

/// Where readers come in: an address with a port, or `unix:` with the path of a socket.
pub(super) fn listen(item: &Item) -> Result<Listen, Wrong> {
    let typed = text(item)?.trim();
    if let Some(path) = typed.strip_prefix("unix:") {
        if !path.starts_with('/') {
            return Err(Wrong::new("the path of the socket is not absolute")
                .fix("write it from the root on: \"unix:/run/mainstem/mainstem.sock\""));
        }
        return Ok(Listen::Unix(PathBuf::from(path)));
    }
    typed.parse().map(Listen::Tcp).map_err(|_| {
        Wrong::new(format!("{typed:?} is not an address with a port")).fix(
            "write an IP address and a port: \"127.0.0.1:7070\" for this machine, \
             \"0.0.0.0:7070\" for all; or \"unix:/run/mainstem/mainstem.sock\"",
        )
    })
}

/// How readers reach us where feeds.toml doesn't say.
pub(super) fn default_base(listen: &Listen) -> Result<Url, url::ParseError> {
    match listen {
        Listen::Unix(_) => Url::parse("http://localhost/"),
        Listen::Tcp(address) if address.ip().is_unspecified() => {
            Url::parse(&format!("http://localhost:{}/", address.port()))
        }
        Listen::Tcp(address) => Url::parse(&format!("http://{address}/")),
    }
}

/// An entry of `allow_private_networks`.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Allowed {
    /// A network, or the one address of a network of its own.
    Network(IpNet),
    /// A host name, in lower case.
    Host(String),
}

/// A network, an address or a host name.
pub(super) fn allowed(item: &Item) -> Result<Allowed, Wrong> {
    let typed = text(item)?.trim();
    if let Ok(network) = typed.parse::<IpNet>() {
        return Ok(Allowed::Network(network.trunc()));
    }
    if let Ok(address) = typed.parse::<IpAddr>() {
        return Ok(Allowed::Network(IpNet::from(address)));
    }
    let host_sign = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    match Host::parse(typed) {
        Ok(Host::Domain(name)) if typed.chars().all(host_sign) => {
            Ok(Allowed::Host(name.trim_end_matches('.').to_owned()))
        }
        _ => Err(Wrong::new(format!("{typed:?} is no network, address or host name"))
            .fix("write \"10.0.0.0/8\", \"192.168.1.4\", \"fd00::/8\" or \"nas.lan\"")),
    }
}

/// The default of `[server] listen`: readers of this machine only.
pub(super) fn default_listen() -> Listen {
    Listen::Tcp(SocketAddr::from(([127, 0, 0, 1], 7070)))
}

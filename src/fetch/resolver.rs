//! Names to addresses that may be connected to. What may be is decided in `guard`.

use std::net::SocketAddr;
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::guard::Guard;

/// Resolves by the machine's own means and hands on only addresses that the guard admits. The
/// connection is made to these very addresses, so that a name which changes between the check and
/// the connection (DNS rebinding) gains nothing.
#[derive(Debug)]
pub(super) struct GuardedResolver {
    /// Who decides.
    pub(super) guard: Arc<Guard>,
    /// The host of the proxy that connections go through. It is resolved here too, and it is the
    /// operator's choice, wherever it is.
    pub(super) proxy_host: Option<String>,
}

impl Resolve for GuardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        // With a socks5 proxy, literal addresses come here as well, IPv6 in its brackets.
        let host = name.as_str().trim_start_matches('[').trim_end_matches(']').to_owned();
        let is_proxy = self.proxy_host.as_deref() == Some(name.as_str());
        let guard = Arc::clone(&self.guard);
        Box::pin(async move {
            let found: Vec<SocketAddr> =
                tokio::net::lookup_host((host.as_str(), 0)).await?.collect();
            let mut refused = None;
            let mut admitted = Vec::with_capacity(found.len());
            for address in found {
                match guard.admit(&host, address.ip()) {
                    Err(refusal) if !is_proxy => refused = Some(refusal),
                    Ok(()) | Err(_) => admitted.push(address),
                }
            }
            match refused {
                Some(refusal) if admitted.is_empty() => Err(refusal.into()),
                _ => Ok(Box::new(admitted.into_iter()) as Addrs),
            }
        })
    }
}

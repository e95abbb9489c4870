//! reqwest's clients: one for direct connections, and one for each proxy. What is sent through them
//! is left to `fetcher`.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use reqwest::header::{HeaderMap, HeaderValue, USER_AGENT};
use reqwest::{Client, Proxy, redirect};
use rustls::{ClientConfig, RootCertStore};
use url::Url;

use super::failure::cause;
use super::guard::Guard;
use super::host::site;
use super::resolver::GuardedResolver;
use crate::model::FetchSettings;

/// How long a connection may take to be made, name and TLS included; at most half of the whole
/// exchange.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Long enough for the next feed of the same publisher, short enough that thousands of publishers
/// don't each hold a socket.
const IDLE_TIMEOUT: Duration = Duration::from_secs(15);

/// Over HTTP/2; over HTTP/1, hyper takes 100 fields and about 400 KiB.
const MAX_HEADER_BYTES: u32 = 64 * 1024;

/// Why nothing can be fetched at all: fragments that complete "failed to …".
#[derive(Debug, thiserror::Error)]
pub enum FetchSetupError {
    /// No TLS.
    #[error("set up TLS: {0}")]
    Tls(#[from] rustls::Error),
    /// No HTTP client.
    #[error("set up the HTTP client: {0}")]
    Client(reqwest::Error),
    /// The proxy of `[fetch]` can't be used.
    #[error("{0}")]
    Proxy(String),
    /// The contact can't stand in a User-Agent.
    #[error("put [fetch] contact into the User-Agent: it has characters that a header can't have")]
    Contact,
}

/// All clients. Each has its own connections.
#[derive(Debug)]
pub(super) struct Clients {
    recipe: Recipe,
    direct: Client,
    /// By the proxy's address. Made when first used: few feeds have one.
    proxied: Mutex<BTreeMap<Url, Client>>,
}

impl Clients {
    /// The clients for these settings.
    pub(super) fn new(
        settings: &FetchSettings,
        guard: Arc<Guard>,
    ) -> Result<Self, FetchSetupError> {
        let recipe = Recipe::new(settings, guard)?;
        let direct = recipe.build(None).map_err(FetchSetupError::Client)?;
        let clients = Self { recipe, direct, proxied: Mutex::default() };
        clients.through(settings.proxy.as_ref()).map_err(FetchSetupError::Proxy)?;
        Ok(clients)
    }

    /// The client for this proxy; `None`: for direct connections. The error completes "failed to …".
    pub(super) fn through(&self, proxy: Option<&Url>) -> Result<Client, String> {
        let Some(proxy) = proxy else {
            return Ok(self.direct.clone());
        };
        // Nothing that is done under this lock can leave the map half changed.
        let mut proxied = self.proxied.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(client) = proxied.get(proxy) {
            return Ok(client.clone());
        }
        check_proxy(proxy)?;
        let client = self
            .recipe
            .build(Some(proxy))
            .map_err(|error| format!("use the proxy {}: {}", site(proxy), cause(&error)))?;
        proxied.insert(proxy.clone(), client.clone());
        Ok(client)
    }

    /// How long a connection may take to be made.
    pub(super) fn connect_timeout(&self) -> Duration {
        self.recipe.connect_timeout
    }
}

/// What all clients have in common.
#[derive(Debug)]
struct Recipe {
    guard: Arc<Guard>,
    tls: ClientConfig,
    headers: HeaderMap,
    idle_per_host: usize,
    connect_timeout: Duration,
}

impl Recipe {
    fn new(settings: &FetchSettings, guard: Arc<Guard>) -> Result<Self, FetchSetupError> {
        let mut headers = HeaderMap::new();
        headers.insert(USER_AGENT, user_agent(settings.contact.as_deref())?);
        Ok(Self {
            guard,
            tls: tls_config()?,
            headers,
            idle_per_host: settings.per_host.clamp(1, 64),
            connect_timeout: CONNECT_TIMEOUT.min(settings.timeout / 2),
        })
    }

    fn build(&self, proxy: Option<&Url>) -> reqwest::Result<Client> {
        let resolver = GuardedResolver {
            guard: Arc::clone(&self.guard),
            proxy_host: proxy.and_then(Url::host_str).map(str::to_owned),
        };
        // The proxies of the environment would go round the guard.
        let mut builder = Client::builder().no_proxy();
        if let Some(proxy) = proxy {
            builder = builder.proxy(Proxy::all(proxy.clone())?);
        }
        builder
            .tls_backend_preconfigured(self.tls.clone())
            .default_headers(self.headers.clone())
            .dns_resolver(resolver)
            // Every hop's address is checked, so redirects are followed in `fetcher`.
            .redirect(redirect::Policy::none())
            .referer(false)
            .connect_timeout(self.connect_timeout)
            .pool_idle_timeout(IDLE_TIMEOUT)
            .pool_max_idle_per_host(self.idle_per_host)
            .tcp_keepalive(None)
            .http2_max_header_list_size(MAX_HEADER_BYTES)
            .build()
    }
}

/// Checks that reqwest will use the proxy. One that it can't read it would pass by without a word,
/// and connect directly.
fn check_proxy(proxy: &Url) -> Result<(), String> {
    let schemes = ["http", "https", "socks4", "socks4a", "socks5", "socks5h"];
    if !schemes.contains(&proxy.scheme()) {
        return Err(format!(
            "use the proxy {}: it begins with `{}:`, and proxies with one of {}",
            site(proxy),
            proxy.scheme(),
            schemes.join(", ")
        ));
    }
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-_:[]".contains(&byte);
    match proxy.host_str() {
        Some(host) if !host.is_empty() && host.bytes().all(plain) => Ok(()),
        _ => Err(format!("use the proxy {}: it has no host", site(proxy))),
    }
}

/// `mainstem/0.1.0 (+https://news.example.org/)`: publishers block what they can't reach.
fn user_agent(contact: Option<&str>) -> Result<HeaderValue, FetchSetupError> {
    let name = concat!("mainstem/", env!("CARGO_PKG_VERSION"));
    let agent = contact.map_or_else(|| name.to_owned(), |contact| format!("{name} (+{contact})"));
    HeaderValue::from_str(&agent).map_err(|_| FetchSetupError::Contact)
}

/// TLS by ring, trusting Mozilla's roots, which are built in so that a bare machine can fetch, and
/// the machine's own, so that an operator's private authority is trusted as everywhere else
/// (`SSL_CERT_FILE` is heeded). What of those can't be read is left out.
fn tls_config() -> Result<ClientConfig, rustls::Error> {
    let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let ring = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ClientConfig::builder_with_provider(ring)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}

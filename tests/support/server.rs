//! A loopback HTTP server on a thread of its own, so that plain tests and async ones can use it alike:
//! HTTP/1.1, or what a client prefers over TLS. What it answers is left to whoever starts it. Knows nothing of feeds.

use std::convert::Infallible;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use bytes::Bytes;
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::server::conn::{http1, http2};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

const CERTIFICATE: &[u8] = include_bytes!("../fixtures/tls/localhost.pem");
const KEY: &[u8] = include_bytes!("../fixtures/tls/localhost-key.pem");

/// A request with its body.
pub(crate) type Request = hyper::Request<Bytes>;

/// A response whose body may also fail or never end.
pub(crate) type Response = hyper::Response<BoxBody<Bytes, io::Error>>;

/// A body that is sent as a whole.
pub(crate) fn whole(bytes: Bytes) -> BoxBody<Bytes, io::Error> {
    Full::new(bytes).map_err(|never| match never {}).boxed()
}

/// A running server. Dropping it cuts every connection and ends the thread.
pub(crate) struct Server {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Starts a server at this address, on port 0 at any free one. Where `answer` gives `None`, the
    /// request is never answered.
    pub(crate) fn start<A>(at: impl Into<SocketAddr>, answer: A) -> Self
    where
        A: Fn(&Request) -> Option<Response> + Send + Sync + 'static,
    {
        Self::start_over(None, at.into(), answer)
    }

    /// The same over TLS as `localhost`, by a certificate of `tests/fixtures/tls/authority.pem`, with
    /// HTTP/2 for those who want it.
    pub(crate) fn start_with_tls<A>(answer: A) -> Self
    where
        A: Fn(&Request) -> Option<Response> + Send + Sync + 'static,
    {
        Self::start_over(Some(acceptor()), (Ipv4Addr::LOCALHOST, 0).into(), answer)
    }

    fn start_over<A>(tls: Option<TlsAcceptor>, at: SocketAddr, answer: A) -> Self
    where
        A: Fn(&Request) -> Option<Response> + Send + Sync + 'static,
    {
        let listener = std::net::TcpListener::bind(at).unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let thread = thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.unwrap().block_on(async {
                let listener = TcpListener::from_std(listener).unwrap();
                tokio::select! {
                    () = accept(listener, tls, Arc::new(answer)) => {}
                    _ = stopped => {}
                }
            });
        });
        Self { address, stop: Some(stop), thread: Some(thread) }
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.take();
        if let Some(thread) = self.thread.take() {
            // Its panic has been printed by then; another one while unwinding would abort.
            drop(thread.join());
        }
    }
}

fn acceptor() -> TlsAcceptor {
    let chain = CertificateDer::from_pem_slice(CERTIFICATE).unwrap();
    let key = PrivateKeyDer::from_pem_slice(KEY).unwrap();
    let ring = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = rustls::ServerConfig::builder_with_provider(ring)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![chain], key)
        .unwrap();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    TlsAcceptor::from(Arc::new(config))
}

async fn accept<A>(listener: TcpListener, tls: Option<TlsAcceptor>, answer: Arc<A>)
where
    A: Fn(&Request) -> Option<Response> + Send + Sync + 'static,
{
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            Ok((stream, _)) = listener.accept() => {
                connections.spawn(serve(stream, tls.clone(), Arc::clone(&answer)));
            }
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn serve<A>(stream: TcpStream, tls: Option<TlsAcceptor>, answer: Arc<A>)
where
    A: Fn(&Request) -> Option<Response> + Send + Sync + 'static,
{
    stream.set_nodelay(true).unwrap();
    let service = service_fn(|request: hyper::Request<Incoming>| {
        let answer = Arc::clone(&answer);
        async move {
            let (head, body) = request.into_parts();
            // What a client breaks off is no request.
            let Ok(body) = body.collect().await else { return std::future::pending().await };
            match answer(&Request::from_parts(head, body.to_bytes())) {
                Some(response) => Ok::<_, Infallible>(response),
                None => std::future::pending().await,
            }
        }
    });
    // A client that goes away is no news, and a body that fails on purpose ends here as well.
    let Some(tls) = tls else {
        return drop(http1::Builder::new().serve_connection(TokioIo::new(stream), service).await);
    };
    let Ok(stream) = tls.accept(stream).await else { return };
    if stream.get_ref().1.alpn_protocol() == Some(b"h2") {
        let builder = http2::Builder::new(TokioExecutor::new());
        drop(builder.serve_connection(TokioIo::new(stream), service).await);
    } else {
        drop(http1::Builder::new().serve_connection(TokioIo::new(stream), service).await);
    }
}

//! Connections: taken in, bounded in number and time, and brought to an end. What is said on them is
//! left to `answer` and `callback`.

use std::convert::Infallible;
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, UnixListener};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::board::Board;
use super::callback::respond;
use super::crush::Crush;
use super::patient::Patient;

/// Where readers come in. Bound by the daemon, or passed to it by systemd.
#[derive(Debug)]
pub enum Listener {
    /// An address and a port.
    Tcp(TcpListener),
    /// A socket in the file system.
    Unix(UnixListener),
}

/// What one listener puts up with.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Connections at a time; further ones wait in the system's queue.
    pub connections: usize,
    /// How long the head of a request may take to come. An idle connection is kept as long.
    pub head: Duration,
    /// How long a reader may take nothing of an answer.
    pub stall: Duration,
    /// How large the head of a request may be, in bytes.
    pub head_bytes: usize,
    /// How long connections are given to end when the server ends.
    pub drain: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 1024,
            head: Duration::from_secs(10),
            stall: Duration::from_secs(30),
            head_bytes: 16 * 1024,
            drain: Duration::from_secs(3),
        }
    }
}

/// The shortest and longest pause after a connection could not be taken in. The usual cause is that
/// the process has no file descriptors left: trying at once again would only burn CPU.
const ACCEPT_PAUSE: (Duration, Duration) = (Duration::from_millis(50), Duration::from_secs(2));

/// Serves what is on the board until `shutdown`, then lets the answers that have begun end, for
/// [`Limits::drain`] at most.
pub async fn serve(
    listener: Listener,
    board: Arc<Board>,
    limits: Limits,
    shutdown: CancellationToken,
) {
    let connections = Connections::new(board, limits);
    tokio::select! {
        () = shutdown.cancelled() => {}
        () = take_in(&listener, &connections) => {}
    }
    // Closed before the rest ends: who comes now is refused, not kept waiting.
    drop(listener);
    connections.end().await;
}

/// Takes connections in, for ever.
async fn take_in(listener: &Listener, connections: &Connections) {
    let mut pause = ACCEPT_PAUSE.0;
    let mut is_failing = false;
    let mut crush = Crush::of(connections.limits.connections);
    loop {
        if crush.is_news(connections.slots.available_permits()) {
            let places = connections.limits.connections;
            tracing::warn!(
                places,
                "Readers have to wait: all {places} places for their connections are taken; where that is \
                 for want of files, raise LimitNOFILE="
            );
        }
        let Ok(slot) = Arc::clone(&connections.slots).acquire_owned().await else { return };
        match listener.accept().await {
            Ok(stream) => {
                (pause, is_failing) = (ACCEPT_PAUSE.0, false);
                match stream {
                    Stream::Tcp(stream) => connections.start(stream, slot),
                    Stream::Unix(stream) => connections.start(stream, slot),
                }
            }
            Err(error) if is_of_the_peer(&error) => {}
            Err(error) => {
                if !is_failing {
                    tracing::warn!(
                        %error,
                        "Readers have to wait: failed to take a connection in: {error}; where files are \
                         too few, raise LimitNOFILE="
                    );
                }
                is_failing = true;
                sleep(pause).await;
                pause = (pause * 2).min(ACCEPT_PAUSE.1);
            }
        }
    }
}

/// Whether it was the connection that failed, and not we: the next may be fine.
fn is_of_the_peer(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
            | io::ErrorKind::ConnectionRefused
            | io::ErrorKind::Interrupted
    )
}

enum Stream {
    Tcp(tokio::net::TcpStream),
    Unix(tokio::net::UnixStream),
}

impl Listener {
    async fn accept(&self) -> io::Result<Stream> {
        match self {
            Self::Tcp(listener) => {
                let (stream, _) = listener.accept().await?;
                // The end of an answer is not to wait for the reader's acknowledgement.
                stream.set_nodelay(true)?;
                Ok(Stream::Tcp(stream))
            }
            Self::Unix(listener) => Ok(Stream::Unix(listener.accept().await?.0)),
        }
    }
}

/// The connections of one listener.
struct Connections {
    board: Arc<Board>,
    limits: Limits,
    http: http1::Builder,
    slots: Arc<Semaphore>,
    tasks: TaskTracker,
    /// No further requests.
    closing: CancellationToken,
    /// At once.
    cut: CancellationToken,
}

impl Connections {
    fn new(board: Arc<Board>, limits: Limits) -> Self {
        // HTTP/1 only: to tell HTTP/2 from it, one would have to wait for a first byte that may
        // never come. Reverse proxies speak HTTP/1 behind.
        //
        // `pipeline_flush` stays off: it has hyper copy every document into its buffer of heads,
        // which was measured at a third more CPU for one of 300 KB.
        let mut http = http1::Builder::new();
        http.timer(TokioTimer::new())
            .header_read_timeout(limits.head)
            .max_header_size(limits.head_bytes);
        Self {
            board,
            slots: Arc::new(Semaphore::new(limits.connections)),
            limits,
            http,
            tasks: TaskTracker::new(),
            closing: CancellationToken::new(),
            cut: CancellationToken::new(),
        }
    }

    fn start<S>(&self, stream: S, slot: OwnedSemaphorePermit)
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let board = Arc::clone(&self.board);
        let service = service_fn(move |request| {
            let board = Arc::clone(&board);
            async move { Ok::<_, Infallible>(respond(request, &board).await) }
        });
        let stream = TokioIo::new(Patient::new(stream, self.limits.stall));
        let connection = self.http.serve_connection(stream, service);
        let (closing, cut) = (self.closing.clone(), self.cut.clone());
        self.tasks.spawn(async move {
            let mut connection = pin!(connection);
            let ended = tokio::select! {
                biased;
                ended = connection.as_mut() => ended,
                () = closing.cancelled() => {
                    connection.as_mut().graceful_shutdown();
                    tokio::select! {
                        ended = connection.as_mut() => ended,
                        () = cut.cancelled() => Ok(()),
                    }
                }
            };
            // Readers go away all the time: that is no news to the operator.
            if let Err(error) = ended {
                tracing::debug!(%error, "A reader's connection broke off: {error}");
            }
            drop(slot);
        });
    }

    async fn end(self) {
        self.tasks.close();
        self.closing.cancel();
        if timeout(self.limits.drain, self.tasks.wait()).await.is_err() {
            let connections = self.tasks.len();
            tracing::info!(connections, "Cutting {connections} readers off who do not end");
            self.cut.cancel();
            self.tasks.wait().await;
        }
    }
}

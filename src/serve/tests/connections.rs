//! What happens on connections, over real sockets. Where a limit is to run out, it is a short one.

use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream, UnixListener, UnixStream};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::{PLAIN, board, document, publication};
use crate::model::{Coding, Prepared, Publication};
use crate::serve::{Board, Limits, Listener, serve};

/// A limit that is meant to run out.
const SHORT: Duration = Duration::from_millis(10);

/// A limit that is not.
const LONG: Duration = Duration::from_hours(1);

/// A server on a port of its own.
struct Server {
    address: std::net::SocketAddr,
    stop: CancellationToken,
    tasks: TaskTracker,
}

impl Server {
    async fn start(board: Board, limits: Limits) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, tasks) = (CancellationToken::new(), TaskTracker::new());
        tasks.spawn(serve(Listener::Tcp(listener), Arc::new(board), limits, stop.clone()));
        tasks.close();
        Self { address, stop, tasks }
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }
}

async fn send(stream: &mut (impl AsyncWrite + Unpin), text: &str) {
    stream.write_all(text.as_bytes()).await.unwrap();
}

/// The head of the next answer, in lower case.
async fn head(stream: &mut (impl AsyncRead + Unpin)) -> String {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.unwrap());
    }
    String::from_utf8(head).unwrap().to_lowercase()
}

/// The next so many bytes.
async fn body(stream: &mut (impl AsyncRead + Unpin), length: usize) -> String {
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.unwrap();
    String::from_utf8(body).unwrap()
}

/// All that comes before the connection is closed.
async fn rest(stream: &mut (impl AsyncRead + Unpin)) -> String {
    let mut rest = Vec::new();
    stream.read_to_end(&mut rest).await.unwrap();
    String::from_utf8(rest).unwrap()
}

#[tokio::test]
async fn one_connection_serves_many_requests() {
    let server = Server::start(board(), Limits::default()).await;
    let mut stream = server.connect().await;

    send(&mut stream, "HEAD /feed.atom HTTP/1.1\r\nHost: x\r\n\r\n").await;
    let of_head = head(&mut stream).await;
    assert!(of_head.contains("content-length: 21\r\n"), "{of_head}");

    let held = format!("GET /feed.atom HTTP/1.1\r\nHost: x\r\nIf-None-Match: {PLAIN}\r\n\r\n");
    send(&mut stream, &held).await;
    let of_304 = head(&mut stream).await;
    assert!(of_304.starts_with("http/1.1 304 not modified\r\n"), "{of_304}");
    assert!(of_304.contains("\r\ndate: ") && !of_304.contains("content-length"), "{of_304}");

    send(&mut stream, "GET /small HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await;
    assert!(head(&mut stream).await.starts_with("http/1.1 200 ok\r\n"));
    assert_eq!(rest(&mut stream).await, "the document as it is");
}

#[tokio::test]
async fn a_head_that_does_not_come_to_an_end_ends_the_connection() {
    let server = Server::start(board(), Limits { head: SHORT, ..Limits::default() }).await;
    let began = Instant::now();
    let mut stream = server.connect().await;
    send(&mut stream, "GET /feed.atom HTTP/1.1\r\nHost:").await;
    assert_eq!(rest(&mut stream).await, "");
    assert!(began.elapsed() >= SHORT);
}

#[tokio::test]
async fn a_connection_on_which_nothing_is_said_is_closed() {
    let server = Server::start(board(), Limits { head: SHORT, ..Limits::default() }).await;
    assert_eq!(rest(&mut server.connect().await).await, "");
}

#[tokio::test]
async fn a_head_that_is_too_large_is_refused() {
    let server = Server::start(board(), Limits::default()).await;
    let mut stream = server.connect().await;
    let long = "x".repeat(Limits::default().head_bytes);
    send(&mut stream, &format!("GET / HTTP/1.1\r\nHost: x\r\nLong: {long}\r\n\r\n")).await;
    assert!(head(&mut stream).await.starts_with("http/1.1 431 "));
}

#[tokio::test]
async fn further_readers_wait_until_there_is_a_slot() {
    let server = Server::start(board(), Limits { connections: 1, ..Limits::default() }).await;
    let mut first = server.connect().await;
    send(&mut first, "GET /small HTTP/1.1\r\nHost: x\r\n\r\n").await;
    head(&mut first).await;
    let mut second = server.connect().await;
    send(&mut second, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").await;

    // The server goes on with the first and does not look at the second.
    assert_eq!(body(&mut first, 21).await, "the document as it is");
    send(&mut first, "HEAD /small HTTP/1.1\r\nHost: x\r\n\r\n").await;
    head(&mut first).await;
    assert_eq!(second.try_read(&mut [0]).unwrap_err().kind(), io::ErrorKind::WouldBlock);
    drop(first);
    assert!(head(&mut second).await.starts_with("http/1.1 200 "));
}

#[tokio::test]
async fn an_idle_connection_does_not_hold_up_the_end() {
    let limits = Limits { head: LONG, drain: LONG, ..Limits::default() };
    let server = Server::start(board(), limits).await;
    let mut stream = server.connect().await;
    send(&mut stream, "GET /healthz HTTP/1.1\r\nHost: x\r\nAccept: */*\r\n\r\n").await;
    assert!(head(&mut stream).await.contains("content-length: 3\r\n"));

    server.stop.cancel();
    server.tasks.wait().await;
    assert_eq!(rest(&mut stream).await, "ok\n");
    assert!(TcpStream::connect(server.address).await.is_err());
}

/// More bytes than the buffers of a socket hold.
const LARGE: usize = 64 << 20;

fn with_large_document() -> Board {
    let small = document("text/plain", &[Coding::Identity]);
    let bytes = Bytes::from(vec![b'x'; LARGE]);
    let bodies = [(Coding::Identity, (PLAIN.to_owned(), bytes))].into();
    let large = Arc::new(Prepared { bodies, ..(*small).clone() });
    let board = board();
    let mut documents = publication().documents.clone();
    documents.insert("/large".to_owned(), large);
    board.put(Arc::new(Publication { documents, ..Publication::default() }));
    board
}

#[tokio::test]
async fn a_reader_who_takes_nothing_is_cut_off_when_the_server_ends() {
    let limits = Limits { drain: SHORT, ..Limits::default() };
    let server = Server::start(with_large_document(), limits).await;
    let mut stream = server.connect().await;
    send(&mut stream, "GET /large HTTP/1.1\r\nHost: x\r\n\r\n").await;
    head(&mut stream).await;
    server.stop.cancel();
    server.tasks.wait().await;
    assert!(rest(&mut stream).await.len() < LARGE);
}

#[tokio::test]
async fn a_reader_who_takes_nothing_gives_its_slot_back() {
    let limits = Limits { connections: 1, stall: SHORT, ..Limits::default() };
    let server = Server::start(with_large_document(), limits).await;
    let mut stalled = server.connect().await;
    send(&mut stalled, "GET /large HTTP/1.1\r\nHost: x\r\n\r\n").await;
    head(&mut stalled).await;

    let mut other = server.connect().await;
    send(&mut other, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").await;
    assert!(head(&mut other).await.starts_with("http/1.1 200 "));
}

#[tokio::test]
async fn readers_may_come_in_by_a_socket_in_the_file_system() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mainstem.sock");
    let listener = Listener::Unix(UnixListener::bind(&path).unwrap());
    let (stop, tasks) = (CancellationToken::new(), TaskTracker::new());
    tasks.spawn(serve(listener, Arc::new(board()), Limits::default(), stop.clone()));
    tasks.close();

    let mut stream = UnixStream::connect(&path).await.unwrap();
    send(&mut stream, "GET /small HTTP/1.0\r\n\r\n").await;
    assert!(head(&mut stream).await.contains(" 200 ok\r\n"));
    assert_eq!(rest(&mut stream).await, "the document as it is");
    stop.cancel();
    tasks.wait().await;
}

//! A publisher that answers by a script, byte for byte, and writes down what it was asked.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

/// What the publisher does when it is asked.
pub(super) enum Answer {
    /// Sends these bytes, and waits for the next request on the same connection.
    Whole(Vec<u8>),
    /// Sends these bytes, and closes.
    Cut(Vec<u8>),
    /// Sends these bytes, and then nothing more.
    Stalled(Vec<u8>),
}

/// The script: from the path of a request to the answer.
type Script = dyn Fn(&str) -> Answer + Send + Sync;

/// A publisher, until it is dropped.
pub(super) struct Publisher {
    address: SocketAddr,
    seen: Arc<Mutex<Seen>>,
    _tasks: JoinSet<()>,
}

#[derive(Default)]
struct Seen {
    heads: Vec<String>,
    connections: usize,
}

impl Publisher {
    /// Opens on a free port of 127.0.0.1.
    pub(super) async fn open(script: impl Fn(&str) -> Answer + Send + Sync + 'static) -> Self {
        Self::start(b"", Arc::new(script)).await
    }

    /// Opens, says this to everyone before they ask, and nothing after it.
    pub(super) async fn open_with_greeting(greeting: &'static [u8]) -> Self {
        Self::start(greeting, Arc::new(|_: &str| Answer::Stalled(Vec::new()))).await
    }

    async fn start(greeting: &'static [u8], script: Arc<Script>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::new(Mutex::new(Seen::default()));
        let mut tasks = JoinSet::new();
        tasks.spawn(accept(listener, greeting, script, Arc::clone(&seen)));
        Self { address, seen, _tasks: tasks }
    }

    /// The address of a path here.
    pub(super) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// The port.
    pub(super) fn port(&self) -> u16 {
        self.address.port()
    }

    /// The heads of all requests so far, in lower case, each with its body if it has one.
    pub(super) fn heads(&self) -> Vec<String> {
        self.seen.lock().unwrap().heads.clone()
    }

    /// How many connections were made.
    pub(super) fn connections(&self) -> usize {
        self.seen.lock().unwrap().connections
    }
}

async fn accept(
    listener: TcpListener,
    greeting: &'static [u8],
    script: Arc<Script>,
    seen: Arc<Mutex<Seen>>,
) {
    let mut connections = JoinSet::new();
    while let Ok((mut stream, _)) = listener.accept().await {
        stream.write_all(greeting).await.unwrap_or_default();
        seen.lock().unwrap().connections += 1;
        connections.spawn(serve(stream, Arc::clone(&script), Arc::clone(&seen)));
    }
}

async fn serve(mut stream: TcpStream, script: Arc<Script>, seen: Arc<Mutex<Seen>>) {
    while let Some(head) = read_head(&mut stream).await {
        let head = with_body(head, &mut stream).await;
        let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
        seen.lock().unwrap().heads.push(head.to_lowercase());
        let (bytes, stays) = match script(&path) {
            Answer::Whole(bytes) => (bytes, true),
            Answer::Cut(bytes) => (bytes, false),
            Answer::Stalled(bytes) => {
                stream.write_all(&bytes).await.unwrap_or_default();
                std::future::pending().await
            }
        };
        // A client that refuses a body hangs up in the middle of it.
        if stream.write_all(&bytes).await.is_err() || !stays {
            break;
        }
    }
}

async fn read_head(stream: &mut TcpStream) -> Option<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
    }
    Some(String::from_utf8_lossy(&head).into_owned())
}

async fn with_body(mut head: String, stream: &mut TcpStream) -> String {
    let lower = head.to_lowercase();
    let length = lower.split("content-length: ").nth(1).and_then(|rest| rest.lines().next());
    let mut body = vec![0; length.map_or(0, |length| length.parse().unwrap())];
    stream.read_exact(&mut body).await.unwrap();
    head.push_str(&String::from_utf8_lossy(&body));
    head
}

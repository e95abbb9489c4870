//! One plain HTTP/1.1 request, written and read by hand: what is sent is exactly what the test says,
//! and what comes back is shown as it came, cut short or not. Compressed bodies stay compressed.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// No test waits longer for a peer that should answer at once.
const PATIENCE: Duration = Duration::from_secs(20);

/// What came back.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    /// In the order sent, names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    /// The value of a header, or an empty text.
    pub(crate) fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(key, _)| key == name);
        found.map_or("", |(_, value)| value)
    }

    /// Whether the body is as long as was promised.
    pub(crate) fn is_whole(&self) -> bool {
        self.header("content-length").parse() == Ok(self.body.len())
    }
}

/// `GET` with these headers beside `Host` and `Connection: close`.
pub(crate) fn get(address: SocketAddr, target: &str, headers: &[(&str, &str)]) -> Reply {
    request(address, &format!("GET {target}"), headers, Limits::default())
}

/// How much of an answer is read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// Bytes, head included.
    pub(crate) size: u64,
    /// Between two pieces.
    pub(crate) silence: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { size: 64 << 20, silence: PATIENCE }
    }
}

/// `POST` of this body.
pub(crate) fn post(
    address: SocketAddr,
    target: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Reply {
    let length = body.len().to_string();
    let headers = [headers, &[("Content-Length", &length)]].concat();
    exchange(address, &format!("POST {target}"), &headers, body, Limits::default())
}

/// A request of any method (`"HEAD /feed.atom"`), read up to a limit or to a silence.
pub(crate) fn request(
    address: SocketAddr,
    line: &str,
    headers: &[(&str, &str)],
    limits: Limits,
) -> Reply {
    exchange(address, line, headers, b"", limits)
}

fn exchange(
    address: SocketAddr,
    line: &str,
    headers: &[(&str, &str)],
    body: &[u8],
    limits: Limits,
) -> Reply {
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE).unwrap();
    stream.set_read_timeout(Some(limits.silence)).unwrap();
    let headers: String =
        headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let head = format!("{line} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n{headers}\r\n");
    stream.write_all(&[head.as_bytes(), body].concat()).unwrap();
    let mut answer = Vec::new();
    // An answer that is cut or falls silent leaves what came until then, which is what is looked at.
    drop(stream.take(limits.size).read_to_end(&mut answer));
    parse(&answer)
}

fn parse(answer: &[u8]) -> Reply {
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n");
    let end = end.expect("the peer closed the connection before the end of its head");
    let head = String::from_utf8_lossy(&answer[..end]).into_owned();
    let mut lines = head.lines();
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).unwrap().parse().unwrap();
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let chunked = headers.iter().any(|(name, _)| name == "transfer-encoding");
    let rest = &answer[end + 4..];
    let body = if chunked { joined(rest) } else { rest.to_vec() };
    Reply { status, headers, body }
}

/// The chunks of a chunked body, as far as they came whole (RFC 9112 section 7.1).
fn joined(mut rest: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    while let Some(at) = rest.windows(2).position(|two| two == b"\r\n") {
        let size = std::str::from_utf8(&rest[..at]).unwrap();
        let size = usize::from_str_radix(size, 16).unwrap();
        let Some(chunk) = rest.get(at + 2..at + 2 + size) else { break };
        if chunk.is_empty() {
            break;
        }
        body.extend_from_slice(chunk);
        rest = rest.get(at + 4 + size..).unwrap_or_default();
    }
    body
}

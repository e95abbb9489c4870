//! nginx, as Debian's `nginx-light` has it, before a daemon or a folder: with a snippet from the
//! documentation in a server of its own on a loopback port.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::reader::{self, Reply};
use super::shared::skip;

/// No test waits longer for it to listen.
const PATIENCE: Duration = Duration::from_secs(20);

/// A running nginx; killed when dropped.
pub(crate) struct Nginx {
    child: Child,
    address: SocketAddr,
}

impl Nginx {
    /// Starts it with this in its `server { … }`, its own files in this folder. `None` where there is no
    /// nginx: the test then ends.
    pub(crate) fn start(test: &str, folder: &Path, snippet: &str) -> Option<Self> {
        let Some(program) = program() else {
            skip(test, "nginx is absent (`apt-get install nginx-light`)");
            return None;
        };
        let address = free_port();
        let configuration = folder.join("nginx.conf");
        fs::write(&configuration, whole(folder, address, snippet)).unwrap();
        let child = Command::new(program)
            .arg("-c")
            .arg(&configuration)
            .args(["-e", "stderr"])
            .stdin(Stdio::null())
            .spawn()
            .unwrap();
        let mut nginx = Self { child, address };
        let begun = Instant::now();
        while TcpStream::connect(address).is_err() {
            let ended = nginx.child.try_wait().unwrap();
            assert!(ended.is_none(), "nginx ended: {ended:?}");
            assert!(begun.elapsed() < PATIENCE, "nginx does not listen");
            std::thread::yield_now();
        }
        Some(nginx)
    }

    /// `GET` with these headers.
    pub(crate) fn get(&self, target: &str, headers: &[(&str, &str)]) -> Reply {
        reader::get(self.address, target, headers)
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // It may have ended by itself.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// A port that nobody else listens on. nginx can't be handed a socket: it dies of one without its master.
fn free_port() -> SocketAddr {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap()
}

/// Debian has it where only root looks.
fn program() -> Option<PathBuf> {
    ["/usr/sbin/nginx", "/usr/local/sbin/nginx", "/usr/bin/nginx"]
        .into_iter()
        .map(PathBuf::from)
        .find(|path| path.exists())
}

fn whole(folder: &Path, address: SocketAddr, snippet: &str) -> String {
    let folder = folder.display();
    let types = ["/etc/nginx/mime.types", "/usr/local/etc/nginx/mime.types"]
        .into_iter()
        .find(|path| Path::new(path).exists());
    let include = types.map(|types| format!("include {types};")).unwrap_or_default();
    let places: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map(|kind| format!("{kind}_temp_path {folder}/nginx-{kind};\n"))
        .concat();
    format!(
        "daemon off;\nmaster_process off;\npid {folder}/nginx.pid;\nerror_log stderr;\nevents {{}}\n\
         http {{\n{include}\naccess_log off;\n{places}\
         server {{\nlisten {address};\n{snippet}\n}}\n}}\n"
    )
}

/// The code block of this language below a heading of docs/reverse-proxy.md.
pub(crate) fn documented(heading: &str, language: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/reverse-proxy.md");
    let text = fs::read_to_string(path).unwrap();
    let (_, section) = text.split_once(&format!("\n## {heading}\n")).unwrap();
    let section = section.split("\n## ").next().unwrap();
    let (_, block) = section.split_once(&format!("```{language}\n")).unwrap();
    block.split("```").next().unwrap().to_owned()
}

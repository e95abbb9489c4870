//! A web server before a daemon or a folder, with a snippet from the documentation, on a loopback port:
//! nginx, as Debian's `nginx-light` has it, and Caddy.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::reader::{self, Reply};
use super::shared::skip;
use super::tools;

/// No test waits longer for it to listen.
const PATIENCE: Duration = Duration::from_secs(20);

/// Which one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Nginx,
    Caddy,
}

impl Kind {
    pub(crate) const ALL: [Self; 2] = [Self::Nginx, Self::Caddy];

    /// What the documentation calls its snippets.
    pub(crate) fn language(self) -> &'static str {
        match self {
            Self::Nginx => "nginx",
            Self::Caddy => "caddy",
        }
    }
}

/// A running one; killed when dropped.
pub(crate) struct WebServer {
    child: Child,
    address: SocketAddr,
}

impl WebServer {
    /// Starts one with this snippet, its own files in this folder. `None` where it is not installed: there
    /// is nothing to test then.
    pub(crate) fn start(kind: Kind, test: &str, folder: &Path, snippet: &str) -> Option<Self> {
        let address = free_port();
        let mut command = match kind {
            Kind::Nginx => nginx(test, folder, address, snippet)?,
            Kind::Caddy => caddy(test, folder, address, snippet)?,
        };
        let log = folder.join("web-server.log");
        command.stdin(Stdio::null()).stderr(fs::File::create(&log).unwrap());
        let child = command.spawn().unwrap();
        let said = || fs::read_to_string(&log).unwrap();
        let mut server = Self { child, address };
        let begun = Instant::now();
        while TcpStream::connect(address).is_err() {
            let ended = server.child.try_wait().unwrap();
            assert!(ended.is_none(), "{kind:?} ended: {ended:?}\n{}", said());
            assert!(begun.elapsed() < PATIENCE, "{kind:?} does not listen\n{}", said());
            std::thread::yield_now();
        }
        Some(server)
    }

    /// `GET` with these headers.
    pub(crate) fn get(&self, target: &str, headers: &[(&str, &str)]) -> Reply {
        reader::get(self.address, target, headers)
    }
}

impl Drop for WebServer {
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

/// nginx with the snippet in its `server { … }`.
fn nginx(test: &str, folder: &Path, address: SocketAddr, snippet: &str) -> Option<Command> {
    // Debian has it where only root looks.
    let program = ["/usr/sbin/nginx", "/usr/local/sbin/nginx", "/usr/bin/nginx"]
        .into_iter()
        .map(PathBuf::from)
        .find(|path| path.exists());
    let Some(program) = program else {
        skip(test, "nginx is absent (`apt-get install nginx-light`)");
        return None;
    };
    let configuration = folder.join("nginx.conf");
    fs::write(&configuration, whole(folder, address, snippet)).unwrap();
    let mut command = Command::new(program);
    command.arg("-c").arg(&configuration).args(["-e", "stderr"]);
    Some(command)
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

/// Caddy with the snippet under another address, without TLS, and without its own door for administrators.
fn caddy(test: &str, folder: &Path, address: SocketAddr, snippet: &str) -> Option<Command> {
    let program = tools::installed(test, "caddy", tools::CADDY)?;
    let (name, site) = snippet.split_once(" {\n").unwrap();
    assert!(name.ends_with("example.org"), "{snippet}");
    let configuration = folder.join("Caddyfile");
    let global = "{\nadmin off\nauto_https off\nlog {\nlevel ERROR\n}\n}\n";
    fs::write(&configuration, format!("{global}http://{address} {{\n{site}")).unwrap();
    let mut command = Command::new(program);
    command.args(["run", "--adapter", "caddyfile", "--config"]).arg(&configuration);
    for home in ["HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"] {
        command.env(home, folder.join("caddy"));
    }
    Some(command)
}

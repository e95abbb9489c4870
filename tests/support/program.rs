//! The built program, run in a folder of its own with its own feeds.toml: a command to its end, or the
//! daemon as systemd starts it, with an open socket and a place to report to. Nothing here sleeps: what
//! is waited for is what the daemon says.

use std::cell::RefCell;
use std::fs::{self, File};
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixDatagram;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Output};
use std::time::{Duration, Instant};

use mainstem::model::Digest;
use serde_json::Value;
use tempfile::TempDir;

use super::reader::{self, Reply};

const PROGRAM: &str = env!("CARGO_BIN_EXE_mainstem");

/// No test waits longer for what the daemon should do at once. Generous, because dev builds on busy
/// machines are slow; a test that passes does not use it up.
const PATIENCE: Duration = Duration::from_mins(2);

/// How long the daemon may be silent before a condition is looked at again.
const GLANCE: Duration = Duration::from_millis(50);

/// `sd_listen_fds(3)`: sockets start at descriptor 3, and `LISTEN_PID` names the very process.
const RUN: &str = "export LISTEN_PID=$$; exec \"$0\" run 3<&0 </dev/null";

/// Settings for tests that poll loopback publishers: without them mainstem refuses such addresses,
/// and waits between two requests to one host.
pub(crate) const LOOPBACK: &str = "[merged]\n\
    base_url = \"http://news.example/\"\n\
    [fetch]\n\
    allow_private_networks = true\n\
    concurrency = 64\n\
    per_host = 64\n\
    host_gap = \"0s\"\n";

/// A folder with a feeds.toml and, in time, a store.
pub(crate) struct Site {
    folder: TempDir,
}

impl Site {
    /// A folder with this feeds.toml.
    pub(crate) fn new(feeds_toml: &str) -> Self {
        let site = Self { folder: tempfile::tempdir().unwrap() };
        site.write(feeds_toml);
        site
    }

    /// Replaces feeds.toml in one step, as editors do.
    pub(crate) fn write(&self, feeds_toml: &str) {
        let new = self.path().join("feeds.toml.new");
        fs::write(&new, feeds_toml).unwrap();
        fs::rename(&new, self.path().join("feeds.toml")).unwrap();
    }

    /// The folder.
    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Runs a command to its end.
    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.command_to(arguments).output().unwrap()
    }

    /// A command in this folder that is still to be started.
    pub(crate) fn command_to(&self, arguments: &[&str]) -> Command {
        let mut command = self.command(PROGRAM);
        command.args(arguments);
        command
    }

    /// Runs a command to its end, with this in its environment.
    pub(crate) fn run_with(&self, (name, value): (&str, &Path), arguments: &[&str]) -> Output {
        self.command(PROGRAM).env(name, value).args(arguments).output().unwrap()
    }

    /// The objects that a command prints with `--json`, whether it prints a list or one a line.
    pub(crate) fn json(&self, arguments: &[&str]) -> Vec<Value> {
        let output = self.run(arguments);
        let values = serde_json::Deserializer::from_slice(&output.stdout).into_iter::<Value>();
        let values: Vec<Value> = values
            .collect::<Result<_, _>>()
            .unwrap_or_else(|error| panic!("{arguments:?} printed no JSON: {error}\n{output:?}"));
        let flat = values
            .into_iter()
            .flat_map(|value| value.as_array().cloned().unwrap_or_else(|| vec![value]));
        flat.collect()
    }

    /// Starts the daemon on a free port and waits until it says that it is ready.
    pub(crate) fn start(&self) -> Daemon {
        self.start_at((Ipv4Addr::LOCALHOST, 0).into())
    }

    /// Starts the daemon at this address and waits until it says that it is ready.
    pub(crate) fn start_at(&self, address: SocketAddr) -> Daemon {
        self.start_under("", address)
    }

    /// The same, after the shell has done this: `ulimit -n 64;` for instance.
    pub(crate) fn start_under(&self, shell: &str, address: SocketAddr) -> Daemon {
        let notify = self.path().join("notify.sock");
        drop(fs::remove_file(&notify));
        let notices = UnixDatagram::bind(&notify).unwrap();
        notices.set_read_timeout(Some(GLANCE)).unwrap();
        let listener = TcpListener::bind(address).unwrap();
        let address = listener.local_addr().unwrap();
        let log = self.path().join("daemon.log");
        let log_file = File::options().create(true).append(true).open(&log).unwrap();
        let child = self
            .command("sh")
            .args(["-c", &format!("{shell} {RUN}"), PROGRAM])
            .env("LISTEN_FDS", "1")
            .env("NOTIFY_SOCKET", &notify)
            .stdin(OwnedFd::from(listener))
            .stdout(log_file.try_clone().unwrap())
            .stderr(log_file)
            .spawn()
            .unwrap();
        let (child, heard) = (RefCell::new(child), RefCell::default());
        let mut daemon = Daemon { child, address, notices, heard, log: log.clone() };
        daemon.wait_for_notice("READY=1");
        daemon
    }

    /// A command in this folder that knows nothing of whoever runs the tests.
    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(self.path()).env_clear().env("TZ", "UTC");
        if let Some(path) = std::env::var_os("PATH") {
            command.env("PATH", path);
        }
        command
    }
}

/// A running daemon; killed when dropped.
pub(crate) struct Daemon {
    child: RefCell<Child>,
    address: SocketAddr,
    notices: UnixDatagram,
    heard: RefCell<Vec<String>>,
    log: std::path::PathBuf,
}

impl Daemon {
    /// Where it listens.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// `GET` of one of its paths.
    pub(crate) fn get(&self, target: &str) -> Reply {
        let reply = reader::get(self.address, target, &[]);
        keep(&reply);
        reply
    }

    /// Everything it has logged and printed.
    pub(crate) fn output(&self) -> String {
        String::from_utf8_lossy(&fs::read(&self.log).unwrap_or_default()).into_owned()
    }

    /// The notifications that were waited for or came meanwhile.
    pub(crate) fn heard(&self) -> Vec<String> {
        self.heard.borrow().clone()
    }

    /// Its number as a process.
    pub(crate) fn id(&self) -> u32 {
        self.child.borrow().id()
    }

    /// Waits for it to end by itself.
    pub(crate) fn wait_for_end(&self) -> ExitStatus {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.child.borrow_mut().try_wait().unwrap() {
                return status;
            }
            assert!(begun.elapsed() < PATIENCE, "waited in vain for its end\n{}", self.output());
            // Until it says something, or for a glance.
            drop(self.notices.recv(&mut [0; 4096]));
        }
    }

    /// Sends a signal, by name without `SIG`.
    pub(crate) fn signal(&self, name: &str) {
        let command = format!("kill -s {name} {}", self.child.borrow().id());
        assert!(Command::new("sh").args(["-c", &command]).status().unwrap().success());
    }

    /// Waits for a notification with this line and returns all of its lines.
    pub(crate) fn wait_for_notice(&mut self, line: &str) -> String {
        let mut found = None;
        self.wait(&format!("the notification {line}"), |notice| {
            if notice.is_some_and(|notice| notice.lines().any(|said| said == line)) {
                found = notice.map(str::to_owned);
            }
            found.is_some()
        });
        found.unwrap_or_default()
    }

    /// Waits until something is so.
    pub(crate) fn wait_until(&self, what: &str, mut is_so: impl FnMut() -> bool) {
        self.wait(what, |_| is_so());
    }

    /// Asks for its end as systemd does, and waits for it; returns how it ended and after how long.
    pub(crate) fn stop(self) -> (ExitStatus, Duration) {
        let asked = Instant::now();
        self.signal("TERM");
        let status = self.child.borrow_mut().wait().unwrap();
        (status, asked.elapsed())
    }

    /// Looks again after each notification, and at each [`GLANCE`] without one.
    fn wait(&self, what: &str, mut is_so: impl FnMut(Option<&str>) -> bool) {
        let begun = Instant::now();
        let mut buffer = [0; 4096];
        let mut notice = None;
        while !is_so(notice.as_deref()) {
            let ended = self.child.borrow_mut().try_wait().unwrap();
            assert!(
                ended.is_none(),
                "the daemon ended before {what}: {ended:?}\n{}",
                self.output()
            );
            assert!(begun.elapsed() < PATIENCE, "waited in vain for {what}\n{}", self.output());
            notice = match self.notices.recv(&mut buffer) {
                Ok(length) => {
                    let said = String::from_utf8_lossy(&buffer[..length]).into_owned();
                    self.heard.borrow_mut().push(said.clone());
                    Some(said)
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => None,
                Err(error) => panic!("failed to read from the notification socket: {error}"),
            };
        }
    }
}

/// Leaves a feed that was published for those who check whether it is valid, where anybody wants that.
fn keep(reply: &Reply) {
    let Some(folder) = std::env::var_os("MAINSTEM_DOCUMENTS") else { return };
    let extension = match reply.header("content-type").split(';').next() {
        Some("application/atom+xml") => "atom",
        Some("application/rss+xml") => "rss",
        Some("application/feed+json") => "json",
        _ => return,
    };
    if reply.status == 200 {
        let name = format!("{}.{extension}", Digest::of(&[&reply.body]));
        fs::write(Path::new(&folder).join(name), &reply.body).unwrap();
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        // It may have ended by itself, which is what the test was about.
        drop(self.child.borrow_mut().kill());
        drop(self.child.borrow_mut().wait());
    }
}

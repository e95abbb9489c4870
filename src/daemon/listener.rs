//! Where readers come in: a socket passed by systemd, else the address in feeds.toml.

use std::io;
use std::os::unix::fs::{FileTypeExt as _, PermissionsExt as _};
use std::path::Path;

use crate::model::Listen;
use crate::serve::Listener;

/// A bound listener, and how to name it to people.
#[derive(Debug)]
pub struct Listening {
    /// The listener.
    pub listener: Listener,
    /// Its address: `127.0.0.1:7070` or `unix:/run/…`.
    pub address: String,
}

impl Listening {
    /// Its port; `None` for a socket in the file system.
    pub(super) fn port(&self) -> Option<u16> {
        match &self.listener {
            Listener::Tcp(listener) => listener.local_addr().ok().map(|address| address.port()),
            Listener::Unix(_) => None,
        }
    }
}

/// Sockets that systemd passed to this process. They must be taken before threads are started.
pub struct Inherited(listenfd::ListenFd);

impl std::fmt::Debug for Inherited {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Inherited").field(&self.0.len()).finish()
    }
}

impl Inherited {
    /// Takes them over.
    pub fn take() -> Self {
        Self(listenfd::ListenFd::from_env())
    }
}

/// Binds, or takes the first socket that was passed. Must be called inside the runtime.
pub async fn listen(wanted: &Listen, mut inherited: Inherited) -> io::Result<Listening> {
    if inherited.0.len() > 0 {
        return adopt(&mut inherited.0);
    }
    match wanted {
        Listen::Tcp(address) => {
            let listener = tokio::net::TcpListener::bind(address).await?;
            let address = listener.local_addr()?.to_string();
            Ok(Listening { listener: Listener::Tcp(listener), address })
        }
        Listen::Unix(path) => {
            let listener = bind_unix(path).await?;
            let address = format!("unix:{}", path.display());
            Ok(Listening { listener: Listener::Unix(listener), address })
        }
    }
}

fn adopt(passed: &mut listenfd::ListenFd) -> io::Result<Listening> {
    // Asked for the wrong kind, listenfd keeps the socket and answers with an error.
    if let Ok(Some(listener)) = passed.take_tcp_listener(0) {
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?.to_string();
        let listener = Listener::Tcp(tokio::net::TcpListener::from_std(listener)?);
        return Ok(Listening { listener, address });
    }
    let passed = passed.take_unix_listener(0)?;
    let listener =
        passed.ok_or_else(|| io::Error::other("systemd passed no socket to listen on"))?;
    listener.set_nonblocking(true)?;
    let path = listener.local_addr()?.as_pathname().map(|path| path.display().to_string());
    let listener = Listener::Unix(tokio::net::UnixListener::from_std(listener)?);
    Ok(Listening { listener, address: format!("unix:{}", path.unwrap_or_default()) })
}

/// A socket that a killed daemon left behind, on which nobody answers, is taken over. Whatever else
/// stands there is not ours to remove: `listen` may name the database by a slip.
async fn bind_unix(path: &Path) -> io::Result<tokio::net::UnixListener> {
    let listener = match tokio::net::UnixListener::bind(path) {
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
            let is_socket = std::fs::symlink_metadata(path)?.file_type().is_socket();
            let answer = tokio::net::UnixStream::connect(path).await;
            let is_dead = answer.is_err_and(|e| e.kind() == io::ErrorKind::ConnectionRefused);
            if !(is_socket && is_dead) {
                return Err(error);
            }
            std::fs::remove_file(path)?;
            tokio::net::UnixListener::bind(path)?
        }
        bound => bound?,
    };
    // The web server in front runs as another user; who may come near is the folder's business.
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o666))?;
    Ok(listener)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_dead_socket_is_taken_over_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("mainstem.sock");
        let first = bind_unix(&path).await.unwrap();
        assert_eq!(bind_unix(&path).await.unwrap_err().kind(), io::ErrorKind::AddrInUse);
        drop(first);
        assert!(bind_unix(&path).await.is_ok(), "nobody answers any more");

        let file = folder.path().join("mainstem.db");
        std::fs::write(&file, "stored").unwrap();
        assert_eq!(bind_unix(&file).await.unwrap_err().kind(), io::ErrorKind::AddrInUse);
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "stored");
    }
}

//! `mainstem run`: the daemon, with the signals that steer it.

use std::process::ExitCode;

use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc;

use super::args::Arguments;
use super::errors::CommandError;
use super::{logging, opening, surroundings};
use crate::config::Secrets;
use crate::daemon::{
    Clock, Inherited, Start, Surroundings, Watch, Watchdog, listen, load, run as run_daemon,
};
use crate::model::Listen;

pub(super) fn run(arguments: &Arguments) -> Result<ExitCode, CommandError> {
    // Before any thread: both come from the environment that systemd made.
    let (inherited, watchdog) = (Inherited::take(), Watchdog::from_environment());
    let surroundings = surroundings::read(arguments, Secrets::Needed)?;
    let is_in_journal = logging::start(arguments, &surroundings.variables, "info")?;
    match serve(surroundings, inherited, watchdog) {
        // What keeps it from running is an error there, among its other lines.
        Err(error) if is_in_journal => Ok(error.log()),
        done => done,
    }
}

fn serve(
    surroundings: Surroundings,
    inherited: Inherited,
    watchdog: Watchdog,
) -> Result<ExitCode, CommandError> {
    let watch = Watch::new(&surroundings.file);
    let settings = load(&surroundings)?;
    let runtime = runtime()?;
    let done = runtime.block_on(async {
        let listening = listen(&settings.server.listen, inherited)
            .await
            .map_err(|error| cannot_listen(&settings.server.listen, &error))?;
        // Nothing else waits for this thread yet.
        let store = opening::open_sound(&settings)?;
        let (ask, reloads) = mpsc::channel(1);
        let mut hangups = signal(SignalKind::hangup())?;
        let start = Start {
            surroundings,
            watch,
            settings,
            store,
            clock: Clock::System,
            listening,
            watchdog,
            reloads,
        };
        let mut terminate = signal(SignalKind::terminate())?;
        let mut interrupt = signal(SignalKind::interrupt())?;
        let end = async move {
            loop {
                tokio::select! {
                    _ = terminate.recv() => return,
                    _ = interrupt.recv() => return,
                    // A reload that is asked for while one waits is the same reload.
                    _ = hangups.recv() => drop(ask.try_send(())),
                }
            }
        };
        run_daemon(start, end).await?;
        Ok(ExitCode::SUCCESS)
    });
    // Not to wait for threads: a name that does not resolve blocks one for half a minute.
    runtime.shutdown_background();
    done
}

/// The runtime for commands that poll. Polling waits for the network, so that the machine's cores
/// are worker threads enough; reading documents happens on threads beside them.
pub(super) fn runtime() -> Result<tokio::runtime::Runtime, CommandError> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| CommandError::Other(format!("start: {error}")))
}

fn cannot_listen(wanted: &Listen, error: &std::io::Error) -> CommandError {
    let (address, fix) = match (wanted, error.kind()) {
        (Listen::Tcp(address), std::io::ErrorKind::AddrInUse) => (
            address.to_string(),
            "another program, perhaps another mainstem, listens there; end it or set another \
             [server] listen",
        ),
        (Listen::Unix(path), std::io::ErrorKind::AddrInUse) => (
            path.display().to_string(),
            "another mainstem listens there, or a file that is no socket stands there; set another \
             [server] listen",
        ),
        (Listen::Tcp(address), _) => {
            (address.to_string(), "set [server] listen to an address of this machine")
        }
        (Listen::Unix(path), _) => {
            (path.display().to_string(), "its folder must exist and be writable")
        }
    };
    CommandError::Other(format!("listen on {address}: {error}; {fix}"))
}

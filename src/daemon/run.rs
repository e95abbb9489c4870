//! The daemon: starts its loops, waits for its end, and ends them in order.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Notify, mpsc, watch};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::clock::Clock;
use super::descriptors;
use super::desk::Desk;
use super::footing;
use super::greeting::{difference, greeting};
use super::indexing::index;
use super::intake::Live;
use super::library::Stacks;
use super::listener::Listening;
use super::load::{Surroundings, load};
use super::meter::Meter;
use super::metrics::Metrics;
use super::poll::Poller;
use super::polling::{Polling, Pulse, count};
use super::publishing::{Publishing, Surfacing};
use super::reload::{LOOK, Watch};
use super::systemd::{self, Watchdog};
use crate::config::ConfigErrors;
use crate::fetch::FetchSetupError;
use crate::model::{Delivery, Listen, Publication, Settings, Timestamp};
use crate::serve::{self, Board, Outlook};
use crate::store::{Store, StoreError};

/// How long the loops have to end.
const ENDING: Duration = Duration::from_millis(3_500);

/// How long the store has to close. Both are under the 5 seconds that are promised.
const CLOSING: Duration = Duration::from_secs(1);

/// What a daemon is started with. Whoever starts it binds the listener and says when it ends, so
/// that a test can do both.
#[derive(Debug)]
pub struct Start {
    /// Where feeds.toml is, and what lies around it.
    pub surroundings: Surroundings,
    /// Looks whether feeds.toml is edited; made before it was read.
    pub watch: Watch,
    /// What it says.
    pub settings: Settings,
    /// The store, open to be written.
    pub store: Store,
    /// Tells the time.
    pub clock: Clock,
    /// Where readers come in.
    pub listening: Listening,
    /// Who wants to know that it is alive.
    pub watchdog: Watchdog,
    /// Asks for feeds.toml to be read again.
    pub reloads: mpsc::Receiver<()>,
}

/// Why a daemon did not start, or ended before its time.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The HTTP client can't be made.
    #[error("start: {0}")]
    Fetch(#[from] FetchSetupError),
    /// The store can't be used, or not any more.
    #[error("use the store: {0}")]
    Store(#[from] StoreError),
    /// A loop ended though nobody asked it to.
    #[error("go on: a part of the daemon ended by itself; please report the lines above")]
    Ended,
}

/// Runs until `end`, then finishes what is under way.
pub async fn run(start: Start, end: impl Future<Output = ()>) -> Result<(), RunError> {
    let Start { surroundings, watch, settings, store, clock, listening, watchdog, reloads } = start;
    let live = Arc::new(Live::new(settings.merged.window));
    let poller = Poller::new(&settings.fetch, store.clone(), live, clock)?;
    poller.recall().await?;
    let settings = with_port(settings, listening.port());
    let size = store.read(|reading| reading.size()).await?;
    let [running, found] = greeting(&settings, (&surroundings, size), &listening);
    tracing::info!("{running}");
    let (tell, settings) = watch::channel(Arc::new(settings));
    let (pulse, committed) = (Arc::new(Pulse::default()), Arc::new(Notify::new()));
    let surfacing = Arc::new(Surfacing::default());
    let vantage = Vantage { clock, pulse: Arc::clone(&pulse), surfacing: Arc::clone(&surfacing) };
    let (desk, deliveries) = Desk::open(&store, clock, settings.borrow().fetch.max_body).await?;
    let published = watch::Sender::default();
    let stacks = Stacks::new(store.clone(), clock, settings.clone(), published.subscribe());
    let metrics = Arc::new(Metrics::new());
    let meter = Meter::new(store.clone(), settings.clone(), Arc::clone(&metrics));
    let board = Arc::new(board(vantage, &desk, (stacks, meter)));
    let publishing = Publishing {
        store: store.clone(),
        clock,
        board: Arc::clone(&board),
        published,
        surfacing,
        metrics: Arc::clone(&metrics),
        settings: settings.clone(),
        committed: Arc::clone(&committed),
        started: clock.now(),
    };
    let published = publishing.published.subscribe();
    let stand = publishing.publish().await?;

    let (stop, mut loops) = (CancellationToken::new(), JoinSet::new());
    let (port, address) = (listening.port(), listening.address);
    let reloading = Reloading { surroundings, tell, address, port, metrics: Arc::clone(&metrics) };
    loops.spawn(serve::serve(listening.listener, board, descriptors::limits(), stop.clone()));
    loops.spawn(publishing.files().run(stop.clone()));
    loops.spawn(publishing.run(stand, stop.clone()));
    let status = format!("{}; serving at {}", count(&settings.borrow()), reloading.address);
    let polling = Polling {
        store: store.clone(),
        clock,
        watchdog,
        settings,
        committed,
        pulse,
        metrics: Arc::clone(&metrics),
        wanted: Arc::default(),
        pollers: watch::Sender::new(poller.clone()),
        desk,
        sooner: Arc::default(),
    };
    start_beside(&mut loops, &polling, (deliveries, published), &stop);
    loops.spawn(polling.run(poller, stop.clone()));
    loops.spawn(reloading.run(watch, reloads, stop.clone()));
    systemd::ready(&status);
    tracing::info!("{found}");

    finish(loops, end, &stop, store).await
}

/// Starts what goes on beside the polls and with their means.
fn start_beside(
    loops: &mut JoinSet<()>,
    polling: &Polling,
    (deliveries, published): (mpsc::Receiver<Delivery>, watch::Receiver<Arc<Publication>>),
    stop: &CancellationToken,
) {
    loops.spawn(index(polling.store.clone(), stop.clone()));
    loops.spawn(footing::watch(polling.store.clone(), stop.clone()));
    loops.spawn(polling.pages().run(stop.clone()));
    loops.spawn(polling.pushing(deliveries).run(stop.clone()));
    loops.spawn(polling.announcer(published).run(stop.clone()));
    loops.spawn(polling.retaining().run(stop.clone()));
}

/// What readers and hubs are answered from.
fn board(vantage: Vantage, desk: &Arc<Desk>, (stacks, meter): (Stacks, Meter)) -> Board {
    Board::new(Box::new(vantage))
        .with_callbacks(Arc::<Desk>::clone(desk))
        .with_library(Arc::new(stacks))
        .with_monitor(Arc::new(meter))
}

/// Waits for the end, ends the loops, and waits for them and for the store to close.
async fn finish(
    mut loops: JoinSet<()>,
    end: impl Future<Output = ()>,
    stop: &CancellationToken,
    store: Store,
) -> Result<(), RunError> {
    let is_early = tokio::select! {
        () = end => false,
        _ = loops.join_next() => true,
    };
    systemd::stopping();
    tracing::info!("Ending");
    stop.cancel();
    let ended = tokio::time::timeout(ENDING, async { while loops.join_next().await.is_some() {} });
    if ended.await.is_err() {
        tracing::warn!("Not all connections ended within {} s; they are cut", ENDING.as_secs());
        loops.shutdown().await;
    }
    let fate = store.fate();
    let closed = tokio::task::spawn_blocking(move || store.close());
    if tokio::time::timeout(CLOSING, closed).await.is_err() {
        tracing::warn!(
            "The store took too long to close: another process holds it, or the disk is slow. All that \
             was committed is safe; what was not is polled again"
        );
    }
    tracing::info!("Ended");
    match fate {
        Some(error) => Err(error.into()),
        None if is_early => Err(RunError::Ended),
        None => Ok(()),
    }
}

/// What readers' requests need to know of the daemon.
struct Vantage {
    clock: Clock,
    pulse: Arc<Pulse>,
    surfacing: Arc<Surfacing>,
}

impl Outlook for Vantage {
    fn now(&self) -> Timestamp {
        self.clock.now()
    }

    fn next_change(&self) -> Option<Timestamp> {
        Some(self.pulse.next_poll().min(self.surfacing.next()))
    }

    fn ready(&self) -> Result<(), String> {
        let beats = self.pulse.beats(self.clock.now());
        if beats { Ok(()) } else { Err("the polling loop has not turned for a minute".to_owned()) }
    }
}

/// The address that readers are given by default is made from `listen`, and has to name the port
/// where mainstem does listen: the system's choice for port 0, that of a socket that systemd
/// passed, or the one it was started with.
fn with_port(mut settings: Settings, port: Option<u16>) -> Settings {
    let base_url = &mut settings.merged.base_url;
    if let (Listen::Tcp(wanted), Some(_)) = (&settings.server.listen, port)
        && base_url.scheme() == "http"
        && base_url.path() == "/"
        && base_url.port_or_known_default() == Some(wanted.port())
    {
        // An http URL with a host can have any port.
        base_url.set_port(port).unwrap_or_default();
    }
    settings
}

/// Reads feeds.toml again when it was edited, or when asked to.
struct Reloading {
    surroundings: Surroundings,
    tell: watch::Sender<Arc<Settings>>,
    address: String,
    port: Option<u16>,
    metrics: Arc<Metrics>,
}

impl Reloading {
    async fn run(self, mut watch: Watch, mut asked: mpsc::Receiver<()>, stop: CancellationToken) {
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                Some(()) = asked.recv() => {
                    watch.acted();
                    self.reload().await;
                }
                () = tokio::time::sleep(LOOK) => {
                    if watch.changed() {
                        self.reload().await;
                    }
                }
            }
        }
    }

    /// Whatever comes of it, systemd is told that it is over, or it would kill the daemon.
    async fn reload(&self) {
        systemd::reloading();
        let surroundings = self.surroundings.clone();
        let loaded = tokio::task::spawn_blocking(move || load(&surroundings)).await;
        self.metrics.configured(matches!(loaded, Ok(Ok(_))));
        let status = match loaded {
            Ok(Ok(settings)) => self.apply(settings),
            Ok(Err(errors)) => self.refuse(&errors),
            Err(error) => format!("feeds.toml was not read: {error}"),
        };
        systemd::ready(&status);
    }

    fn apply(&self, settings: Settings) -> String {
        warn_of_restarts(&self.tell.borrow(), &settings);
        let status = format!("{}; serving at {}", count(&settings), self.address);
        let difference = difference(&self.tell.borrow(), &settings);
        let file = self.surroundings.file.display();
        tracing::info!("Read {file}: {}{difference}", count(&settings));
        self.tell.send_replace(Arc::new(with_port(settings, self.port)));
        status
    }

    /// Says what is wrong, and keeps it with what stays in use.
    fn refuse(&self, errors: &ConfigErrors) -> String {
        tracing::error!("feeds.toml is invalid and changes nothing:\n{errors}");
        let first = errors.errors.first().map(ToString::to_string).unwrap_or_default();
        let words = format!("feeds.toml is invalid, the previous one stays in use: {first}");
        let complaint = Some(words.clone());
        self.tell.send_modify(|settings| Arc::make_mut(settings).complaint = complaint);
        words
    }
}

/// What is bound or open already is not changed in mid-flight.
fn warn_of_restarts(before: &Settings, after: &Settings) {
    let fixed = [
        (before.server.listen != after.server.listen, "[server] listen"),
        (before.store.path != after.store.path, "[store] path"),
    ];
    for (_, key) in fixed.into_iter().filter(|(is_other, _)| *is_other) {
        tracing::warn!(key, "{key} takes effect when mainstem is started again");
    }
}

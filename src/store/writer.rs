//! The one thread that writes. Jobs that wait are done in one transaction, each behind a savepoint
//! of its own, so that a thousand polls do not cost a thousand commits and one that fails takes
//! none along.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use rusqlite::{Connection, TransactionBehavior};
use tokio::sync::{Semaphore, mpsc, oneshot};

use super::beginning;
use super::errors::{OpenError, StoreError};
use super::fate::Fate;
use super::mend;
use super::open::{self, Opening};
use super::readers::{CONNECTIONS, Readers, Reading};
use super::watched::{Watched, Watcher};

/// Jobs in one transaction at most: bounds how long a reader waits to see the first of them.
const GROUP: usize = 64;

/// How long the last thing that is done waits for other readers: less than a daemon has for its end.
const LAST_PATIENCE: Duration = Duration::from_millis(200);

/// Jobs that may wait. Whoever brings one more waits itself, and so does its poll.
const QUEUE: usize = 128;

/// The store. Clones share one writer and the readers.
#[derive(Clone, Debug)]
pub struct Store {
    readers: Arc<Readers>,
    /// A turn at one of the readers' connections.
    turns: Arc<Semaphore>,
    /// `None` where the store was opened only to read.
    writer: Option<Arc<Writer>>,
    /// What becomes of the file meanwhile.
    fate: Arc<Fate>,
}

#[derive(Debug)]
struct Writer {
    jobs: mpsc::Sender<Job>,
    /// Jobs of which nothing stands, by no fault of whoever asked.
    failed: AtomicU64,
    thread: std::sync::Mutex<Option<JoinHandle<()>>>,
}

/// The store inside a transaction that writes.
#[derive(Debug)]
pub struct Writing<'c> {
    pub(super) connection: &'c Connection,
}

impl Writer {
    /// Passes on how a job ended.
    fn counted<T>(&self, answer: Result<T, StoreError>) -> Result<T, StoreError> {
        if answer.as_ref().is_err_and(|error| !matches!(error, StoreError::NoItem(_))) {
            self.failed.fetch_add(1, Ordering::Relaxed);
        }
        answer
    }
}

impl Writing<'_> {
    /// The same, to read from: sees what was written before in this transaction.
    pub fn reading(&self) -> Reading<'_> {
        Reading { connection: self.connection }
    }
}

/// Does its work and gives back what to do when the transaction has ended. Where there is no
/// transaction to work in it is given why, and passes that on.
type Job = Box<dyn FnOnce(Result<&Writing<'_>, &StoreError>) -> Done + Send>;

struct Done {
    /// Whether what it wrote is to stand.
    good: bool,
    /// Tells whoever waits how it ended; the argument is why the commit failed, if it did.
    tell: Tell,
}

impl Store {
    /// Opens the file to read and write, making or migrating it as needed.
    pub fn open(path: &Path, opening: &Opening) -> Result<Self, OpenError> {
        Self::open_watched(path, opening, None)
    }

    /// The same; `watcher` is told how that goes on, where it takes long.
    pub fn open_watched(
        path: &Path,
        opening: &Opening,
        watcher: Option<Watcher>,
    ) -> Result<Self, OpenError> {
        let told = Watched::by(watcher);
        let connection = beginning::told(path, || open::to_write(path, opening, (&told, false)))?;
        Self::of(path, connection, false)
    }

    /// The same for a daemon, which is alone with the file: it is looked through if it was not closed
    /// properly, or found damaged, and made anew where it is damaged and nothing is lost by that.
    pub fn open_sound(
        path: &Path,
        opening: &Opening,
        watcher: Option<Watcher>,
    ) -> Result<Self, OpenError> {
        let told = Watched::by(watcher);
        let opened = || match open::to_write(path, opening, (&told, true)) {
            Err(OpenError::Other { error: StoreError::Damaged(what), .. }) => {
                mend::mend(path, what, opening, &told)?;
                open::to_write(path, opening, (&told, false))
            }
            opened => opened,
        };
        let connection = beginning::told(path, opened)?;
        Self::of(path, connection, true)
    }

    /// `is_alone`: no other mainstem writes it at the same time for long.
    fn of(path: &Path, connection: Connection, is_alone: bool) -> Result<Self, OpenError> {
        let (jobs, queue) = mpsc::channel(QUEUE);
        let fate = Arc::new(Fate::of(path));
        let watching = Arc::clone(&fate);
        let thread = std::thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || {
                write_all(connection, queue, &watching);
                if is_alone {
                    watching.closed();
                }
            })
            .map_err(|error| OpenError::other(path, error))?;
        let thread = std::sync::Mutex::new(Some(thread));
        Ok(Self {
            readers: Arc::new(Readers::new(path.to_owned(), None)),
            turns: Arc::new(Semaphore::new(CONNECTIONS)),
            writer: Some(Arc::new(Writer { jobs, failed: AtomicU64::new(0), thread })),
            fate,
        })
    }

    /// Opens the file only to read.
    pub fn open_to_read(path: &Path) -> Result<Self, OpenError> {
        let first = open::to_read(path)?;
        let readers = Arc::new(Readers::new(path.to_owned(), Some(first)));
        let (turns, fate) = (Arc::new(Semaphore::new(CONNECTIONS)), Arc::new(Fate::of(path)));
        Ok(Self { readers, turns, writer: None, fate })
    }

    /// Looks whether the file is where it was and as it was. What this finds once is so for good, but for
    /// [`StoreError::Removed`], which may be mended yet.
    pub async fn stands(&self) -> Result<(), StoreError> {
        if let Some(sealed) = self.fate.sealed() {
            return Err(sealed);
        }
        let fate = Arc::clone(&self.fate);
        let stands = tokio::task::spawn_blocking(move || fate.stands()).await;
        if stands.unwrap_or(true) {
            return Ok(());
        }
        // The writer holds what was removed, and puts it back.
        self.write(|_| Ok(())).await
    }

    /// What has ended the use of the file, if anything has.
    pub fn fate(&self) -> Option<StoreError> {
        self.fate.sealed()
    }

    /// Runs `work` in a transaction and answers when it is committed. Where `work` fails, nothing
    /// of it is written.
    pub async fn write<T, W>(&self, work: W) -> Result<T, StoreError>
    where
        T: Send + 'static,
        W: FnOnce(&Writing<'_>) -> Result<T, StoreError> + Send + 'static,
    {
        let (job, receiver) = job(work);
        let writer = self.writer()?;
        writer.jobs.send(job).await.map_err(|_| StoreError::Closed)?;
        self.fate.noted(writer.counted(receiver.await.map_err(|_| StoreError::Closed)?))
    }

    /// The same, for a thread that may block.
    pub fn write_here<T, W>(&self, work: W) -> Result<T, StoreError>
    where
        T: Send + 'static,
        W: FnOnce(&Writing<'_>) -> Result<T, StoreError> + Send + 'static,
    {
        let (job, receiver) = job(work);
        let writer = self.writer()?;
        writer.jobs.blocking_send(job).map_err(|_| StoreError::Closed)?;
        self.fate.noted(writer.counted(receiver.blocking_recv().map_err(|_| StoreError::Closed)?))
    }

    /// How many jobs wait for the writer, beside those that it is at.
    pub fn waiting_writes(&self) -> usize {
        let jobs = self.writer.as_ref().map(|writer| &writer.jobs);
        jobs.map_or(0, |jobs| jobs.max_capacity() - jobs.capacity())
    }

    /// How often something could not be written since the store was opened, by no fault of whoever asked.
    pub fn failed_writes(&self) -> u64 {
        self.writer.as_ref().map_or(0, |writer| writer.failed.load(Ordering::Relaxed))
    }

    fn writer(&self) -> Result<&Writer, StoreError> {
        self.writer.as_deref().ok_or(StoreError::ReadOnly)
    }

    /// Runs `work` on a thread that may block, with the store as of one moment.
    pub async fn read<T, W>(&self, work: W) -> Result<T, StoreError>
    where
        T: Send + 'static,
        W: FnOnce(&Reading<'_>) -> Result<T, StoreError> + Send + 'static,
    {
        let readers = Arc::clone(&self.readers);
        let turn = Arc::clone(&self.turns).acquire_owned().await;
        let reading = move || {
            let answer = readers.read(work);
            drop(turn);
            answer
        };
        let answer = tokio::task::spawn_blocking(reading).await.map_err(|_| StoreError::Closed)?;
        self.fate.noted(answer)
    }

    /// The same, on this thread, which may block.
    pub fn read_here<T>(
        &self,
        work: impl FnOnce(&Reading<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.fate.noted(self.readers.read(work))
    }

    /// Ends the writer when all that waits is written. Other clones can't write any more once
    /// the last of them is gone; blocks until the thread has ended.
    pub fn close(self) {
        let Some(writer) = self.writer.and_then(Arc::into_inner) else { return };
        // The writer is to be the last, so that it can bring all that is in the -wal file home.
        self.readers.clear();
        drop(writer.jobs);
        let thread = writer.thread.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(thread) = thread {
            // A writer that panicked has said so itself.
            drop(thread.join());
        }
    }
}

/// The work as a job, and where its answer comes in.
fn job<T, W>(work: W) -> (Job, oneshot::Receiver<Result<T, StoreError>>)
where
    T: Send + 'static,
    W: FnOnce(&Writing<'_>) -> Result<T, StoreError> + Send + 'static,
{
    let (sender, receiver) = oneshot::channel();
    let job: Job = Box::new(move |ground| {
        let answer = match ground {
            Ok(writing) => contained(|| work(writing)),
            Err(error) => Err(error.clone()),
        };
        Done {
            good: answer.is_ok(),
            tell: Box::new(move |commit_failed| {
                // What went wrong in the work itself says more than what followed from it.
                let answer = match (answer, commit_failed) {
                    (Ok(_), Some(error)) => Err(error.clone()),
                    (answer, _) => answer,
                };
                // Whoever asked may have gone; the work stands all the same.
                drop(sender.send(answer));
            }),
        }
    });
    (job, receiver)
}

fn write_all(mut connection: Connection, mut queue: mpsc::Receiver<Job>, fate: &Fate) {
    while let Some(first) = queue.blocking_recv() {
        let mut group = vec![first];
        while group.len() < GROUP {
            let Ok(next) = queue.try_recv() else { break };
            group.push(next);
        }
        match fate.before_writing(&connection) {
            Ok(()) => write_group(&mut connection, group),
            Err(error) => refuse(group, &error),
        }
    }
    // Whoever copies the one file of a daemon that has ended is to have all of it. Where another
    // process reads, it stays in the -wal file, which is as safe, and is soon left there: what copies
    // each change, as Litestream does, reads for ever.
    drop(connection.busy_timeout(LAST_PATIENCE));
    drop(connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)"));
}

/// There is no transaction to work in.
fn refuse(group: Vec<Job>, error: &StoreError) {
    for job in group {
        (job(Err(error)).tell)(None);
    }
}

fn write_group(connection: &mut Connection, group: Vec<Job>) {
    let transaction = match connection.transaction_with_behavior(TransactionBehavior::Immediate) {
        Ok(transaction) => transaction,
        Err(error) => return refuse(group, &error.into()),
    };
    let writing = Writing { connection: &transaction };
    let mut told = Vec::with_capacity(group.len());
    let mut broken = None;
    for job in group {
        if let Some(error) = &broken {
            told.push(job(Err(error)).tell);
            continue;
        }
        match behind_savepoint(&writing, job) {
            Ok(tell) => told.push(tell),
            Err((tell, error)) => {
                told.push(tell);
                broken = Some(error);
            }
        }
    }
    let failed = match broken {
        // Dropped without a commit, the transaction is undone.
        Some(error) => {
            drop(transaction);
            Some(error)
        }
        None => transaction.commit().err().map(StoreError::from),
    };
    for tell in told {
        tell(failed.as_ref());
    }
}

type Tell = Box<dyn FnOnce(Option<&StoreError>) + Send>;

/// An error means that the savepoint itself failed: nothing of the transaction can stand then.
fn behind_savepoint(writing: &Writing<'_>, job: Job) -> Result<Tell, (Tell, StoreError)> {
    let begun = writing.connection.execute_batch("SAVEPOINT job");
    let done = match &begun {
        Ok(()) => job(Ok(writing)),
        Err(error) => job(Err(&StoreError::Sql(error.to_string()))),
    };
    let end = if done.good { "RELEASE job" } else { "ROLLBACK TO job; RELEASE job" };
    match begun.and_then(|()| writing.connection.execute_batch(end)) {
        Ok(()) => Ok(done.tell),
        Err(error) => Err((done.tell, error.into())),
    }
}

/// A panic in a job is a fault of ours that must not end the writer and with it the daemon's
/// memory: the job is undone and its feed reports the fault.
fn contained<T>(work: impl FnOnce() -> Result<T, StoreError>) -> Result<T, StoreError> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(work))
        .unwrap_or_else(|_| Err(StoreError::Sql("mainstem panicked while writing".to_owned())))
}

//! Items that need not be held any longer are let go, some at a time, beside all else. Which may go is
//! decided in `schedule/`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::clock::Clock;
use super::gathering;
use super::metrics::Metrics;
use crate::model::{FeedId, ItemId, Keeping, Settings, StoryId, Timestamp};
use crate::schedule;
use crate::store::{Reading, Store, StoreError, Writing};

/// Items that are looked at at a time.
pub(super) const LOOKED_AT: usize = 2_000;

/// Stories that go in one transaction: some tens of milliseconds of the writer, for which polls wait.
const BATCH: usize = 100;

/// Lines of the log of polls that are looked for at a time, and how many of them, or of what they came to
/// day by day, go in one transaction.
const LINES: usize = 50_000;
const LINES_GO: usize = 1_000;

/// Pages of the file that are given back in one transaction, likewise.
const PAGES: u32 = 256;

/// Rests after a batch, so that whoever waits for the writer has it in between.
const REST: Duration = Duration::from_millis(100);

/// Between two looks at what is held, and before the first: a daemon that starts has more urgent things to
/// do.
const LOOK: Duration = Duration::from_hours(1);
const FIRST_LOOK: Duration = Duration::from_mins(2);

/// What was let go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LetGo {
    /// Items.
    pub items: usize,
    /// Archives.
    pub archives: usize,
}

/// Where a look at what is held goes on.
#[derive(Clone, Copy, Debug)]
enum Place {
    /// Among all items, behind this one.
    All(ItemId),
    /// Among those of the feed that are too many, behind this one.
    Of(FeedId, ItemId),
}

/// A look at all that is held.
struct Look<'s> {
    store: &'s Store,
    keeping: Arc<Keeping>,
    /// As of when ages are counted.
    counted: Timestamp,
    now: Timestamp,
    rest: Duration,
    stop: &'s CancellationToken,
}

/// Lets everything go that need not be held any longer at `now`, with a rest between batches, until `stop`:
/// items as `[store] keep` and `keep_items` say, and always what is old of the log of polls.
pub async fn let_go(
    store: &Store,
    settings: &Arc<Settings>,
    now: Timestamp,
    (rest, stop): (Duration, &CancellationToken),
) -> Result<LetGo, StoreError> {
    polls(store, now, (rest, stop)).await?;
    let before = store.read(|reading| reading.ages_counted()).await?;
    let wanted = Arc::clone(settings);
    let counted = schedule::counted(before, now);
    let keeping = store.read(move |reading| keeping(reading, &wanted, counted)).await?;
    if keeping.is_all() {
        return Ok(LetGo::default());
    }
    store
        .write(move |writing| {
            writing.count_ages(counted)?;
            // What nobody was shown for want of a publication has come out by now.
            // Not as of `counted`, which lags behind after a year without mainstem: what is held back by a
            // day would seem to be so by a year, as if a clock had been wrong, and come out.
            writing.number(now)
        })
        .await?;
    let look = Look { store, keeping: Arc::new(keeping), counted, now, rest, stop };
    let items = look.items().await?;
    let archives = look.archives().await?;
    // All that is known of items is gone through for that.
    if before.is_none_or(|before| day(before) != day(counted)) {
        look.forget().await?;
    }
    look.shrink().await?;
    Ok(LetGo { items, archives })
}

/// The same, without rests, for a command that has to end: what is left when there was `enough` waits for the
/// next. Answers whether nothing is.
pub async fn let_go_until(
    enough: impl Future<Output = ()>,
    store: &Store,
    settings: &Arc<Settings>,
    (now, stop): (Timestamp, &CancellationToken),
) -> Result<bool, StoreError> {
    let stop = stop.child_token();
    let work = let_go(store, settings, now, (Duration::ZERO, &stop));
    tokio::pin!(work, enough);
    loop {
        tokio::select! {
            biased;
            () = &mut enough, if !stop.is_cancelled() => stop.cancel(),
            gone = &mut work => return gone.map(|_| !stop.is_cancelled()),
        }
    }
}

/// Drops what is older than the log of polls reaches back, of all feeds that ever were.
async fn polls(
    store: &Store,
    now: Timestamp,
    between: (Duration, &CancellationToken),
) -> Result<(), StoreError> {
    let mut is_more = true;
    while is_more && !between.1.is_cancelled() {
        let old = store.read(move |reading| reading.old_polls(now, LINES)).await?;
        is_more = old.len() == LINES;
        for lines in old.chunks(LINES_GO).take_while(|_| !between.1.is_cancelled()) {
            let lines = lines.to_vec();
            store.write(move |writing| writing.forget_polls(&lines)).await?;
            pause(between).await;
        }
    }
    while !between.1.is_cancelled() && store.read(move |r| r.has_old_days(now)).await? {
        store.write(move |writing| writing.forget_days(now, LINES_GO)).await?;
        pause(between).await;
    }
    Ok(())
}

async fn pause((rest, stop): (Duration, &CancellationToken)) {
    tokio::select! {
        () = stop.cancelled() => {}
        () = tokio::time::sleep(rest) => {}
    }
}

fn day(of: Timestamp) -> i64 {
    of.unix().div_euclid(86_400)
}

/// What is held under these settings.
fn keeping(
    reading: &Reading<'_>,
    settings: &Settings,
    now: Timestamp,
) -> Result<Keeping, StoreError> {
    let (mut surplus, mut polled) = (BTreeMap::new(), BTreeSet::new());
    for source in reading.sources()? {
        let Some(feed) = settings.feed(&source.url) else { continue };
        polled.insert(source.id);
        if let Some(wanted) = feed.keep_items {
            let last = reading.newest_but(source.id, wanted)?;
            surplus.extend(last.map(|last| (source.id, last)));
        }
    }
    let shown = if surplus.is_empty() {
        BTreeSet::new()
    } else {
        gathering::river(reading, settings)?.stories.iter().map(|story| story.id).collect()
    };
    Ok(Keeping {
        old: settings.store.keep.map(|keep| now.minus(keep)),
        surplus,
        live: now.minus(settings.merged.window),
        polled,
        shown,
    })
}

impl Look<'_> {
    /// Lets stories go, and tells how many items they had.
    async fn items(&self) -> Result<usize, StoreError> {
        let mut items = 0;
        let of_feeds = self.keeping.surplus.keys().map(|feed| Place::Of(*feed, ItemId(0)));
        let all = self.keeping.old.map(|_| Place::All(ItemId(0)));
        for begin in all.into_iter().chain(of_feeds) {
            let mut place = Some(begin);
            while let Some(at) = place.filter(|_| !self.stop.is_cancelled()) {
                let (gone, next) = self.items_at(at).await?;
                items += gone;
                place = next;
            }
        }
        Ok(items)
    }

    /// The same for some, from this place on; with it, where there are more.
    async fn items_at(&self, at: Place) -> Result<(usize, Option<Place>), StoreError> {
        let (keeping, moments) = (Arc::clone(&self.keeping), (self.counted, self.now));
        let found = move |reading: &Reading<'_>| candidates(reading, &keeping, at, moments);
        let (stories, next) = self.store.read(found).await?;
        let mut items = 0;
        for batch in stories.chunks(BATCH) {
            let (batch, keeping) = (batch.to_vec(), Arc::clone(&self.keeping));
            let let_go = move |writing: &Writing<'_>| go(writing, &batch, &keeping, moments);
            items += self.store.write(let_go).await?;
            self.pause().await;
        }
        Ok((items, next))
    }

    /// Drops archives from the oldest on whose stories are all too old.
    async fn archives(&self) -> Result<usize, StoreError> {
        let mut dropped = 0;
        while let Some(old) = self.keeping.old.filter(|_| !self.stop.is_cancelled()) {
            let now = self.now;
            if !self.store.write(move |writing| drop_oldest(writing, (old, now))).await? {
                break;
            }
            dropped += 1;
            self.pause().await;
        }
        Ok(dropped)
    }

    /// Forgets items that were let go long ago.
    async fn forget(&self) -> Result<(), StoreError> {
        let (mut behind, before) = (None, self.counted.minus(schedule::KNOWN));
        while !self.stop.is_cancelled() {
            let found = self.store.read(move |reading| reading.long_aged(behind, before, BATCH));
            let found = found.await?;
            let Some(last) = found.last().copied() else { break };
            behind = Some(last);
            self.store.write(move |writing| writing.forget_aged(&found)).await?;
            self.pause().await;
        }
        Ok(())
    }

    /// Gives pages back that nothing is in any more.
    async fn shrink(&self) -> Result<(), StoreError> {
        while !self.stop.is_cancelled() && self.store.write(|w| w.give_back(PAGES)).await? {
            self.pause().await;
        }
        Ok(())
    }

    async fn pause(&self) {
        pause((self.rest, self.stop)).await;
    }
}

/// Lets stories go that still may, and tells how many items they had.
fn go(
    writing: &Writing<'_>,
    stories: &[StoryId],
    keeping: &Keeping,
    (counted, now): (Timestamp, Timestamp),
) -> Result<usize, StoreError> {
    let mut items = 0;
    for story in stories {
        let reports = writing.reading().held_reports(*story, (counted, now))?;
        if schedule::may_go(*story, &reports, keeping) {
            items += writing.let_go(*story, now)?;
        }
    }
    // With each batch: what is cached is not to show it where the look fails behind this one.
    if items > 0 {
        writing.count_revision()?;
    }
    Ok(items)
}

/// Drops the oldest archive if what it shows last changed before `old`, and tells whether it did. What an
/// archive shows that a clock was ahead for is no younger than what the next one shows.
fn drop_oldest(
    writing: &Writing<'_>,
    (old, now): (Timestamp, Timestamp),
) -> Result<bool, StoreError> {
    let reading = writing.reading();
    let is_old = reading.first_archived(now)?.is_some_and(|updated| updated < old);
    let oldest = reading.oldest_archive()?.filter(|_| is_old);
    let Some((number, _)) = oldest else { return Ok(false) };
    let (newest, _) = reading.archived()?;
    if number == newest {
        return Ok(false);
    }
    writing.drop_archive(number)?;
    writing.count_revision()?;
    Ok(true)
}

/// The next stories that may go, and where to look for more; `None` where there are none.
fn candidates(
    reading: &Reading<'_>,
    keeping: &Keeping,
    at: Place,
    (counted, now): (Timestamp, Timestamp),
) -> Result<(Vec<StoryId>, Option<Place>), StoreError> {
    let (items, next) = match at {
        Place::All(behind) => {
            let found = reading.items_behind(behind, LOOKED_AT)?;
            let last = found.last().map(|(item, ..)| *item);
            // Items come in by their age, as far as clocks are right: behind so many that are all young,
            // none is looked for. Of those that came in while a clock was ahead, nothing is said by it.
            let is_old = |seen: &Timestamp| keeping.old.is_some_and(|old| *seen < old);
            let goes_on = found.iter().any(|(.., seen)| is_old(seen) || *seen > now);
            let old: Vec<StoryId> = found
                .into_iter()
                .filter_map(|(_, story, seen)| is_old(&seen).then_some(story))
                .collect();
            (old, last.filter(|_| goes_on).map(Place::All))
        }
        Place::Of(feed, behind) => {
            let last = keeping.surplus.get(&feed).copied().unwrap_or(behind);
            let found = reading.items_of(feed, (behind, last), LOOKED_AT)?;
            let next = found.last().map(|(item, _)| Place::Of(feed, *item));
            (found.into_iter().map(|(_, story)| story).collect(), next)
        }
    };
    let mut stories = Vec::new();
    for story in items.into_iter().collect::<BTreeSet<_>>() {
        if schedule::may_go(story, &reading.held_reports(story, (counted, now))?, keeping) {
            stories.push(story);
        }
    }
    Ok((stories, next))
}

/// The daemon's loop.
pub(super) struct Retaining {
    pub(super) store: Store,
    pub(super) clock: Clock,
    pub(super) settings: watch::Receiver<Arc<Settings>>,
    pub(super) metrics: Arc<Metrics>,
}

impl Retaining {
    /// Looks from time to time what need not be held any longer, until `stop`.
    pub(super) async fn run(self, stop: CancellationToken) {
        let (mut wait, mut is_failing, mut is_first) = (FIRST_LOOK, false, true);
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(wait) => {}
            }
            let settings = Arc::clone(&self.settings.borrow());
            let now = self.clock.now();
            match let_go(&self.store, &settings, now, (REST, &stop)).await {
                Ok(gone) => {
                    is_first &= !self.tell(gone, is_first).await;
                    (wait, is_failing) = (LOOK, false);
                }
                Err(error) if is_failing => tracing::debug!(%error, "Still not let go: {error}"),
                Err(error) => {
                    tracing::error!(%error, "More is held than need be: failed to let old items and polls go: {error}");
                    (wait, is_failing) = (FIRST_LOOK, true);
                }
            }
        }
    }

    /// Counts and tells what was let go, and, the first time, that a file stays as large as it is. Answers
    /// whether there was anything to tell.
    async fn tell(&self, LetGo { items, archives }: LetGo, is_first: bool) -> bool {
        if items + archives == 0 {
            return false;
        }
        self.metrics.let_go(items);
        let look = |reading: &Reading<'_>| Ok((reading.size()?, reading.can_shrink()?));
        let (size, can_shrink) = self.store.read(look).await.unwrap_or((0, true));
        tracing::info!(
            items,
            archives,
            "Let {items} items and {archives} archives go, as [store] keep and keep_items say; the database has {} MiB",
            size.div_ceil(1 << 20)
        );
        if is_first && !can_shrink {
            tracing::info!(
                "The database keeps its size, as an older mainstem has made it; what is empty is used again. To have it shrink, \
                 end mainstem and put a copy that `mainstem backup` makes in its place"
            );
        }
        true
    }
}

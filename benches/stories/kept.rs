//! Documents that were kept, sent through the daemon's own intake in the order in which they were fetched.

use std::io::Error;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use mainstem::daemon::Live;
use mainstem::model::{PollTally, StoredItem, Timestamp};
use mainstem::parse;
use mainstem::store::{ItemFilter, Store, StoreError};
use url::Url;

use crate::polled;

/// How long items are live: a week, as in the daemon.
pub(crate) const WINDOW: Duration = Duration::from_hours(7 * 24);

/// A file that was fetched at a moment.
#[derive(Debug)]
pub(crate) struct Kept {
    pub(crate) at: Timestamp,
    pub(crate) outlet: String,
    pub(crate) path: PathBuf,
}

/// All documents below the folder, `OUTLET/TIMESTAMP.xml`, in the order of their moments, and how many files
/// are passed over. What is not named by a moment is no document: a manifest, a note.
pub(crate) fn series(folder: &Path) -> Result<(Vec<Kept>, usize), Error> {
    let (mut kept, mut passed_over) = (Vec::new(), 0);
    for outlet in std::fs::read_dir(folder)? {
        let outlet = outlet?.path();
        if !outlet.is_dir() {
            passed_over += 1;
            continue;
        }
        for file in std::fs::read_dir(&outlet)? {
            let path = file?.path();
            match moment(&path) {
                Some(at) => kept.push(Kept { at, outlet: name(&outlet), path }),
                None => passed_over += 1,
            }
        }
    }
    kept.sort_by(|one, other| (one.at, &one.outlet).cmp(&(other.at, &other.outlet)));
    Ok((kept, passed_over))
}

pub(crate) fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// The moment that names a file: `20260819T093815Z.xml`.
fn moment(path: &Path) -> Option<Timestamp> {
    let name = path.file_name()?.to_str()?.strip_suffix(".xml")?;
    let part = |from: usize, to: usize| name.get(from..to);
    let (year, month, day) = (part(0, 4)?, part(4, 6)?, part(6, 8)?);
    let (hour, minute, second) = (part(9, 11)?, part(11, 13)?, part(13, 15)?);
    Timestamp::from_rfc3339(&format!("{year}-{month}-{day}T{hour}:{minute}:{second}Z"))
}

/// Takes in the documents. Tells `each` what became of every one of them, `None` where it is no feed, and
/// gives back all items in the order in which they came in.
pub(crate) fn replayed(
    kept: Vec<Kept>,
    mut each: impl FnMut(Option<&PollTally>),
) -> Result<Vec<StoredItem>, Error> {
    let folder = tempfile::tempdir()?;
    let store = polled::store(&folder);
    let live = Arc::new(Live::new(WINDOW));
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    for Kept { at, outlet, path } in kept {
        let url = Url::parse(&format!("https://feeds.invalid/{outlet}")).map_err(Error::other)?;
        let Ok(document) = parse::document(&std::fs::read(&path)?, None, &url) else {
            each(None);
            continue;
        };
        let polled = runtime.block_on(polled::take_in((&store, &live), url, &document, at));
        each(Some(&polled.map_err(Error::other)?));
    }
    let items = items(&store).map_err(Error::other)?;
    store.close();
    Ok(items)
}

fn items(store: &Store) -> Result<Vec<StoredItem>, StoreError> {
    let mut items = Vec::new();
    store.read_here(|reading| {
        reading.items(&ItemFilter::default(), |item| {
            items.push(item);
            true
        })
    })?;
    items.sort_by_key(|item| item.id);
    Ok(items)
}

/// The folder or file that an item came from.
pub(crate) fn outlet(item: &StoredItem) -> &str {
    item.source.url.rsplit('/').next().unwrap_or_default()
}

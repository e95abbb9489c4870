//! Archive documents (RFC 5005 section 4): stories are packed when there are as many as fill one, so that
//! its bytes stay the same whatever becomes of them. When that is, is decided in `daemon/`.

use std::io;

use super::atom::{self, Beside};
use super::document::Rendered;
use crate::model::{Archive, River, RiverStory};

/// About as small as the best, in a tenth of the time.
const LEVEL: i32 = 9;

/// Packs these stories, the newest first, as an archive document that is full.
pub fn pack(number: u32, stories: &[RiverStory], base_url: &str) -> io::Result<Option<Archive>> {
    let updated = stories.iter().map(|story| story.changed.max(story.surfaced)).max();
    let reach = stories.iter().map(|story| story.place).max();
    let Some((updated, reach)) = updated.zip(reach) else { return Ok(None) };
    let entries = zstd::bulk::compress(atom::entries(stories, base_url).as_bytes(), LEVEL)?;
    Ok(Some(Archive { number, reach, updated, entries }))
}

/// The document of an archive that is full. Of the river nothing counts but what it says of itself. The
/// `oldest` that is kept names none before it.
pub fn full_archive(river: &River, archive: &Archive, oldest: u32) -> io::Result<Rendered> {
    let entries = zstd::stream::decode_all(archive.entries.as_slice())?;
    let entries = String::from_utf8_lossy(&entries);
    let beside = Beside {
        previous: archive.number.checked_sub(1).filter(|previous| *previous >= oldest),
        next: archive.number.checked_add(1),
    };
    let bytes = atom::archive(river, (archive.number, beside), archive.updated, &entries);
    Ok(Rendered::new(bytes, atom::TYPE))
}

/// The document that follows the last archive that is full: the stories of the river that are in none,
/// which stand behind `reach`.
pub fn unfinished_archive(river: &River, reach: i64) -> Rendered {
    let newer = river.stories.partition_point(|story| story.place > reach);
    let entries = atom::entries(river.stories.get(..newer).unwrap_or_default(), &river.base_url);
    let beside = Beside { previous: Some(river.archives), next: None };
    let number = (river.archives.saturating_add(1), beside);
    Rendered::new(atom::archive(river, number, river.updated, &entries), atom::TYPE)
}

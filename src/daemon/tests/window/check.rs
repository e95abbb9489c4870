//! What must hold of any history.

use std::collections::BTreeSet;

use super::reader::{Reader, Record, archive, ids};
use super::world::{Event, WINDOW, World};

/// Archives that are full stay as they are, hold as many stories as one document, and are linked.
fn check_archives(world: &World, record: &mut Record, document: &str) {
    let newest = archive(document, "prev-archive").unwrap_or(0);
    for number in 1..=newest {
        let held = world.archive(number).unwrap();
        assert_eq!(ids(&held).len(), WINDOW);
        assert!(held.contains("<fh:archive/>"));
        assert_eq!(archive(&held, "prev-archive"), number.checked_sub(1).filter(|n| *n > 0));
        assert_eq!(archive(&held, "next-archive"), Some(number + 1));
        assert_eq!(record.archives.entry(number).or_insert_with(|| held.clone()), &held);
    }
    let unfinished = world.archive(newest + 1);
    assert_eq!(unfinished.is_some(), newest > 0);
    assert!(unfinished.is_none_or(|document| !document.contains("fh:archive/")));
    assert_eq!(world.archive(newest + 2), None);
}

pub(super) fn check(history: &[(Event, (usize, usize), bool)]) {
    let folder = tempfile::tempdir().unwrap();
    let mut world = World::new(folder.path().join("mainstem.db"));
    let (mut record, mut often, mut seldom) =
        (Record::default(), Reader::default(), Reader::default());
    let mut before = world.publish();
    // What came in such numbers at once that nobody could see it without the archives.
    let mut burst = BTreeSet::new();
    for (event, choice, reads) in history {
        world.happen(*event, *choice);
        let document = world.publish();
        let all = world.all();
        record.take(&world, &all);
        check_archives(&world, &mut record, &document);
        let unique: BTreeSet<String> = ids(&document).into_iter().collect();
        assert_eq!(unique.len(), ids(&document).len());
        let newer = |place: i64| all.stories.iter().filter(|s| s.place > place).count();
        let top = all.stories.first().map_or(0, |story| story.place);
        if newer(often.place) > WINDOW {
            // It was to come before this.
            often.read(&before);
            let unseen = all.stories.iter().skip(WINDOW);
            let unseen = unseen.filter(|s| !record.knows(&often.ids, &world, s));
            burst.extend(unseen.filter(|s| s.place > often.place).map(|story| story.id));
            often.read(&document);
            often.place = top;
        }
        if *reads {
            seldom.walk(&world, &document);
            for story in &all.stories {
                assert!(record.knows(&seldom.ids, &world, story), "lost: {story:?}");
            }
        }
        before = document;
    }
    often.read(&before);
    for story in world.all().stories {
        let known = burst.contains(&story.id) || record.knows(&often.ids, &world, &story);
        assert!(known, "missed: {story:?}");
    }
    for (item, ids) in &record.led {
        assert!(
            ids.len() == 1 || world.corrected.contains(item),
            "{item:?} is seen twice: {ids:?}"
        );
    }
}

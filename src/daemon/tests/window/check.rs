//! What must hold of any history.

use super::reader::{Reader, Record, Timely, archive, ids, urn};
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

/// What happens, to what, and whether somebody who comes seldom reads then.
pub(super) type Step = (Event, (usize, usize), bool);

pub(super) fn check(history: &[Step]) {
    let folder = tempfile::tempdir().unwrap();
    let mut world = World::new(folder.path().join("mainstem.db"));
    let (mut record, mut timely, mut seldom) =
        (Record::default(), Timely::default(), Reader::default());
    for (event, choice, reads) in history {
        world.happen(*event, *choice);
        let document = world.publish();
        let all = world.all();
        record.take(&world, &all);
        check_archives(&world, &mut record, &document);
        let shown: Vec<String> = all.stories.iter().take(WINDOW).map(urn).collect();
        assert_eq!(ids(&document), shown);
        timely.look(&all, WINDOW, (&record, &world));
        if *reads {
            seldom.walk(&world, &document);
            for story in &all.stories {
                assert!(record.knows(&seldom.ids, &world, story), "lost: {story:?}");
            }
        }
    }
    timely.knows_all(&world.all(), (&record, &world));
    for (item, ids) in &record.led {
        assert!(
            ids.len() == 1 || world.corrected.contains(item),
            "{item:?} is seen twice: {ids:?}"
        );
    }
}

/// The same for a view with rules of its own, while those of feeds.toml stay as they are.
pub(super) fn check_view(history: &[Step]) {
    let folder = tempfile::tempdir().unwrap();
    let mut world = World::new(folder.path().join("mainstem.db"));
    let (mut record, mut timely) = (Record::default(), Timely::default());
    for (event, choice, _) in history {
        let event = if matches!(event, Event::Rules) { Event::Edit } else { *event };
        world.happen(event, *choice);
        world.publish();
        record.take(&world, &world.all());
        timely.look(&world.view(), WINDOW, (&record, &world));
    }
    timely.knows_all(&world.view(), (&record, &world));
}

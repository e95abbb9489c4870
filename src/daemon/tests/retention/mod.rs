//! What is held and what is known over any history of documents that grow, shrink, lose items and bring
//! them back, of edits, corrections, looks at what is held, years that pass, and restarts.

mod checks;
mod history;
mod world;

use proptest::prelude::*;

use self::history::{Event, event};
use self::world::World;

/// What must be nowhere in the file.
const WRONG: [(&str, &str); 9] = [
    ("an item without its text", "SELECT 1 FROM items WHERE id NOT IN (SELECT item FROM texts)"),
    (
        "an item without words",
        "SELECT 1 FROM items WHERE id NOT IN (SELECT id FROM search_docsize)",
    ),
    (
        "words without an item",
        "SELECT 1 FROM search_docsize WHERE id NOT IN (SELECT id FROM items)",
    ),
    ("a story without reports", "SELECT 1 FROM stories WHERE id NOT IN (SELECT story FROM items)"),
    ("one that is held and known", "SELECT 1 FROM aged JOIN items USING (feed, key)"),
    (
        "an item in a document that is neither held nor known",
        "SELECT 1 FROM listed WHERE item NOT IN (SELECT id FROM items) \
         AND item NOT IN (SELECT item FROM aged)",
    ),
    (
        "an item that is known and taken for held, or the other way",
        "SELECT 1 FROM listed WHERE (key IS NULL) <> (item IN (SELECT id FROM items))",
    ),
    ("a row that points nowhere", "SELECT 1 FROM pragma_foreign_key_check"),
    ("a damaged page", "SELECT 1 FROM pragma_integrity_check WHERE integrity_check <> 'ok'"),
];

fn check(history: &[(Event, (usize, usize))]) {
    let folder = tempfile::tempdir().unwrap();
    let mut world = World::new(folder.path().join("mainstem.db"));
    for (event, choice) in history {
        world.happen(*event, *choice);
        world.publish();
    }
    world.let_go();
    world.store.take().unwrap().close();
    let file = rusqlite::Connection::open(&world.path).unwrap();
    for (what, sql) in WRONG {
        let found: bool =
            file.query_row(&format!("SELECT EXISTS ({sql})"), [], |row| row.get(0)).unwrap();
        assert!(!found, "there is {what}");
    }
    file.execute_batch("INSERT INTO search (search) VALUES ('integrity-check')").unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]
    #[test]
    fn what_is_let_go_never_comes_back_and_what_is_in_a_document_never_goes(
        history in prop::collection::vec((event(), (0_usize..1_000, 0_usize..1_000)), 1..60)
    ) {
        check(&history);
    }
}

//! The rules, held against the files of this project: one test a rule, each of which names every file
//! and line that breaks it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::plan::{FLOORS, OWNERS, SHARED, floor};
use super::rules::{self, Finding};

/// A file of the project: its path from the project's folder, with slashes, and its text.
struct Source {
    path: String,
    text: String,
}

fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every Rust file below one of these folders of the project; a folder may be absent.
fn rust_files(folders: &[&str]) -> Vec<Source> {
    let mut waiting: Vec<PathBuf> = folders.iter().map(|folder| project().join(folder)).collect();
    let mut files = Vec::new();
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            waiting.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let relative = path.strip_prefix(project()).unwrap();
            let path = relative.to_str().unwrap().replace('\\', "/");
            files.push(Source { text: read(&path), path });
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

fn read(path: &str) -> String {
    fs::read_to_string(project().join(path)).unwrap_or_else(|error| {
        panic!("failed to read {path}, which this project must have: {error}")
    })
}

/// The files of `src/` that are no test modules, each with what a rule finds in it.
fn check_rooms(rule: impl Fn(&str, &rules::Place) -> Vec<Finding>) {
    check(&rust_files(&["src"]), |source| {
        let below = source.path.strip_prefix("src/").unwrap();
        let is_test = below.ends_with("/tests.rs") || below.contains("/tests/");
        let place = rules::place(below).filter(|_| !is_test);
        place.map(|place| rule(&source.text, &place)).unwrap_or_default()
    });
}

fn check(sources: &[Source], rule: impl Fn(&Source) -> Vec<Finding>) {
    assert!(!sources.is_empty(), "no file was looked at");
    let broken: Vec<String> = sources
        .iter()
        .flat_map(|source| {
            let found = rule(source);
            found.into_iter().map(|(line, what)| format!("{}:{line}: {what}", source.path))
        })
        .collect();
    assert!(broken.is_empty(), "\n{}\n", broken.join("\n"));
}

/// The folders of `src/`.
fn rooms_that_stand() -> BTreeSet<String> {
    let entries = fs::read_dir(project().join("src")).unwrap().map(Result::unwrap);
    entries
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect()
}

/// The names of `[dependencies]`, as the code spells them.
fn dependencies() -> BTreeSet<String> {
    let manifest: toml_edit::DocumentMut = read("Cargo.toml").parse().unwrap();
    let table = manifest["dependencies"].as_table_like().unwrap();
    table.iter().map(|(name, _)| name.replace('-', "_")).collect()
}

#[test]
fn a_room_imports_only_from_floors_below_its_own() {
    check_rooms(rules::floors);
}

#[test]
fn a_foreign_crate_is_named_only_where_it_belongs() {
    check_rooms(|text, place| rules::owners(text, &place.room));
}

#[test]
fn every_dependency_has_an_owner_or_is_shared_and_no_other_crate_does() {
    let planned: BTreeSet<String> = OWNERS
        .iter()
        .map(|(name, _)| *name)
        .chain(SHARED.iter().copied())
        .map(str::to_owned)
        .collect();
    let declared = dependencies();
    let homeless: Vec<&String> = declared.difference(&planned).collect();
    assert!(
        homeless.is_empty(),
        "in Cargo.toml without an owner in tests/integration/tree/plan.rs: {homeless:?}"
    );
    let gone: Vec<&String> = planned.difference(&declared).collect();
    assert!(
        gone.is_empty(),
        "in tests/integration/tree/plan.rs, but no longer in Cargo.toml: {gone:?}"
    );
}

#[test]
fn every_file_opens_with_what_it_is_and_is_short() {
    check(&rust_files(&["src", "tests", "benches", "fuzz/fuzz_targets"]), |source| {
        // What tests share stands in `tests/mod.rs`, and nobody looks there for a room's face.
        let is_face = source.path.ends_with("/mod.rs") && !source.path.ends_with("/tests/mod.rs");
        rules::manners(&source.text, is_face)
    });
}

#[test]
fn nothing_is_left_undone_or_switched_off() {
    check(&rust_files(&["src", "tests", "benches", "fuzz/fuzz_targets"]), |source| {
        rules::leftovers(&source.text)
    });
}

#[test]
fn every_folder_of_src_is_a_room_that_the_plan_and_the_head_of_lib_rs_know() {
    let lib = read("src/lib.rs");
    let head: String = lib.lines().take_while(|line| line.starts_with("//!")).collect();
    for room in rooms_that_stand() {
        assert!(
            floor(&room).is_some(),
            "src/{room} has no floor in tests/integration/tree/plan.rs"
        );
        assert!(
            head.contains(&format!("[`{room}`]")),
            "the head of src/lib.rs does not name src/{room}"
        );
    }
}

#[test]
fn the_owners_of_crates_are_rooms() {
    let rooms: BTreeSet<&str> = FLOORS.iter().map(|(name, _)| *name).collect();
    for (name, owners) in OWNERS {
        assert!(owners.iter().all(|owner| rooms.contains(owner)), "{name} belongs to {owners:?}");
    }
}

#[test]
fn the_architecture_document_names_every_room_and_no_line_numbers() {
    let path = "docs/ARCHITECTURE.md";
    let text = read(path);
    for room in rooms_that_stand() {
        assert!(text.contains(&format!("{room}/")), "{path} does not name {room}/");
    }
    check(&[Source { path: path.to_owned(), text }], |source| rules::line_numbers(&source.text));
}

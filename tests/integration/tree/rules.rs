//! From the text of one file to what is wrong with it. Pure: reading the tree is left to `house`.

use super::plan;

/// Something wrong in a file: the line, counted from 1, and what to do about it.
pub(super) type Finding = (usize, String);

/// Which room a file of `src/` belongs to, and how many modules deep it lies in the crate:
/// `store/mod.rs` is 1, `store/write.rs` 2.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) room: String,
    pub(super) depth: usize,
}

/// The place of a path below `src/`; `None` for `main.rs` and `lib.rs`, which stand above the rooms.
pub(super) fn place(below_src: &str) -> Option<Place> {
    let (room, rest) = below_src.split_once('/')?;
    let depth = rest.split('/').count() + usize::from(!rest.ends_with("mod.rs"));
    Some(Place { room: room.to_owned(), depth })
}

/// Imports that the plan forbids: rooms of the same floor or of a higher one. Test modules may
/// reach further, to check one room's work with another.
pub(super) fn floors(text: &str, place: &Place) -> Vec<Finding> {
    let code = code(text);
    let crate_root_from_here = "super::".repeat(place.depth);
    let named = heads(&code, "crate::").chain(heads(&code, &crate_root_from_here));
    let mine = plan::floor(&place.room);
    named
        .filter(|(_, other)| *other != place.room)
        .filter(|(_, other)| plan::floor(other).is_some_and(|theirs| mine <= Some(theirs)))
        .map(|(line, other)| {
            let room = &place.room;
            (line, format!("`{room}` uses `{other}`, which is not below it: let them meet in `daemon`, through a noun of `model`"))
        })
        .collect()
}

/// Foreign crates named in a room that does not own them.
pub(super) fn owners(text: &str, room: &str) -> Vec<Finding> {
    let code = code(text);
    let mut found = Vec::new();
    for (name, rooms) in plan::OWNERS.iter().filter(|(_, rooms)| !rooms.contains(&room)) {
        for at in mentions(&code, &format!("{name}::")) {
            found.push((line_at(&code, at), format!("`{room}` uses `{name}`, which belongs to {rooms:?}: ask its owner for what is needed, as a noun of `model`")));
        }
    }
    found
}

/// A file opens with what it is, is not too long, and leaves nothing undone.
pub(super) fn manners(text: &str, is_mod: bool) -> Vec<Finding> {
    let mut found = Vec::new();
    if !text.starts_with("//! ") {
        found.push((
            1,
            "opens without `//! `: say what the file is and what it leaves to others".to_owned(),
        ));
    }
    let lines = text.lines().count();
    if lines > plan::LONGEST_FILE {
        found.push((
            lines,
            format!("has {lines} lines, more than {}: it holds two things", plan::LONGEST_FILE),
        ));
    }
    if is_mod && lines > plan::LONGEST_MOD {
        found.push((
            lines,
            format!(
                "is a mod.rs of {lines} lines, more than {}: docs, `mod` and re-exports only",
                plan::LONGEST_MOD
            ),
        ));
    }
    found
}

/// Marks of unfinished or switched-off work.
pub(super) fn leftovers(text: &str) -> Vec<Finding> {
    let marks = plan::LEFTOVERS.iter().flat_map(|mark| text.match_indices(mark));
    marks
        .map(|(at, mark)| {
            let line = line_at(text, at);
            (line, format!("`{mark}` is left behind: finish it, or write an issue"))
        })
        .collect()
}

/// Line numbers in prose, which are wrong after the next change: `lib.rs:12`, `line 12`.
pub(super) fn line_numbers(prose: &str) -> Vec<Finding> {
    let digit_follows = |at: usize| prose[at..].starts_with(|c: char| c.is_ascii_digit());
    [".rs:", ".sql:", ".md:", "line ", "lines ", "#L"]
        .iter()
        .flat_map(|mark| prose.match_indices(mark).map(|(at, mark)| (at, at + mark.len())))
        .filter(|(_, end)| digit_follows(*end))
        .map(|(at, _)| (line_at(prose, at), "cites a line number: cite the name".to_owned()))
        .collect()
}

/// The text with comment lines and test modules blanked; the number of lines stays. Relies on
/// rustfmt: a module ends at the first closing brace in the column where it begins.
fn code(text: &str) -> String {
    let mut kept = String::new();
    let mut closing: Option<String> = None;
    let mut cfg_test = false;
    for line in text.lines() {
        let trimmed = line.trim_start();
        if let Some(end) = &closing {
            if line == end {
                closing = None;
            }
        } else if cfg_test && trimmed.contains("mod ") && trimmed.ends_with('{') {
            closing = Some(format!("{}}}", &line[..line.len() - trimmed.len()]));
        } else if !trimmed.starts_with("//") {
            kept.push_str(line);
        }
        cfg_test = trimmed == "#[cfg(test)]" || (cfg_test && trimmed.starts_with("#["));
        kept.push('\n');
    }
    kept
}

/// Where `path` (ending in `::`) stands in the code, not as the tail of a longer path or name.
fn mentions<'a>(code: &'a str, path: &'a str) -> impl Iterator<Item = usize> + 'a {
    let begins_here = |at: usize| {
        let before = code[..at].chars().next_back().unwrap_or(' ');
        !(before.is_alphanumeric() || "_:.".contains(before))
    };
    code.match_indices(path).map(|(at, _)| at).filter(move |at| begins_here(*at))
}

/// The names that directly follow a path: `crate::store::Store` has `store`, `crate::{model::Feed,
/// store}` has both.
fn heads<'a>(code: &'a str, path: &'a str) -> impl Iterator<Item = (usize, String)> + 'a {
    mentions(code, path).flat_map(move |at| {
        let after = &code[at + path.len()..];
        let names = match after.strip_prefix('{') {
            Some(group) => first_of_each(group),
            None => vec![name(after)],
        };
        names.into_iter().map(move |name| (line_at(code, at), name))
    })
}

/// The first name of each member of a `{…}` group, of which `group` is what follows the brace.
fn first_of_each(group: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut depth = 1;
    let mut expects_name = true;
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 1 => expects_name = true,
            _ if expects_name && depth == 1 && !c.is_whitespace() => {
                names.push(name(&group[at..]));
                expects_name = false;
            }
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    names
}

fn name(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

fn line_at(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(found: &[Finding]) -> Vec<usize> {
        found.iter().map(|(line, _)| *line).collect()
    }

    fn in_store(depth: usize) -> Place {
        Place { room: "store".to_owned(), depth }
    }

    #[test]
    fn a_room_that_knows_its_neighbour_is_found_however_it_is_spelled() {
        let plain = "//! x\nuse crate::model::Feed;\nuse crate::fetch::Fetcher;\n";
        assert_eq!(lines(&floors(plain, &in_store(2))), [3]);
        let group = "//! x\nuse crate::{\n    model::{Feed, Entry},\n    publish,\n};\n";
        assert_eq!(lines(&floors(group, &in_store(2))), [2]);
        let upwards = "//! x\nfn f() -> super::super::daemon::Daemon { todo }\n";
        assert_eq!(lines(&floors(upwards, &in_store(2))), [2]);
        assert_eq!(lines(&floors("use super::cli;\n", &in_store(1))), [1]);
    }

    #[test]
    fn a_room_may_know_itself_the_nouns_and_whatever_a_comment_or_a_test_mentions() {
        let text = "//! See [`crate::fetch`].\nuse crate::store::Row;\nuse crate::model::Feed;\n\
                    use super::write;\n#[cfg(test)]\nmod tests {\n    use crate::fetch::Fetcher;\n}\n";
        assert_eq!(floors(text, &in_store(2)), []);
        let after = format!("{text}use crate::fetch::Fetcher;\n");
        assert_eq!(lines(&floors(&after, &in_store(2))), [9]);
    }

    #[test]
    fn a_foreign_crate_outside_its_room_is_found() {
        let text = "//! x\nuse rusqlite::Connection;\nfn f(c: &rusqlite::Row) {}\n";
        assert_eq!(lines(&owners(text, "publish")), [2, 3]);
        assert_eq!(owners(text, "store"), []);
        assert_eq!(owners("use crate::model::cron::Cron;\nlet a = my_cron::now();\n", "store"), []);
    }

    #[test]
    fn a_file_without_head_or_over_length_is_found() {
        assert_eq!(lines(&manners("use std::fmt;\n", false)), [1]);
        let long = format!("//! x\n{}", "\n".repeat(400));
        assert_eq!(lines(&manners(&long, false)), [401]);
        let mod_rs = format!("//! x\n{}", "\n".repeat(plan::LONGEST_MOD));
        assert_eq!(lines(&manners(&mod_rs, true)), [plan::LONGEST_MOD + 1]);
        assert_eq!(manners(&mod_rs, false), []);
    }

    #[test]
    fn what_is_left_undone_is_found() {
        for mark in plan::LEFTOVERS {
            assert_eq!(lines(&leftovers(&format!("//! x\n// {mark} later\n"))), [2], "{mark}");
        }
        assert_eq!(lines(&line_numbers("The way\nis in lib.rs:12, at line 7.\n")), [2, 2]);
        assert_eq!(line_numbers("a line of 3 words, feeds.rs: four\n"), []);
    }

    #[test]
    fn a_path_tells_the_room_and_the_depth() {
        let at = |room: &str, depth| Some(Place { room: room.to_owned(), depth });
        assert_eq!(place("store/mod.rs"), at("store", 1));
        assert_eq!(place("store/write.rs"), at("store", 2));
        assert_eq!(place("parse/dates/mod.rs"), at("parse", 2));
        assert_eq!(place("parse/dates/zone.rs"), at("parse", 3));
        assert_eq!(place("lib.rs"), None);
    }
}

//! The documents for users, and the pieces of code in them.

use std::fs;
use std::path::{Path, PathBuf};

/// A piece of code between fences.
pub(super) struct Snippet {
    /// Where it stands, for messages: `docs/moving.md:22`.
    pub(super) place: String,
    /// What the fence says of it.
    pub(super) language: String,
    pub(super) code: String,
}

fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// README.md and what lies in docs/ itself: decisions and notes are for whoever changes mainstem.
pub(super) fn documents() -> Vec<PathBuf> {
    let entries = fs::read_dir(project().join("docs")).unwrap();
    let mut documents: Vec<PathBuf> = entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "md"))
        .collect();
    documents.push(project().join("README.md"));
    documents.sort();
    documents
}

/// The text of a document, by its path from the top.
pub(super) fn read(path: &str) -> String {
    fs::read_to_string(project().join(path)).unwrap()
}

/// The snippets of all documents.
pub(super) fn snippets() -> Vec<Snippet> {
    let all = documents().into_iter().flat_map(|path| {
        let name = path.strip_prefix(project()).unwrap().display().to_string();
        within(&name, &fs::read_to_string(&path).unwrap())
    });
    all.collect()
}

/// Those in this language.
pub(super) fn snippets_in(language: &str) -> Vec<Snippet> {
    let all = snippets().into_iter();
    all.filter(|snippet| snippet.language == language).collect()
}

fn within(name: &str, text: &str) -> Vec<Snippet> {
    let mut found: Vec<Snippet> = Vec::new();
    let mut is_open = false;
    for (number, line) in text.lines().enumerate() {
        match (line.strip_prefix("```"), is_open) {
            (Some(language), false) => {
                found.push(Snippet {
                    place: format!("{name}:{}", number + 1),
                    language: language.to_owned(),
                    code: String::new(),
                });
                is_open = true;
            }
            (Some(_), true) => is_open = false,
            (None, true) => {
                let code = &mut found.last_mut().unwrap().code;
                code.push_str(line);
                code.push('\n');
            }
            (None, false) => {}
        }
    }
    assert!(!is_open, "{name}: a piece of code does not end");
    found
}

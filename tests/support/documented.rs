//! README.md and what lies in docs/ itself, and the pieces of code in them. Decisions and notes are for whoever
//! changes mainstem.

use std::fs;
use std::path::{Path, PathBuf};

/// A piece of code between fences.
pub(crate) struct Snippet {
    /// Where it stands, for messages: `docs/moving.md:22`.
    pub(crate) place: String,
    /// The heading that it stands below.
    pub(crate) heading: String,
    /// What the fence says of it.
    pub(crate) language: String,
    pub(crate) code: String,
}

fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Where they lie.
pub(crate) fn documents() -> Vec<PathBuf> {
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
pub(crate) fn read(path: &str) -> String {
    fs::read_to_string(project().join(path)).unwrap()
}

/// The snippets of all documents.
pub(crate) fn snippets() -> Vec<Snippet> {
    let all = documents().into_iter().flat_map(|path| {
        let name = path.strip_prefix(project()).unwrap().display().to_string();
        within(&name, &fs::read_to_string(&path).unwrap())
    });
    all.collect()
}

/// Those in this language.
pub(crate) fn snippets_in(language: &str) -> Vec<Snippet> {
    let all = snippets().into_iter();
    all.filter(|snippet| snippet.language == language).collect()
}

/// The first one in this language below a heading of a document.
pub(crate) fn snippet_below(document: &str, heading: &str, language: &str) -> String {
    let all = within(document, &read(document)).into_iter();
    let mut below = all.filter(|found| found.heading == heading && found.language == language);
    below.next().unwrap_or_else(|| panic!("{document}: no {language} below {heading}")).code
}

fn within(name: &str, text: &str) -> Vec<Snippet> {
    let mut found: Vec<Snippet> = Vec::new();
    let (mut is_open, mut heading) = (false, "");
    for (number, line) in text.lines().enumerate() {
        match (line.strip_prefix("```"), is_open) {
            (Some(language), false) => {
                found.push(Snippet {
                    place: format!("{name}:{}", number + 1),
                    heading: heading.trim_start_matches(['#', ' ']).to_owned(),
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
            (None, false) if line.starts_with('#') => heading = line,
            (None, false) => {}
        }
    }
    assert!(!is_open, "{name}: a piece of code does not end");
    found
}

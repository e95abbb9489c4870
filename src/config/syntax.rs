//! A text that is no TOML: the parser's message, with what to do about it in a feeds.toml.

use super::errors::{ConfigError, Lines};

/// Where the text stops being TOML, and what to do. The parser's messages quote nothing of the
/// text, so no secret can be in them.
pub(super) fn error(text: &str, error: &toml_edit::TomlError) -> ConfigError {
    let lines = Lines::of(text);
    let (line, column) = lines.at(error.span().map_or(0, |span| span.start));
    ConfigError {
        line,
        column,
        key: String::new(),
        message: format!("not TOML: {}", error.message().trim_end_matches(", expected nothing")),
        fix: hint(error.message(), lines.line(line)).to_owned(),
    }
}

/// What most likely has to be done. The parser knows no kinds of error, so its words have to do;
/// words of another version only lead to the last hint.
fn hint(message: &str, line: &str) -> &'static str {
    let says = |words: &str| message.contains(words);
    if line.contains(['“', '”', '„', '‘', '’']) && says("quoted") {
        "use straight quotes, as in title = \"Example\""
    } else if says("duplicate key") && line.trim_start().starts_with("[feed]") {
        "write [[feed]], with two brackets, above each feed"
    } else if says("duplicate key") {
        "it stands above already; take one of the two out"
    } else if says("escape") {
        "a backslash means itself only in single quotes, as in keep = ['title: \\bJapan\\b']"
    } else if says("unclosed") || says("basic string") || says("literal string,") {
        "close the bracket or quote that is open here"
    } else if says("quoted") || says("float") || says("leading zero") || says("datetime") {
        "put text in quotes, as in schedule = \"every 20m\""
    } else if says("missing comma") {
        "put a comma between the two"
    } else if says("boolean") {
        "write true or false, in lower case"
    } else if says("key with no value") {
        "write key = value; a comment begins with #"
    } else {
        "write one key = value a line, below the header of its table, as in [fetch]"
    }
}

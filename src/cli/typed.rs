//! What was typed, made ready for its reader: a word of `search` that begins with a hyphen says what is not
//! wanted, and is no option. What the words mean is left to `search/`.

use std::ffi::{OsStr, OsString};

use clap::CommandFactory as _;

use super::args::Arguments;

/// What was typed, the program's name first. Words of `search` with one hyphen have a space before it, so
/// that none is taken for an option; to a query it means nothing.
pub(super) fn words(typed: impl IntoIterator<Item = OsString>) -> Vec<OsString> {
    let mut words: Vec<OsString> = typed.into_iter().collect();
    let command = command(&words).filter(|at| words.get(*at).is_some_and(|word| word == "search"));
    let behind = command.map_or(words.len(), |at| at + 1);
    let of_search = words.iter_mut().skip(behind);
    for word in of_search.take_while(|word| *word != "--").filter(|word| is_without(word)) {
        let mut marked = OsString::from(" ");
        marked.push(&*word);
        *word = marked;
    }
    words
}

/// Where the command stands: behind the options of all commands, and what these are given.
fn command(words: &[OsString]) -> Option<usize> {
    let all = Arguments::command();
    let takes_next = |word: &OsString| {
        let option = word.to_str().and_then(|word| word.strip_prefix("--"));
        let arguments = option.map(|name| all.get_arguments().find(|a| a.get_long() == Some(name)));
        arguments.flatten().is_some_and(|argument| argument.get_action().takes_values())
    };
    let mut at = 1;
    loop {
        let word = words.get(at)?;
        if takes_next(word) {
            at += 2;
        } else if word.as_encoded_bytes().starts_with(b"-") {
            at += 1;
        } else {
            return Some(at);
        }
    }
}

/// Whether this is a hyphen with a word, other than the short option that every command has.
fn is_without(word: &OsStr) -> bool {
    match word.as_encoded_bytes() {
        b"-h" => false,
        [b'-', second, ..] => *second != b'-',
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(typed: &str) -> String {
        let words = words(typed.split(' ').map(OsString::from));
        words.iter().map(|word| format!("[{}]", word.to_str().unwrap())).collect()
    }

    #[test]
    fn only_words_of_a_search_that_begin_with_one_hyphen_are_marked() {
        assert_eq!(
            read("mainstem search -fog ferry --json -title:x -h -"),
            "[mainstem][search][ -fog][ferry][--json][ -title:x][-h][-]"
        );
        assert_eq!(
            read("mainstem --config search --log=text search -a"),
            "[mainstem][--config][search][--log=text][search][ -a]"
        );
        for other in
            ["mainstem search a -- -fog", "mainstem items search -x", "mainstem -V", "mainstem"]
        {
            let same: String = other.split(' ').map(|word| format!("[{word}]")).collect();
            assert_eq!(read(other), same);
        }
    }
}

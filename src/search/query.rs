//! What was typed into a search box to what is looked for. Every text means something or is told why not;
//! what is made here can be looked up as it is.

use super::tokens::{Kind, each_token};
use crate::model::search::{SearchField, SearchQuery, SearchTerm};

/// Words and phrases in one query.
const MOST_TERMS: usize = 32;

/// Words in one phrase; letters, where there are no spaces.
const MOST_WORDS: usize = 64;

/// Why nothing can be looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QueryError {
    /// It has neither a letter nor a digit.
    #[error("there is no word to search for")]
    Empty,
    /// It only says what is not wanted.
    #[error("there are only words that are not wanted; add one that is")]
    OnlyWithout,
    /// It has too many words.
    #[error("that is too long; {MOST_TERMS} words are the most, and {MOST_WORDS} in a phrase")]
    TooLong,
}

/// Reads what was typed: words that must all be there, `"a phrase"`, `begin*`, `title:` and `author:`
/// before either, `OR` between two of which one is enough, `-` or `NOT` before what must not be there.
/// All else that is no letter parts words: `12:30` and `covid-19` are phrases.
pub fn parse(typed: &str) -> Result<SearchQuery, QueryError> {
    let mut query = SearchQuery::default();
    let mut state = State::default();
    let mut terms = 0;
    let mut rest = typed;
    while let Some(piece) = next(&mut rest) {
        let piece = match piece {
            Piece { is_quoted: false, is_without: false, field: None, text: "OR" } => {
                state.is_or = !query.all.is_empty();
                continue;
            }
            Piece { is_quoted: false, is_without: false, field: None, text: "NOT" } => {
                state.is_not = true;
                continue;
            }
            Piece { is_quoted: false, is_without: false, field: None, text: "AND" } => continue,
            piece => piece,
        };
        let Some(term) = term(&piece) else { continue };
        terms += 1;
        if terms > MOST_TERMS || term.words.len() > MOST_WORDS {
            return Err(QueryError::TooLong);
        }
        let before = std::mem::take(&mut state);
        if piece.is_without || before.is_not {
            query.none.push(term);
        } else if let Some(last) = query.all.last_mut().filter(|_| before.is_or) {
            last.push(term);
        } else {
            query.all.push(vec![term]);
        }
    }
    match (query.all.is_empty(), query.none.is_empty()) {
        (false, _) => Ok(query),
        (true, true) => Err(QueryError::Empty),
        (true, false) => Err(QueryError::OnlyWithout),
    }
}

/// What was said of the piece that comes next.
#[derive(Default)]
struct State {
    is_or: bool,
    is_not: bool,
}

/// A piece of what was typed: up to a space, or what stands between quotation marks.
#[derive(Debug)]
struct Piece<'t> {
    is_without: bool,
    field: Option<SearchField>,
    text: &'t str,
    is_quoted: bool,
}

/// Takes the next piece from `rest`.
fn next<'t>(rest: &mut &'t str) -> Option<Piece<'t>> {
    let typed = rest.trim_start();
    if typed.is_empty() {
        return None;
    }
    let without = typed.strip_prefix('-').filter(|rest| !rest.starts_with(char::is_whitespace));
    let typed = without.unwrap_or(typed);
    let (field, typed) = field(typed);
    let quoted = typed.strip_prefix(is_quote);
    let (text, after) = match quoted {
        Some(quoted) => quoted.split_once(is_quote).unwrap_or((quoted, "")),
        None => typed.split_at_checked(word_end(typed)).unwrap_or((typed, "")),
    };
    // A star may follow a phrase as well.
    let star = quoted.is_some().then(|| after.strip_prefix('*')).flatten();
    let text = if star.is_some() { through(typed, after) } else { text };
    *rest = star.unwrap_or(after);
    Some(Piece { is_without: without.is_some(), field, text, is_quoted: quoted.is_some() })
}

/// What of `typed` stands before `after`, and the star that `after` begins with.
fn through<'t>(typed: &'t str, after: &str) -> &'t str {
    typed.get(..typed.len() - after.len() + 1).unwrap_or(typed)
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '＂')
}

fn word_end(typed: &str) -> usize {
    typed.find(|c: char| c.is_whitespace() || is_quote(c)).unwrap_or(typed.len())
}

/// A field that is named at the beginning, and what follows.
fn field(typed: &str) -> (Option<SearchField>, &str) {
    for (name, field) in [("title", SearchField::Title), ("author", SearchField::Author)] {
        let is_named =
            typed.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name));
        let after = typed.get(name.len()..).filter(|_| is_named);
        if let Some(after) = after.and_then(|after| after.strip_prefix([':', '：'])) {
            return (Some(field), after);
        }
    }
    (None, typed)
}

/// What a piece looks for; `None` where it has no letter.
fn term(piece: &Piece<'_>) -> Option<SearchTerm> {
    let mut words = Vec::new();
    let mut last = Kind::Word;
    each_token(piece.text, |token| {
        words.push(token.folded.to_owned());
        last = token.kind;
    });
    let is_prefix = match last {
        // What is looked for may be a piece of a longer run, in which this letter has another behind it.
        Kind::Tail => {
            words.pop();
            false
        }
        Kind::Alone => true,
        Kind::Word | Kind::Pair => piece.text.ends_with('*'),
    };
    (!words.is_empty()).then_some(SearchTerm { field: piece.field, words, is_prefix })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The query, written as short as can be.
    fn shown(typed: &str) -> String {
        let term = |term: &SearchTerm| {
            let field = match term.field {
                Some(SearchField::Title) => "title:",
                Some(SearchField::Author) => "author:",
                None => "",
            };
            format!("{field}{}{}", term.words.join("+"), if term.is_prefix { "*" } else { "" })
        };
        match parse(typed) {
            Ok(query) => {
                let all =
                    query.all.iter().map(|any| any.iter().map(term).collect::<Vec<_>>().join("|"));
                let none = query.none.iter().map(|none| format!("-{}", term(none)));
                all.chain(none).collect::<Vec<_>>().join(" ")
            }
            Err(error) => format!("{error:?}"),
        }
    }

    #[test]
    fn what_is_typed_means_what_people_are_used_to() {
        for (typed, meant) in [
            ("Ferry harbour", "ferry harbour"),
            ("\"Ferry resumed\" fog", "ferry+resumed fog"),
            ("“Ferry resumed”", "ferry+resumed"),
            ("\"never closed", "never+closed"),
            ("harb*", "harb*"),
            ("\"the harb\"*", "the+harb*"),
            ("title:ferry -fog", "title:ferry -fog"),
            ("Title:\"a ferry\" author:tanaka", "title:a+ferry author:tanaka"),
            ("-title:fog ferry", "ferry -title:fog"),
            ("ferry OR boat fog", "ferry|boat fog"),
            ("OR ferry OR", "ferry"),
            ("ferry AND NOT fog", "ferry -fog"),
            ("ferry or not", "ferry or not"),
            ("ferry - fog", "ferry fog"),
            ("covid-19 12:30", "covid+19 12+30"),
            ("https://a.example/x", "https+a+example+x"),
            ("東京", "東京"),
            ("東京都", "東京+京都"),
            ("京", "京*"),
            ("東京　大阪", "東京 大阪"),
            ("\"東京 大阪\"", "東京+京+大阪"),
            ("iPhone版", "iphone+版*"),
            ("", "Empty"),
            ("\"\" * - ( ) OR", "Empty"),
            ("-fog NOT \"the ferry\"", "OnlyWithout"),
        ] {
            assert_eq!(shown(typed), meant, "{typed}");
        }
        assert_eq!(shown(&"word ".repeat(MOST_TERMS + 1)), "TooLong");
        assert_eq!(shown(&format!("\"{}\"", "word ".repeat(MOST_WORDS + 1))), "TooLong");
    }

    proptest! {
        #[test]
        fn whatever_is_typed_is_answered(typed in "\\PC{0,80}|[-\"*:()^+ aé東title:ORNOT]{0,60}") {
            if let Ok(query) = parse(&typed) {
                prop_assert!(!query.all.is_empty());
                let terms = query.all.iter().flatten().chain(&query.none);
                prop_assert!(query.all.iter().all(|any| !any.is_empty()));
                prop_assert!(terms.clone().count() <= MOST_TERMS);
                prop_assert!(terms.flat_map(|term| &term.words).all(|word| !word.is_empty()));
            }
        }
    }
}

//! What is looked for, as FTS5 wants it.

use crate::model::search::{SearchField, SearchQuery, SearchTerm};

/// The expression for MATCH. Each word stands in quotation marks and has none itself, and so there is
/// nothing in it that FTS5 could take for something else.
pub(super) fn expression(query: &SearchQuery) -> String {
    let any = |terms: &[SearchTerm]| terms.iter().map(term).collect::<Vec<_>>().join(" OR ");
    let all: Vec<String> = query.all.iter().map(|terms| format!("({})", any(terms))).collect();
    let all = all.join(" AND ");
    if query.none.is_empty() { all } else { format!("({all}) NOT ({})", any(&query.none)) }
}

fn term(term: &SearchTerm) -> String {
    let field = match term.field {
        Some(SearchField::Title) => "title : ",
        Some(SearchField::Author) => "author : ",
        None => "",
    };
    let is_safe = |c: &char| c.is_ascii_alphanumeric() || !c.is_ascii();
    let words: Vec<String> =
        term.words.iter().map(|word| word.chars().filter(is_safe).collect()).collect();
    format!("{field}\"{}\"{}", words.join(" "), if term.is_prefix { " *" } else { "" })
}

//! Colours, where somebody looks who wants them.

use std::collections::BTreeMap;
use std::io::{IsTerminal as _, stdout};

use crate::model::one_line;
use crate::model::search::Excerpt;

/// Whether what goes to a terminal may have colours: <https://no-color.org>, and a terminal that has any.
pub(super) fn is_wanted(variables: &BTreeMap<String, String>) -> bool {
    let is_set = |name: &str| variables.get(name).is_some_and(|value| !value.is_empty());
    !is_set("NO_COLOR") && variables.get("TERM").is_none_or(|terminal| terminal != "dumb")
}

/// How places in a text are made to stand out on standard output.
#[derive(Clone, Copy, Debug)]
pub(super) struct Paint {
    is_on: bool,
}

impl Paint {
    /// On a terminal, unless the environment says otherwise.
    pub(super) fn of(variables: &BTreeMap<String, String>) -> Self {
        Self { is_on: stdout().is_terminal() && is_wanted(variables) }
    }

    /// The text with its matches bold and yellow, or as it is.
    pub(super) fn matches(self, excerpt: &Excerpt) -> String {
        let paint = |(text, is_match): (&str, bool)| {
            let text = one_line(text);
            if is_match && self.is_on { format!("\u{1b}[1;33m{text}\u{1b}[0m") } else { text }
        };
        excerpt.pieces().into_iter().map(paint).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matches_stand_out_only_where_colours_are_wanted() {
        let text = "the ferry\u{7} fog".to_owned();
        let excerpt = Excerpt { text, marks: vec![4..9, 11..14], ..Excerpt::default() };
        let shown = [true, false].map(|is_on| Paint { is_on }.matches(&excerpt));
        let painted = "the \u{1b}[1;33mferry\u{1b}[0m  \u{1b}[1;33mfog\u{1b}[0m";
        assert_eq!(shown, [painted, "the ferry  fog"]);
    }

    #[test]
    fn the_environment_can_refuse_colours() {
        let is_wanted = |pairs: &[(&str, &str)]| {
            let pairs = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
            is_wanted(&pairs.collect())
        };
        assert!(is_wanted(&[]) && is_wanted(&[("NO_COLOR", ""), ("TERM", "xterm")]));
        assert!(!is_wanted(&[("NO_COLOR", "1")]) && !is_wanted(&[("TERM", "dumb")]));
    }
}

//! `keep` and `drop`: which items are published. What an item is read from is left to the caller.

use std::fmt;

use regex::Regex;

/// One `"field: regex"` of a `keep` or `drop` list.
#[derive(Clone, Debug)]
pub struct Rule {
    field: Field,
    pattern: Regex,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    Title,
    Text,
    Author,
    Category,
    Url,
    Any,
}

/// Why a rule can't be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RuleError {
    /// There is no colon between field and pattern.
    #[error("a rule is written \"field: regex\", for instance \"title: (?i)japan\"")]
    NoField,
    /// The word before the colon is none of ours.
    #[error("{0:?} is not a field; use title, text, author, category, url or any")]
    UnknownField(String),
    /// The pattern is not a regular expression.
    #[error("the pattern is not a regular expression: {0}")]
    Pattern(String),
}

/// What rules look at. Several authors and categories are tried one by one, so that `^` and `$`
/// mean the ends of each.
#[derive(Clone, Copy, Debug)]
pub struct RuleSubject<'a> {
    /// The headline, as plain text.
    pub title: &'a str,
    /// The body, as plain text.
    pub text: &'a str,
    /// Names of those who wrote it.
    pub authors: &'a [&'a str],
    /// Categories, as the publisher spells them.
    pub categories: &'a [&'a str],
    /// The link; empty where there is none.
    pub url: &'a str,
}

/// The two lists that stand together wherever items are chosen.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    /// Where not empty: only what one of these matches is published.
    pub keep: Vec<Rule>,
    /// What one of these matches is not published.
    pub drop: Vec<Rule>,
}

/// Bounds what a pattern may cost: a compiled pattern of an operator's rule is a few kilobytes.
const PATTERN_SIZE_LIMIT: usize = 1 << 20;

impl Rule {
    /// Reads `"field: regex"`.
    pub fn parse(typed: &str) -> Result<Self, RuleError> {
        let (field, pattern) = typed.split_once(':').ok_or(RuleError::NoField)?;
        let field = match field.trim() {
            "title" => Field::Title,
            "text" => Field::Text,
            "author" => Field::Author,
            "category" => Field::Category,
            "url" => Field::Url,
            "any" => Field::Any,
            other => return Err(RuleError::UnknownField(other.to_owned())),
        };
        let pattern = regex::RegexBuilder::new(pattern.trim())
            .size_limit(PATTERN_SIZE_LIMIT)
            .build()
            .map_err(|error| RuleError::Pattern(last_line(&error.to_string())))?;
        Ok(Self { field, pattern })
    }

    fn matches(&self, subject: &RuleSubject<'_>) -> bool {
        let one = |text: &str| self.pattern.is_match(text);
        let some = |texts: &[&str]| texts.iter().any(|text| one(text));
        match self.field {
            Field::Title => one(subject.title),
            Field::Text => one(subject.text),
            Field::Author => some(subject.authors),
            Field::Category => some(subject.categories),
            Field::Url => one(subject.url),
            Field::Any => {
                one(subject.title)
                    || one(subject.text)
                    || some(subject.authors)
                    || some(subject.categories)
                    || one(subject.url)
            }
        }
    }
}

/// As it was typed.
impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let field = match self.field {
            Field::Title => "title",
            Field::Text => "text",
            Field::Author => "author",
            Field::Category => "category",
            Field::Url => "url",
            Field::Any => "any",
        };
        write!(f, "{field}: {}", self.pattern)
    }
}

impl Rules {
    /// Whether there are none, so that every item is admitted.
    pub fn is_empty(&self) -> bool {
        self.keep.is_empty() && self.drop.is_empty()
    }

    /// Whether an item is published as far as these rules go.
    pub fn admit(&self, subject: &RuleSubject<'_>) -> bool {
        let kept = self.keep.is_empty() || self.keep.iter().any(|rule| rule.matches(subject));
        kept && !self.drop.iter().any(|rule| rule.matches(subject))
    }
}

/// The regex crate draws the pattern over several lines and says what is wrong on the last.
fn last_line(message: &str) -> String {
    message.lines().last().unwrap_or(message).trim().trim_start_matches("error: ").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn admits(keep: &[&str], drop: &[&str]) -> bool {
        let read = |rules: &[&str]| rules.iter().map(|rule| Rule::parse(rule).unwrap()).collect();
        Rules { keep: read(keep), drop: read(drop) }.admit(&RuleSubject {
            title: "Tokyo shares close higher",
            text: "The Nikkei rose for a third day.",
            authors: &["Kyodo"],
            categories: &["Business", "Sports"],
            url: "https://example.org/markets/1",
        })
    }

    #[test]
    fn without_rules_everything_is_published() {
        assert!(admits(&[], &[]));
    }

    #[test]
    fn keep_publishes_only_what_it_matches() {
        assert!(admits(&["title: (?i)TOKYO"], &[]));
        assert!(!admits(&["title: Osaka"], &[]));
        assert!(admits(&["title: Osaka", "any: Nikkei"], &[]));
    }

    #[test]
    fn drop_wins_over_keep() {
        assert!(!admits(&["any: Tokyo"], &["category: ^Sport"]));
        assert!(admits(&[], &["category: ^ports"]));
    }

    #[test]
    fn a_rule_is_shown_as_it_is_typed() {
        for typed in ["title: (?i)japan", "category: ^Sport", "any: x"] {
            assert_eq!(Rule::parse(typed).unwrap().to_string(), typed);
        }
    }

    #[test]
    fn a_rule_that_cannot_be_read_says_what_is_wrong() {
        let error = |typed: &str| Rule::parse(typed).unwrap_err().to_string();
        assert!(error("japan").contains("\"field: regex\""));
        assert!(error("headline: x").contains("\"headline\" is not a field"));
        assert_eq!(error("title: (x"), "the pattern is not a regular expression: unclosed group");
    }
}

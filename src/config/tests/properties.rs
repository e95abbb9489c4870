//! What holds for any text.

use proptest::prelude::*;

use super::{JUDGE, place};
use crate::config::keys::TABLES;
use crate::config::read;

/// A line that is nearly right: headers, keys and values that don't always belong together.
fn line() -> impl Strategy<Value = String> {
    let headers: Vec<&str> = TABLES.iter().map(|keys| keys.header).collect();
    let keys: Vec<&str> = TABLES.iter().flat_map(|keys| keys.names()).collect();
    let values: Vec<&str> =
        TABLES.iter().flat_map(|keys| keys.examples()).map(|(_, value)| value).collect();
    let key = prop::sample::select(keys);
    prop_oneof![
        2 => prop::sample::select(headers).prop_map(ToOwned::to_owned),
        4 => (key.clone(), prop::sample::select(values)).prop_map(|(k, v)| format!("{k} = {v}")),
        2 => (key.clone(), "[^\"\\\\\\p{Cc}]*").prop_map(|(k, v)| format!("{k} = \"{v}\"")),
        1 => (key.clone(), any::<i64>()).prop_map(|(k, v)| format!("{k} = {v}")),
        1 => (key, "[0-9]{1,25} ?[a-zA-Z]{0,3}").prop_map(|(k, v)| format!("{k} = [\"{v}\"]")),
        1 => ".*",
    ]
}

/// Holds that the text is read or refused in order, with every place inside the text.
fn read_or_refused(text: &str) -> Result<(), TestCaseError> {
    let Err(errors) = read(text, &place(), JUDGE) else { return Ok(()) };
    prop_assert!(!errors.errors.is_empty());
    let lines: Vec<&str> = text.lines().collect();
    for error in &errors.errors {
        prop_assert!((1..=lines.len().max(1)).contains(&error.line), "{}", error);
        let line = lines.get(error.line - 1).copied().unwrap_or_default();
        prop_assert!((1..=line.chars().count() + 1).contains(&error.column), "{}", error);
        prop_assert!(!error.message.is_empty() && !error.fix.is_empty(), "{}", error);
    }
    let places: Vec<_> = errors.errors.iter().map(|error| (error.line, error.column)).collect();
    prop_assert!(places.is_sorted());
    prop_assert_eq!(errors.to_string().lines().count(), errors.errors.len());
    Ok(())
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "(?s).{0,200}") {
        read_or_refused(&text)?;
    }

    #[test]
    fn any_lines_that_are_nearly_right_are_read_or_refused(
        lines in prop::collection::vec(line(), 0..12)
    ) {
        read_or_refused(&lines.join("\n"))?;
    }
}

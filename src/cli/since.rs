//! Which moment a word means: "2h" ago, or a date.

use super::errors::CommandError;
use crate::model::Timestamp;

/// "2h" is so long ago; a day begins at midnight, UTC.
pub(super) fn moment(word: &str, now: Timestamp) -> Result<Timestamp, CommandError> {
    if let Ok(span) = humantime::parse_duration(word) {
        return Ok(now.minus(span));
    }
    let day = format!("{word}T00:00:00Z");
    [word, day.as_str()].iter().find_map(|text| Timestamp::from_rfc3339(text)).ok_or_else(|| {
        CommandError::Usage(format!(
            "--since {word:?} is neither a span like \"2h\" or \"3 days\" nor a date like \
             2026-11-20"
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn since_is_a_span_or_a_date() {
        let now = Timestamp::from_unix(1_795_000_000);
        let read = |word| moment(word, now).map(Timestamp::rfc3339).map_err(|e| e.to_string());
        assert_eq!(read("1h").unwrap(), "2026-11-18T10:06:40Z");
        assert_eq!(read("2026-11-20").unwrap(), "2026-11-20T00:00:00Z");
        assert_eq!(read("2026-11-20T09:00:00+09:00").unwrap(), "2026-11-20T00:00:00Z");
        assert!(read("yesterday").unwrap_err().contains("\"2h\""));
    }
}

//! What may stand behind `schedule =` and `timezone =` in feeds.toml. What cron's own words mean
//! is left to `expression`.

use std::time::Duration;

use super::expression::Expression;
use crate::model::Schedule;

/// A feed is not polled more often, however it is scheduled by interval: publishers ban for less.
const SHORTEST: Duration = Duration::from_mins(1);

/// Longer than a leap year is a typing error.
const LONGEST: Duration = Duration::from_hours(24 * 366);

/// Reads a schedule: `auto`, `every 20m`, cron of 5, 6 or 7 fields, or a word like `@hourly`.
/// The error says what is wrong and gives an example.
pub fn understand(typed: &str) -> Result<Schedule, String> {
    let typed = typed.trim();
    if typed.eq_ignore_ascii_case("auto") {
        return Ok(Schedule::Auto);
    }
    match typed.split_once(char::is_whitespace) {
        Some((word, interval)) if word.eq_ignore_ascii_case("every") => every(interval),
        _ if humantime::parse_duration(typed).is_ok() => {
            Err(format!("an interval starts with \"every\": write \"every {typed}\""))
        }
        _ => cron(typed),
    }
}

fn every(interval: &str) -> Result<Schedule, String> {
    let interval = interval.trim();
    let typed = humantime::parse_duration(interval).map_err(|error| {
        format!("\"{interval}\" is no interval ({error}); for instance \"every 20m\"")
    })?;
    let whole = Duration::from_secs(typed.as_secs());
    if whole < SHORTEST {
        return Err(format!(
            "\"every {interval}\" is too often: at most once a minute, \"every 1m\""
        ));
    }
    if LONGEST < whole {
        return Err(format!(
            "\"every {interval}\" is too rare: at least every 366 days, for instance \"every 7days\""
        ));
    }
    Ok(Schedule::Every(whole))
}

fn cron(typed: &str) -> Result<Schedule, String> {
    let expression = Expression::read(typed)?;
    if expression.never_comes() {
        return Err(format!(
            "\"{typed}\" never comes: no day that is still ahead is like that; \
             for instance \"0 6 * * *\" is every day at 6"
        ));
    }
    if expression.comes_within(SHORTEST) {
        return Err(format!(
            "\"{typed}\" is too often: at most once a minute, for instance \"*/20 * * * *\""
        ));
    }
    Ok(Schedule::Cron(typed.to_owned()))
}

/// Reads the name of a time zone, in any case, and gives it as the IANA database spells it.
pub fn understand_timezone(typed: &str) -> Result<String, String> {
    let typed = typed.trim();
    chrono_tz::TZ_VARIANTS
        .iter()
        .map(|zone| zone.name())
        .find(|name| name.eq_ignore_ascii_case(typed))
        .map(str::to_owned)
        .ok_or_else(|| {
            format!("\"{typed}\" is no time zone of the IANA database; for instance \"Asia/Tokyo\"")
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(typed: &str, says: &str) {
        let error = understand(typed).expect_err(typed);
        assert!(error.contains(says), "{typed}: {error}");
    }

    #[test]
    fn every_spelling_of_the_contract_is_read() {
        assert_eq!(understand(" auto "), Ok(Schedule::Auto));
        assert_eq!(understand("every 20m"), Ok(Schedule::Every(Duration::from_mins(20))));
        assert_eq!(understand("every 1h 30min"), Ok(Schedule::Every(Duration::from_mins(90))));
        for cron in [
            "*/15 6-23 * * *",
            "0 6 * * MON-FRI",
            "30 */5 * * * *",
            "0 0 12 * * Mon-Fri 2026-2090",
            "@hourly",
            "@daily",
            "@midnight",
            "@weekly",
            "@monthly",
            "@yearly",
            "@annually",
            "0 0 29 2 *",
            "0 0 1 * ?",
        ] {
            assert_eq!(understand(cron), Ok(Schedule::Cron(cron.to_owned())), "{cron}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_answered_with_what_is_wrong() {
        refused("every 10s", "at most once a minute");
        refused("every 400days", "at least every 366 days");
        refused("every now and then", "for instance \"every 20m\"");
        refused("20m", "write \"every 20m\"");
        refused("* * * *", "4 fields");
        refused("", "no fields");
        refused("61 * * * *", "minute \"61\"");
        refused("0 25 * * *", "hour \"25\"");
        refused("0 0 L * *", "day of month \"L\"");
        refused("0 0 * * 8", "day of week \"8\"");
        refused("0 0 * * mon#2", "day of week \"mon#2\"");
        refused("0 0 1, 15 * *", "\"1,\"");
        refused("*/0 * * * *", "minute \"*/0\"");
        refused("@reboot", "@hourly");
        refused("0 0 0 * * 0", "1 (Sunday) to 7");
    }

    #[test]
    fn a_schedule_without_a_future_is_refused() {
        refused("0 0 30 2 *", "never comes");
        refused("0 0 0 1 1 * 2020", "never comes");
    }

    #[test]
    fn a_time_zone_is_found_in_any_case() {
        assert_eq!(understand_timezone("asia/tokyo"), Ok("Asia/Tokyo".to_owned()));
        assert!(understand_timezone("Tokyo").unwrap_err().contains("Asia/Tokyo"));
    }
}

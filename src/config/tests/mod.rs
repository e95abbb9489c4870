//! What is held of feeds.toml as a whole: what a file means, and what is said of a wrong one.

mod mistakes;
mod properties;
mod secrets;
mod settings;
mod values;

use crate::config::Secrets;
use std::path::Path;
use std::time::Duration;

use super::{ConfigErrors, Judge, Place, read};
use crate::model::{Schedule, Settings};

/// Stands in for `schedule/` and `article/`, which this room does not know.
const JUDGE: Judge = Judge { schedule: judge, is_selector: |typed| !typed.contains('<') };

fn judge(typed: &str) -> Result<Schedule, String> {
    match typed.split_once(' ') {
        None if typed == "auto" => Ok(Schedule::Auto),
        Some(("every", "20m")) => Ok(Schedule::Every(Duration::from_mins(20))),
        _ if typed.contains("61") => Err("there is no minute 61".to_owned()),
        _ => Ok(Schedule::Cron(typed.to_owned())),
    }
}

fn place() -> Place<'static> {
    Place {
        env: &|name| (name == "WIRE_TOKEN").then(|| "Bearer hunter2".to_owned()),
        ..Place::alone(Path::new("/etc/mainstem/feeds.toml"), Secrets::Needed)
    }
}

fn errors(toml: &str) -> ConfigErrors {
    read(toml, &place(), JUDGE).expect_err("the file has mistakes")
}

/// Holds that exactly these errors are reported, in this order.
#[track_caller]
fn check(toml: &str, expected: &[&str]) {
    let shown: Vec<String> = errors(toml).errors.iter().map(ToString::to_string).collect();
    assert_eq!(shown, expected);
}

/// Holds that this line of a feed is refused in these words, which begin with the column.
#[track_caller]
fn check_feed(line: &str, expected: &str) {
    let toml = format!("[[feed]]\nurl = \"https://a.example/\"\n{line}\n");
    check(&toml, &[&format!("3:{expected}")]);
}

#[track_caller]
fn settings(toml: &str) -> Settings {
    read(toml, &place(), JUDGE).unwrap_or_else(|errors| panic!("{errors}"))
}

//! How courteous polling is, and what it costs in delay: a month of 2,000 feeds of mixed rhythms, wishes
//! and faults, with an outage of our own network in the middle, by the daemon's own decisions. Under
//! `auto`, and under a fixed hour beside it.

#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::cast_precision_loss,
    clippy::print_stdout,
    reason = "a bench that meets the unexpected should stop there; it prints its figures, and they \
              are small"
)]

#[path = "../farm/prose.rs"]
#[expect(dead_code, reason = "of the farm's file only its chance is used here")]
mod prose;
mod publisher;
mod run;
mod tally;
#[cfg(test)]
mod tests;
mod world;

use std::path::Path;

use clap::Parser;
use mainstem::config::{self, Place, Secrets};
use mainstem::daemon::JUDGE;
use mainstem::model::Settings;

use publisher::Publishers;
use tally::Tally;
use world::{DAY, HOUR, START};

/// Simulates a month of polling.
#[derive(Parser)]
struct Arguments {
    /// How many feeds.
    #[arg(long, default_value_t = 2_000)]
    feeds: u64,
    /// How many days.
    #[arg(long, default_value_t = 30)]
    days: i64,
    /// The schedules to try.
    #[arg(default_values_t = ["auto".to_owned(), "every 1h".to_owned()])]
    schedules: Vec<String>,
}

fn main() {
    let typed = Arguments::parse();
    println!("| schedule | {} |", tally::HEAD);
    println!("| --- {}|", "| ---: ".repeat(13));
    for schedule in &typed.schedules {
        println!("| {schedule} | {} |", simulate(schedule, typed.feeds, typed.days));
    }
}

/// Polls so many feeds for so many days under this schedule.
fn simulate(schedule: &str, count: u64, days: i64) -> Tally {
    let sources = world::sources(count, days);
    let settings = settings(schedule, &sources);
    // The poller's own network is down for ten hours in the middle.
    let outage = START + days * DAY / 2..START + days * DAY / 2 + 10 * HOUR;
    let gap = i64::try_from(settings.fetch.host_gap.as_secs()).unwrap();
    let publishers = Publishers::new(sources, outage, gap);
    run::run(
        settings.feeds.into_iter().collect(),
        publishers,
        &settings.fetch,
        (START, START + days * DAY),
    )
}

/// What a feeds.toml with these feeds means.
fn settings(schedule: &str, sources: &[world::Source]) -> Settings {
    let feeds = sources
        .iter()
        .enumerate()
        .map(|(number, source)| format!("[[feed]]\nurl = \"https://{}/{number}\"\n", source.host));
    let toml = format!("[defaults]\nschedule = \"{schedule}\"\n{}", feeds.collect::<String>());
    let place = Place::alone(Path::new("feeds.toml"), Secrets::Unneeded);
    config::read(&toml, &place, JUDGE).unwrap()
}

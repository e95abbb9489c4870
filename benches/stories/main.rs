//! How well stories are recognised: every method on every labelled set, as full texts and as excerpts.
//! `README.md` in this folder's parent says how it is run.

#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a bench that meets the unexpected should stop there, and prints its figures"
)]

mod baselines;
mod by_hand;
mod cjk;
mod excerpt;
mod features;
mod groups;
mod kept;
mod methods;
mod mistakes;
mod polled;
mod recogniser;
mod record;
mod score;
#[cfg(test)]
#[path = "../../tests/support/shared.rs"]
mod shared;
#[cfg(test)]
mod tests;

use std::io::{Error, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use clap::Parser;
use serde_json::json;

use by_hand::Outcome;
use excerpt::shortened;
use methods::METHODS;
use record::Record;
use score::{Score, Unjudged};

#[derive(Parser)]
struct Arguments {
    /// Folder of labelled sets, each NAME.jsonl with or without NAME.unjudged.tsv
    #[arg(default_value = "../shared/data/stories")]
    sets: PathBuf,
    /// One JSON object a line instead of the table
    #[arg(long)]
    json: bool,
    /// Only sets of this name; may be repeated
    #[arg(long = "set")]
    only_sets: Vec<String>,
    /// Only methods whose name contains this; may be repeated
    #[arg(long = "method")]
    only_methods: Vec<String>,
    /// Under each line, up to so many wrongly joined and so many missed pairs
    #[arg(long, value_name = "N", default_value_t = 0)]
    mistakes: usize,
    /// Write the set in Japanese and Chinese to FILE, and do nothing else
    #[arg(long, value_name = "FILE")]
    write_cjk: Option<PathBuf>,
}

struct Set {
    name: String,
    records: Vec<Record>,
    unjudged: Unjudged,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let done = match &arguments.write_cjk {
        Some(path) => write(path, &cjk::records()).map(|()| ExitCode::SUCCESS),
        None => measure(&arguments),
    };
    done.unwrap_or_else(|error| {
        eprintln!("{error}");
        ExitCode::FAILURE
    })
}

fn write(path: &Path, records: &[Record]) -> Result<(), Error> {
    let mut file = std::io::BufWriter::new(std::fs::File::create(path)?);
    for record in records {
        serde_json::to_writer(&mut file, record)?;
        file.write_all(b"\n")?;
    }
    file.flush()
}

fn measure(arguments: &Arguments) -> Result<ExitCode, Error> {
    if !arguments.sets.is_dir() {
        eprintln!("no folder of labelled sets at {}: name one", arguments.sets.display());
        return Ok(ExitCode::from(2));
    }
    if !arguments.json {
        println!(
            "{:8} {:8} {:24} {:>9} {:>7} {:>7} {:>7} {:>8}",
            "set", "view", "method", "precision", "recall", "F1", "ARI", "seconds"
        );
    }
    for set in sets(arguments)? {
        let excerpts = set.records.iter().map(shortened).collect();
        let short =
            Set { name: set.name.clone(), records: excerpts, unjudged: set.unjudged.clone() };
        run(arguments, "full", &set);
        run(arguments, "excerpt", &short);
    }
    if arguments.only_sets.is_empty() {
        by_hand(arguments)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The pairs of real feeds that were read by hand, where the data beside the sets has them.
fn by_hand(arguments: &Arguments) -> Result<(), Error> {
    let data = arguments.sets.parent().unwrap_or(Path::new("."));
    for set in by_hand::SETS.into_iter().filter(|set| data.join(set).is_dir()) {
        let outcomes = by_hand::outcomes(data, set)?;
        for (outcome, feeds) in outcomes.iter().zip(["one feed", "two feeds"]) {
            let Outcome { look_alikes, joined, copies, found, unread } = outcome;
            if arguments.json {
                println!(
                    "{}",
                    json!({
                        "set": set, "of": feeds, "look_alikes": look_alikes, "joined": joined,
                        "copies": copies, "found": found, "unread": unread,
                    })
                );
            } else {
                println!(
                    "{set:20} {feeds:9} wrong: {joined:3} of {look_alikes:3} look-alikes joined; \
                     right: {found:3} of {copies:3} copies found; {unread} merges not read"
                );
            }
        }
    }
    Ok(())
}

/// The sets of the folder by name, and then our own.
fn sets(arguments: &Arguments) -> Result<Vec<Set>, Error> {
    let wanted = |name: &str| {
        arguments.only_sets.is_empty() || arguments.only_sets.iter().any(|set| set == name)
    };
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(&arguments.sets)? {
        let path = entry?.path();
        paths
            .extend(path.extension().is_some_and(|extension| extension == "jsonl").then_some(path));
    }
    paths.sort();
    let mut sets = Vec::new();
    for path in paths {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if wanted(&name) {
            let records = record::read(&path)?;
            let unjudged = score::unjudged(&path, &records)?;
            sets.push(Set { name, records, unjudged });
        }
    }
    if wanted("cjk") {
        sets.push(Set { name: "cjk".to_owned(), records: cjk::records(), unjudged: Vec::new() });
    }
    Ok(sets)
}

fn run(arguments: &Arguments, view: &str, set: &Set) {
    let labels = score::labels(&set.records);
    let wanted = |name: &str| {
        arguments.only_methods.is_empty()
            || arguments.only_methods.iter().any(|part| name.contains(part.as_str()))
    };
    for (name, method) in METHODS.iter().filter(|(name, _)| wanted(name)) {
        let begun = Instant::now();
        let stories = method(&set.records);
        let seconds = begun.elapsed().as_secs_f64();
        let Score { precision, recall, f1, rand } =
            score::count(&stories, &labels, &set.unjudged).score();
        if arguments.json {
            println!(
                "{}",
                json!({
                    "set": set.name, "view": view, "method": name, "items": labels.len(),
                    "precision": precision, "recall": recall, "f1": f1, "ari": rand, "seconds": seconds,
                })
            );
        } else {
            println!(
                "{:8} {view:8} {name:24} {precision:9.4} {recall:7.4} {f1:7.4} {rand:7.4} {seconds:8.2}",
                set.name
            );
        }
        mistakes::show(arguments.mistakes, set, &stories, &labels);
    }
}

//! Where the log goes: sentences on a terminal, sentences and fields in the journal under systemd, JSON on
//! request. What a sentence says is left to those who say it.

use std::collections::BTreeMap;
use std::fmt;
use std::io::IsTerminal as _;
use std::os::unix::fs::MetadataExt as _;

use tracing_journald::{Priority, PriorityMappings};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::format::{Writer, debug_fn};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use super::args::{Arguments, LogFormat};
use super::errors::CommandError;
use super::paint;

/// Enough of the words of a panic to know it again, in characters.
const MOST_OF_A_PANIC: usize = 200;

/// Starts the log; whether it is the journal. `level` is what is told where no filter was typed.
pub(super) fn start(
    arguments: &Arguments,
    variables: &BTreeMap<String, String>,
    level: &str,
) -> Result<bool, CommandError> {
    let typed = arguments.log_filter.as_deref().unwrap_or(level);
    let filter = EnvFilter::try_new(typed).map_err(|error| {
        CommandError::Usage(format!("--log-filter {typed:?} can't be understood: {error}"))
    })?;
    let registry = tracing_subscriber::registry().with(filter);
    let text = || {
        tracing_subscriber::fmt::layer()
            .with_writer(std::io::stderr)
            .with_target(false)
            .fmt_fields(debug_fn(|writer, field, value| sentence(writer, field.name(), value)))
            .with_ansi(std::io::stderr().is_terminal() && paint::is_wanted(variables))
    };
    let journal = match arguments.log {
        LogFormat::Journal => Some(journal()?),
        // Where it can't be reached, text on stderr reaches it as well.
        LogFormat::Auto if is_journal(variables) => journal().ok(),
        LogFormat::Auto | LogFormat::Text | LogFormat::Json => None,
    };
    let is_journal = journal.is_some();
    match (arguments.log, journal) {
        (_, Some(journal)) => registry.with(journal).init(),
        (LogFormat::Json, None) => {
            registry
                .with(tracing_subscriber::fmt::layer().json().with_writer(std::io::stderr))
                .init();
        }
        (LogFormat::Text | LogFormat::Auto | LogFormat::Journal, None) => {
            registry.with(text()).init();
        }
    }
    tell_panics();
    Ok(is_journal)
}

/// A line of text is its sentence, which says what the fields say. Nothing in it steers a terminal.
fn sentence(writer: &mut Writer<'_>, name: &str, value: &dyn fmt::Debug) -> fmt::Result {
    if name != "message" {
        return Ok(());
    }
    let is_plain = |c: char| !c.is_control() || c == '\n';
    format!("{value:?}").chars().filter(|c| is_plain(*c)).try_for_each(|c| writer.write_char(c))
}

/// The journal, with priorities as syslog(3) means them: `journalctl -p info` has what is told at info.
fn journal() -> Result<tracing_journald::Layer, CommandError> {
    let priorities = PriorityMappings {
        error: Priority::Error,
        warn: Priority::Warning,
        info: Priority::Informational,
        debug: Priority::Debug,
        trace: Priority::Debug,
    };
    let journal = tracing_journald::layer().map_err(|error| {
        CommandError::Other(format!("reach the journal: {error}; use --log text"))
    })?;
    Ok(journal.with_priority_mappings(priorities))
}

/// Panics are told as errors, which is what they are; by itself a panic is a few lines on stderr, of no
/// priority.
fn tell_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        let words = panic.payload_as_str().unwrap_or("no reason given");
        // It may quote what a publisher wrote.
        let words: String = words.chars().take(MOST_OF_A_PANIC).collect();
        tracing::error!("mainstem panicked at {place}, please report it: {words}");
    }));
}

/// Whether stderr goes to the journal: systemd says which device and inode that is
/// (systemd.exec(5), `$JOURNAL_STREAM`). A variable that was merely inherited does not count.
fn is_journal(variables: &BTreeMap<String, String>) -> bool {
    let stderr = std::fs::metadata("/proc/self/fd/2");
    let named = variables.get("JOURNAL_STREAM").and_then(|stream| stream.split_once(':'));
    match (named, stderr) {
        (Some((device, inode)), Ok(stderr)) => {
            device.parse() == Ok(stderr.dev()) && inode.parse() == Ok(stderr.ino())
        }
        (Some(_), Err(_)) | (None, _) => false,
    }
}

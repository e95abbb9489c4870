//! Where the log goes: text on a terminal, fields in the journal under systemd, JSON on request.

use std::collections::BTreeMap;
use std::io::IsTerminal as _;
use std::os::unix::fs::MetadataExt as _;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use super::args::{Arguments, LogFormat};
use super::errors::CommandError;
use super::paint;

/// Starts the log. `level` is what is told where no filter was typed.
pub(super) fn start(
    arguments: &Arguments,
    variables: &BTreeMap<String, String>,
    level: &str,
) -> Result<(), CommandError> {
    let typed = arguments.log_filter.as_deref().unwrap_or(level);
    let filter = EnvFilter::try_new(typed).map_err(|error| {
        CommandError::Usage(format!("--log-filter {typed:?} can't be understood: {error}"))
    })?;
    let registry = tracing_subscriber::registry().with(filter);
    let text = || {
        tracing_subscriber::fmt::layer()
            .with_writer(std::io::stderr)
            .with_target(false)
            .with_ansi(std::io::stderr().is_terminal() && paint::is_wanted(variables))
    };
    match arguments.log {
        LogFormat::Json => {
            registry
                .with(tracing_subscriber::fmt::layer().json().with_writer(std::io::stderr))
                .init();
        }
        LogFormat::Journal => registry.with(journal()?).init(),
        LogFormat::Auto if is_journal(variables) => match tracing_journald::layer() {
            Ok(journal) => registry.with(journal).init(),
            Err(_) => registry.with(text()).init(),
        },
        LogFormat::Text | LogFormat::Auto => registry.with(text()).init(),
    }
    Ok(())
}

fn journal() -> Result<tracing_journald::Layer, CommandError> {
    tracing_journald::layer()
        .map_err(|error| CommandError::Other(format!("reach the journal: {error}; use --log text")))
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

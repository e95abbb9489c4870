//! What can be typed.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::examples;

/// Polls many feeds, recognises the same story wherever it appears, and republishes one merged
/// feed that any reader can subscribe to.
#[derive(Debug, Parser)]
#[command(name = "mainstem", version, after_help = examples::GENERAL)]
pub(super) struct Arguments {
    /// The configuration; else ./feeds.toml, else /etc/mainstem/feeds.toml
    #[arg(long, global = true, value_name = "FILE", env = "MAINSTEM_CONFIG")]
    pub(super) config: Option<PathBuf>,

    /// Where the log goes and how: by itself, the journal under systemd and text elsewhere
    #[arg(long, global = true, value_name = "FORMAT", value_enum, default_value_t)]
    pub(super) log: LogFormat,

    /// Logs every poll, or whatever a filter like "mainstem=debug,hyper=info" names
    #[arg(long, global = true, value_name = "FILTER", env = "MAINSTEM_LOG")]
    pub(super) log_filter: Option<String>,

    /// What to do; without any: run
    #[command(subcommand)]
    pub(super) command: Option<Command>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum LogFormat {
    #[default]
    Auto,
    Text,
    Json,
    Journal,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Runs the daemon: polls, and serves the merged feed
    #[command(after_help = examples::RUN)]
    Run,
    /// Polls once what is due, and exits
    #[command(after_help = examples::POLL)]
    Poll(PollArguments),
    /// Prints what is read in a document, as JSON
    #[command(after_help = examples::PARSE)]
    Parse(ParseArguments),
    /// Validates feeds.toml; with --live, fetches each feed too
    #[command(after_help = examples::CHECK)]
    Check(CheckArguments),
    /// Finds the feed behind an address and adds it to feeds.toml
    #[command(after_help = examples::ADD)]
    Add(AddArguments),
    /// Takes a feed out of feeds.toml; its items stay until they age out
    #[command(after_help = examples::REMOVE)]
    Remove(RemoveArguments),
    /// Adds the feeds of an OPML file to feeds.toml; folders become tags
    #[command(after_help = examples::IMPORT)]
    Import(ImportArguments),
    /// Prints the feeds as OPML
    #[command(after_help = examples::EXPORT)]
    Export,
    /// Shows how the feeds are
    #[command(after_help = examples::STATUS)]
    Status(JsonArguments),
    /// Lists stored items, newest first
    #[command(after_help = examples::ITEMS)]
    Items(ItemsArguments),
    /// Searches titles, authors and texts of stored items
    #[command(after_help = examples::SEARCH)]
    Search(SearchArguments),
    /// Tells why an item is in its story; of two items, why they are one story or not
    #[command(after_help = examples::WHY)]
    Why(WhyArguments),
    /// Makes one story of those that two items are in, for good
    #[command(after_help = examples::JOIN)]
    Join(JoinArguments),
    /// Gives an item a story of its own, for good
    #[command(after_help = examples::SPLIT)]
    Split(SplitArguments),
    /// Writes every document that is published into a folder, for a web server
    #[command(after_help = examples::PUBLISH)]
    Publish(PublishArguments),
    /// Copies the store, whole and checked, while the daemon runs
    #[command(after_help = examples::BACKUP)]
    Backup(BackupArguments),
    /// Prints completions for a shell
    #[command(after_help = examples::COMPLETIONS)]
    Completions(CompletionsArguments),
    /// Writes the manual, for packages
    #[command(hide = true, after_help = examples::MAN)]
    Man(ManArguments),
}

#[derive(Args, Debug)]
pub(super) struct JsonArguments {
    /// Prints JSON
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Args, Debug)]
pub(super) struct CheckArguments {
    /// Fetches each feed once and says what is there; stores nothing
    #[arg(long)]
    pub(super) live: bool,

    /// Prints one JSON object
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Args, Debug)]
pub(super) struct AddArguments {
    /// The address of a feed or of a page, with or without https://
    #[arg(value_name = "URL")]
    pub(super) url: String,

    /// Tags the feed; may be given several times
    #[arg(long = "tag", value_name = "TAG")]
    pub(super) tags: Vec<String>,

    /// Your name for the feed; else its own is shown
    #[arg(long, value_name = "TITLE")]
    pub(super) title: Option<String>,

    /// When it is polled: "every 2h", "@hourly", cron; else the default of feeds.toml
    #[arg(long, value_name = "SCHEDULE")]
    pub(super) schedule: Option<String>,

    /// Prints one JSON object
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Args, Debug)]
pub(super) struct PublishArguments {
    /// The folder; made if need be. Files that are in it and are none of ours stay
    #[arg(value_name = "DIR")]
    pub(super) dir: PathBuf,
}

#[derive(Args, Debug)]
pub(super) struct RemoveArguments {
    /// The feed: its url, its title, or a tag that only it has
    #[arg(value_name = "FEED")]
    pub(super) feed: String,

    /// Removes all that FEED means, if that are several
    #[arg(long)]
    pub(super) all: bool,

    /// Prints one JSON object
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Args, Debug)]
pub(super) struct ImportArguments {
    /// The list of subscriptions; - for standard input
    #[arg(value_name = "FILE")]
    pub(super) file: String,

    /// Prints one JSON object
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Args, Debug)]
pub(super) struct BackupArguments {
    /// Where to; must not be there yet
    #[arg(value_name = "FILE")]
    pub(super) file: PathBuf,

    /// Replaces what is there
    #[arg(long)]
    pub(super) force: bool,

    /// Prints one JSON object
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Args, Debug)]
pub(super) struct ManArguments {
    /// The folder that the pages are written to
    #[arg(value_name = "DIR")]
    pub(super) folder: PathBuf,
}

#[derive(Args, Debug)]
pub(super) struct PollArguments {
    /// Only these: a url, a title or a tag each
    #[arg(value_name = "FEED")]
    pub(super) feeds: Vec<String>,

    /// Polls what is not due too; still with conditional requests
    #[arg(long)]
    pub(super) force: bool,

    /// Prints one JSON object when done
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Args, Debug)]
pub(super) struct ParseArguments {
    /// The document; - for standard input
    #[arg(value_name = "FILE")]
    pub(super) file: String,

    /// The Content-Type that it was served with
    #[arg(long, value_name = "TYPE")]
    pub(super) content_type: Option<String>,

    /// The address that it is from, which relative addresses are relative to
    #[arg(long, value_name = "URL")]
    pub(super) base: Option<String>,

    /// Tells as well what was mended, and what the feed-rs library reads in it
    #[arg(long)]
    pub(super) explain: bool,
}

#[derive(Args, Debug)]
pub(super) struct ItemsArguments {
    /// Only items of this feed: a url, a title or a tag
    #[arg(long, value_name = "FEED")]
    pub(super) feed: Option<String>,

    /// Only items of feeds with this tag
    #[arg(long, value_name = "TAG")]
    pub(super) tag: Option<String>,

    /// Only items dated since then: "2h", "3 days", 2026-11-20 or 2026-11-20T06:00:00Z
    #[arg(long, value_name = "WHEN")]
    pub(super) since: Option<String>,

    /// Only items of this story
    #[arg(long, value_name = "STORY")]
    pub(super) story: Option<i64>,

    /// At most so many
    #[arg(long, value_name = "N")]
    pub(super) limit: Option<usize>,

    /// Prints one JSON object a line
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Args, Debug)]
pub(super) struct SearchArguments {
    /// Words that must all be there; "a phrase", begin*, title:, author:, OR, -without
    #[arg(value_name = "QUERY", required = true)]
    pub(super) query: Vec<String>,

    /// Only items of this feed: a url, a title or a tag
    #[arg(long, value_name = "FEED")]
    pub(super) feed: Option<String>,

    /// Only items of feeds with this tag
    #[arg(long, value_name = "TAG")]
    pub(super) tag: Option<String>,

    /// Only items dated since then: "2h", "3 days", 2026-11-20 or 2026-11-20T06:00:00Z
    #[arg(long, value_name = "WHEN")]
    pub(super) since: Option<String>,

    /// The newest first; else what says most of what is looked for
    #[arg(long)]
    pub(super) newest: bool,

    /// Every report of a story; else of each story the one that comes first
    #[arg(long)]
    pub(super) duplicates: bool,

    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub(super) limit: usize,

    /// Prints one JSON object a line
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Args, Debug)]
pub(super) struct WhyArguments {
    /// The item: its number or its url
    #[arg(value_name = "ITEM")]
    pub(super) item: String,

    /// Another item, to compare the two
    #[arg(value_name = "OTHER")]
    pub(super) other: Option<String>,

    /// Prints one JSON object
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Args, Debug)]
pub(super) struct JoinArguments {
    /// An item of one story: its number or its url
    #[arg(value_name = "ITEM")]
    pub(super) item: String,

    /// An item of the other
    #[arg(value_name = "OTHER")]
    pub(super) other: String,

    /// Prints one JSON object
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Args, Debug)]
pub(super) struct SplitArguments {
    /// The item: its number or its url
    #[arg(value_name = "ITEM")]
    pub(super) item: String,

    /// Prints one JSON object
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Args, Debug)]
pub(super) struct CompletionsArguments {
    /// The shell
    #[arg(value_enum)]
    pub(super) shell: clap_complete::Shell,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    #[test]
    fn the_arguments_do_not_contradict_each_other() {
        super::Arguments::command().debug_assert();
    }

    #[test]
    fn the_help_of_every_command_has_an_example() {
        for mut command in super::Arguments::command().get_subcommands().cloned() {
            let (name, help) = (command.get_name().to_owned(), command.render_help().to_string());
            assert!(
                help.contains(&format!("\n  mainstem {name}")) || help.contains("| mainstem"),
                "{help}"
            );
        }
    }
}

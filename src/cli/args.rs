//! What can be typed.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Polls many feeds, recognises the same story wherever it appears, and republishes one merged
/// feed that any reader can subscribe to.
#[derive(Debug, Parser)]
#[command(name = "mainstem", version, after_help = EXAMPLES)]
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

const EXAMPLES: &str = "\
Examples:
  mainstem                        run the daemon on ./feeds.toml
  mainstem add example.org        find the feed of a site and add it to feeds.toml
  mainstem check                  say what is wrong with feeds.toml, and where
  mainstem poll --force japan     poll all feeds tagged \"japan\" now
  mainstem items --since 1d --json | jq -r .title";

const CHECK_EXAMPLES: &str = "\
Examples:
  mainstem check                  say what is wrong with feeds.toml, and where
  mainstem check --live           fetch each feed once and say what is there; nothing is stored
  mainstem check --live --json | jq '.live[] | select(.ok | not)'";

const ADD_EXAMPLES: &str = "\
Examples:
  mainstem add example.org                        the feed that the site names
  mainstem add https://example.org/feed.xml       this feed
  mainstem add https://www.youtube.com/@example   the videos of a channel
  mainstem add @alice@social.example              the posts of somebody in the fediverse
  mainstem add lwn.net --tag tech --tag linux --schedule 'every 2h'";

const SEARCH_EXAMPLES: &str = "\
Examples:
  mainstem search ferry harbour             both words, in any order and place
  mainstem search '\"ferry resumes\"'        one behind the other
  mainstem search 'harb* -fog'              what begins so, and nothing of fog
  mainstem search 'title:ferry OR author:tanaka'
  mainstem search 東京都 地震                pieces of words, where a script has no spaces
  mainstem search --since 2d --json ferry | jq -r .url";

const PUBLISH_EXAMPLES: &str = "\
Examples:
  mainstem publish /var/www/news  the merged feeds, the pages and all else that readers can have
  mainstem poll && mainstem publish www   without a daemon, from cron";

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
    Run,
    /// Polls once what is due, and exits
    Poll(PollArguments),
    /// Prints what is read in a document, as JSON
    Parse(ParseArguments),
    /// Validates feeds.toml; with --live, fetches each feed too
    #[command(after_help = CHECK_EXAMPLES)]
    Check(CheckArguments),
    /// Finds the feed behind an address and adds it to feeds.toml
    #[command(after_help = ADD_EXAMPLES)]
    Add(AddArguments),
    /// Shows how the feeds are
    Status(JsonArguments),
    /// Lists stored items, newest first
    Items(ItemsArguments),
    /// Searches titles, authors and texts of stored items
    #[command(after_help = SEARCH_EXAMPLES)]
    Search(SearchArguments),
    /// Tells why an item is in its story; of two items, why they are one story or not
    Why(WhyArguments),
    /// Makes one story of those that two items are in, for good
    Join(JoinArguments),
    /// Gives an item a story of its own, for good
    Split(SplitArguments),
    /// Writes every document that is published into a folder, for a web server
    #[command(after_help = PUBLISH_EXAMPLES)]
    Publish(PublishArguments),
    /// Prints completions for a shell
    Completions(CompletionsArguments),
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
    #[arg(value_name = "QUERY", required = true, allow_hyphen_values = true)]
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
}

//! What feeds.toml says, checked and complete: every default filled in, every path absolute, every
//! secret read. `config/` is the only one to make it.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use ipnet::IpNet;
use url::Url;

use super::{Feed, Feeds, Rules, Secret, SourceFeed};

/// The whole configuration.
#[derive(Clone, Debug)]
pub struct Settings {
    /// `[merged]`.
    pub merged: MergedSettings,
    /// `[server]`.
    pub server: ServerSettings,
    /// `[publish] dir`: where the documents are also written as files.
    pub publish_dir: Option<PathBuf>,
    /// `[page]`.
    pub page: PageSettings,
    /// `[metrics] per_feed`: whether polls and items are counted for each feed by itself.
    pub metrics_per_feed: bool,
    /// `[store]`.
    pub store: StoreSettings,
    /// `[fetch]`.
    pub fetch: FetchSettings,
    /// The feeds, in the order of the file.
    pub feeds: Feeds,
    /// The views, in the order of the file.
    pub views: Vec<View>,
    /// What is wrong with feeds.toml as it is by now; these settings are of the last that was valid.
    pub complaint: Option<String>,
}

impl Settings {
    /// The feed with this address, if it is still listed.
    pub fn feed(&self, url: &str) -> Option<&Feed> {
        self.feeds.at(url)
    }

    /// The tags that feeds have, each once, in order.
    pub fn tags(&self) -> BTreeSet<&str> {
        self.feeds.iter().flat_map(|feed| &feed.tags).map(String::as_str).collect()
    }

    /// Gives a source the operator's name for it, which wins over its publisher's.
    pub fn name_source(&self, source: &mut SourceFeed) {
        if let Some(title) = self.feed(&source.url).and_then(|feed| feed.title.as_ref()) {
            source.title.clone_from(title);
        }
    }
}

/// `[merged]`: the merged feed.
#[derive(Clone, Debug)]
pub struct MergedSettings {
    /// Its title.
    pub title: String,
    /// How readers reach this daemon; ends with a slash.
    pub base_url: Url,
    /// How many entries one published document holds.
    pub entries: usize,
    /// The WebSub hub that is told of changes.
    pub hub: Option<Url>,
    /// What becomes of further reports of a story.
    pub duplicates: Duplicates,
    /// How long after a report was first seen copies of it are looked for.
    pub window: Duration,
    /// Which items are published, over all feeds.
    pub rules: Rules,
}

/// What becomes of further reports of a story.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Duplicates {
    /// A story is published once and names the others.
    Collapse,
    /// Every report is published.
    Keep,
}

/// `[server]`: how readers come in.
#[derive(Clone, Debug)]
pub struct ServerSettings {
    /// Where it listens.
    pub listen: Listen,
    /// What readers must show; `None`: nothing.
    pub token: Option<Secret>,
    /// A name and a password, with a colon between them, that open as well.
    pub login: Option<Secret>,
}

/// An address to listen on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Listen {
    /// An address and a port.
    Tcp(SocketAddr),
    /// A socket in the file system.
    Unix(PathBuf),
}

/// `[page]`: the pages for people.
#[derive(Clone, Copy, Debug)]
pub struct PageSettings {
    /// Whether items show their images.
    pub images: Images,
}

/// Whether items show their images.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Images {
    /// They are loaded when they come into view.
    Lazy,
    /// They are left out.
    Off,
}

/// `[store]`: the one file.
#[derive(Clone, Debug)]
pub struct StoreSettings {
    /// The database, as an absolute path or relative to the working directory.
    pub path: PathBuf,
    /// How long items are held; `None`: for good.
    pub keep: Option<Duration>,
}

/// `[fetch]`: manners and limits of polling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FetchSettings {
    /// Polls at a time.
    pub concurrency: usize,
    /// Requests at a time to one registrable domain or address.
    pub per_host: usize,
    /// The pause between two requests to one registrable domain or address.
    pub host_gap: Duration,
    /// Where a publisher can reach the operator: stands in the User-Agent.
    pub contact: Option<String>,
    /// How long one whole exchange may take.
    pub timeout: Duration,
    /// How large a body may be after decompression, in bytes.
    pub max_body: usize,
    /// Which addresses that are not of the public internet may be fetched from.
    pub private_networks: PrivateNetworks,
    /// The proxy for every feed without one of its own.
    pub proxy: Option<Url>,
}

/// Which addresses that are not of the public internet may be fetched from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PrivateNetworks {
    /// None of them.
    Refused,
    /// All of them.
    Allowed,
    /// Those of these networks, and whatever these host names (in lower case) resolve to.
    Listed {
        /// Networks, for instance `10.0.0.0/8`.
        networks: Vec<IpNet>,
        /// Host names, for instance `nas.lan`.
        hosts: BTreeSet<String>,
    },
}

/// One `[[view]]`: a merged feed of a part of the river.
#[derive(Clone, Debug)]
pub struct View {
    /// The name in its address.
    pub name: String,
    /// Feeds with one of these tags; empty: all feeds.
    pub tags: BTreeSet<String>,
    /// Which items are published in it.
    pub rules: Rules,
}

//! The tables of feeds.toml beside `[[feed]]` and `[defaults]`, with what holds where they say
//! nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Duration;

use toml_edit::Item;

use super::addresses::{self, Allowed};
use super::errors::Wrong;
use super::feed::tags;
use super::read::Place;
use super::table::{Document, Table};
use super::{keys, secrets, values};
use crate::model::{
    Duplicates, FetchSettings, Images, Listen, MergedSettings, PageSettings, PrivateNetworks,
    Rules, ServerSettings, StoreSettings, View,
};

const DAY: Duration = Duration::from_hours(24);
const HOUR: Duration = Duration::from_hours(1);
const SECOND: Duration = Duration::from_secs(1);

/// `[server]`.
pub(super) fn server(document: &Document<'_>, place: &Place<'_>) -> ServerSettings {
    let table = document.table(&keys::SERVER);
    ServerSettings {
        listen: table.read("listen", addresses::listen).unwrap_or_else(addresses::default_listen),
        token: table.read("token", |item| secrets::token(place, item)),
        login: table.read("login", |item| secrets::login(place, item)),
    }
}

/// `[merged]`; `None` where its address is neither given nor follows from `listen`.
pub(super) fn merged(document: &Document<'_>, listen: &Listen) -> Option<MergedSettings> {
    const DUPLICATES: &[(&str, Duplicates)] =
        &[("collapse", Duplicates::Collapse), ("keep", Duplicates::Keep)];
    let table = document.table(&keys::MERGED);
    let base_url = table.read("base_url", addresses::base).or_else(|| base_of(&table, listen));
    let title = table.read("title", values::line);
    let entries = table.read("entries", values::whole(1..=10_000));
    let hub = table.read("hub", addresses::web);
    let duplicates = table.read("duplicates", values::choice(DUPLICATES));
    let window = table.read("window", values::duration(HOUR..=DAY * 90, " days"));
    let rules = rules(&table);
    Some(MergedSettings {
        title: title.unwrap_or_else(|| "mainstem".to_owned()),
        base_url: base_url?,
        entries: entries.unwrap_or(100),
        hub,
        duplicates: duplicates.unwrap_or(Duplicates::Collapse),
        window: window.unwrap_or(DAY * 7),
        rules,
    })
}

/// An IPv6 address with a zone (`[fe80::1%2]:7070`) can be listened on, but stands in no URL.
fn base_of(table: &Table<'_>, listen: &Listen) -> Option<url::Url> {
    addresses::default_base(listen)
        .map_err(|_| {
            let wrong = Wrong::new("it does not follow from [server] listen, and must be given");
            table.refuse("base_url", wrong);
        })
        .ok()
}

/// `[publish] dir`, seen from the folder of feeds.toml.
pub(super) fn publish_dir(document: &Document<'_>, place: &Place<'_>) -> Option<PathBuf> {
    document.table(&keys::PUBLISH).read("dir", path).map(|dir| place.beside(&dir))
}

/// `[page]`.
pub(super) fn page(document: &Document<'_>) -> PageSettings {
    const IMAGES: &[(&str, Images)] = &[("lazy", Images::Lazy), ("off", Images::Off)];
    let table = document.table(&keys::PAGE);
    PageSettings { images: table.read("images", values::choice(IMAGES)).unwrap_or(Images::Lazy) }
}

/// `[metrics] per_feed`.
pub(super) fn metrics_per_feed(document: &Document<'_>) -> bool {
    document.table(&keys::METRICS).read("per_feed", values::flag).unwrap_or(false)
}

/// `[store]`.
pub(super) fn store(document: &Document<'_>, place: &Place<'_>) -> StoreSettings {
    let table = document.table(&keys::STORE);
    let path = table.read("path", path).unwrap_or_else(|| PathBuf::from("mainstem.db"));
    StoreSettings {
        path: match place.state_directory {
            Some(folder) => folder.join(path),
            None => place.beside(&path),
        },
        keep: table.read("keep", values::duration(DAY..=DAY * 36_525, " days")),
    }
}

fn path(item: &Item) -> Result<PathBuf, Wrong> {
    let typed = values::text(item)?;
    if typed.trim().is_empty() || typed.contains('\0') {
        return Err(Wrong::new("not a path"));
    }
    Ok(Path::new(typed).to_owned())
}

/// `[fetch]`.
pub(super) fn fetch(document: &Document<'_>) -> FetchSettings {
    let table = document.table(&keys::FETCH);
    FetchSettings {
        concurrency: table.read("concurrency", values::whole(1..=4096)).unwrap_or(64),
        per_host: table.read("per_host", values::whole(1..=4096)).unwrap_or(1),
        host_gap: table
            .read("host_gap", values::duration(Duration::ZERO..=HOUR, "s"))
            .unwrap_or(SECOND),
        contact: table.read("contact", contact),
        timeout: table.read("timeout", values::duration(SECOND..=HOUR, "s")).unwrap_or(SECOND * 30),
        max_body: table.read("max_body", values::size).unwrap_or(16 << 20),
        private_networks: private_networks(&table),
        proxy: table.read("proxy", addresses::proxy),
    }
}

/// What stands in the User-Agent: a comment of RFC 9110 section 5.6.5, so no brackets either.
fn contact(item: &Item) -> Result<String, Wrong> {
    let contact = values::line(item)?;
    let fits = |c: char| c == ' ' || (c.is_ascii_graphic() && !matches!(c, '(' | ')' | '\\'));
    if contact.chars().all(fits) {
        return Ok(contact);
    }
    Err(Wrong::new("the contact has a character that can't stand in the User-Agent")
        .fix("use the ASCII form of an address, without ( ) and \\"))
}

fn private_networks(table: &Table<'_>) -> PrivateNetworks {
    const KEY: &str = "allow_private_networks";
    if !table.item(KEY).is_some_and(Item::is_array) {
        let read = |item: &Item| {
            item.as_bool().ok_or_else(|| values::expected("true, false or a list", item))
        };
        return match table.read(KEY, read) {
            Some(true) => PrivateNetworks::Allowed,
            Some(false) | None => PrivateNetworks::Refused,
        };
    }
    let (mut networks, mut hosts) = (Vec::new(), BTreeSet::new());
    for allowed in table.list(KEY, addresses::allowed).unwrap_or_default() {
        match allowed {
            Allowed::Network(network) => networks.push(network),
            Allowed::Host(host) => {
                hosts.insert(host);
            }
        }
    }
    PrivateNetworks::Listed { networks, hosts }
}

/// The views, in the order of the file.
pub(super) fn views(document: &Document<'_>) -> Vec<View> {
    let mut lines: BTreeMap<String, usize> = BTreeMap::new();
    let mut views = Vec::new();
    for table in document.tables(&keys::VIEW) {
        if table.item("name").is_none() {
            table.refuse("name", Wrong::new("a view needs a name: it stands in its address"));
        }
        let name = table.read("name", values::view_name);
        let (tags, rules) = (tags(&table).unwrap_or_default(), rules(&table));
        let Some(name) = name else { continue };
        if let Some(line) = lines.get(&name) {
            let same = Wrong::new(format!("a view of this name stands on line {line}"));
            table.refuse("name", same.fix("give one of the two another name"));
            continue;
        }
        lines.insert(name.clone(), table.line_of("name"));
        views.push(View { name, tags, rules });
    }
    views
}

fn rules(table: &Table<'_>) -> Rules {
    Rules {
        keep: table.list("keep", values::rule).unwrap_or_default(),
        drop: table.list("drop", values::rule).unwrap_or_default(),
    }
}

//! Every table and key of feeds.toml, with an example of each. What their values must be is left to
//! `sections.rs` and `feed.rs`.

use super::errors::Wrong;
use super::suggest::nearest;

/// A key and a value it may have, as TOML.
type Key = (&'static str, &'static str);

/// One table of feeds.toml and the keys that may stand in it.
#[derive(Debug)]
pub(super) struct Keys {
    /// The table's name.
    pub(super) name: &'static str,
    /// The table's header, as it is written and as messages show it.
    pub(super) header: &'static str,
    own: &'static [Key],
    shared: &'static [Key],
}

const RULES: &[Key] = &[("keep", r#"["title: (?i)japan"]"#), ("drop", r#"["category: ^Sport"]"#)];

/// `[merged]`: the merged feed.
pub(super) const MERGED: Keys = Keys {
    name: "merged",
    header: "[merged]",
    own: &[
        ("title", r#""Morning wires""#),
        ("base_url", r#""https://news.example.org/""#),
        ("entries", "100"),
        ("hub", r#""https://hub.example.org/""#),
        ("duplicates", r#""collapse""#),
        ("window", r#""7 days""#),
    ],
    shared: RULES,
};

/// `[server]`: how readers come in.
pub(super) const SERVER: Keys = Keys {
    name: "server",
    header: "[server]",
    own: &[
        ("listen", r#""127.0.0.1:7070""#),
        ("token", r#"{ credential = "mainstem-token" }"#),
        ("login", r#"{ credential = "mainstem-login" }"#),
    ],
    shared: &[],
};

/// `[publish]`: the documents as files.
pub(super) const PUBLISH: Keys = Keys {
    name: "publish",
    header: "[publish]",
    own: &[("dir", r#""/var/www/news""#)],
    shared: &[],
};

/// `[page]`: the pages for people.
pub(super) const PAGE: Keys =
    Keys { name: "page", header: "[page]", own: &[("images", r#""lazy""#)], shared: &[] };

/// `[metrics]`: what is told to monitors.
pub(super) const METRICS: Keys =
    Keys { name: "metrics", header: "[metrics]", own: &[("per_feed", "true")], shared: &[] };

/// `[store]`: the one file.
pub(super) const STORE: Keys = Keys {
    name: "store",
    header: "[store]",
    own: &[("path", r#""mainstem.db""#), ("keep", r#""180 days""#)],
    shared: &[],
};

/// `[fetch]`: manners and limits of polling.
pub(super) const FETCH: Keys = Keys {
    name: "fetch",
    header: "[fetch]",
    own: &[
        ("concurrency", "64"),
        ("per_host", "1"),
        ("host_gap", r#""1s""#),
        ("contact", r#""https://news.example.org/""#),
        ("timeout", r#""30s""#),
        ("max_body", r#""16 MiB""#),
        ("allow_private_networks", r#"["10.0.0.0/8", "nas.lan"]"#),
        ("proxy", r#""socks5://127.0.0.1:9050""#),
    ],
    shared: &[],
};

/// `[defaults]`: what feeds have where they say nothing else.
pub(super) const DEFAULTS: Keys =
    Keys { name: "defaults", header: "[defaults]", own: &[], shared: FEED_SHARED };

/// `[[feed]]`: a feed.
pub(super) const FEED: Keys = Keys {
    name: "feed",
    header: "[[feed]]",
    own: &[("url", r#""https://www.example.org/feed/""#), ("title", r#""Example""#)],
    shared: FEED_SHARED,
};

const FEED_SHARED: &[Key] = &[
    ("tags", r#"["japan", "world"]"#),
    ("schedule", r#""every 20m""#),
    ("timezone", r#""Asia/Tokyo""#),
    ("priority", "10"),
    ("full_text", "true"),
    ("keep", r#"["title: (?i)japan"]"#),
    ("drop", r#"["category: ^Sport"]"#),
    ("keep_items", "500"),
    ("strip_boilerplate", "true"),
    ("hold", r#""10m""#),
    ("flood", r#""spread""#),
    ("headers", r#"{ Authorization = { credential = "wire-token" } }"#),
    ("proxy", r#""http://proxy.example.org:3128""#),
    ("enabled", "true"),
];

/// `[[view]]`: one more merged feed.
pub(super) const VIEW: Keys = Keys {
    name: "view",
    header: "[[view]]",
    own: &[("name", r#""asia""#), ("tags", r#"["japan", "korea"]"#)],
    shared: RULES,
};

/// All tables.
pub(super) const TABLES: [&Keys; 10] =
    [&MERGED, &SERVER, &PUBLISH, &PAGE, &METRICS, &STORE, &FETCH, &DEFAULTS, &FEED, &VIEW];

impl Keys {
    /// The names of the keys, in the order of the manual.
    pub(super) fn names(&self) -> impl Iterator<Item = &'static str> {
        self.examples().map(|(name, _)| name)
    }

    /// The keys, each with a value it may have.
    pub(super) fn examples(&self) -> impl Iterator<Item = Key> {
        self.own.iter().chain(self.shared).copied()
    }

    /// The key with its table, as messages show it.
    pub(super) fn full(&self, key: &str) -> String {
        format!("{} {key}", self.header)
    }

    /// A fix that shows how the key is written.
    pub(super) fn example_of(&self, key: &str) -> String {
        self.examples()
            .find(|(name, _)| *name == key)
            .map(|(name, value)| format!("write for instance {name} = {value}"))
            .unwrap_or_default()
    }

    /// What to say of a key that does not belong here.
    pub(super) fn unknown(&self, typed: &str) -> Wrong {
        let unknown = Wrong::new("unknown key");
        if let Some(name) = nearest(typed, self.names()) {
            return unknown.fix(format!("did you mean \"{name}\"?"));
        }
        let names = self.names().collect::<Vec<_>>().join(", ");
        match homes_of(typed) {
            Some(homes) => unknown
                .fix(format!("it belongs in {homes}; the keys of {} are {names}", self.header)),
            None => unknown.fix(format!("the keys of {} are {names}", self.header)),
        }
    }
}

/// What to say of something at the top of the file that is none of the tables.
pub(super) fn unknown_table(typed: &str) -> Wrong {
    let unknown = Wrong::new("unknown key");
    if let Some(homes) = homes_of(typed) {
        return unknown.fix(format!("it belongs in {homes}: write that header above it"));
    }
    match nearest(typed, TABLES.iter().map(|keys| keys.name)) {
        Some(name) => {
            let header = TABLES.iter().find(|keys| keys.name == name).map_or(name, |k| k.header);
            unknown.fix(format!("did you mean {header}?"))
        }
        None => {
            unknown.fix(format!("the tables are {}", TABLES.map(|keys| keys.header).join(", ")))
        }
    }
}

/// The tables that have a key of this name.
fn homes_of(key: &str) -> Option<String> {
    let homes: Vec<&str> = TABLES
        .iter()
        .filter(|keys| keys.names().any(|name| name == key))
        .map(|keys| keys.header)
        .collect();
    (!homes.is_empty()).then(|| homes.join(" or "))
}

//! The plan of the house, as tables. A change here is a change of architecture: say why in
//! docs/decisions/.

/// The rooms with their floors. A room imports only from floors below its own, so rooms of one floor
/// do not know one another: they meet on the next one, through the nouns of `model`.
pub(super) const FLOORS: &[(&str, u8)] = &[
    ("model", 0),
    ("config", 1),
    ("schedule", 1),
    ("fetch", 1),
    ("parse", 1),
    ("article", 1),
    ("story", 1),
    ("discover", 1),
    ("search", 1),
    ("store", 1),
    ("publish", 1),
    ("serve", 1),
    ("websub", 1),
    ("daemon", 2),
    ("cli", 3),
];

/// Foreign crates with the rooms that may name them. Most have one owner, so that replacing the crate
/// changes one room; those with several are small vocabularies.
pub(super) const OWNERS: &[(&str, &[&str])] = &[
    ("ammonia", &["article"]),
    ("base64", &["serve"]),
    ("brotli", &["publish"]),
    ("chardetng", &["parse"]),
    ("chrono", &["model", "schedule", "parse"]),
    ("chrono_tz", &["config", "schedule"]),
    ("clap", &["cli"]),
    ("clap_complete", &["cli"]),
    ("clap_mangen", &["cli"]),
    ("comfy_table", &["cli"]),
    ("cron", &["schedule"]),
    ("dom_query", &["article"]),
    ("dom_smoothie", &["article"]),
    ("encoding_rs", &["parse"]),
    ("feed_rs", &["parse"]),
    ("flate2", &["publish"]),
    ("hmac", &["websub"]),
    ("html5gum", &["discover"]),
    ("http_body_util", &["serve"]),
    ("httpdate", &["fetch", "serve"]),
    ("hyper", &["serve"]),
    ("hyper_util", &["serve"]),
    ("indicatif", &["cli"]),
    ("ipnet", &["model", "config", "fetch"]),
    ("listenfd", &["daemon"]),
    ("percent_encoding", &["model"]),
    ("prometheus_client", &["daemon"]),
    ("psl", &["fetch"]),
    ("quick_xml", &["parse", "publish"]),
    ("regex", &["model"]),
    ("reqwest", &["fetch"]),
    ("rusqlite", &["store"]),
    ("rustix", &["store", "daemon"]),
    ("rustls", &["fetch"]),
    ("rustls_native_certs", &["fetch"]),
    ("sd_notify", &["daemon"]),
    ("sha1", &["websub"]),
    // websub/ signs with it through hmac; all else is known by `model::Digest`.
    ("sha2", &["model", "websub"]),
    ("toml_edit", &["config"]),
    ("tracing_journald", &["cli"]),
    ("tracing_subscriber", &["cli"]),
    ("unicode_normalization", &["article", "search", "story"]),
    ("webpki_roots", &["fetch"]),
    ("zstd", &["publish"]),
];

/// Foreign crates that every room may name: the vocabulary of asynchronous Rust, of errors, of logs,
/// of links, of serialising and of spans of time.
pub(super) const SHARED: &[&str] = &[
    "bytes",
    "humantime",
    "serde",
    "serde_json",
    "thiserror",
    "tokio",
    "tokio_util",
    "tracing",
    "url",
];

/// Above this many lines a file holds two things.
pub(super) const LONGEST_FILE: usize = 400;

/// Above this many lines a `mod.rs` holds more than docs, `mod` and re-exports.
pub(super) const LONGEST_MOD: usize = 80;

/// What may not be left behind. Spelled in two parts, because this file is searched as well.
pub(super) const LEFTOVERS: &[&str] = &[
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("to", "do!("),
    concat!("unimpl", "emented!("),
    concat!("#[ign", "ore"),
    concat!("#[should", "_panic"),
];

/// The floor of a room; `None` where the plan does not know it.
pub(super) fn floor(room: &str) -> Option<u8> {
    FLOORS.iter().find(|(name, _)| *name == room).map(|(_, floor)| *floor)
}

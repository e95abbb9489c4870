//! The way from a text to settings. The values themselves are read in `sections.rs` and `feed.rs`.

use std::fmt;
use std::path::{Path, PathBuf};

use super::errors::ConfigErrors;
use super::table::{Document, Report};
use super::{feed, sections, syntax};
use crate::model::{Schedule, Settings};

/// What other rooms know of values.
#[derive(Clone, Copy, Debug)]
pub struct Judge {
    /// Says what a schedule means, or what is wrong with it: a sentence that can stand in an error.
    pub schedule: fn(&str) -> Result<Schedule, String>,
    /// Whether this is a CSS selector.
    pub is_selector: fn(&str) -> bool,
}

/// Which secrets are read. They are there for the service, and not always for whoever looks after
/// it in a shell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Secrets {
    /// All: one that can't be read is an error.
    #[default]
    Needed,
    /// All but credentials, where systemd gives none to this process.
    WithoutCredentials,
    /// None.
    Unneeded,
}

/// What lies around feeds.toml: folders and environment, read elsewhere and passed in.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    /// The file, as the operator named it. Relative paths in it start from its folder.
    pub file: &'a Path,
    /// `$STATE_DIRECTORY`, from where `[store] path` starts if there is one; only the first folder
    /// if systemd gives several.
    pub state_directory: Option<&'a Path>,
    /// `$CREDENTIALS_DIRECTORY`, where systemd puts what `{ credential = … }` names.
    pub credentials_directory: Option<&'a Path>,
    /// Which secrets are read.
    pub secrets: Secrets,
    /// A variable of the environment, for `{ env = … }`.
    pub env: &'a (dyn Fn(&str) -> Option<String> + Sync),
}

impl<'a> Place<'a> {
    /// A file with nothing around it: no folders of systemd's, and an empty environment.
    pub fn alone(file: &'a Path, secrets: Secrets) -> Self {
        Self { file, state_directory: None, credentials_directory: None, secrets, env: &|_| None }
    }

    /// The path as seen from the folder of feeds.toml.
    pub(super) fn beside(&self, path: &Path) -> PathBuf {
        self.file.parent().map_or_else(|| path.to_owned(), |folder| folder.join(path))
    }
}

impl fmt::Debug for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Place")
            .field("file", &self.file)
            .field("state_directory", &self.state_directory)
            .field("credentials_directory", &self.credentials_directory)
            .finish_non_exhaustive()
    }
}

/// Reads the text of a feeds.toml: all of it, or everything that is wrong with it.
pub fn read(text: &str, place: &Place<'_>, judge: Judge) -> Result<Settings, ConfigErrors> {
    let file = place.file.display().to_string();
    let document = toml_edit::Document::parse(text).map_err(|error| ConfigErrors {
        file: file.clone(),
        errors: vec![syntax::error(text, &error)],
    })?;
    let report = Report::on(text);
    let settings = settings(&Document::open(&report, document.as_table()), place, judge);
    let errors = report.finish();
    match settings {
        Some(settings) if errors.is_empty() => Ok(settings),
        _ => Err(ConfigErrors { file, errors }),
    }
}

/// The settings, with defaults in the place of whatever was reported as wrong. `None` where there
/// is no sensible default, which is reported too.
fn settings(document: &Document<'_>, place: &Place<'_>, judge: Judge) -> Option<Settings> {
    let server = sections::server(document, place);
    let publish_dir = sections::publish_dir(document, place);
    let page = sections::page(document);
    let metrics_per_feed = sections::metrics_per_feed(document);
    let store = sections::store(document, place);
    let fetch = sections::fetch(document);
    let feeds = feed::feeds(document, place, judge);
    let views = sections::views(document);
    let merged = sections::merged(document, &server.listen)?;
    let complaint = None;
    Some(Settings {
        merged,
        server,
        publish_dir,
        page,
        metrics_per_feed,
        store,
        fetch,
        feeds: feeds.into(),
        views,
        complaint,
    })
}

//! feeds.toml as it is now, with what lies around it: read at start and at every reload.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::article;
use crate::config::{self, ConfigErrors, Judge, Place, Secrets};
use crate::model::Settings;
use crate::schedule;

/// What this version makes of values that belong to other rooms than `config/`.
pub const JUDGE: Judge =
    Judge { schedule: schedule::understand, is_selector: article::is_selector };

/// What the environment said when the program started.
#[derive(Clone, Default)]
pub struct Surroundings {
    /// The feeds.toml in use.
    pub file: PathBuf,
    /// `$STATE_DIRECTORY`.
    pub state_directory: Option<PathBuf>,
    /// `$CREDENTIALS_DIRECTORY`.
    pub credentials_directory: Option<PathBuf>,
    /// Which secrets are read.
    pub secrets: Secrets,
    /// All variables, for `{ env = … }`.
    pub variables: BTreeMap<String, String>,
}

/// Variables are where secrets live: they are not printed.
impl std::fmt::Debug for Surroundings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Surroundings")
            .field("file", &self.file)
            .field("state_directory", &self.state_directory)
            .field("credentials_directory", &self.credentials_directory)
            .finish_non_exhaustive()
    }
}

/// Reads feeds.toml.
pub fn load(surroundings: &Surroundings) -> Result<Settings, ConfigErrors> {
    with_place(surroundings, |place| config::load(place, JUDGE))
}

/// Reads a text as if it were that of feeds.toml.
pub fn load_text(surroundings: &Surroundings, text: &str) -> Result<Settings, ConfigErrors> {
    with_place(surroundings, |place| config::read(text, place, JUDGE))
}

fn with_place<T>(surroundings: &Surroundings, read: impl FnOnce(&Place<'_>) -> T) -> T {
    read(&Place {
        file: &surroundings.file,
        state_directory: surroundings.state_directory.as_deref(),
        credentials_directory: surroundings.credentials_directory.as_deref(),
        secrets: surroundings.secrets,
        env: &|name| surroundings.variables.get(name).cloned(),
    })
}

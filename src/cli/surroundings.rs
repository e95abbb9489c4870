//! What the environment says, read once. Nobody else asks it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::args::Arguments;
use super::errors::CommandError;
use crate::config::Secrets;
use crate::daemon::{Surroundings, load};
use crate::model::Settings;

/// Where feeds.toml is looked for, in this order, when nobody names it.
const PLACES: [&str; 2] = ["feeds.toml", SERVICE_CONFIG];

/// Where the systemd unit has its configuration.
const SERVICE_CONFIG: &str = "/etc/mainstem/feeds.toml";

/// Where the systemd unit has its store.
const SERVICE_STATE: &str = "/var/lib/mainstem";

pub(super) fn read(arguments: &Arguments, secrets: Secrets) -> Result<Surroundings, CommandError> {
    let variables: BTreeMap<String, String> = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect();
    let folder = |name: &str| -> Option<PathBuf> {
        // systemd separates several folders by colons, and the first is ours.
        let first = variables.get(name)?.split(':').next()?;
        (!first.is_empty()).then(|| first.into())
    };
    let file = match &arguments.config {
        Some(file) => file.clone(),
        None => PLACES.iter().map(PathBuf::from).find(|file| file.exists()).ok_or_else(|| {
            CommandError::Usage(format!(
                "there is no configuration at {}; name one with --config FILE",
                PLACES.join(" nor at ")
            ))
        })?,
    };
    let state_directory = folder("STATE_DIRECTORY").or_else(|| {
        // Whoever looks after the service types `mainstem status` in a shell of their own, where
        // systemd has set nothing.
        let state = PathBuf::from(SERVICE_STATE);
        (file == Path::new(SERVICE_CONFIG) && state.is_dir()).then_some(state)
    });
    Ok(Surroundings {
        file: absolute(&file),
        state_directory,
        secrets,
        credentials_directory: folder("CREDENTIALS_DIRECTORY"),
        variables,
    })
}

pub(super) fn settings(
    arguments: &Arguments,
    secrets: Secrets,
) -> Result<(Surroundings, Settings), CommandError> {
    let surroundings = read(arguments, secrets)?;
    let settings = load(&surroundings)?;
    Ok((surroundings, settings))
}

/// Messages name the file as it was typed where that is short and clear, so only what a change of
/// directory would break is made absolute.
fn absolute(file: &Path) -> PathBuf {
    if file.parent().is_some_and(|parent| parent.as_os_str().is_empty()) {
        return file.to_owned();
    }
    std::path::absolute(file).unwrap_or_else(|_| file.to_owned())
}

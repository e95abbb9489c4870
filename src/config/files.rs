//! What this room reads from the disk: feeds.toml itself, and files with secrets. Writing is left
//! to `edit/`.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::errors::{ConfigError, ConfigErrors, Lines, Wrong};
use super::read::{Judge, Place, read};
use crate::model::Settings;

/// A feeds.toml of 50 000 feeds has about 10 MB.
const LARGEST_CONFIG_BYTES: u64 = 64 << 20;

/// A token has some hundred bytes; someone who names /dev/zero has to be told.
const LARGEST_SECRET_BYTES: u64 = 64 << 10;

/// Reads the feeds.toml at [`Place::file`]. A file that can't be read is an error like any other.
pub fn load(place: &Place<'_>, judge: Judge) -> Result<Settings, ConfigErrors> {
    read(&text(place.file)?, place, judge)
}

/// The text of a feeds.toml, unread.
pub fn text(file: &Path) -> Result<String, ConfigErrors> {
    let errors = |error| ConfigErrors { file: file.display().to_string(), errors: vec![error] };
    let bytes = bounded(file, LARGEST_CONFIG_BYTES).map_err(|error| errors(unreadable(&error)))?;
    String::from_utf8(bytes).map_err(|error| errors(no_utf8(&error)))
}

fn unreadable(error: &io::Error) -> ConfigError {
    let fixes = [
        (
            io::ErrorKind::NotFound,
            "create it (a [[feed]] with a url is enough), or name another with --config",
        ),
        (io::ErrorKind::PermissionDenied, "let the user that mainstem runs as read it"),
        (io::ErrorKind::IsADirectory, "name the file itself, not its folder"),
    ];
    let fix = fixes.into_iter().find(|(kind, _)| *kind == error.kind());
    let fix = fix.map_or("name another with --config", |(_, fix)| fix);
    ConfigError {
        line: 0,
        column: 0,
        key: String::new(),
        message: format!("can't be read: {error}"),
        fix: fix.to_owned(),
    }
}

fn no_utf8(error: &std::string::FromUtf8Error) -> ConfigError {
    let valid = error.utf8_error().valid_up_to();
    let text = String::from_utf8_lossy(error.as_bytes());
    let (line, column) = Lines::of(&text).at(valid);
    ConfigError {
        line,
        column,
        key: String::new(),
        message: "not UTF-8 text".to_owned(),
        fix: "save the file in the encoding UTF-8".to_owned(),
    }
}

/// The secret in a file, without the newline that editors and `echo` put at its end.
pub(super) fn secret(path: &Path) -> Result<String, Wrong> {
    let failed = |why: &str| Wrong::new(format!("{} can't be read: {why}", path.display()));
    let bytes = bounded(path, LARGEST_SECRET_BYTES).map_err(|error| {
        failed(&error.to_string()).fix("create it, and let the user that mainstem runs as read it")
    })?;
    let text = String::from_utf8(bytes)
        .map_err(|_| failed("not UTF-8 text").fix("put nothing but the secret in it"))?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}

fn bounded(path: &Path, largest: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(largest + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > largest {
        return Err(io::Error::other(format!("it is larger than {largest} bytes")));
    }
    Ok(bytes)
}

//! Secrets and the header fields that carry them. No error shows a secret, nor any text that may
//! be one by mistake.

use std::collections::BTreeSet;
use std::path::Path;

use toml_edit::{Item, TableLike};

use super::errors::Wrong;
use super::read::{Place, Secrets};
use super::values::expected;
use super::{files, table::Table};
use crate::model::{Header, Secret};

/// Fields that are mainstem's to send: those of one connection (RFC 9110 section 7.6.1) and those
/// that conditional, compressed requests are made of.
const OURS: [&str; 17] = [
    "accept-encoding",
    "connection",
    "content-length",
    "expect",
    "host",
    "if-match",
    "if-modified-since",
    "if-none-match",
    "if-range",
    "if-unmodified-since",
    "keep-alive",
    "proxy-connection",
    "range",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// Stands for a secret that was not read.
const UNREAD: &str = "unread";

/// A secret: the text itself, or where it is to be found.
pub(super) fn secret(place: &Place<'_>, item: &Item) -> Result<Secret, Wrong> {
    let text = match (item.as_str(), item.as_table_like()) {
        (Some(text), _) => text.to_owned(),
        (None, Some(table)) => found(place, table)?,
        (None, None) => {
            return Err(expected("a text, { env = … }, { file = … } or { credential = … }", item));
        }
    };
    if text.is_empty() {
        return Err(Wrong::new("the value is empty").fix("give it a value, or take the key out"));
    }
    Ok(Secret::new(text))
}

fn found(place: &Place<'_>, table: &dyn TableLike) -> Result<String, Wrong> {
    let mut entries = table.iter();
    let (Some((source, item)), None) = (entries.next(), entries.next()) else {
        return Err(Wrong::new("expected exactly one of env, file and credential"));
    };
    let name = item.as_str().map(str::trim).filter(|name| !name.is_empty());
    let named = || name.ok_or_else(|| Wrong::new(format!("expected a name after {source}")));
    let is_out_of_reach = source == "credential" && place.credentials_directory.is_none();
    let is_wanted = match place.secrets {
        Secrets::Needed => true,
        Secrets::WithoutCredentials => !is_out_of_reach,
        Secrets::Unneeded => false,
    };
    match source {
        "env" | "file" | "credential" if !is_wanted => named().map(|_| UNREAD.to_owned()),
        "env" => of_environment(place, named()?),
        "file" => files::secret(&place.beside(Path::new(named()?))),
        "credential" => of_systemd(place, named()?),
        _ => Err(Wrong::new("expected env, file or credential")),
    }
}

/// The name is shown only if it is spelled as names of variables are: who mistakes `env` for the
/// place of the secret itself shall not find it in the journal.
fn of_environment(place: &Place<'_>, name: &str) -> Result<String, Wrong> {
    (place.env)(name).ok_or_else(|| {
        let is_name =
            name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
        let shown = if is_name { name } else { "of this name" };
        Wrong::new(format!("the environment variable {shown} is not set"))
            .fix("set it where mainstem is started (Environment= of the unit), or use credential")
    })
}

fn of_systemd(place: &Place<'_>, name: &str) -> Result<String, Wrong> {
    if name.contains('/') || name == "." || name == ".." {
        return Err(Wrong::new("the name of a credential has no slash")
            .fix("write the name that stands before the colon of LoadCredential=, or use file"));
    }
    let Some(folder) = place.credentials_directory else {
        return Err(Wrong::new("there are no credentials: $CREDENTIALS_DIRECTORY is not set")
            .fix("start mainstem as a systemd service with LoadCredential=, or use env or file"));
    };
    files::secret(&folder.join(name)).map_err(|wrong| {
        wrong.fix(format!("add LoadCredential={name}:/path/of/the/secret to the unit"))
    })
}

/// What readers must show. One word of visible ASCII: it has to fit into a field as well as into
/// an address.
pub(super) fn token(place: &Place<'_>, item: &Item) -> Result<Secret, Wrong> {
    let token = secret(place, item)?;
    if token.reveal().chars().all(|c| c.is_ascii_graphic()) {
        return Ok(token);
    }
    Err(Wrong::new("the token has a space or a character that is not ASCII")
        .fix("use letters, digits and signs, as `openssl rand -hex 24` makes them"))
}

/// The name and the password that readers may come in with: RFC 7617 section 2 has no colon in the name
/// and no control characters in either.
pub(super) fn login(place: &Place<'_>, item: &Item) -> Result<Secret, Wrong> {
    let login = secret(place, item)?;
    let is_whole = login
        .reveal()
        .split_once(':')
        .is_some_and(|(name, password)| !name.is_empty() && !password.is_empty());
    if is_whole && !login.reveal().contains(char::is_control) {
        return Ok(login);
    }
    Err(Wrong::new("expected a name and a password with a colon between them")
        .fix("write them as name:password on one line"))
}

/// The fields under `headers`.
pub(super) fn headers(table: &Table<'_>, place: &Place<'_>) -> Option<Vec<Header>> {
    let mut seen = BTreeSet::new();
    table.named("headers", |name, item| {
        let value = secret(place, item)?;
        check_name(name)?;
        if !seen.insert(name.to_ascii_lowercase()) {
            return Err(Wrong::new("the field stands here twice; case doesn't count")
                .fix("take one of the two out"));
        }
        check_value(&value)?;
        Ok(Header { name: name.to_owned(), value })
    })
}

/// RFC 9110 section 5.1: the name of a field is a token.
fn check_name(name: &str) -> Result<(), Wrong> {
    let token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
    if name.is_empty() || !name.chars().all(token) {
        return Err(Wrong::new("not the name of a header field")
            .fix("use letters, digits and -, as in Authorization"));
    }
    if name.eq_ignore_ascii_case("proxy-authorization") {
        return Err(Wrong::new("the field is for the proxy")
            .fix("write the user and password into proxy: \"http://user:password@host:port\""));
    }
    if OURS.iter().any(|ours| name.eq_ignore_ascii_case(ours)) {
        return Err(Wrong::new("mainstem sends this field itself").fix("take it out"));
    }
    Ok(())
}

/// RFC 9110 section 5.5, without what it calls obsolete: visible ASCII, spaces and tabs.
fn check_value(value: &Secret) -> Result<(), Wrong> {
    if value.reveal().chars().all(|c| c == '\t' || c == ' ' || c.is_ascii_graphic()) {
        return Ok(());
    }
    Err(Wrong::new("the value has a line break or a character that can't stand in a header field")
        .fix("use ASCII on one line"))
}

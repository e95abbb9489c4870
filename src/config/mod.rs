//! feeds.toml: what was typed becomes what is true; and edits that leave all else in it as it is. Watching the file is left to `daemon/`.
//!
//! [`read()`] takes the text and gives [`Settings`](crate::model::Settings) or every error at once,
//! each with its place and its fix. What lies outside the text comes in as [`Place`] (folders,
//! environment) and [`Judge`] (whether schedules and selectors can be understood, which other rooms know).

mod addresses;
mod edit;
mod errors;
mod feed;
mod files;
mod keys;
mod read;
mod secrets;
mod sections;
mod suggest;
mod syntax;
mod table;
#[cfg(test)]
mod tests;
mod values;

pub use edit::{EditError, NewFeed, ReplaceError, add, remove, replace};
pub use errors::{ConfigError, ConfigErrors};
pub use files::{load, text};
pub use read::{Judge, Place, Secrets, read};
pub use values::{LONGEST_LINE_CHARS, LONGEST_NAME_CHARS};

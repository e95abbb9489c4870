//! What the tests share: publishers to poll, a program to run, a reader to read with.
//!
//! - `publisher`: a scripted publisher, for how one feed may behave or misbehave.
//! - `farm`: a well-behaved publisher of many documents, replaceable between polls.
//! - `program`: the built daemon and commands, run as a user runs them.
//! - `reader`: one plain HTTP request, as a feed reader sends it.
//! - `chrome`: a headless browser, for what pages are like to people.
//! - `web_server`: nginx or Caddy before a daemon or a folder.
//! - `documented`: the documents for users, and the pieces of code in them.
//! - `tools`: programs of others.
//! - `python`: where other readers are installed.
//! - `shared`: real feed documents, where they lie beside the clone.
//! - `server`: the loopback HTTP server beneath `publisher` and `farm`.

pub(crate) mod chrome;
pub(crate) mod documented;
pub(crate) mod farm;
pub(crate) mod program;
pub(crate) mod publisher;
pub(crate) mod python;
pub(crate) mod reader;
pub(crate) mod server;
pub(crate) mod shared;
pub(crate) mod tools;
pub(crate) mod web_server;

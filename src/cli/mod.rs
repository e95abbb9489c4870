//! The commands, one file each. They type little: reading arguments, asking the rooms, and
//! printing for people or, with `--json`, for programs.

mod add;
mod args;
mod backup;
mod check;
mod completions;
mod correct;
mod dispatch;
mod errors;
mod examples;
mod export;
mod feeds;
mod import;
mod item;
mod items;
mod live;
mod logging;
mod man;
mod opening;
mod output;
mod paint;
mod parse;
mod poll;
mod progress;
mod publish;
mod remove;
mod run;
mod search;
mod sight;
mod since;
mod status;
mod surroundings;
mod typed;
mod why;

pub use dispatch::main;

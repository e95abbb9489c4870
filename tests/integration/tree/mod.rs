//! The shape of the tree is a test: which room may know which, who owns a foreign crate, how a file
//! begins and how long it may be.
//!
//! - `plan`: the tables to edit when the house changes.
//! - `rules`: pure; from the text of one file to what is wrong with it.
//! - `house`: the rules, held against the files of this project.

mod house;
mod plan;
mod rules;

//! What becomes of mainstem when something breaks around it. docs/faults.md has the same in words for
//! administrators.
//!
//! - `growing`: a publisher whose documents grow, and which knows what was in each.
//! - `kills`: the daemon, killed again and again in the middle of its work.
//! - `disk`: a disk that is full or read-only.
//! - `files`: a database that is lost, replaced or damaged, or of another version.
//! - `limits`: no name resolves, no file may be opened.

mod disk;
mod files;
mod growing;
mod kills;
mod limits;

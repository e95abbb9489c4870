//! Documents that are made when somebody asks for them, or written as files: what each shows is gathered
//! here and rendered in `publish/`; what was made is kept in [`Stacks`] while it holds.

mod files;
mod folder;
mod frame;
mod kept;
mod listing;
mod make;
mod river;
mod round;
mod search;
mod sources;
mod stacks;
mod story;

pub(super) use files::Files;
pub use files::{FilesError, write_all};
pub(super) use stacks::Stacks;

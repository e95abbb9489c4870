//! Documents that are made when somebody asks for them: what each shows is gathered here and written
//! in `publish/`, what was made is kept in [`Stacks`] while it holds.

mod kept;
mod listing;
mod make;
mod stacks;

pub(super) use listing::{Listing, listing};
pub(super) use make::make;
pub(super) use stacks::Stacks;

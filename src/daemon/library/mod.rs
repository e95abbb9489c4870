//! Documents that are made when somebody asks for them: what each shows is gathered here and written
//! in `publish/`, what was made is kept in [`Stacks`] while it holds.

mod kept;
mod make;
mod stacks;

pub(super) use stacks::Stacks;

//! Documents that are made when somebody asks for them. Making and keeping them is left to whoever runs
//! the server.

use std::pin::Pin;
use std::sync::Arc;

use crate::model::{Asked, Prepared};

/// What is at an address.
#[derive(Clone, Debug)]
pub enum Find {
    /// A document.
    Document(Arc<Prepared>),
    /// There is no such.
    Nothing,
    /// There was one, and it is not kept any more, or is part of another.
    Gone,
}

/// A document in the making.
pub type Making<'a> = Pin<Box<dyn Future<Output = Result<Find, Unavailable>> + Send + 'a>>;

/// A document can't be made at present; why is no business of a reader's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unavailable;

/// Where documents are had that are not on the board.
pub trait Library: Send + Sync {
    /// The document, as the store holds it now.
    fn find(&self, asked: Asked) -> Making<'_>;
}

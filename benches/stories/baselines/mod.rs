//! The rules that mainstem is compared with. None looks at time or source; stories are what hangs together
//! by pairs that match.

mod exact;
mod minhash;
mod reader;
mod simhash;
mod titles;

pub(crate) use exact::exact_text;
pub(crate) use minhash::minhash;
pub(crate) use reader::reader;
pub(crate) use simhash::simhash;
pub(crate) use titles::title_trigrams;

//! What monitors are told, and what is counted for them here. Whoever runs the server keeps the count.

use std::pin::Pin;

use super::library::Unavailable;

/// A report in the making.
pub type Reporting<'a> = Pin<Box<dyn Future<Output = Result<String, Unavailable>> + Send + 'a>>;

/// Where answers are counted and reports are had.
pub trait Monitor: Send + Sync {
    /// A request was answered with this status.
    fn answered(&self, status: u16);
    /// All that is counted, in the `OpenMetrics` text format 1.0.
    fn report(&self) -> Reporting<'_>;
}

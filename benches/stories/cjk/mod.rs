//! A labelled set in Japanese and in Chinese of both scripts, made from material that was written for it, as
//! sets of real news in scripts without spaces cannot be passed on. The same in every run.

mod chance;
mod kinds;
mod look_alikes;
mod making;
mod material;

pub(crate) use making::records;

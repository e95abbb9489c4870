//! What a poll costs while nothing comes of it.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use super::{publishing, settings};
use crate::daemon::clock::Clock;
use crate::daemon::intake::Live;
use crate::daemon::poll::Poller;

#[tokio::test]
async fn a_poll_that_waits_for_its_host_takes_little_memory() {
    let folder = tempfile::tempdir().unwrap();
    let store = publishing::store_with(&folder, publishing::record(0)).await;
    let settings = settings("[[feed]]\nurl = \"https://a.example/feed\"\n");
    let live = Arc::new(Live::new(settings.merged.window));
    let poller = Poller::new(&settings.fetch, store, live, Clock::System).unwrap();
    let (feed, stop) = (Arc::new(settings.feeds[0].clone()), CancellationToken::new());
    let takes = size_of_val(&poller.poll(&feed, false, &stop));
    assert!(takes <= 1_024, "{takes} bytes, of as many polls as there are feeds");
}

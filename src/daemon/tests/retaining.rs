//! When the daemon lets items go.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::{publishing, settings};
use crate::daemon::clock::Clock;
use crate::daemon::metrics::{Holdings, Metrics};
use crate::daemon::retain::{Retaining, let_go};

#[tokio::test(start_paused = true)]
async fn old_items_go_within_minutes_of_a_start_and_are_counted() {
    let folder = tempfile::tempdir().unwrap();
    let record = publishing::record(0);
    let at = record.at.plus(Duration::from_hours(20 * 24));
    let store = publishing::store_with(&folder, record).await;
    let settings = settings("[store]\nkeep = \"10 days\"\n");
    let (_tell, settings) = watch::channel(Arc::new(settings));
    let (metrics, stop) = (Arc::new(Metrics::new()), CancellationToken::new());
    let retaining = Retaining {
        store: store.clone(),
        clock: Clock::Anchored { origin: tokio::time::Instant::now(), at },
        settings,
        metrics: Arc::clone(&metrics),
    };
    let looking = async {
        while store.read(|reading| reading.totals()).await.unwrap() != (0, 0) {
            tokio::time::sleep(Duration::from_secs(10)).await;
        }
        let told = || metrics.text(&Holdings::default());
        while !told().lines().any(|line| line == "mainstem_items_let_go_total 2") {
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
        stop.cancel();
    };
    let both = async { tokio::join!(retaining.run(stop.clone()), looking) };
    assert!(tokio::time::timeout(Duration::from_mins(30), both).await.is_ok());
}

#[tokio::test]
async fn what_is_held_back_stays_so_after_a_year_without_mainstem() {
    let folder = tempfile::tempdir().unwrap();
    let record = publishing::record(600);
    let now = record.at;
    let store = publishing::store_with(&folder, record).await;
    let a_year_ago = now.minus(Duration::from_hours(365 * 24));
    store.write(move |writing| writing.count_ages(a_year_ago)).await.unwrap();
    let settings = Arc::new(settings("[store]\nkeep = \"10 days\"\n"));
    let stop = CancellationToken::new();
    let_go(&store, &settings, now, (Duration::ZERO, &stop)).await.unwrap();
    let shown = store.read(|reading| Ok(reading.trail(None, None, 9)?.len())).await.unwrap();
    assert_eq!(shown, 1, "the other comes out in ten minutes");
}

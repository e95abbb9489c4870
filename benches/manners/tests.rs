//! The same at a small scale.

use crate::simulate;

#[test]
fn no_publisher_has_anything_to_complain_of_whatever_the_schedule() {
    for (schedule, feeds) in [("auto", 150), ("every 1h", 60), ("*/10 * * * *", 20)] {
        let tally = simulate(schedule, feeds, 4);
        assert!(tally.requests > 500, "{schedule}: {tally}");
        assert_eq!(tally.violations(), 0, "{schedule}: {tally:?}");
    }
}

#[test]
fn auto_needs_at_most_half_the_polls_of_a_fixed_hour_for_the_same_delay() {
    let (auto, hourly) = (simulate("auto", 100, 10), simulate("every 1h", 100, 10));
    assert!(2 * auto.requests <= hourly.requests, "{auto}\n{hourly}");
    assert!(auto.delay((1, 2)) <= hourly.delay((1, 2)), "{auto}\n{hourly}");
}

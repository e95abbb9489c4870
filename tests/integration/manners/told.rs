//! What the operator is told of it.

use crate::support::program::{LOOPBACK, Site};
use crate::support::publisher::{Answer, Publisher};

#[test]
fn feeds_of_a_host_that_asks_us_to_wait_are_told_to_wait_and_until_when() {
    let publisher = Publisher::start();
    publisher.serve("/busy", Answer::status(429).header("retry-after", "7200"));
    let feed = |path: &str| format!("[[feed]]\nurl = \"{}\"\n", publisher.url(path));
    let site = Site::new(&format!("{LOOPBACK}{}", feed("/busy")));
    let round = |site: &Site| site.json(&["poll", "--force", "--json"]).remove(0);
    let counts = |round: serde_json::Value| {
        ["polled", "unchanged", "failed", "waiting"].map(|name| round[name].as_u64().unwrap())
    };
    assert_eq!(counts(round(&site)), [1, 0, 0, 1]);

    site.write(&format!("{LOOPBACK}{}{}", feed("/busy"), feed("/other")));
    assert_eq!(counts(round(&site)), [0, 0, 0, 2]);
    assert_eq!(publisher.paths(), ["/busy"]);
    let told = site.json(&["status", "--json"]);
    assert_eq!((&told[0]["state"], &told[1]["state"]), (&"waiting".into(), &"new".into()));
    let until = told[1]["next_poll"].as_str().unwrap();
    let table = String::from_utf8(site.run(&["status"]).stdout).unwrap();
    let words = format!("its host asks to be left alone until {until}");
    assert!(table.split_whitespace().collect::<Vec<_>>().join(" ").contains(&words), "{table}");
}

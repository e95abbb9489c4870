//! What all commands do with what they print: a reader who has seen enough, and nobody to see colours.

use std::io::Read as _;
use std::process::Stdio;

use crate::support::program::{LOOPBACK, Site};
use crate::support::publisher::{Answer, Publisher};

/// A store of more items than a pipe takes, of a feed that is polled.
fn polled() -> (Publisher, Site) {
    let publisher = Publisher::start();
    let text = "The ferry runs again. ".repeat(40);
    let items: String = (0..400)
        .map(|n| format!("<item><title>Ferry {n}</title><guid>{n}</guid><description>{text}</description></item>"))
        .collect();
    let feed = format!("<rss version=\"2.0\"><channel><title>Wire</title>{items}</channel></rss>");
    publisher.serve("/a.xml", Answer::feed(feed));
    let url = publisher.url("/a.xml");
    let site = Site::new(&format!("{LOOPBACK}[[feed]]\nurl = \"{url}\"\n"));
    assert!(site.run(&["poll"]).status.success());
    (publisher, site)
}

#[test]
fn whoever_has_seen_enough_ends_a_listing_without_a_word() {
    let (_publisher, site) = polled();
    for arguments in [
        &["items"][..],
        &["items", "--json"],
        &["search", "--limit", "400", "ferry"],
        &["search", "--json", "--limit", "400", "ferry"],
        &["status"],
        &["export"],
        &["completions", "bash"],
        &["check", "--json"],
        &["--help"],
    ] {
        let mut command = site.command_to(arguments);
        let mut running = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // The pipe is closed before anything, or after the first piece.
        let mut output = running.stdout.take().unwrap();
        if arguments.contains(&"items") {
            output.read_exact(&mut [0; 10]).unwrap();
        }
        drop(output);
        let ended = running.wait_with_output().unwrap();
        assert!(ended.status.success(), "{arguments:?}: {ended:?}");
        assert_eq!(String::from_utf8_lossy(&ended.stderr), "", "{arguments:?}");
    }
}

#[test]
fn the_manual_and_completions_are_written_for_packages() {
    let site = Site::new(LOOPBACK);
    std::fs::create_dir(site.path().join("man")).unwrap();
    let written = site.run(&["man", "man"]);
    assert!(written.status.success(), "{written:?}");
    let pages = String::from_utf8(written.stdout).unwrap();
    assert!(
        pages.starts_with("man/mainstem.1\n") && pages.contains("man/mainstem-backup.1\n"),
        "{pages}"
    );
    for shell in ["bash", "zsh", "fish"] {
        let script = String::from_utf8(site.run(&["completions", shell]).stdout).unwrap();
        assert!(script.contains("backup"), "{shell}");
    }
}

//! Feeds of news wires, replayed: what each publisher had on the first day and on the last.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use crate::support::program::{Daemon, LOOPBACK, Site};
use crate::support::publisher::{Answer, Publisher};
use crate::support::shared::shared_data;

/// A daemon that serves what was replayed.
pub(super) struct Wire {
    pub(super) daemon: Daemon,
    _site: Site,
    _publisher: Publisher,
}

impl Wire {
    /// Replays the feeds; `None` where they are not there.
    pub(super) fn replay(test: &str) -> Option<Self> {
        let folder = shared_data(test, "series/D-2026-wire")?;
        let feeds = feeds(&folder);
        let publisher = Publisher::start();
        let site = Site::new(&settings(&publisher, &feeds));
        for pick in [<[PathBuf]>::first, <[PathBuf]>::last] {
            for (name, documents) in &feeds {
                let document = fs::read(pick(documents).unwrap()).unwrap();
                publisher.serve(&format!("/{name}"), Answer::feed(document));
            }
            publisher.serve("/page", Answer::page("<title>News</title>", "<p>Hello</p>"));
            site.run(&["poll", "--force"]);
        }
        Some(Self { daemon: site.start(), _site: site, _publisher: publisher })
    }

    /// The address of a path.
    pub(super) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.daemon.address())
    }
}

/// The feeds with what was kept of each, in order.
fn feeds(folder: &Path) -> Vec<(String, Vec<PathBuf>)> {
    let sorted = |folder: &Path| {
        let mut paths: Vec<PathBuf> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        paths
    };
    let named = sorted(folder).into_iter().map(|feed| {
        let name = feed.file_name().unwrap().to_string_lossy().into_owned();
        (name, sorted(&feed))
    });
    named.collect()
}

fn settings(publisher: &Publisher, feeds: &[(String, Vec<PathBuf>)]) -> String {
    let mut toml = format!(
        "{LOOPBACK}[page]\nimages = \"off\"\n[defaults]\nflood = \"publish\"\nschedule = \"@daily\"\n\
         [[view]]\nname = \"asia\"\ntags = [\"asia\"]\n"
    );
    for (name, _) in feeds {
        let is_asian = ["jp", "japan", "cna", "nhk"].iter().any(|word| name.contains(word));
        let tag = if is_asian { "asia" } else { "world" };
        let url = publisher.url(&format!("/{name}"));
        write!(toml, "[[feed]]\nurl = \"{url}\"\ntags = [\"{tag}\"]\n").unwrap();
    }
    for path in ["/gone", "/page"] {
        write!(toml, "[[feed]]\nurl = \"{}\"\n", publisher.url(path)).unwrap();
    }
    toml
}

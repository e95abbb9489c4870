//! Examples, as `--help` and the manual show them.

pub(super) const GENERAL: &str = "\
Examples:
  mainstem                        run the daemon on ./feeds.toml
  mainstem add example.org        find the feed of a site and add it to feeds.toml
  mainstem check                  say what is wrong with feeds.toml, and where
  mainstem poll --force japan     poll all feeds tagged \"japan\" now
  mainstem items --since 1d --json | jq -r .title";

pub(super) const CHECK: &str = "\
Examples:
  mainstem check                  say what is wrong with feeds.toml, and where
  mainstem check --live           fetch each feed once and say what is there; nothing is stored
  mainstem check --live --json | jq '.live[] | select(.ok | not)'";

pub(super) const ADD: &str = "\
Examples:
  mainstem add example.org                        the feed that the site names
  mainstem add https://example.org/feed.xml       this feed
  mainstem add https://www.youtube.com/@example   the videos of a channel
  mainstem add @alice@social.example              the posts of somebody in the fediverse
  mainstem add lwn.net --tag tech --tag linux --schedule 'every 2h'";

pub(super) const SEARCH: &str = "\
Examples:
  mainstem search ferry harbour             both words, in any order and place
  mainstem search '\"ferry resumes\"'        one behind the other
  mainstem search 'harb* -fog'              what begins so, and nothing of fog
  mainstem search 'title:ferry OR author:tanaka'
  mainstem search 東京都 地震                pieces of words, where a script has no spaces
  mainstem search --since 2d --json ferry | jq -r .url";

pub(super) const RUN: &str = "\
Examples:
  mainstem run                              what `mainstem` alone does
  mainstem --config /etc/mainstem/feeds.toml run
  mainstem run --log-filter debug           every poll in the log";

pub(super) const POLL: &str = "\
Examples:
  mainstem poll                             what is due
  mainstem poll --force japan               all feeds tagged \"japan\", due or not
  mainstem poll --json | jq '.feeds[] | select(.error)'";

pub(super) const PARSE: &str = "\
Examples:
  mainstem parse feed.xml                   what is read in a file
  curl -s https://example.org/feed | mainstem parse - --base https://example.org/feed
  mainstem parse feed.xml --explain | jq .explain";

pub(super) const REMOVE: &str = "\
Examples:
  mainstem remove https://example.org/feed  this feed
  mainstem remove 'Harbour Times'           the feed that is called so
  mainstem remove --all japan               every feed tagged \"japan\"";

pub(super) const IMPORT: &str = "\
Examples:
  mainstem import subscriptions.opml        what another reader has exported
  curl -s https://example.org/feeds.opml | mainstem import -";

pub(super) const EXPORT: &str = "\
Examples:
  mainstem export > feeds.opml              for another reader
  mainstem export | ssh other mainstem import -";

pub(super) const STATUS: &str = "\
Examples:
  mainstem status                           a table of the feeds
  mainstem status --json | jq -r 'select(.error) | .url'";

pub(super) const ITEMS: &str = "\
Examples:
  mainstem items --limit 20                 the newest
  mainstem items --tag japan --since 1d     of some feeds, since yesterday
  mainstem items --since 1d --json | jq -r .title";

pub(super) const WHY: &str = "\
Examples:
  mainstem why 31                           which story item 31 is in, and why
  mainstem why 12 31                        why the two are one story, or not
  mainstem why https://example.org/news/1";

pub(super) const JOIN: &str = "\
Examples:
  mainstem join 12 31                       one story of the two that these items are in";

pub(super) const SPLIT: &str = "\
Examples:
  mainstem split 31                         item 31 is a story of its own from now on";

pub(super) const PUBLISH: &str = "\
Examples:
  mainstem publish /var/www/news  the merged feeds, the pages and all else that readers can have
  mainstem poll && mainstem publish www   without a daemon, from cron";

pub(super) const BACKUP: &str = "\
Examples:
  mainstem backup /var/backups/mainstem.db  while the daemon runs, too
  mainstem backup --force \"mainstem-$(date +%a).db\"
                                            seven of them, each a week old at most";

pub(super) const COMPLETIONS: &str = "\
Examples:
  mainstem completions bash > /usr/share/bash-completion/completions/mainstem
  mainstem completions zsh > ~/.zfunc/_mainstem";

pub(super) const MAN: &str = "\
Examples:
  mainstem man /usr/share/man/man1          mainstem.1, and a page for each command";

//! Sites whose feeds have addresses that follow from those of their pages, as the sites document
//! them or as readers have long used them. Whether there is a feed is left to whoever asks.

use url::Url;

/// First parts of GitHub's and GitLab's paths that are no owner.
const NO_OWNERS: [&str; 20] = [
    "about",
    "collections",
    "contact",
    "customer-stories",
    "dashboard",
    "enterprise",
    "events",
    "explore",
    "features",
    "help",
    "issues",
    "login",
    "marketplace",
    "notifications",
    "orgs",
    "pricing",
    "search",
    "settings",
    "sponsors",
    "topics",
];

/// An address as the rules look at it.
struct Asked<'u> {
    url: &'u Url,
    /// Without `www.`.
    host: &'u str,
    /// The parts of the path that are not empty.
    path: Vec<&'u str>,
}

impl Asked<'_> {
    fn at_host(&self, path: &str) -> Option<Url> {
        self.url.join(path).ok()
    }

    fn query(&self, name: &str) -> Option<String> {
        let found = self.url.query_pairs().find(|(key, _)| key == name);
        found.map(|(_, value)| value.into_owned())
    }

    /// The host's first label, where the rest of it is `domain`: `alice` of `alice.medium.com`.
    fn below(&self, domain: &str) -> Option<&str> {
        let label = self.host.strip_suffix(domain)?.strip_suffix('.')?;
        (!label.is_empty()).then_some(label)
    }
}

/// The addresses that the feeds of this page have, the best first; none where the site is not
/// known or the address is of a feed already.
pub fn known_feeds(url: &Url) -> Vec<Url> {
    let host = url.host_str().unwrap_or_default();
    let path: Vec<&str> = url.path().split('/').filter(|part| !part.is_empty()).collect();
    let asked = Asked { url, host: host.strip_prefix("www.").unwrap_or(host), path };
    if super::kinds::looks_like_a_feed(url) {
        return Vec::new();
    }
    let rules: [fn(&Asked<'_>) -> Vec<Url>; 6] = [youtube, reddit, github, gitlab, blogs, others];
    let found = rules.iter().map(|rule| rule(&asked)).find(|found| !found.is_empty());
    found.unwrap_or_else(|| fediverse(&asked))
}

/// Whether a page is of YouTube: its channel has a feed.
pub(super) fn is_youtube(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    host == "youtube.com" || host.ends_with(".youtube.com")
}

/// The feed of a channel, by its id.
pub(super) fn youtube_channel(id: &str) -> Option<Url> {
    let is_id =
        id.starts_with("UC") && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
    let feed = "https://www.youtube.com/feeds/videos.xml";
    is_id.then(|| Url::parse_with_params(feed, [("channel_id", id)]).ok()).flatten()
}

/// Handles and names lead to an id only by their page.
fn youtube(asked: &Asked<'_>) -> Vec<Url> {
    if !is_youtube(asked.url) {
        return Vec::new();
    }
    let feed = match asked.path.as_slice() {
        ["channel", id, ..] => youtube_channel(id),
        ["playlist"] => asked.query("list").and_then(|list| {
            let feed = "https://www.youtube.com/feeds/videos.xml";
            Url::parse_with_params(feed, [("playlist_id", list)]).ok()
        }),
        _ => None,
    };
    feed.into_iter().collect()
}

/// Any listing has one: <https://www.reddit.com/wiki/rss/>.
fn reddit(asked: &Asked<'_>) -> Vec<Url> {
    if asked.host != "reddit.com" && asked.below("reddit.com").is_none() {
        return Vec::new();
    }
    let mut feed = asked.url.clone();
    let path = match asked.path.as_slice() {
        [] => "/.rss".to_owned(),
        ["u", rest @ ..] => format!("/user/{}/.rss", rest.join("/")),
        ["r" | "user", _, ..] => format!("/{}/.rss", asked.path.join("/")),
        _ => return Vec::new(),
    };
    feed.set_path(&path);
    // The other hosts show the same in another dress.
    feed.set_host(Some("www.reddit.com")).map_or_else(|_| Vec::new(), |()| vec![feed])
}

fn github(asked: &Asked<'_>) -> Vec<Url> {
    if asked.host != "github.com" {
        return Vec::new();
    }
    let at = |path: String| asked.at_host(&path);
    let mut path = asked.path.clone();
    if let Some(repo) = path.get_mut(1) {
        // As `git clone` has it.
        *repo = repo.strip_suffix(".git").unwrap_or(repo);
    }
    let feeds = match path.as_slice() {
        [owner, ..] if NO_OWNERS.contains(owner) => return Vec::new(),
        [owner] => vec![at(format!("/{owner}.atom"))],
        [owner, repo, "releases", ..] => vec![at(format!("/{owner}/{repo}/releases.atom"))],
        [owner, repo, "tags", ..] => vec![at(format!("/{owner}/{repo}/tags.atom"))],
        [owner, repo, "wiki", ..] => vec![at(format!("/{owner}/{repo}/wiki.atom"))],
        [owner, repo, "commits"] => vec![at(format!("/{owner}/{repo}/commits.atom"))],
        [owner, repo, "commits" | "tree", rest @ ..] => {
            vec![at(format!("/{owner}/{repo}/commits/{}.atom", rest.join("/")))]
        }
        [owner, repo, ..] => ["releases", "tags", "commits"]
            .map(|of| at(format!("/{owner}/{repo}/{of}.atom")))
            .into(),
        [] => Vec::new(),
    };
    feeds.into_iter().flatten().collect()
}

/// GitLab, and the forges that descend from Gogs, which have RSS at like addresses.
fn gitlab(asked: &Asked<'_>) -> Vec<Url> {
    let at = |path: String| asked.at_host(&path);
    let is_gitea = matches!(asked.host, "codeberg.org" | "gitea.com");
    if !is_gitea && asked.host != "gitlab.com" && !asked.host.starts_with("gitlab.") {
        return Vec::new();
    }
    let feeds = match asked.path.as_slice() {
        [] => Vec::new(),
        [owner, ..] if NO_OWNERS.contains(owner) => Vec::new(),
        [owner] if is_gitea => vec![at(format!("/{owner}.rss"))],
        [owner, repo, ..] if is_gitea => {
            ["/releases", "/tags", ""].map(|of| at(format!("/{owner}/{repo}{of}.rss"))).into()
        }
        [group] => vec![at(format!("/{group}.atom"))],
        parts => {
            let mut halves = parts.split(|part| *part == "-");
            let project = halves.next().unwrap_or_default().join("/");
            match halves.next().unwrap_or_default() {
                ["commits" | "tree", branch @ ..] if !branch.is_empty() => {
                    vec![at(format!("/{project}/-/commits/{}?format=atom", branch.join("/")))]
                }
                ["tags", ..] => vec![at(format!("/{project}/-/tags?format=atom"))],
                _ => ["/-/releases.atom", "/-/tags?format=atom", ".atom"]
                    .map(|of| at(format!("/{project}{of}")))
                    .into(),
            }
        }
    };
    feeds.into_iter().flatten().collect()
}

/// Blogs at hosts that give each one its feed at the same place.
fn blogs(asked: &Asked<'_>) -> Vec<Url> {
    let medium = || match asked.path.as_slice() {
        [] => None,
        ["tag", tag, ..] => asked.at_host(&format!("/feed/tag/{tag}")),
        [name, ..] => asked.at_host(&format!("/feed/{name}")),
    };
    let feed = match asked.host {
        "medium.com" => medium(),
        "tumblr.com" => match asked.path.as_slice() {
            [name] if !NO_OWNERS.contains(name) => {
                Url::parse(&format!("https://{name}.tumblr.com/rss")).ok()
            }
            _ => None,
        },
        "dev.to" => match asked.path.as_slice() {
            [name, ..] => asked.at_host(&format!("/feed/{name}")),
            [] => asked.at_host("/feed"),
        },
        _ => [
            ("substack.com", "/feed"),
            ("medium.com", "/feed"),
            ("wordpress.com", "/feed/"),
            ("tumblr.com", "/rss"),
            ("blogspot.com", "/feeds/posts/default"),
            ("livejournal.com", "/data/rss"),
            ("dreamwidth.org", "/data/rss"),
        ]
        .into_iter()
        .find(|(domain, _)| asked.below(domain).is_some())
        .and_then(|(_, path)| asked.at_host(path)),
    };
    feed.into_iter().collect()
}

fn others(asked: &Asked<'_>) -> Vec<Url> {
    let absolute = |address: String| Url::parse(&address).ok();
    let feed = match (asked.host, asked.path.as_slice()) {
        ("bsky.app", ["profile", who, ..]) => asked.at_host(&format!("/profile/{who}/rss")),
        ("pypi.org", ["project", name, ..]) => {
            asked.at_host(&format!("/rss/project/{name}/releases.xml"))
        }
        ("crates.io", ["crates", name, ..]) => {
            absolute(format!("https://static.crates.io/rss/crates/{name}.xml"))
        }
        ("arxiv.org", ["list", subject, ..]) => {
            absolute(format!("https://rss.arxiv.org/rss/{subject}"))
        }
        ("letterboxd.com", [who]) => asked.at_host(&format!("/{who}/rss/")),
        ("store.steampowered.com", ["app", id, ..]) => {
            asked.at_host(&format!("/feeds/news/app/{id}"))
        }
        _ => None,
    };
    feed.into_iter().collect()
}

/// Mastodon, and most of the fediverse with it: a profile's address and `.rss`, where it is at home.
fn fediverse(asked: &Asked<'_>) -> Vec<Url> {
    let not_there = ["tiktok.com", "threads.com", "threads.net", "substack.com", "flipboard.com"];
    if is_youtube(asked.url) || not_there.contains(&asked.host) {
        return Vec::new();
    }
    let is_number = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let feed = match asked.path.as_slice() {
        ["users", name] => asked.at_host(&format!("/users/{name}.rss")),
        // A profile, or one of its posts.
        [handle] => profile(asked, handle),
        [handle, post] if is_number(post) => profile(asked, handle),
        _ => None,
    };
    feed.into_iter().collect()
}

/// The feed of `@alice`. What stands here of `@alice@other.example` is a copy without one.
fn profile(asked: &Asked<'_>, handle: &str) -> Option<Url> {
    let name = handle.strip_prefix('@')?;
    match name.split_once('@') {
        None => asked.at_host(&format!("/@{name}.rss")),
        Some((name, home)) if is_name(home) => {
            Url::parse(&format!("https://{home}/@{name}.rss")).ok()
        }
        Some(_) => None,
    }
}

/// Whether this can be the name of a host, and nothing else that stands in its place in an address.
fn is_name(home: &str) -> bool {
    home.contains('.') && home.chars().all(|c| c.is_alphanumeric() || "-.".contains(c))
}

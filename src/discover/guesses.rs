//! The usual places of feeds, for a site that names none. What is known of single sites is in
//! `sites`.

use url::Url;

use super::page::Page;

/// How many addresses are guessed at one site: somebody pays for each.
const MOST_GUESSES: usize = 6;

/// Where the programs that make sites put their feeds. The first word is what they call themselves
/// in `<meta name="generator">`.
const PROGRAMS: [(&str, &[&str]); 14] = [
    ("wordpress", &["feed/", "?feed=rss2"]),
    ("blogger", &["/feeds/posts/default"]),
    ("ghost", &["/rss/"]),
    ("hugo", &["index.xml"]),
    ("jekyll", &["/feed.xml"]),
    ("eleventy", &["/feed.xml", "/feed.json"]),
    ("gatsby", &["/rss.xml"]),
    ("astro", &["/rss.xml"]),
    ("drupal", &["rss.xml"]),
    ("joomla", &["?format=feed&type=rss"]),
    ("wix", &["/blog-feed.xml"]),
    ("squarespace", &["?format=rss"]),
    ("movable type", &["/atom.xml"]),
    ("hexo", &["/atom.xml"]),
];

/// In the folder of a page that is not the first of its site.
const IN_FOLDERS: [&str; 3] = ["feed", "index.xml", "feed.xml"];

/// At the root, the most usual first.
const AT_ROOT: [&str; 6] = ["/feed", "/rss", "/feed.xml", "/rss.xml", "/atom.xml", "/index.xml"];

/// Addresses that may be of the page's feed, the likeliest first: few.
pub fn guesses(url: &Url, page: Option<&Page>) -> Vec<Url> {
    let generator = page.map(|page| page.generator.as_str()).unwrap_or_default();
    let by_program = PROGRAMS.iter().filter(|(name, _)| generator.contains(name));
    let by_program = by_program.flat_map(|(_, places)| *places).copied();
    let folder = folder(url);
    let in_folders: &[&str] = if folder.path() == "/" { &[] } else { &IN_FOLDERS };
    let mut guesses: Vec<Url> = Vec::new();
    for place in by_program.chain(in_folders.iter().copied()).chain(AT_ROOT) {
        let Ok(guess) = folder.join(place) else { continue };
        if guess != *url && !guesses.contains(&guess) && guesses.len() < MOST_GUESSES {
            guesses.push(guess);
        }
    }
    guesses
}

/// The page as a folder: `/blog` is one as well as `/blog/`, and `/blog/index.html` is in one.
fn folder(url: &Url) -> Url {
    let mut folder = url.clone();
    folder.set_query(None);
    folder.set_fragment(None);
    let path = url.path();
    let (above, last) = path.rsplit_once('/').unwrap_or(("", path));
    let path = if last.contains('.') { format!("{above}/") } else { format!("{path}/") };
    folder.set_path(&path.replace("//", "/"));
    folder
}

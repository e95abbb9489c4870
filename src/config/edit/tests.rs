//! What becomes of a feeds.toml that a feed is added to.

use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};

use proptest::prelude::*;
use url::Url;

use super::{EditError, NewFeed, ReplaceError, add, remove, replace};
use crate::config::keys::TABLES;

fn added(text: &str) -> String {
    let url: Url = "https://harbour.example/feed".parse().unwrap();
    let tags = ["tide".to_owned(), "sea".to_owned()];
    add(text, &[NewFeed { url: &url, title: None, tags: &tags, schedule: None }]).unwrap()
}

/// Holds that the text becomes this one, where `+` begins the lines that come in.
#[track_caller]
fn check(marked: &str) {
    let before: String =
        marked.split_inclusive('\n').filter(|line| !line.starts_with('+')).collect();
    let after: String =
        marked.split_inclusive('\n').map(|line| line.strip_prefix('+').unwrap_or(line)).collect();
    assert_eq!(added(&before), after);
}

#[test]
fn a_feed_is_written_like_the_last_one() {
    check(
        "[[feed]]\nurl = \"https://a.example/\"\n+\n+[[feed]]\n\
         +url = \"https://harbour.example/feed\"\n+tags = [\"tide\", \"sea\"]\n",
    );
    check(
        "[[feed]]\nurl      = \"https://a.example/\"\nschedule = \"auto\"\n+\n+[[feed]]\n\
         +url      = \"https://harbour.example/feed\"\n+tags     = [\"tide\", \"sea\"]\n",
    );
    check(
        "[[feed]]\nurl=\"https://a.example/\"\n[[feed]]\nurl=\"https://b.example/\"\n+[[feed]]\n\
         +url=\"https://harbour.example/feed\"\n+tags=[\"tide\", \"sea\"]\n",
    );
    check(
        "[fetch]\n\n\n# The harbour\n  [[feed]]\n    url = 'https://a.example/'\n+\n+\n+  [[feed]]\n\
         +    url = \"https://harbour.example/feed\"\n+    tags = [\"tide\", \"sea\"]\n",
    );
    check(
        "[[feed]]\r\nurl = \"https://a.example/\"\r\n+\r\n+[[feed]]\r\n\
         +url = \"https://harbour.example/feed\"\r\n+tags = [\"tide\", \"sea\"]\r\n",
    );
}

#[test]
fn a_feed_comes_after_the_last_one_and_before_what_follows() {
    let new =
        "+\n+[[feed]]\n+url = \"https://harbour.example/feed\"\n+tags = [\"tide\", \"sea\"]\n";
    check(&format!(
        "[[feed]]\nurl = \"https://a.example/\"\n# enabled = false\n{new}\n# Views\n[[view]]\nname = \"x\"\n"
    ));
    check(&format!(
        "[[feed]]\nurl = \"https://a.example/\"\n[feed.headers]\nX = \"y\" # z\n{new}\n[server]\n\n"
    ));
    check(&format!("[[feed]]\nurl = \"https://a.example/\"\n{new}\n\n"));
    check(&format!("# mine\n[fetch]\ncontact = \"x\"\n{new}"));
    check(&format!("\u{feff}# mine\n{new}"));
    assert_eq!(
        added(""),
        "[[feed]]\nurl = \"https://harbour.example/feed\"\ntags = [\"tide\", \"sea\"]\n"
    );
    assert!(added("[[feed]]\nurl = \"https://a.example/\"").contains("a.example/\"\n\n[[feed]]\n"));
}

#[test]
fn a_feed_joins_a_list_of_feeds() {
    let new = "{ url = \"https://harbour.example/feed\", tags = [\"tide\", \"sea\"] }";
    let old = "{ url = \"https://a.example/\" }";
    for (before, after) in [
        ("feed = []\n".to_owned(), format!("feed = [{new}]\n")),
        (format!("feed = [{old}]\n"), format!("feed = [{old}, {new}]\n")),
        (format!("feed = [{old},]\n"), format!("feed = [{old}, {new},]\n")),
        (
            format!("feed = [\n  {old}, # one\n]\n"),
            format!("feed = [\n  {old}, # one\n  {new},\n]\n"),
        ),
        (
            format!("feed = [\n  {old} # one\n]\n"),
            format!("feed = [\n  {old}, # one\n  {new}\n]\n"),
        ),
        (format!("feed = [\n  {old}]\n"), format!("feed = [\n  {old},\n  {new}]\n")),
        (
            format!("feed = [\n  {old} # a, b\n  , # c\n]\n"),
            format!("feed = [\n  {old} # a, b\n  , # c\n  {new},\n]\n"),
        ),
    ] {
        assert_eq!(added(&before), after);
    }
}

#[test]
fn what_is_typed_is_quoted_and_what_has_no_list_is_refused() {
    let url: Url = "https://harbour.example/?q=\"%22".parse().unwrap();
    let title = "The \"Harbour\" \\ Times";
    let feed = [NewFeed { url: &url, title: Some(title), tags: &[], schedule: Some("@daily") }];
    let text = add("", &feed).unwrap();
    let document: toml_edit::DocumentMut = text.parse().unwrap();
    assert_eq!(document["feed"][0]["title"].as_str(), Some(title));
    assert_eq!(document["feed"][0]["url"].as_str(), Some(url.as_str()));
    assert_eq!(document["feed"][0]["schedule"].as_str(), Some("@daily"));
    assert_eq!(add("feed = 3", &feed), Err(EditError::NoList));
    assert_eq!(add("[feed]\n", &feed), Err(EditError::NoList));
    assert!(matches!(add("[feed", &feed), Err(EditError::NotToml(_))));
}

/// Holds that the text becomes this one without the feed `a`, where `-` begins the lines that go.
#[track_caller]
fn check_removed(marked: &str) {
    let before: String =
        marked.split_inclusive('\n').map(|line| line.strip_prefix('-').unwrap_or(line)).collect();
    let after: String =
        marked.split_inclusive('\n').filter(|line| !line.starts_with('-')).collect();
    assert_eq!(remove(&before, |url| url == "https://a.example/"), Ok((after, 1)), "{before}");
}

#[test]
fn a_feed_goes_with_its_lines_and_comments_around_it_stay() {
    check_removed(
        "# Mine\n\n-[[feed]]\n-url = \"https://a.example/\" # a\n-title = \"A\"\n-\n[[feed]]\nurl = \"b\"\n",
    );
    check_removed("[[feed]]\nurl = \"b\"\n-\n-[[feed]]\n-url = \"https://a.example/\"\n");
    check_removed(
        "# Japan\n-[[feed]]\n-url = \"https://a.example/\"\n-tags = [\n-  \"x\", # one\n-]\n# off\n\n# Views\n[[view]]\nname = \"x\"\n",
    );
    check_removed(
        "-[[feed]]\n-url = \"https://a.example/\"\n[server]\nx = 1\n-[feed.headers]\n-X = \"y\"\n[page]\n",
    );
    check_removed(
        "[page]\n-\n-[[feed]]\n-url = \"https://a.example/\"\n-[feed.headers]\n-X = \"y\"\n\n[[feed]]\nurl = \"b\"\n",
    );
    check_removed(
        "feed = [\n  { url = \"b\" }, # b\n-  { url = \"https://a.example/\" }, # a\n]\n",
    );
    for (before, after) in [
        ("feed = [{ url = \"https://a.example/\" }]", "feed = []"),
        ("feed = [{ url = \"https://a.example/\" }, { url = \"b\" }]", "feed = [{ url = \"b\" }]"),
        (
            "feed = [{ url = \"b\" }, { url = \"https://a.example/\" }]",
            "feed = [{ url = \"b\" }, ]",
        ),
        ("[[feed]]\nurl = \"https://a.example/\"", ""),
    ] {
        let removed = remove(before, |url| url == "https://a.example/");
        assert_eq!(removed, Ok((after.to_owned(), 1)));
        toml_edit::Document::parse(after).unwrap();
    }
    assert_eq!(remove("[server]\n", |_| true), Ok(("[server]\n".to_owned(), 0)));
}

#[test]
fn many_feeds_come_in_order() {
    let urls: Vec<Url> = (0..3).map(|n| format!("https://{n}.example/").parse().unwrap()).collect();
    let feed = |url| NewFeed { url, title: None, tags: &[], schedule: None };
    let feeds: Vec<NewFeed<'_>> = urls.iter().map(feed).collect();
    let blocks = "\n[[feed]]\nurl = \"https://0.example/\"\n\n[[feed]]\nurl = \"https://1.example/\"\n\n[[feed]]\nurl = \"https://2.example/\"\n";
    assert_eq!(add("[page]\n\n# end\n", &feeds), Ok(format!("[page]\n\n# end\n{blocks}")));
    let listed = add("feed = []\n", &feeds).unwrap();
    assert_eq!(listed.matches("{ url = ").count(), 3, "{listed}");
    assert_eq!(add("[page]\n", &[]), Ok("[page]\n".to_owned()));
}

/// A part of a file that is valid wherever it stands, once.
fn part(number: usize) -> impl Strategy<Value = String> {
    let header = prop::sample::select(vec![
        "[[feed]]",
        "  [[feed]]",
        "[[view]]",
        "[[ feed ]] # one",
        "[[\"feed\"]]",
    ]);
    let key =
        prop::sample::select(TABLES.iter().flat_map(|keys| keys.examples()).collect::<Vec<_>>());
    let space = prop::sample::select(vec!["", " ", "   ", "\t"]);
    let filler = prop::sample::select(vec!["", "\n", "# a note\n", "\n\n# \"[[feed]]\"\n", "\t\n"]);
    (filler.clone(), header, space, key, filler).prop_map(
        move |(above, header, space, (key, value), below)| {
            let url = format!("url{space}={space}\"https://{number}.example/\" # {number}");
            let key = if key == "url" { "name" } else { key };
            format!("{above}{header}\n{url}\n{space}{key} = {value}\n{below}")
        },
    )
}

fn file() -> impl Strategy<Value = String> {
    let parts = (part(0), part(1), part(2), part(3));
    (parts, 0..5_usize, any::<bool>(), any::<bool>()).prop_map(|(parts, count, crlf, open)| {
        let parts = [parts.0, parts.1, parts.2, parts.3];
        let mut text = parts[..count.min(4)].concat();
        if open {
            text.truncate(text.trim_end().len());
        }
        if crlf { text.replace('\n', "\r\n") } else { text }
    })
}

proptest! {
    #[test]
    fn all_else_stays_byte_for_byte(text in file()) {
        let after = added(&text);
        let shared = text.bytes().zip(after.bytes()).take_while(|(a, b)| a == b).count();
        let rest = &text.as_bytes()[shared..];
        prop_assert!(after.as_bytes().ends_with(rest), "{after}");
        let urls = |text: &str| -> Vec<String> {
            let document: toml_edit::DocumentMut = text.parse().unwrap();
            let Some(feeds) = document.get("feed").and_then(|item| item.as_array_of_tables()) else {
                return Vec::new();
            };
            feeds.iter().map(|feed| feed["url"].as_str().unwrap().to_owned()).collect()
        };
        let mut expected = urls(&text);
        expected.push("https://harbour.example/feed".to_owned());
        prop_assert_eq!(urls(&after), expected);
    }

    #[test]
    fn of_all_else_no_line_goes_with_a_feed(text in file(), number in 0..4_usize) {
        let url = format!("https://{number}.example/");
        let (after, removed) = remove(&text, |found| found == url).unwrap();
        let document: toml_edit::DocumentMut = after.parse().unwrap();
        let quoted = format!("\"{url}\"");
        prop_assert!(removed == 0 || !document.to_string().contains(&quoted));
        let is_comment = |line: &&str| line.trim_start().starts_with('#');
        let before: Vec<&str> = text.lines().filter(is_comment).collect();
        prop_assert_eq!(after.lines().filter(is_comment).collect::<Vec<_>>(), before);
        let mut rest = text.lines();
        prop_assert!(after.lines().all(|line| rest.any(|before| before == line)), "{}", after);
        if removed == 0 {
            prop_assert_eq!(after, text);
        }
    }
}

#[test]
fn a_file_is_replaced_through_links_with_its_mode() {
    let folder = tempfile::tempdir().unwrap();
    let (file, link) = (folder.path().join("real.toml"), folder.path().join("feeds.toml"));
    fs::write(&file, "old").unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
    symlink(&file, &link).unwrap();
    replace(&link, "old", "new").unwrap();
    assert_eq!(fs::read_to_string(&file).unwrap(), "new");
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(fs::metadata(&file).unwrap().mode() & 0o7777, 0o640);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
}

#[test]
fn a_file_that_was_changed_meanwhile_is_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("feeds.toml");
    fs::write(&file, "theirs").unwrap();
    let refused = replace(&file, "old", "new").unwrap_err();
    assert!(matches!(refused, ReplaceError::Changed(_)), "{refused}");
    assert_eq!(fs::read_to_string(&file).unwrap(), "theirs");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn of_edits_at_the_same_time_none_is_lost() {
    const EACH: usize = 20;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("feeds.toml");
    fs::write(&file, "").unwrap();
    let edit = || loop {
        let before = fs::read_to_string(&file).unwrap();
        match replace(&file, &before, &format!("{before}x")) {
            Ok(()) => return,
            Err(ReplaceError::Changed(_)) => {}
            Err(error) => panic!("{error}"),
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| (0..EACH).for_each(|_| edit()));
        }
    });
    assert_eq!(fs::read_to_string(&file).unwrap().len(), 4 * EACH);
}

//! What is said of mistakes: the place, the key, what is wrong and what to do.

use super::{JUDGE, check, errors, place};
use crate::config::keys::TABLES;
use crate::config::{Place, load};

#[test]
fn a_text_that_is_no_toml_says_where_it_stops_being_so() {
    let quotes = "put text in quotes, as in schedule = \"every 20m\"";
    check(
        "[server]\nlisten = 127.0.0.1:7070\n",
        &[&format!("2:15: not TOML: invalid float; {quotes}")],
    );
    check(
        "[fetch]\ntimeout = 30s\n",
        &[&format!(
            "2:11: not TOML: string values must be quoted, expected literal string; {quotes}"
        )],
    );
    check(
        "[merged]\ntitle = \"東京\", entries = 1",
        &[
            "2:13: not TOML: unexpected key or value, expected newline, `#`; write one key = value a \
           line, below the header of its table, as in [fetch]",
        ],
    );
}

#[test]
fn what_often_goes_wrong_in_toml_has_a_hint_of_its_own() {
    let fix = |toml: &str| errors(toml).errors[0].fix.clone();
    assert_eq!(fix("[a]\nx = \"y"), "close the bracket or quote that is open here");
    assert_eq!(fix("x = [1,"), "close the bracket or quote that is open here");
    assert_eq!(fix("x = “y”"), "use straight quotes, as in title = \"Example\"");
    assert!(fix(r#"keep = ["title: \d+"]"#).contains("only in single quotes"));
    assert!(fix("[feed]\n[feed]").contains("write [[feed]], with two brackets"));
    assert!(fix("x = 1\nx = 2").contains("take one of the two out"));
    assert_eq!(fix("x = [\"a\" \"b\"]"), "put a comma between the two");
    assert_eq!(fix("x = True"), "write true or false, in lower case");
    assert!(fix("<opml version=\"2.0\">").contains("a comment begins with #"));
}

#[test]
fn an_unknown_key_is_named_with_the_key_that_was_meant() {
    check(
        "[merged]\ntitel = \"a\"\n[[feed]]\nurl = \"https://a.example/\"\n  shedule = \"auto\"",
        &[
            "2:1: [merged] titel: unknown key; did you mean \"title\"?",
            "5:3: [[feed]] shedule: unknown key; did you mean \"schedule\"?",
        ],
    );
}

#[test]
fn an_unknown_key_is_named_with_the_keys_there_are() {
    check(
        "[publish]\npath = \"/a\"\n[server]\nport = 80\n[merged]\n\"東 京\" = 1\n",
        &[
            "2:1: [publish] path: unknown key; it belongs in [store]; the keys of [publish] are dir",
            "4:1: [server] port: unknown key; the keys of [server] are listen, token, login",
            "6:1: [merged] \"東 京\": unknown key; the keys of [merged] are title, base_url, \
             entries, hub, duplicates, window, keep, drop",
        ],
    );
}

#[test]
fn every_table_refuses_what_it_does_not_know() {
    for keys in TABLES {
        let toml = format!("{}\nzzzzzzzzzzzz = 1\n", keys.header);
        let found = errors(&toml).errors;
        assert!(found.iter().any(|error| error.key == keys.full("zzzzzzzzzzzz")), "{found:?}");
    }
}

#[test]
fn every_key_refuses_a_value_of_another_type() {
    for keys in TABLES {
        for name in keys.names() {
            let toml = format!("{}\n{name} = 2026-11-23\n", keys.header);
            let found = errors(&toml).errors;
            let expected = format!("write for instance {name} = ");
            let refused = |error: &crate::config::ConfigError| {
                error.key == keys.full(name)
                    && error.message.ends_with("found a date")
                    && error.fix.starts_with(&expected)
            };
            assert!(found.iter().any(refused), "{name}: {found:?}");
        }
    }
}

#[test]
fn url_and_title_are_no_defaults() {
    let found = errors("[defaults]\nurl = \"https://a.example/\"\ntitle = \"a\"");
    assert_eq!(found.errors.len(), 2);
    assert!(found.errors[0].fix.starts_with("it belongs in [[feed]]; "));
}

#[test]
fn an_unknown_table_is_named_with_the_table_that_was_meant() {
    check(
        "schedule = \"auto\"\n[feeds]\n[[views]]\n",
        &[
            "1:1: schedule: unknown key; it belongs in [defaults] or [[feed]]: write that header \
             above it",
            "2:2: [feeds]: unknown key; did you mean [[feed]]?",
            "3:3: [[views]]: unknown key; did you mean [[view]]?",
        ],
    );
}

#[test]
fn a_table_with_the_wrong_brackets_is_an_error_and_its_keys_are_still_read() {
    check(
        "merged = \"news\"\n[feed]\nurl = 3\n[[server]]\n",
        &[
            "1:1: [merged]: expected a table, found a text; write [merged] once, with its keys \
             below it",
            "2:2: [[feed]]: expected [[feed]], found a table that can stand only once; write \
             [[feed]], with two brackets, above each",
            "3:7: [[feed]] url: expected an address, found a whole number; write for instance url \
             = \"https://www.example.org/feed/\"",
            "4:3: [server]: expected a table, found several tables; write [server] once, with its \
             keys below it",
        ],
    );
    check(
        "feed = [\"https://a.example/\"]\n",
        &["1:9: [[feed]]: expected a table, found a text; write [[feed]] above each"],
    );
}

#[test]
fn a_feed_without_an_address_is_an_error_at_its_header() {
    check(
        "\n[[feed]]\ntitle = \"a\"\n",
        &[
            "2:1: [[feed]] url: a feed needs the address it is fetched from; write for instance url \
           = \"https://www.example.org/feed/\"",
        ],
    );
}

#[test]
fn the_same_feed_twice_names_the_line_of_the_first() {
    check(
        "[[feed]]\nurl = \"https://a.example/feed\"\n[[feed]]\nurl = \
         \"HTTPS://A.example:443/feed#top\"\n",
        &["4:7: [[feed]] url: the same feed stands on line 2; take one of the two out"],
    );
}

#[test]
fn the_name_of_a_view_fits_into_an_address_and_stands_once() {
    check(
        "[[view]]\n[[view]]\nname = \"Asia\"\n[[view]]\nname = \"a\"\n[[view]]\nname = \"a\"\n",
        &[
            "1:1: [[view]] name: a view needs a name: it stands in its address; write for \
             instance name = \"asia\"",
            "3:8: [[view]] name: \"Asia\" can't be the name of a view: it stands in its address; \
             use a to z, 0 to 9 and -, at most 64 of them",
            "7:8: [[view]] name: a view of this name stands on line 5; give one of the two another \
             name",
        ],
    );
}

#[test]
fn errors_stand_in_the_order_of_the_file_and_name_it() {
    let errors = errors(
        "[[view]]\nname = \"A\"\n[[feed]]\nurl = 1\n[server]\nlisten = 2\n[merged]\nhub = 3\n",
    );
    let places: Vec<_> = errors.errors.iter().map(|error| (error.line, error.column)).collect();
    assert_eq!(places, [(2, 8), (4, 7), (6, 10), (8, 7)]);
    let shown = errors.to_string();
    assert_eq!(shown.lines().count(), 4);
    assert!(shown.starts_with("/etc/mainstem/feeds.toml:2:8: [[view]] name: "), "{shown}");
}

#[test]
fn errors_can_be_printed_as_json() {
    let json = serde_json::to_value(errors("[page]\nimages = \"on\"\n")).unwrap();
    let expected = serde_json::json!({
        "file": "/etc/mainstem/feeds.toml",
        "errors": [{
            "line": 2, "column": 10, "key": "[page] images",
            "message": "\"on\" is not known here", "fix": "use \"lazy\" or \"off\"",
        }],
    });
    assert_eq!(json, expected);
}

#[test]
fn a_file_that_cannot_be_read_says_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let load = |file: &std::path::Path| {
        load(&Place { file, ..place() }, JUDGE).expect_err("it can't be read")
    };
    let missing = load(&folder.path().join("feeds.toml"));
    assert_eq!((missing.errors[0].line, missing.errors[0].column), (0, 0));
    assert!(missing.to_string().contains("feeds.toml: can't be read: "), "{missing}");
    assert!(missing.to_string().contains("; create it "), "{missing}");
    assert!(load(folder.path()).to_string().contains("name the file itself"));
    let latin = folder.path().join("latin.toml");
    std::fs::write(&latin, b"[merged]\ntitle = \"caf\xe9\"\n").unwrap();
    let latin = load(&latin).to_string();
    assert!(latin.contains("latin.toml:2:13: not UTF-8 text; save the file"), "{latin}");
}

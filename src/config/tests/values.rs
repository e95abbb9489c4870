//! What is said of single values that are wrong.

use super::{check, check_feed, errors};

#[test]
fn a_schedule_is_refused_in_the_words_of_the_judge() {
    check_feed(
        "schedule = \"61 * * * *\"",
        "12: [[feed]] schedule: there is no minute 61; write for instance schedule = \"every 20m\"",
    );
}

#[test]
fn a_selector_is_refused_where_it_is_none() {
    check_feed(
        "full_text = \"<article>\"",
        "13: [[feed]] full_text: `<article>` is no CSS selector; write full_text = true, or a \
         selector as in full_text = \"article .body\"",
    );
}

#[test]
fn a_time_zone_is_a_name_of_the_iana_database() {
    let zone = |typed: &str, fix: &str| {
        let not = format!("\"{typed}\" is not a time zone of the IANA database");
        check_feed(
            &format!("timezone = \"{typed}\""),
            &format!("12: [[feed]] timezone: {not}; {fix}"),
        );
    };
    zone("asia/tokyo", "did you mean \"Asia/Tokyo\"?");
    zone("New York", "did you mean \"America/New_York\"?");
    zone("Europe/Berlim", "did you mean \"Europe/Berlin\"?");
    zone("JST", "write for instance timezone = \"Asia/Tokyo\"");
}

#[test]
fn a_rule_is_refused_at_its_place_in_the_list() {
    check_feed(
        "keep = [\"any: 東京\", \"title: (x\"]",
        "20: [[feed]] keep: the pattern is not a regular expression: unclosed group; put a \
         backslash before a sign that means itself, in single quotes",
    );
}

#[test]
fn a_rule_says_which_part_of_it_is_wrong() {
    check_feed(
        "drop = [\"japan\"]",
        "9: [[feed]] drop: a rule is written \"field: regex\", for instance \"title: (?i)japan\"; put \
         a field and a colon before the pattern",
    );
    check_feed(
        "drop = [\"headline: x\"]",
        "9: [[feed]] drop: \"headline\" is not a field; use title, text, author, category, url or any; \
         use any where all of them are meant",
    );
    check_feed(
        "drop = [\"title:\"]",
        "9: [[feed]] drop: the pattern is empty, which matches everything; write for instance drop \
         = [\"category: ^Sport\"]",
    );
    check_feed(
        "drop = [\"title: \\bx\\b\"]",
        "9: [[feed]] drop: the pattern has a control character; write the rule in single quotes, \
         where a backslash means itself: keep = ['title: \\bJapan\\b']",
    );
}

#[test]
fn a_tag_is_one_segment_of_an_address() {
    let tag = |typed: &str| {
        let toml = format!("[[feed]]\nurl = \"https://a.example/\"\ntags = [{typed}]\n");
        errors(&toml).errors.remove(0).message
    };
    assert_eq!(tag("\" \""), "the text is empty");
    assert_eq!(tag("\"a/b\""), "\"a/b\" can't stand in the address of its page");
    assert_eq!(tag("\"..\""), "\"..\" can't stand in the address of its page");
    assert_eq!(tag("3"), "expected a text, found a whole number");
    assert_eq!(tag(&format!("\"{}\"", "東".repeat(65))), "the tag is too long");
}

#[test]
fn a_feed_is_on_the_web() {
    let url = |typed: &str, expected: &str| {
        let expected = format!("2:7: [[feed]] url: {expected}");
        check(&format!("[[feed]]\nurl = \"{typed}\"\n"), &[&expected]);
    };
    url("www.example.org/feed", "not a full address; begin it with http:// or https://");
    url(
        "ftp://example.org/feed",
        "the address is of a kind that is not understood here; use one that begins with http:// or \
         https://",
    );
    url(
        "https://",
        "not an address: empty host; write for instance url = \"https://www.example.org/feed/\"",
    );
    url(
        "https://user:hunter2@example.org/feed",
        "a user or a password in an address shows up in logs and pages; take it out of the address \
         and use headers = { Authorization = { credential = \"…\" } }",
    );
}

#[test]
fn a_proxy_speaks_http_or_socks() {
    check_feed(
        "proxy = \"proxy.lan:3128\"",
        "9: [[feed]] proxy: the address is of a kind that is not understood here; use one that \
         begins with http:// or https:// or socks5:// or socks5h://",
    );
}

#[test]
fn a_duration_needs_a_unit_and_sense() {
    check(
        "[store]\nkeep = 180\n[fetch]\ntimeout = \"30\"\nhost_gap = \"soon\"\n",
        &[
            "2:8: [store] keep: a duration needs a unit; write \"180 days\"",
            "4:11: [fetch] timeout: a duration needs a unit; write \"30s\"",
            "5:12: [fetch] host_gap: \"soon\" is not a duration: expected number at 0; write for \
             instance host_gap = \"1s\"",
        ],
    );
    check(
        "[store]\nkeep = \"1h\"\n[fetch]\ntimeout = \"0s\"\nhost_gap = \"2h\"\n",
        &[
            "2:8: [store] keep: \"1h\" is out of range; use 1 day to 100 years",
            "4:11: [fetch] timeout: \"0s\" is out of range; use 1s to 1h",
            "5:12: [fetch] host_gap: \"2h\" is out of range; use 0s to 1h",
        ],
    );
}

/// humantime 2.4 panics on this one.
#[test]
fn a_duration_beyond_all_counting_is_an_error() {
    check(
        "[store]\nkeep = \"18446744073709551615s 1000000000ns\"\n",
        &[
            "2:8: [store] keep: a duration of that many digits can't be meant; write for instance keep \
           = \"180 days\"",
        ],
    );
}

#[test]
fn a_size_needs_a_unit_and_sense() {
    let size = |typed: &str, expected: &str| {
        let expected = format!("2:12: [fetch] max_body: {expected}");
        check(&format!("[fetch]\nmax_body = {typed}\n"), &[&expected]);
    };
    let units = "use B, kB, MB, GB, KiB, MiB or GiB, as in \"16 MiB\"";
    let no_unit = "is not a size: it ends in no unit that is known";
    size("\"16\"", &format!("\"16\" {no_unit}; {units}"));
    size("\"16 parsecs\"", &format!("\"16 parsecs\" {no_unit}; {units}"));
    size(
        "\"huge\"",
        "\"huge\" is not a size: a whole number comes first; write for instance max_body = \"16 \
         MiB\"",
    );
    size("\"8 GiB\"", "the size is out of range; use 1 KiB to 1 GiB");
    size("-1", "the size is out of range; use 1 KiB to 1 GiB");
}

#[test]
fn numbers_and_words_are_of_their_range() {
    check(
        "[merged]\nentries = 0\nduplicates = \"colapse\"\ntitle = \" \"\n[fetch]\nper_host = 1.5\n",
        &[
            "2:11: [merged] entries: 0 is out of range; use 1 to 10000",
            "3:14: [merged] duplicates: \"colapse\" is not known here; use \"collapse\" or \"keep\"",
            "4:9: [merged] title: the text is empty; write for instance title = \"Morning wires\"",
            "6:12: [fetch] per_host: expected a whole number, found a number with a fraction; write \
             for instance per_host = 1",
        ],
    );
}

#[test]
fn copies_are_looked_for_within_an_hour_to_ninety_days() {
    check(
        "[merged]\nwindow = \"59m\"\n",
        &["2:10: [merged] window: \"59m\" is out of range; use 1h to 90 days"],
    );
    check(
        "[merged]\nwindow = 7\n",
        &["2:10: [merged] window: a duration needs a unit; write \"7 days\""],
    );
}

#[test]
fn a_network_is_a_network_an_address_or_a_name() {
    for typed in ["10.0.0.0/40", "*.lan", "10.0.0", "nas.lan:80", "http://nas.lan", ""] {
        check(
            &format!("[fetch]\nallow_private_networks = [\"::1\", \"{typed}\"]\n"),
            &[&format!(
                "2:34: [fetch] allow_private_networks: \"{typed}\" is no network, address or host \
                 name; write \"10.0.0.0/8\", \"192.168.1.4\", \"fd00::/8\" or \"nas.lan\""
            )],
        );
    }
}

#[test]
fn where_to_listen_is_an_address_with_a_port_or_a_socket() {
    check(
        "[server]\nlisten = \"localhost\"\n",
        &[
            "2:10: [server] listen: \"localhost\" is not an address with a port; write an IP address \
           and a port: \"127.0.0.1:7070\" for this machine, \"0.0.0.0:7070\" for all; or \
           \"unix:/run/mainstem/mainstem.sock\"",
        ],
    );
    check(
        "[server]\nlisten = \"unix:mainstem.sock\"\n",
        &[
            "2:10: [server] listen: the path of the socket is not absolute; write it from the root on: \
           \"unix:/run/mainstem/mainstem.sock\"",
        ],
    );
    check(
        "[server]\nlisten = \"[fe80::1%2]:7070\"\n",
        &[
            "1:1: [merged] base_url: it does not follow from [server] listen, and must be given; write \
           for instance base_url = \"https://news.example.org/\"",
        ],
    );
}

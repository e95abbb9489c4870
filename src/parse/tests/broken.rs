//! What is wrong with documents, one cause each, and that it costs nothing but itself.

use super::read;
use crate::model::{ParsedEntry, Text};

/// The entries of a channel with this inside, and what was mended.
fn channel(inner: &str) -> (Vec<ParsedEntry>, Vec<String>) {
    document(&format!("<rss version=\"2.0\"><channel>{inner}</channel></rss>"))
}

fn document(text: &str) -> (Vec<ParsedEntry>, Vec<String>) {
    let feed = read(text.as_bytes()).unwrap();
    (feed.entries, feed.repairs)
}

fn title(entry: &ParsedEntry) -> &str {
    match &entry.title {
        Some(Text::Plain(title) | Text::Html(title)) => title,
        None => "",
    }
}

/// That of a channel with an item like this between two sound ones all three are read, and that this
/// was said of it.
fn costs_nothing_but_itself(item: &str, said: &str) -> ParsedEntry {
    let sound = |id: u8| format!("<item><title>Sound</title><guid>{id}</guid></item>");
    let (mut entries, repairs) = channel(&format!("{}{item}{}", sound(1), sound(3)));
    assert_eq!(entries.len(), 3, "{item}");
    for (index, id) in [(0, "1"), (2, "3")] {
        assert_eq!((entries[index].id.as_deref(), title(&entries[index])), (Some(id), "Sound"));
    }
    let is_said = repairs.iter().any(|repair| repair.contains(said));
    assert!(is_said, "{item}: {repairs:?}");
    entries.remove(1)
}

#[test]
fn a_fault_in_an_item_costs_nothing_but_itself() {
    for (inner, said, expected) in [
        ("<title>AT&T</title>", "ampersands", "AT&T"),
        ("<title>Caf&eacute; &nbsp;</title>", "as HTML does", "Café"),
        ("<title>a < b</title>", "begin no element", "a < b"),
        ("<title>a\u{1}b</title>", "control characters", "ab"),
        ("<title>Open", "left open", "Open"),
        ("<title>Crossed<description>x</title></description>", "left open", "Crossed"),
        ("<title>T</title></b>", "not open", "T"),
        ("<media:title>M</media:title><title>T</title>", "does not declare", "T"),
        ("<title>T</title><description>&amp;lt;p>x&amp;lt;/p></description>", "escapes HTML", "T"),
        ("<title>Ã¼ber â€œuns</title>", "UTF-8 twice", "über “uns"),
    ] {
        let said = if said == "left open" { "leaves elements open" } else { said };
        let entry = costs_nothing_but_itself(&format!("<item>{inner}</item>"), said);
        assert_eq!(title(&entry).trim_end_matches('\u{a0}').trim(), expected, "{inner}");
    }
}

#[test]
fn attributes_that_are_given_twice_are_read_once() {
    let (entries, _) =
        channel("<item><enclosure url='http://a.example/1' url='x' length='y'/></item>");
    assert_eq!(entries[0].enclosures[0].url, "http://a.example/1");
    assert_eq!(entries[0].enclosures[0].length, None);
}

#[test]
fn names_may_be_of_any_case_and_end_in_another() {
    let (entries, repairs) =
        document("<RSS><CHANNEL><ITEM><TITLE>T</title></item></CHANNEL></RSS>");
    assert_eq!(title(&entries[0]), "T");
    assert_eq!(repairs, [""; 0]);
}

#[test]
fn something_before_and_after_the_document_is_left_out() {
    let (entries, repairs) = document(
        "<br />\n<b>Warning</b>: in <b>/x.php</b><br /><?xml version='1.0'?>\
         <rss><channel><item><title>T</title></item></channel></rss><script>x</script> &",
    );
    assert_eq!(entries.len(), 1);
    assert_eq!(repairs, ["something stands before the XML; it was left out"]);
}

#[test]
fn characters_that_the_document_names_itself_are_read() {
    let (entries, repairs) = document(
        "<!DOCTYPE rss [<!ENTITY who 'Ada &#38; Ben'>]>\
         <rss><channel><item><title>&who;</title></item></channel></rss>",
    );
    assert_eq!(title(&entries[0]), "Ada & Ben");
    assert_eq!(repairs, [""; 0]);
}

#[test]
fn a_feed_says_of_itself_no_more_than_an_item_may() {
    let long = "x".repeat(2_000_000);
    for (title, link) in [(long.as_str(), "http://a.example/"), ("Harbour", long.as_str())] {
        let head = format!("<title>{title}</title><link>http://a.example/{link}</link>");
        let text = format!(
            "<rss version='2.0'><channel>{head}<item><guid>1</guid></item></channel></rss>"
        );
        let feed = read(text.as_bytes()).unwrap();
        let length = feed.about.title.map_or(0, |title| title.chars().count());
        assert!((1..=1_001).contains(&length), "{length}");
        assert_eq!(feed.about.site_url.is_some(), link.len() < 100);
        assert_eq!(feed.entries.len(), 1);
    }
}

#[test]
fn json_that_ends_in_the_middle_keeps_its_whole_items() {
    let body = br#"{"version":"https://jsonfeed.org/version/1","items":[{"id":"1"},{"id":"2","ti"#;
    let feed = read(body).unwrap();
    assert!(feed.is_cut_short);
    assert_eq!(feed.entries.len(), 1);
    assert_eq!(feed.entries[0].id.as_deref(), Some("1"));
}

#[test]
fn json_with_the_faults_of_generators_is_read() {
    let feed = read(b"{\"items\": [{\"id\": \"1\", \"title\": \"a\nb\",},]}").unwrap();
    assert_eq!(title(&feed.entries[0]), "a\nb");
    assert!(feed.repairs.iter().any(|repair| repair.contains("no sound JSON")));
}

#[test]
fn what_does_not_end_costs_nothing_but_itself() {
    let said = "do not end";
    let cdata = "<item><title><![CDATA[x</title></item>";
    assert_eq!(title(&costs_nothing_but_itself(cdata, said)), "x");
    let hidden = format!("{cdata}<item><title><![CDATA[y]]></title></item>");
    let (entries, _) = channel(&hidden);
    assert_eq!(entries.iter().map(title).collect::<Vec<_>>(), ["x", "y"]);
    costs_nothing_but_itself("<item><!-- x><title>T</title></item>", said);
    for lost in [
        "<enclosure url=\"http://a.example/1 length=\"12\"/>",
        "<enclosure url=http://a.example/1\" length=\"12\"/>",
        "<enclosure url=\"http://a.example/1/>",
        "<link href=\"http://a.example/1 <title>T</title>",
    ] {
        let item = format!("<item><title>T</title>{lost}</item>");
        let entry = costs_nothing_but_itself(&item, said);
        assert_eq!(title(&entry), "T", "{lost}");
    }
}

#[test]
fn many_beginnings_without_an_end_take_no_longer_than_one() {
    for beginning in
        ["<![CDATA[", "<![CDATA[</item>", "<!--", "<!-- >", "<?x", "<a b=\"", "<a b='>"]
    {
        let many = beginning.repeat(300_000 / beginning.len());
        for end in ["", ">", "]]>", "-->", "?>", "\">"] {
            channel(&format!("<item><guid>1</guid></item>{many}{end}"));
        }
    }
}

#[test]
fn what_follows_the_end_of_a_feed_is_read_where_it_is_of_entries() {
    let feed = |id: u8| {
        format!(
            "<rss version='2.0'><channel><title>{id}</title><item><guid>{id}</guid></item></channel></rss>"
        )
    };
    let rest = "<p>junk</p><item><guid>3</guid></item><feed><entry/></feed><script>";
    let text = format!("{}<?xml version='1.0'?>{}{rest}", feed(1), feed(2));
    let read = read(text.as_bytes()).unwrap();
    let ids: Vec<_> = read.entries.iter().filter_map(|entry| entry.id.as_deref()).collect();
    assert_eq!(ids, ["1", "2", "3"]);
    assert_eq!(read.about.title.as_deref(), Some("1"));
    assert!(!read.is_cut_short, "{:?}", read.repairs);
    assert!(read.repairs.iter().any(|repair| repair.contains("after its end")));
}

#[test]
fn json_with_half_a_character_is_read() {
    let feed = read(br#"{"items": [{"id": "1", "title": "a\ud83d b\'s"}]}"#).unwrap();
    assert_eq!(title(&feed.entries[0]), "a\u{fffd} b's");
}

/// The ids of what is read of a JSON Feed with this between two sound items, and what was mended.
fn between_items(item: &str) -> (Vec<String>, Vec<String>) {
    let sound = |id: u8| format!(r#"{{"id": "{id}", "content_text": "Sound"}}"#);
    let (entries, repairs) = document(&format!(
        r#"{{"version": "https://jsonfeed.org/version/1.1", "items": [{}, {item}, {}]}}"#,
        sound(1),
        sound(3)
    ));
    (entries.into_iter().filter_map(|entry| entry.id).collect(), repairs)
}

#[test]
fn what_json_can_not_say_in_an_item_costs_nothing_but_itself() {
    let deep = |levels: usize| {
        format!(r#"{}"]}}"{}"#, r#"{"a": ["#.repeat(levels / 2), "]}".repeat(levels / 2))
    };
    let nested = [140, 200_000].map(deep);
    for value in ["NaN", "-Infinity", "1e999", "[1, undefined]", &nested[0], &nested[1]] {
        let item = format!(r#"{{"_x": {value}, "id": "2", "title": "NaN, {{1e999}}"}}"#);
        let (ids, repairs) = between_items(&item);
        assert_eq!(ids, ["1", "2", "3"], "{value:.40}");
        assert!(repairs.iter().any(|repair| repair.contains("no sound JSON")), "{repairs:?}");
    }
}

#[test]
fn an_item_of_json_that_can_not_be_mended_is_left_out_alone() {
    for item in [
        r#"{"id": "2", "title": "he said "hi""}"#,
        r#"{"id" "2"}"#,
        r#"{"id": "2", 'title': 'x'}"#,
        r#"{"id": "2" "title": "x"}"#,
        r#"{"id": "2", "tags": [1 2]}"#,
    ] {
        let (ids, repairs) = between_items(item);
        assert_eq!(ids, ["1", "3"], "{item}");
        assert!(repairs.iter().any(|repair| repair.contains("were left out")), "{repairs:?}");
    }
}

#[test]
fn of_a_field_of_json_that_is_said_twice_the_last_is_taken() {
    let feed = read(
        br#"{"version": "https://jsonfeed.org/version/1.1", "title": "A", "title": "B",
             "items": [{"id": "1"}], "items": [{"id": "2", "title": "C", "title": "D"}]}"#,
    )
    .unwrap();
    assert_eq!(feed.about.title.as_deref(), Some("B"));
    let entries: Vec<_> = feed.entries.iter().map(|e| (e.id.as_deref(), title(e))).collect();
    assert_eq!(entries, [(Some("2"), "D")]);
    assert_eq!(feed.repairs, [""; 0]);
}

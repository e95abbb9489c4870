//! What is kept and what goes, and that the one pass does what the parser does.

use proptest::prelude::*;
use url::Url;

use super::sanitise::Cleaner;
use super::simple;
use crate::article::text::plain_text;

fn cleaner() -> Cleaner {
    Cleaner::new(Url::parse("https://harbour.example/news/").unwrap())
}

fn check(html: &str, cleaned: &str) {
    assert_eq!(cleaner().clean(html), cleaned, "{html}");
}

#[test]
fn text_stays_as_it_is() {
    check("One two.", "One two.");
    check("AT&T &amp; caf&eacute; &quot;x&quot; 1 < 2", "AT&amp;T &amp; café \"x\" 1 &lt; 2");
    check("a &rsquo; &#8212; &#x2014;&nbsp;b", "a ’ — —&nbsp;b");
}

#[test]
fn addresses_become_absolute() {
    check(
        "<p>See <a href=\"/a?b&amp;c\">this</a>.</p>",
        "<p>See <a href=\"https://harbour.example/a?b&amp;c\" rel=\"noopener noreferrer\">this</a>.</p>",
    );
    check(
        "<img src='b.png' alt=\"x\">",
        "<img src=\"https://harbour.example/news/b.png\" alt=\"x\">",
    );
    check(
        "<TABLE><TR><TD><IMG SRC=b.png>",
        "<table><tbody><tr><td><img src=\"https://harbour.example/news/b.png\"></td></tr></tbody></table>",
    );
}

#[test]
fn what_could_do_harm_goes() {
    check("<p onclick=\"x()\" id=a class=b style=\"c\">d</p>", "<p>d</p>");
    check("a<script>alert(1)</script><style>b{}</style>c", "ac");
    check("<a href=\"javascript:alert(1)\">a</a>", "<a rel=\"noopener noreferrer\">a</a>");
    check("<a href=\" &#106;avascript:alert(1)\">a</a>", "<a rel=\"noopener noreferrer\">a</a>");
    check("<img src=\"data:image/png;base64,AAAA\">b", "b");
    check("<form action=x><input name=a>b<button>c</button></form>", "b");
    check("<iframe src=\"https://tide.example/\"></iframe>a", "a");
    check("<svg><script>a</script></svg><math><mi>x</mi></math>b", "b");
    check("<noscript><img src=\"/a.png\"></noscript>b", "b");
}

#[test]
fn pictures_that_only_count_readers_go() {
    check("<img src=\"/a.gif\" width=\"1\" height=\"1\">a", "a");
    check("<b><img src=/a.gif width=1px height=0 /></b>a", "<b></b>a");
    check("<img alt=\"none\">a", "a");
    check(
        "<img src=\"/a.gif\" width=\"10\" height=\"1\">",
        "<img src=\"https://harbour.example/a.gif\" width=\"10\" height=\"1\">",
    );
}

#[test]
fn what_is_left_open_is_closed() {
    check("<p>a<p>b<ul><li>c<li>d</ul>e", "<p>a</p><p>b</p><ul><li>c</li><li>d</li></ul>e");
    check("<b><i>a</b>b</i>", "<b><i>a</i></b><i>b</i>");
    check("<div><p>a</div>b", "<div><p>a</p></div>b");
}

#[test]
fn what_would_take_minutes_becomes_text() {
    check(&format!("<p>One</p>{}two &amp; three", "<div>".repeat(50_000)), "One\ntwo &amp; three");
}

/// Pieces of HTML, well and badly made, as feeds have them.
const PIECES: &[&str] = &[
    "<p>",
    "</p>",
    "<p class=\"x\">",
    "<div>",
    "</div>",
    "<b>",
    "</b>",
    "<i>",
    "</i>",
    "<em>",
    "</em>",
    "<a href=\"/x?a=1&amp;b=2\">",
    "<a href='https://tide.example/y'>",
    "</a>",
    "<br>",
    "<br/>",
    "<br />",
    "<hr>",
    "<ul>",
    "</ul>",
    "<ol>",
    "<li>",
    "</li>",
    "<h2>",
    "</h2>",
    "<h3>",
    "<blockquote>",
    "</blockquote>",
    "<span style=\"a\">",
    "</span>",
    "<font size=1>",
    "<font size=\"1\">",
    "</font>",
    "<img src=\"/i.png\" alt=\"&lt;&quot;\">",
    "<img src=\"/i.png\" width=\"1\" height=\"1\" />",
    "<dl>",
    "<dt>",
    "<dd>",
    "</dl>",
    "<center>",
    "</center>",
    "<section>",
    "</section>",
    "<table>",
    "<td>",
    "</table>",
    "<pre>",
    "</pre>",
    "</img>",
    "</br>",
    "<pre>\n",
    "<iframe src=\"x\">",
    "</iframe>",
    "<noscript>",
    "</noscript>",
    "<style>",
    "</style>",
    "<a href=/x/y>",
    "<a href=x/>",
    "<p a:b=c d>",
    "<img src=https://tide.example/i.png >",
    "<!-- c -->",
    "<!--",
    "-->",
    "<script>",
    "</script>",
    "<svg>",
    "<P>",
    "</P>",
    "<a href=\"javascript:x\">",
    "<a title=\"x\" href=\"mailto:a@b.example\">",
    "<b",
    ">",
    "<",
    "&",
    "&amp;",
    "&lt;",
    "&nbsp;",
    "&eacute;",
    "&copy",
    "&#8217;",
    "&#150;",
    "&#x41;",
    "\"",
    "'",
    "=",
    "/",
    "text",
    " ",
    "\n",
    "\r\n",
    "\u{a0}",
    "é",
    "日本",
];

fn html() -> impl Strategy<Value = String> {
    proptest::collection::vec(prop::sample::select(PIECES), 0..14)
        .prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// The proof that the one pass is safe: the sanitiser finds nothing to change in what it wrote.
    #[test]
    fn what_the_one_pass_writes_the_sanitiser_leaves_as_it_is(html in html()) {
        if let Some(cleaned) = simple::clean(&html, cleaner().base()) {
            prop_assert_eq!(cleaner().thoroughly(&cleaned), cleaned);
        }
    }

    #[test]
    fn the_one_pass_keeps_what_the_sanitiser_keeps(html in html()) {
        if let Some(cleaned) = simple::clean(&html, cleaner().base()) {
            let thoroughly = cleaner().thoroughly(&html);
            prop_assert_eq!(plain_text(&cleaned), plain_text(&thoroughly));
        }
    }

    #[test]
    fn no_html_makes_it_panic(html in "[<>/&;!a-dp\"'=#0-9 \n\u{a0}é-]{0,80}") {
        cleaner().clean(&html);
    }
}

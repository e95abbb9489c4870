//! The text of an article, fitted into a page of ours: its headings below the page's own, no landmarks
//! beside the page's, pictures as the operator wants them. It was made harmless before, by `article/`.

use super::html::Html;
use crate::model::Images;
use crate::publish::excerpt::after_tag;

/// A piece of clean HTML.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// Text and references.
    Text(&'a str),
    /// A tag, with what stands between its angle brackets.
    Tag { name: &'a str, is_end: bool, tag: &'a str },
}

/// The tags of clean HTML and what stands between them.
pub(super) fn pieces(html: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = html;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        if !rest.starts_with('<') {
            let (text, after) = rest.split_at(rest.find('<').unwrap_or(rest.len()));
            rest = after;
            return Some(Piece::Text(text));
        }
        let after = after_tag(rest);
        let whole = rest.get(..rest.len() - after.len()).unwrap_or_default();
        rest = after;
        let tag = whole.trim_start_matches('<').trim_end_matches('>');
        let (tag, is_end) = tag.strip_prefix('/').map_or((tag, false), |tag| (tag, true));
        let name = tag.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        Some(Piece::Tag { name, is_end, tag })
    })
}

/// The value of an attribute of a clean tag, still escaped.
pub(super) fn value<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let at = tag.find(&format!(" {name}=\""))?;
    tag.get(at + name.len() + 3..)?.split('"').next()
}

/// Writes the text of an article.
pub(super) fn body(html: &mut Html, text: &str, images: Images) {
    let mut fitting = Fitting { images, ..Fitting::default() };
    for piece in pieces(text) {
        match piece {
            Piece::Text(text) => fitting.say(text),
            Piece::Tag { name, is_end, tag } => fitting.tag(name, is_end, tag),
        }
    }
    html.clean(&fitting.out);
}

/// What has been fitted so far.
#[derive(Debug)]
struct Fitting {
    out: String,
    images: Images,
    /// The level that the publisher gave the last heading, and the one that it has here.
    heading: Option<(u8, u8)>,
    /// The link that is open: where it begins in `out`, and whether something in it can be read.
    link: Option<(usize, bool)>,
}

impl Default for Fitting {
    fn default() -> Self {
        Self { out: String::new(), images: Images::Off, heading: None, link: None }
    }
}

impl Fitting {
    fn say(&mut self, text: &str) {
        if let Some((_, can_be_read)) = &mut self.link {
            *can_be_read |= !text.trim().is_empty();
        }
        self.out.push_str(text);
    }

    fn tag(&mut self, name: &str, is_end: bool, tag: &str) {
        match name {
            "img" => self.image(tag),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.heading(name, is_end),
            // Landmarks are those of the page.
            "article" | "aside" | "footer" | "header" | "main" | "nav" | "section" => {
                self.put("div", is_end, "");
            }
            // A wide table is scrolled in a place of its own, which keys must be able to reach.
            "table" if is_end => self.out.push_str("</table></div>"),
            "table" => self.out.push_str(
                "<div class=\"wide\" role=\"group\" aria-label=\"Table\" tabindex=\"0\"><table>",
            ),
            "a" if is_end => self.end_of_link(),
            "a" => {
                self.link = Some((self.out.len(), false));
                self.put("", false, tag);
            }
            _ => self.put("", is_end, tag),
        }
    }

    /// A tag as it is, or with another name and nothing else.
    fn put(&mut self, name: &str, is_end: bool, tag: &str) {
        self.out.push_str(if is_end { "</" } else { "<" });
        self.out.push_str(if name.is_empty() { tag } else { name });
        self.out.push('>');
    }

    /// The first heading stands right below that of the page, and none leaves a level out.
    fn heading(&mut self, name: &str, is_end: bool) {
        let given = name.strip_prefix('h').and_then(|level| level.parse().ok()).unwrap_or(1);
        if !is_end {
            let here = match self.heading {
                None => 2,
                Some((last, here)) if given > last => (here + 1).min(6),
                Some((last, here)) => here.saturating_sub(last - given).max(2),
            };
            self.heading = Some((given, here));
        }
        let here = self.heading.map_or(2, |(_, here)| here);
        self.put(&format!("h{here}"), is_end, "");
    }

    fn image(&mut self, tag: &str) {
        let alt = value(tag, "alt").filter(|alt| !alt.trim().is_empty());
        if self.images == Images::Off {
            return self.say(alt.unwrap_or_default());
        }
        // A link has to have a name.
        let alt = match (&mut self.link, alt) {
            (Some((_, can_be_read @ false)), alt) => {
                *can_be_read = true;
                alt.unwrap_or("Picture")
            }
            (_, alt) => alt.unwrap_or_default(),
        };
        let Some(src) = value(tag, "src") else { return };
        self.out.push_str("<img");
        let mut say = |name, value| {
            for piece in [" ", name, "=\"", value, "\""] {
                self.out.push_str(piece);
            }
        };
        say("src", src);
        say("alt", alt);
        for side in ["width", "height"] {
            if let Some(size) = value(tag, side).filter(|size| size.parse::<u32>().is_ok()) {
                say(side, size);
            }
        }
        self.out.push_str(" loading=\"lazy\" decoding=\"async\" referrerpolicy=\"no-referrer\">");
    }

    /// A link that says nothing leads nowhere that anybody could know.
    fn end_of_link(&mut self) {
        match self.link.take() {
            Some((begin, false)) => self.out.truncate(begin),
            Some((_, true)) => self.out.push_str("</a>"),
            None => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fitted(text: &str, images: Images) -> String {
        let mut html = Html::new();
        body(&mut html, text, images);
        let text = String::from_utf8(html.into_bytes()).unwrap();
        text.strip_prefix("<!doctype html>\n").unwrap().to_owned()
    }

    #[test]
    fn headings_stand_below_that_of_the_page_and_leave_no_level_out() {
        assert_eq!(
            fitted("<h3>a</h3><h6>b</h6><h6>c</h6><h1>d</h1><h2 title=\"x\">e</h2>", Images::Off),
            "<h2>a</h2><h3>b</h3><h3>c</h3><h2>d</h2><h3>e</h3>"
        );
    }

    #[test]
    fn there_are_no_landmarks_beside_those_of_the_page() {
        assert_eq!(
            fitted("<main><aside lang=\"de\"><p>a</p></aside></main>", Images::Off),
            "<div><div><p>a</p></div></div>"
        );
    }

    #[test]
    fn pictures_are_loaded_when_they_come_into_view_or_not_at_all() {
        let text = "<p><img src=\"https://a.example/?a&amp;b\" alt=\"A > b\" width=\"9\"></p>";
        assert_eq!(
            fitted(text, Images::Lazy),
            "<p><img src=\"https://a.example/?a&amp;b\" alt=\"A > b\" width=\"9\" \
             loading=\"lazy\" decoding=\"async\" referrerpolicy=\"no-referrer\"></p>"
        );
        assert_eq!(fitted(text, Images::Off), "<p>A > b</p>");
    }

    #[test]
    fn a_link_has_something_that_can_be_read_or_is_none() {
        let link = "<a href=\"https://a.example/\"> <img src=\"https://a.example/b\"></a>c";
        assert!(fitted(link, Images::Lazy).contains("alt=\"Picture\""));
        assert_eq!(fitted(link, Images::Off), "c");
    }

    #[test]
    fn a_wide_table_can_be_scrolled_with_keys() {
        assert_eq!(
            fitted("<table><tr><td>1</td></tr></table>", Images::Off),
            "<div class=\"wide\" role=\"group\" aria-label=\"Table\" tabindex=\"0\"><table><tr>\
             <td>1</td></tr></table></div>"
        );
    }
}

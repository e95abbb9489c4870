//! A report beside the one that is published: both texts, with what only one of them says marked.

use super::card::marked;
use super::html::Html;
use super::view::Beside;

/// Writes the comparison, closed at first. `names`: of the outlet that is published and of the other.
pub(super) fn beside(html: &mut Html, beside: &Beside, names: [&str; 2], language: &str) {
    html.node("details", &[("class", "beside")], |html| {
        html.leaf("summary", &[], "What it shares, and what differs");
        html.node("ul", &[("class", "alike")], |html| {
            for sentence in &beside.words {
                html.leaf("li", &[], sentence);
            }
        });
        if beside.lead.marks.is_empty() && beside.other.marks.is_empty() {
            return html.leaf("p", &[("class", "legend")], "Both say the same from end to end.");
        }
        html.node("div", &[("class", "two")], |html| {
            for (name, text) in names.into_iter().zip([&beside.lead, &beside.other]) {
                html.node("div", &[], |html| {
                    html.leaf("p", &[("class", "who")], name);
                    html.node("p", &[("class", "said"), ("lang", language)], |html| {
                        marked(html, text);
                    });
                });
            }
        });
        html.leaf("p", &[("class", "legend")], "What is underlined stands in only one of the two.");
    });
}

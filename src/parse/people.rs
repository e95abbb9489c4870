//! Names of people out of what feeds write in their place. Where they stand is left to others.

const OPENING: [char; 2] = ['(', '（'];
const CLOSING: [char; 2] = [')', '）'];

/// Somebody, by what is written in one piece.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Named {
    /// The name.
    pub(super) name: Option<String>,
    /// The mail address.
    pub(super) email: Option<String>,
}

/// Name and address out of `mail (Name)`, `Name <mail>` or `"Name" mail`. RSS 2.0 wants the first,
/// and everything is met.
pub(super) fn person(text: &str) -> Named {
    let plain = if text.contains("</") { without_tags(text) } else { text.to_owned() };
    let text = plain.trim();
    let named = |name: &str| Some(tidy(name).to_owned()).filter(|name| !name.is_empty());
    if !text.contains('@') {
        return Named { name: named(text), email: None };
    }
    let pieces = text.split(|c: char| c.is_whitespace() || "()（）<>".contains(c)).map(tidy);
    let mail = pieces.into_iter().find(|word| is_mail(word));
    let Some(mail) = mail else { return Named { name: named(text), email: None } };
    let mail = mail.strip_prefix("mailto:").unwrap_or(mail);
    let email = Some(mail.to_owned());
    if let Some((before, rest)) = text.split_once(OPENING) {
        let inside = rest.split(CLOSING).next().unwrap_or_default();
        // It may have parentheses of its own.
        let whole = rest.trim_end().strip_suffix(CLOSING).filter(|_| inside.contains(OPENING));
        let inside = whole.unwrap_or(inside);
        let candidates = [inside, before];
        let found =
            candidates.into_iter().map(tidy).find(|part| !part.is_empty() && !is_mail(part));
        if let Some(name) = found {
            return Named { name: named(name), email };
        }
    }
    let apart = text.replace(['<', '>'], " ");
    let words = apart.split_whitespace().filter(|word| !is_mail(tidy(word)));
    Named { name: named(&words.collect::<Vec<_>>().join(" ")), email }
}

/// Some write a link.
fn without_tags(text: &str) -> String {
    let mut pieces = text.split('<');
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |text, piece| text + piece.split_once('>').map_or("", |(_, after)| after))
}

fn is_mail(word: &str) -> bool {
    !word.starts_with('@') && word.contains('@') && !word.contains(char::is_whitespace)
}

/// Without the punctuation that sets names and addresses apart. Parentheses are a part of a name that
/// has others in it: `The Wire (Tokyo)`.
fn tidy(text: &str) -> &str {
    let text = text.trim_matches(|c: char| c.is_whitespace() || "<>\",;:".contains(c));
    let around = text.strip_prefix(OPENING).and_then(|text| text.strip_suffix(CLOSING));
    let text = around.filter(|inner| !inner.contains(OPENING)).unwrap_or(text);
    let text = if text.contains(OPENING) { text } else { text.trim_end_matches(CLOSING) };
    let text = if text.contains(CLOSING) { text } else { text.trim_start_matches(OPENING) };
    text.trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_beside_its_address() {
        for (written, name, email) in [
            ("Ada Lovelace", "Ada Lovelace", ""),
            (" ada@example.org (Ada Lovelace) ", "Ada Lovelace", "ada@example.org"),
            ("Ada Lovelace (ada@example.org)", "Ada Lovelace", "ada@example.org"),
            ("Ada Lovelace <ada@example.org>", "Ada Lovelace", "ada@example.org"),
            ("Ada Lovelace<ada@example.org>", "Ada Lovelace", "ada@example.org"),
            ("山田太郎（y@example.com）", "山田太郎", "y@example.com"),
            ("ada@example.org", "", "ada@example.org"),
            ("<mailto:ada@example.org>", "", "ada@example.org"),
            ("ada@example.org ()", "", "ada@example.org"),
            ("ada@example.org (Ada (Countess))", "Ada (Countess)", "ada@example.org"),
            ("The Wire (Tokyo)", "The Wire (Tokyo)", ""),
            ("(The Wire)", "The Wire", ""),
            ("(now) Ada, Bob (earlier)", "(now) Ada, Bob (earlier)", ""),
            ("<a href=\"/ada\">Ada</a>", "Ada", ""),
            ("@ada", "@ada", ""),
            ("", "", ""),
        ] {
            let found = person(written);
            let found = [found.name, found.email].map(Option::unwrap_or_default);
            assert_eq!(found, [name, email], "{written}");
        }
    }
}

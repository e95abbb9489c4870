//! Names of people out of what feeds write in their place. Where they stand is left to others.

/// The name in `mail (Name)`, `Name <mail>` or `"Name" mail`; the address where there is no name.
/// RSS 2.0 wants the first, and everything is met.
pub(super) fn name(text: &str) -> String {
    let text = text.trim();
    if !text.contains('@') {
        return tidy(text).to_owned();
    }
    if let Some((before, rest)) = text.split_once(['(', '（']) {
        let inside = rest.split([')', '）']).next().unwrap_or_default();
        let candidates = [inside, before];
        let named =
            candidates.into_iter().map(tidy).find(|part| !part.is_empty() && !is_mail(part));
        if let Some(name) = named {
            return name.to_owned();
        }
    }
    let words = text.split_whitespace().filter(|word| !is_mail(tidy(word)));
    let name = words.collect::<Vec<_>>().join(" ");
    let name = tidy(&name);
    if !name.is_empty() {
        return name.to_owned();
    }
    let mail = text.split_whitespace().map(tidy).find(|word| is_mail(word)).unwrap_or(text);
    mail.strip_prefix("mailto:").unwrap_or(mail).to_owned()
}

fn is_mail(word: &str) -> bool {
    word.contains('@') && !word.contains(char::is_whitespace)
}

/// Without the punctuation that sets names and addresses apart.
fn tidy(text: &str) -> &str {
    text.trim().trim_matches(['<', '>', '(', ')', '"', ',', ';', '（', '）', ':']).trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_beside_its_address() {
        for (written, found) in [
            ("Ada Lovelace", "Ada Lovelace"),
            (" ada@example.org (Ada Lovelace) ", "Ada Lovelace"),
            ("Ada Lovelace (ada@example.org)", "Ada Lovelace"),
            ("Ada Lovelace <ada@example.org>", "Ada Lovelace"),
            ("山田太郎（y@example.com）", "山田太郎"),
            ("ada@example.org", "ada@example.org"),
            ("<mailto:ada@example.org>", "ada@example.org"),
            ("ada@example.org ()", "ada@example.org"),
            ("@ada", "@ada"),
            ("", ""),
        ] {
            assert_eq!(name(written), found, "{written}");
        }
    }
}

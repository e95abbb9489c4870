//! Characters that a document names itself, in its `<!DOCTYPE …>`. What HTML names is left to
//! `characters`.

use std::collections::BTreeMap;

/// How many names are taken in. Those of HTML, which some documents declare, are 253.
const MOST: usize = 300;

/// The longest text that a name may stand for, in bytes.
const LONGEST: usize = 256;

/// How many bytes all that is named in a document may stand for.
pub(super) const MOST_UNFOLDED: usize = 1024 * 1024;

/// What `<!ENTITY name "text">` declares. A text that refers to a name that is declared is left out:
/// such can be made to unfold without end; and so is what stands in a file (`SYSTEM`).
pub(super) fn entities(doctype: &str) -> BTreeMap<&str, &str> {
    let declared = doctype.split("<!ENTITY").skip(1).take(MOST);
    declared.filter_map(entity).filter(|(_, text)| is_safe(text)).collect()
}

fn entity(declaration: &str) -> Option<(&str, &str)> {
    let (name, rest) = declaration.trim_start().split_once(char::is_whitespace)?;
    let rest = rest.trim_start();
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let (text, _) = rest.strip_prefix(quote)?.split_once(quote)?;
    Some((name, text))
}

fn is_safe(text: &str) -> bool {
    let is_of_xml = |rest: &str| {
        ["#", "amp;", "lt;", "gt;", "quot;", "apos;"].iter().any(|name| rest.starts_with(name))
    };
    text.len() <= LONGEST && !text.contains('<') && text.split('&').skip(1).all(is_of_xml)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_stand_for_characters_are_taken_in_and_no_others() {
        let doctype = "rss [ <!ENTITY pub 'The &#38; Pub'> <!ENTITY dot  \"· &amp; ·\" >\n<!ENTITY x '&pub;&pub;'>\
                       <!ENTITY f SYSTEM 'file:///etc/passwd'> <!ENTITY m '<b/>'> ]";
        let expected = BTreeMap::from([("dot", "· &amp; ·"), ("pub", "The &#38; Pub")]);
        assert_eq!(entities(doctype), expected);
        assert_eq!(entities("html"), BTreeMap::new());
    }
}

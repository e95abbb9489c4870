//! Whether what was found in a page is the article that the feed announced, and more of it than the
//! feed gave. A paywall's stub, a consent page, a bot wall and a page of errors are not; no list of
//! their wordings is needed to see that.

use std::collections::BTreeSet;

use super::read::PageError;

/// So many different words an excerpt must have for it to tell its article from another; a feed that
/// gives less is taken at its titles' words. "Comments", "Read more on our site" are met.
const TELLING_WORDS: usize = 8;

/// What share of an excerpt's words the page must have. The excerpt may be somebody's own summary,
/// and ends with what the feed's program puts there.
const OF_EXCERPT: (usize, usize) = (1, 2);

/// What share of a title's words the page must have: headlines choose other words than articles.
const OF_TITLE: (usize, usize) = (1, 3);

/// Shorter words of a title are in every text: where it has no others, all of them must be there.
const SHORTEST_IN_TITLE: usize = 4;

/// Finds against a text from a page, or finds nothing. `own` is what the feed says of the article.
pub(super) fn judge(text: &str, own: &str, title: &str) -> Result<(), PageError> {
    if sentences(text) < 2 {
        return Err(PageError::TooLittle);
    }
    let own: String = own.split_whitespace().filter(|word| !word.contains("://")).fold(
        String::with_capacity(own.len()),
        |mut out, word| {
            out.push_str(word);
            out.push(' ');
            out
        },
    );
    if letters(text) < letters(&own) {
        return Err(PageError::SaysLess);
    }
    let said = words(text);
    let excerpt = words(&own);
    let (asked, share) = if excerpt.len() >= TELLING_WORDS {
        (excerpt, OF_EXCERPT)
    } else {
        let all = words(title);
        let telling: BTreeSet<String> =
            all.iter().filter(|word| is_telling(word)).cloned().collect();
        if telling.is_empty() { (all, (1, 1)) } else { (telling, OF_TITLE) }
    };
    let found = asked.iter().filter(|word| says(&said, word)).count();
    // Nothing that is asked for is nothing that speaks for it.
    if found == 0 || found * share.1 < asked.len() * share.0 {
        return Err(PageError::SaysOther);
    }
    Ok(())
}

/// Whether another text says what a feed announces, at least half as much of it as the article's own
/// text does. Two pages that share what a site puts in place of articles do not.
pub fn is_about(announced: &str, (text, other): (&str, &str)) -> bool {
    let (text, other) = (words(text), words(other));
    let mut announced = words(announced);
    announced.retain(|word| is_telling(word) && text.contains(word));
    let found = announced.intersection(&other).count();
    found > 0 && found * 2 >= announced.len()
}

fn letters(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphanumeric()).count()
}

/// How many sentences there are: at most so many marks that end one. A mark of a script without
/// spaces ends one wherever it stands, a full stop only before white space or at the end.
fn sentences(text: &str) -> usize {
    let mut after = text.chars().skip(1).chain([' ']);
    let ends = text.chars().filter(|c| {
        let next = after.next().unwrap_or(' ');
        match c {
            '。' | '！' | '？' | '．' | '।' => true,
            '.' | '!' | '?' | '…' | '؟' | '۔' | '։' => !next.is_alphanumeric(),
            _ => false,
        }
    });
    // Scripts that end sentences with a space have long lines at least.
    let lines = text.lines().filter(|line| letters(line) >= 60).count();
    ends.count().max(lines)
}

/// Scripts whose words are not told apart by spaces; theirs are compared by pairs of characters.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{2e80}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
}

fn is_pair(word: &str) -> bool {
    word.chars().all(is_unspaced)
}

/// Whether a word is not in every text.
fn is_telling(word: &str) -> bool {
    word.chars().count() >= SHORTEST_IN_TITLE || is_pair(word) && word.chars().count() > 1
}

/// Whether a word is among these. A character that stands alone may be part of any pair.
fn says(said: &BTreeSet<String>, word: &str) -> bool {
    let is_single = is_pair(word) && word.chars().count() == 1;
    said.contains(word) || is_single && said.iter().any(|pair| pair.contains(word))
}

/// The different words of a text, in lower case.
fn words(text: &str) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        let word = word.to_lowercase();
        if word.contains(is_unspaced) && word.chars().count() > 1 {
            let pairs = word.chars().zip(word.chars().skip(1));
            words.extend(pairs.map(|(first, second)| String::from_iter([first, second])));
        } else {
            words.insert(word);
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    const ARTICLE: &str = "The town council of Seabrook voted on Monday to close the old harbour bridge.\n\
        Ferries will carry commuters across the estuary while engineers replace the piers.";
    const EXCERPT: &str = "The town council of Seabrook voted on Monday to close […] The post Bridge \
        appeared first on Bay.";

    #[test]
    fn the_article_that_the_feed_announced_is_taken() {
        for (own, title) in [
            (EXCERPT, "Anything"),
            ("", "Council closes harbour bridge"),
            ("Comments https://bay.example/a/b/c/d/e/f/g/h/i/j", "Seabrook loses its bridge"),
        ] {
            assert_eq!(judge(ARTICLE, own, title), Ok(()), "{own}");
        }
        assert_eq!(judge(ARTICLE, "", "To the old"), Ok(()));
        assert_eq!(judge("港の橋が閉鎖される。市議会が決めた。", "", "橋"), Ok(()));
        let japanese = "港の橋が十一か月間閉鎖される。市議会が月曜日に決めた。";
        assert_eq!(judge(japanese, "市議会は港の橋を十一か月間", "港の橋を閉鎖"), Ok(()));
    }

    #[test]
    fn a_copy_is_about_what_the_feed_announces_and_another_stub_is_not() {
        let wall = "Subscribers of the council's paper read every article without limits.";
        let [stub, other] = [EXCERPT, "Growers expect a small crop of wheat after a dry spring."]
            .map(|excerpt| format!("{excerpt} {wall}"));
        assert!(is_about(EXCERPT, (&stub, ARTICLE)) && is_about(EXCERPT, (&stub, &stub)));
        assert!(!is_about(EXCERPT, (&stub, &other)) && !is_about("", (&stub, &stub)));
    }

    #[test]
    fn what_stands_in_place_of_it_is_refused() {
        let cookies = "We and our 842 partners store cookies on your device. You can change your mind \
            at any time by clicking the link in the footer of every page that you visit here.";
        let bot = "Checking your browser. Please enable JavaScript and cookies to continue.";
        let stub = "The town council voted on Monday. Subscribe to read.";
        for (text, own, title, error) in [
            (cookies, EXCERPT, "Bridge", PageError::SaysOther),
            (cookies, "", "Council closes harbour bridge", PageError::SaysOther),
            (bot, "Comments", "Council closes harbour bridge", PageError::SaysOther),
            (stub, EXCERPT, "Council closes harbour bridge", PageError::SaysLess),
            ("Not found", "", "Council closes harbour bridge", PageError::TooLittle),
            ("", "", "", PageError::TooLittle),
            (cookies, "", "Q&A", PageError::SaysOther),
            (cookies, "", "US to go", PageError::SaysOther),
            (cookies, "", "", PageError::SaysOther),
            ("広告を表示します。同意してください。", "", "橋", PageError::SaysOther),
        ] {
            assert_eq!(judge(text, own, title), Err(error), "{text}");
        }
    }
}

//! Addresses as strangers may see them, and how long they may be.

use url::Url;

/// The longest address of a stranger that is kept, in bytes: what browsers follow.
pub const LONGEST_ADDRESS: usize = 8_192;

/// Parameters with such words in their names are keys to something: seen in the addresses of feeds that
/// are made for one reader (Patreon, GitHub, GitLab, podcast hosts, readers' bridges).
const KEYS: [&str; 9] =
    ["token", "key", "auth", "secret", "password", "passwd", "pwd", "signature", "sig"];

/// The address without what is for its owner alone: a name and a password, and parameters that are keys by
/// their names. The rest of it stays as it was spelled.
pub fn public_address(address: &str) -> String {
    let Ok(mut url) = Url::parse(address) else { return address.to_owned() };
    let kept = url.query().map(|query| {
        let pairs = query.split('&').filter(|pair| !is_key(pair));
        pairs.collect::<Vec<_>>().join("&")
    });
    if url.username().is_empty() && url.password().is_none() && kept.as_deref() == url.query() {
        return address.to_owned();
    }
    // Neither can fail where there was one.
    url.set_username("").and_then(|()| url.set_password(None)).unwrap_or_default();
    url.set_query(kept.as_deref().filter(|kept| !kept.is_empty()));
    url.into()
}

/// The shortest text that is looked for as a secret, in bytes: less is none, and stands in many words.
const MIN_SECRET: usize = 6;

/// A text of those who were sent these secrets, which repeats none of them: stars stand in their place.
pub fn conceal<S: AsRef<str>>(text: &str, secrets: impl IntoIterator<Item = S>) -> String {
    secrets.into_iter().fold(text.to_owned(), |text, secret| {
        let secret = secret.as_ref();
        if secret.len() < MIN_SECRET { text } else { text.replace(secret, "***") }
    })
}

/// What opens the address: the values of its keys, as they are spelled and as they are meant.
pub fn keys_in(address: &str) -> Vec<String> {
    let Ok(url) = Url::parse(address) else { return Vec::new() };
    let spelled = url.query().unwrap_or_default().split('&').filter(|pair| is_key(pair));
    let spelled = spelled.filter_map(|pair| Some(pair.split_once('=')?.1.to_owned()));
    let meant = url.query_pairs().filter(|(name, _)| is_key(name));
    spelled.chain(meant.map(|(_, value)| value.into_owned())).collect()
}

/// Whether a parameter is a key by its name.
fn is_key(pair: &str) -> bool {
    let name = pair.split('=').next().unwrap_or_default().to_ascii_lowercase();
    name.split(['_', '-', '.']).any(|word| KEYS.iter().any(|key| names(word, key)))
}

/// Whether a word names a key: is it, or ends with it (`apikey`, `authtoken`). The shortest stand in too
/// many words to be more than a word of their own.
fn names(word: &str, key: &str) -> bool {
    word == key || (key.len() > 3 && word.ends_with(key)) || word.ends_with("apikey")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_opens_an_address_is_not_shown() {
        for (address, shown) in [
            ("https://me:secret@example.org/feed?x=1", "https://example.org/feed?x=1"),
            ("https://a.example/rss?auth=abc&show=7", "https://a.example/rss?show=7"),
            ("https://a.example/p.atom?private_token=abc", "https://a.example/p.atom"),
            ("https://a.example/?API_Key=abc&apikey=d&X-Amz-Signature=e", "https://a.example/"),
            ("https://a.example/?t=1&accesstoken=abc#top", "https://a.example/?t=1#top"),
        ] {
            assert_eq!(public_address(address), shown);
        }
    }

    #[test]
    fn the_keys_of_an_address_are_known_in_both_spellings() {
        let keys = keys_in("https://a.example/?token=a%2Fb&show=7&pwd");
        assert_eq!(keys, ["a%2Fb", "a/b", ""]);
    }

    #[test]
    fn an_address_that_opens_nothing_stays_as_it_was_spelled() {
        for address in [
            "https://example.org/feed",
            "https://EXAMPLE.org/?monkey=1&sigma=2&author=3&keyword=4",
            "https://example.org/?",
            "no address",
        ] {
            assert_eq!(public_address(address), address);
        }
    }
}

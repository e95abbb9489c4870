//! Addresses as strangers may see them.

use url::Url;

/// Parameters with such words in their names are keys to something: seen in the addresses of feeds that
/// are made for one reader (Patreon, GitHub, GitLab, podcast hosts, readers' bridges).
const KEYS: [&str; 9] =
    ["token", "key", "auth", "secret", "password", "passwd", "pwd", "signature", "sig"];

/// The address without what is for its owner alone: a name and a password, and parameters that are keys by
/// their names. The rest of it stays as it was spelled.
pub fn public_address(address: &str) -> String {
    let Ok(mut url) = Url::parse(address) else { return address.to_owned() };
    let is_key = |pair: &str| {
        let name = pair.split('=').next().unwrap_or_default().to_ascii_lowercase();
        name.split(['_', '-', '.']).any(|word| KEYS.iter().any(|key| names(word, key)))
    };
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

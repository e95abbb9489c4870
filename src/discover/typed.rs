//! What somebody typed for a site, as the web addresses that it may mean.

use url::Url;

use super::kinds;

/// The addresses that a word may mean, the likeliest first: a web address with or without its
/// beginning, one for feed readers (`feed:`), or a handle of the fediverse (`@alice@social.example`).
/// The error says what is wrong and what to write.
pub fn typed(word: &str) -> Result<Vec<Url>, String> {
    let word = word.trim();
    if let Some(address) = kinds::without_feed_scheme(word) {
        return web(&address).map(|url| vec![url]);
    }
    if word.contains("://") {
        return web(word).map(|url| vec![url]);
    }
    if let Some((name, host)) = word.strip_prefix('@').and_then(|rest| rest.split_once('@')) {
        return web(&format!("https://{host}/@{name}")).map(|url| vec![url]);
    }
    let secure = web(&format!("https://{word}"))?;
    let host = secure.host_str().unwrap_or_default();
    let is_host = host.contains(['.', ':']) || host == "localhost" || secure.port().is_some();
    if !is_host {
        return Err(format!(
            "{word:?} is no web address; write it whole: \"https://example.org/\""
        ));
    }
    Ok(vec![secure, web(&format!("http://{word}"))?])
}

fn web(address: &str) -> Result<Url, String> {
    let mut url = Url::parse(address).map_err(|error| {
        format!(
            "{address:?} is no web address: {error}; write for instance \"https://example.org/\""
        )
    })?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(format!(
            "{address:?} begins with `{}:`, and feeds with https: or http:",
            url.scheme()
        ));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("a user or a password in an address shows up in logs and pages; take it out, \
                    and give the feed headers = { Authorization = { credential = \"…\" } }"
            .to_owned());
    }
    url.set_fragment(None);
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_an_address_with_or_without_its_beginning() {
        for (word, addresses) in [
            ("https://a.example/b#c", &["https://a.example/b"][..]),
            (" HTTP://a.example ", &["http://a.example/"]),
            ("a.example/b", &["https://a.example/b", "http://a.example/b"]),
            ("127.0.0.1:8080", &["https://127.0.0.1:8080/", "http://127.0.0.1:8080/"]),
            ("nas:8080/x", &["https://nas:8080/x", "http://nas:8080/x"]),
            ("localhost", &["https://localhost/", "http://localhost/"]),
            ("feed://a.example/b", &["https://a.example/b"]),
            ("feed:http://a.example/b", &["http://a.example/b"]),
            ("@alice@social.example", &["https://social.example/@alice"]),
        ] {
            let found: Vec<String> = typed(word).unwrap().into_iter().map(String::from).collect();
            assert_eq!(found, addresses, "{word}");
        }
    }

    #[test]
    fn what_is_no_address_is_told_with_what_to_write() {
        for (word, says) in [
            ("", "no web address"),
            ("harbour", "write it whole"),
            ("the harbour times", "no web address"),
            ("ftp://a.example/", "begins with `ftp:`"),
            ("https://", "no web address"),
            ("https://me:pw@a.example/", "a password in an address"),
        ] {
            let error = typed(word).expect_err(word);
            assert!(error.contains(says) && !error.contains("pw@"), "{word}: {error}");
        }
    }
}

//! Whether a push is the hub's own: `X-Hub-Signature`, an HMAC (RFC 2104) of the body with the secret
//! that only the hub was given (WebSub section 7.1).

use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::{Sha256, Sha384, Sha512};

use crate::model::Secret;

/// Whether this field signs this body. It says the method and the hexadecimal signature:
/// `sha256=2f1a…`. They are compared in the same time however much of a guess is right.
///
/// SHA-1 is among the methods: the largest hubs sign with nothing else, as the specification itself
/// notes, and what is broken in it are collisions. To forge an HMAC one would have to find the secret,
/// for which no way is known that is shorter than trying (RFC 6194).
pub fn is_signed(secret: &Secret, field: Option<&str>, body: &[u8]) -> bool {
    let Some((method, signature)) = field.and_then(|field| field.trim().split_once('=')) else {
        return false;
    };
    let Some(signature) = bytes(signature) else { return false };
    let key = secret.reveal().as_bytes();
    match method.to_ascii_lowercase().as_str() {
        "sha1" => verifies::<Hmac<Sha1>>(key, body, &signature),
        "sha256" => verifies::<Hmac<Sha256>>(key, body, &signature),
        "sha384" => verifies::<Hmac<Sha384>>(key, body, &signature),
        "sha512" => verifies::<Hmac<Sha512>>(key, body, &signature),
        _ => false,
    }
}

fn verifies<M: Mac + KeyInit>(key: &[u8], body: &[u8], signature: &[u8]) -> bool {
    // Keys of every length will do.
    M::new_from_slice(key).is_ok_and(|mac| mac.chain_update(body).verify_slice(signature).is_ok())
}

/// Bytes from their hexadecimal digits.
fn bytes(digits: &str) -> Option<Vec<u8>> {
    let (pairs, rest) = digits.as_bytes().as_chunks::<2>();
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let byte = |[high, low]: &[u8; 2]| u8::try_from(digit(*high)? << 4 | digit(*low)?).ok();
    if rest.is_empty() { pairs.iter().map(byte).collect() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 2202 and RFC 4231, test case 2.
    const KEY: &str = "Jefe";
    const DATA: &[u8] = b"what do ya want for nothing?";
    const SHA1: &str = "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79";
    const SHA256: &str = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";

    fn is_good(field: &str) -> bool {
        is_signed(&Secret::new(KEY.to_owned()), Some(field), DATA)
    }

    #[test]
    fn signatures_are_those_of_the_rfcs() {
        let sha384 = "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e\
                      8e2240ca5e69e2c78b3239ecfab21649";
        let sha512 = "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554\
                      9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737";
        for field in [
            format!("sha1={SHA1}"),
            format!("sha256={SHA256}"),
            format!(" SHA256={} ", SHA256.to_uppercase()),
            format!("sha384={sha384}"),
            format!("sha512={sha512}"),
        ] {
            assert!(is_good(&field), "{field}");
        }
    }

    #[test]
    fn nothing_else_is_a_signature() {
        let (cut, _) = SHA256.split_at(62);
        for field in [
            String::new(),
            SHA256.to_owned(),
            "sha256=".to_owned(),
            format!("sha256={cut}"),
            format!("sha256={cut}44"),
            format!("sha256={SHA256}00"),
            format!("sha256={SHA256}0"),
            format!("sha256={}é", SHA256.split_at(60).0),
            format!("sha1={SHA256}"),
            format!("md5={SHA256}"),
            format!("none={SHA256}"),
        ] {
            assert!(!is_good(&field), "{field}");
        }
        let other = Secret::new("another".to_owned());
        assert!(!is_signed(&other, Some(&format!("sha256={SHA256}")), DATA));
        assert!(!is_signed(&Secret::new(KEY.to_owned()), None, DATA));
    }
}

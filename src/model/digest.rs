//! The one fingerprint that mainstem knows things by. What goes into it is decided elsewhere.

use std::fmt;

use sha2::{Digest as _, Sha256};

/// The first 16 bytes of a SHA-256. A cryptographic hash, because what is hashed comes from
/// strangers: with a fast one a publisher could make an item that collides with another's.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest([u8; 16]);

impl Digest {
    /// The digest of several parts. Each is preceded by its length, so that `["ab", "c"]` and
    /// `["a", "bc"]` differ.
    pub fn of(parts: &[&[u8]]) -> Self {
        let mut hasher = Sha256::new();
        for part in parts {
            hasher.update((part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
        let full = hasher.finalize();
        let mut bytes = [0; 16];
        for (to, from) in bytes.iter_mut().zip(full) {
            *to = from;
        }
        Self(bytes)
    }

    /// The digest with just these bytes, as the store kept them.
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The digest that is spelled so: 32 hexadecimal digits, as it is displayed.
    pub fn from_hex(text: &str) -> Option<Self> {
        let mut bytes = [0; 16];
        let (pairs, rest) = text.as_bytes().as_chunks::<2>();
        if pairs.len() != bytes.len() || !rest.is_empty() {
            return None;
        }
        for (to, [high, low]) in bytes.iter_mut().zip(pairs) {
            let digit = |byte: u8| char::from(byte).to_digit(16);
            *to = u8::try_from(digit(*high)? << 4 | digit(*low)?).ok()?;
        }
        Some(Self(bytes))
    }

    /// The bytes, as the store keeps them.
    pub fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// What this names within `scope`, as a name that is good everywhere: an item's key is its own
    /// only within its feed.
    #[must_use]
    pub fn within(&self, scope: &str) -> Self {
        Self::of(&[scope.as_bytes(), &self.0])
    }

    /// A number drawn evenly from `0..bound` by this digest: the same for the same digest, which is
    /// how mainstem spreads things without a random source. 0 where `bound` is 0.
    pub fn spread(&self, bound: u64) -> u64 {
        let drawn = self.0.iter().take(8).fold(0, |sum, byte| (sum << 8) | u64::from(*byte));
        drawn.checked_rem(bound).unwrap_or(0)
    }

    /// The digest as a URN that is valid wherever an id must be a URI: a UUID of version 8, which
    /// RFC 9562 section 5.8 leaves to whoever makes it.
    pub fn urn(&self) -> String {
        let mut bytes = self.0;
        bytes[6] = (bytes[6] & 0x0f) | 0x80;
        bytes[8] = (bytes[8] & 0x3f) | 0x80;
        let hex = hex(&bytes);
        let group = |from: usize, to: usize| hex.get(from..to).unwrap_or_default().to_owned();
        format!(
            "urn:uuid:{}-{}-{}-{}-{}",
            group(0, 8),
            group(8, 12),
            group(12, 16),
            group(16, 20),
            group(20, 32)
        )
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

fn hex(bytes: &[u8; 16]) -> String {
    use fmt::Write as _;
    bytes.iter().fold(String::with_capacity(32), |mut out, byte| {
        // Writing to a String cannot fail.
        write!(out, "{byte:02x}").unwrap_or_default();
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_one_part_ends_counts() {
        assert_ne!(Digest::of(&[b"ab", b"c"]), Digest::of(&[b"a", b"bc"]));
        assert_eq!(Digest::of(&[b"ab", b"c"]), Digest::of(&[b"ab", b"c"]));
    }

    #[test]
    fn an_urn_is_a_uuid_of_version_eight() {
        let urn = Digest::from_bytes([0xff; 16]).urn();
        assert_eq!(urn, "urn:uuid:ffffffff-ffff-8fff-bfff-ffffffffffff");
    }

    #[test]
    fn a_spread_stays_under_its_bound() {
        let digest = Digest::of(&[b"https://example.org/feed"]);
        assert!(digest.spread(3600) < 3600);
        assert_eq!(digest.spread(0), 0);
    }
}

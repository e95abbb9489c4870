//! Charsets of two and four bytes to a character, which are not ASCII at their beginning and so are
//! known before anything else is.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};

use super::ladder::{Decoded, replaced};

/// A charset of more than a byte to a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Width {
    /// UTF-16.
    Two(&'static Encoding),
    /// UTF-32, which `encoding_rs` has not, for browsers have not.
    Four(Order),
}

/// Which byte of a character comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// The highest.
    Big,
    /// The lowest.
    Little,
}

/// What the byte order mark says, and the bytes behind it. A mark of UTF-16 before markup in single
/// bytes, which some editors leave there, says nothing.
pub(super) fn marked(body: &[u8]) -> (Option<Width>, &[u8]) {
    match body {
        [0xff, 0xfe, 0, 0, rest @ ..] => (Some(Width::Four(Order::Little)), rest),
        [0, 0, 0xfe, 0xff, rest @ ..] => (Some(Width::Four(Order::Big)), rest),
        [0xff, 0xfe, rest @ ..] | [0xfe, 0xff, rest @ ..]
            if matches!(rest, [b'<' | b'{', 1..=0x7f, ..]) =>
        {
            (None, rest)
        }
        [0xff, 0xfe, rest @ ..] => (Some(Width::Two(UTF_16LE)), rest),
        [0xfe, 0xff, rest @ ..] => (Some(Width::Two(UTF_16BE)), rest),
        _ => (None, body),
    }
}

/// What the first characters show, which are markup or white space, and so have zeros beside them.
pub(super) fn unmarked(body: &[u8]) -> Option<Width> {
    match body {
        [0, 0, 0, 1..=0x7f, ..] => Some(Width::Four(Order::Big)),
        [1..=0x7f, 0, 0, 0, ..] => Some(Width::Four(Order::Little)),
        [0, 1..=0x7f, 0, 1..=0x7f, ..] => Some(Width::Two(UTF_16BE)),
        [1..=0x7f, 0, 1..=0x7f, 0, ..] => Some(Width::Two(UTF_16LE)),
        _ => None,
    }
}

/// Decodes UTF-32.
pub(super) fn decode<'a>(bytes: &[u8], order: Order) -> Decoded<'a> {
    let mut is_broken = !bytes.len().is_multiple_of(4);
    let mut text = String::with_capacity(bytes.len() / 4);
    let (characters, _) = bytes.as_chunks::<4>();
    for character in characters {
        let code = match order {
            Order::Big => u32::from_be_bytes(*character),
            Order::Little => u32::from_le_bytes(*character),
        };
        let character = char::from_u32(code);
        is_broken |= character.is_none();
        text.push(character.unwrap_or(char::REPLACEMENT_CHARACTER));
    }
    let name = if order == Order::Big { "UTF-32BE" } else { "UTF-32LE" };
    Decoded {
        text: Cow::Owned(text),
        encoding: name.to_ascii_lowercase(),
        repair: is_broken.then(|| replaced(name)),
    }
}

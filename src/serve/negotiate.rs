//! Which coding of a document a reader is sent: RFC 9110 section 12.5.3.

use hyper::HeaderMap;
use hyper::header;

use super::shelf::{Offer, Representation};
use crate::model::Coding;

/// The representation that the reader likes best; among those it likes alike, the one we do.
///
/// A reader that says nothing, or refuses everything we have, is sent the document as it is: the
/// standard has us prefer that to an answer without a document.
pub(super) fn choose<'a>(headers: &HeaderMap, offer: &'a Offer) -> &'a Representation {
    let wishes = Wishes::of(headers);
    let mut best: Option<(u16, &Representation)> = None;
    for form in &offer.coded {
        let weight = wishes.weight(form.coding);
        if weight > best.map_or(0, |(weight, _)| weight) {
            best = Some((weight, form));
        }
    }
    match best {
        Some((weight, form)) if weight >= wishes.weight(Coding::Identity) => form,
        _ => &offer.plain,
    }
}

/// How much a reader wants each coding, in thousandths; `None` where it does not say.
#[derive(Clone, Copy, Debug, Default)]
struct Wishes {
    zstd: Option<u16>,
    brotli: Option<u16>,
    gzip: Option<u16>,
    identity: Option<u16>,
    others: Option<u16>,
}

impl Wishes {
    fn of(headers: &HeaderMap) -> Self {
        let mut wishes = Self::default();
        let lines = headers.get_all(header::ACCEPT_ENCODING).iter();
        for wish in lines.filter_map(|line| line.to_str().ok()).flat_map(|line| line.split(',')) {
            wishes.add(wish);
        }
        wishes
    }

    fn add(&mut self, wish: &str) {
        let (name, parameters) = wish.split_once(';').unwrap_or((wish, ""));
        let named = |known: &str| name.trim().eq_ignore_ascii_case(known);
        let slot = if named("gzip") || named("x-gzip") {
            &mut self.gzip
        } else if named("br") {
            &mut self.brotli
        } else if named("zstd") {
            &mut self.zstd
        } else if named("identity") {
            &mut self.identity
        } else if named("*") {
            &mut self.others
        } else {
            return;
        };
        *slot = Some(weight(parameters));
    }

    /// `*` speaks for what is not named. Without it, what is not named is not wanted; the plain
    /// document is the least wanted then, not forbidden.
    fn weight(&self, coding: Coding) -> u16 {
        let named = match coding {
            Coding::Zstd => self.zstd,
            Coding::Brotli => self.brotli,
            Coding::Gzip => self.gzip,
            Coding::Identity => self.identity,
        };
        named.or(self.others).unwrap_or(0)
    }
}

/// The weight among the parameters of a wish: 1 where there is none, 0 where it can't be read.
fn weight(parameters: &str) -> u16 {
    let value = parameters.split(';').find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("q").then(|| value.trim())
    });
    value.map_or(1000, |value| thousandths(value).unwrap_or(0))
}

/// Reads a `qvalue` (RFC 9110 section 12.4.2): at most three digits after the point.
fn thousandths(value: &str) -> Option<u16> {
    let (whole, fraction) = value.split_once('.').unwrap_or((value, ""));
    let digits = fraction.chars().all(|c| c.is_ascii_digit());
    if !digits || fraction.len() > 3 || !matches!(whole, "0" | "1") {
        return None;
    }
    let thousandths: u16 = format!("{whole}{fraction:0<3}").parse().ok()?;
    Some(thousandths.min(1000))
}

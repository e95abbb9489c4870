//! A document made ready to be sent: compressed once in every coding that is worth it, each with a
//! tag of its own. Choosing among them is left to `serve/`.

use std::collections::BTreeMap;
use std::io::{self, Write as _};

use brotli::enc::BrotliEncoderParams;
use bytes::Bytes;
use flate2::{Compression, GzBuilder};

use crate::model::{Coding, Digest, Prepared, Timestamp};

/// gzip's own default. Nine is half as fast for a percent.
const GZIP_LEVEL: u32 = 6;
/// Smaller than gzip's best, in less time than it takes.
const BROTLI_QUALITY: i32 = 5;
/// A window of 512 KiB: a document is seldom larger, and a reader has to hold it.
const BROTLI_WINDOW_BITS: i32 = 19;
/// About as small as brotli at the quality above, in half the time.
const ZSTD_LEVEL: i32 = 6;

/// The document in each coding that makes it smaller. Every representation has a strong `ETag` of
/// its own (RFC 9110 section 8.8.3.3), all with the digest of the plain bytes at the front.
pub fn prepare(content_type: &'static str, bytes: Vec<u8>, last_modified: Timestamp) -> Prepared {
    let digest = digest(&bytes);
    // Writing to memory does not fail; were it to, the document would go out without that coding.
    let coded = [
        (Coding::Zstd, zstd::bulk::compress(&bytes, ZSTD_LEVEL)),
        (Coding::Brotli, brotli(&bytes)),
        (Coding::Gzip, gzip(&bytes)),
    ];
    let mut bodies: BTreeMap<Coding, (String, Bytes)> = coded
        .into_iter()
        .filter_map(|(coding, coded)| Some((coding, coded.ok()?)))
        .filter(|(_, coded)| coded.len() < bytes.len())
        .map(|(coding, coded)| {
            (coding, (format!("\"{digest}-{}\"", coding.token()), Bytes::from(coded)))
        })
        .collect();
    bodies.insert(Coding::Identity, (format!("\"{digest}\""), Bytes::from(bytes)));
    Prepared { content_type, last_modified, digest, has_images: false, hub: None, bodies }
}

/// What a document is recognised by.
pub(super) fn digest(bytes: &[u8]) -> Digest {
    Digest::of(&[bytes])
}

/// Without a time of making in it: the same bytes for the same bytes.
fn gzip(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzBuilder::new().mtime(0).write(Vec::new(), Compression::new(GZIP_LEVEL));
    encoder.write_all(bytes)?;
    encoder.finish()
}

fn brotli(mut bytes: &[u8]) -> io::Result<Vec<u8>> {
    let params = BrotliEncoderParams {
        quality: BROTLI_QUALITY,
        lgwin: BROTLI_WINDOW_BITS,
        size_hint: bytes.len(),
        ..BrotliEncoderParams::default()
    };
    let mut out = Vec::new();
    brotli::BrotliCompress(&mut bytes, &mut out, &params)?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    fn prepared(bytes: Vec<u8>) -> Prepared {
        prepare("text/plain", bytes, Timestamp::from_unix(0))
    }

    #[test]
    fn every_coding_says_the_same_under_a_tag_of_its_own() {
        let plain = b"one feed made of many, ".repeat(400);
        let prepared = prepared(plain.clone());
        let body = |coding| prepared.bodies[&coding].1.clone();

        let mut gunzipped = Vec::new();
        flate2::read::GzDecoder::new(&body(Coding::Gzip)[..]).read_to_end(&mut gunzipped).unwrap();
        let mut unbrotlied = Vec::new();
        brotli::BrotliDecompress(&mut &body(Coding::Brotli)[..], &mut unbrotlied).unwrap();
        let unzstd = zstd::bulk::decompress(&body(Coding::Zstd), plain.len()).unwrap();

        assert_eq!(body(Coding::Identity), plain);
        assert_eq!((&gunzipped, &unbrotlied, &unzstd), (&plain, &plain, &plain));
        let tags: std::collections::BTreeSet<&str> =
            prepared.bodies.values().map(|(tag, _)| tag.as_str()).collect();
        assert_eq!(tags.len(), 4);
        assert!(tags.iter().all(|tag| tag.starts_with('"') && tag.ends_with('"')));
    }

    #[test]
    fn a_coding_that_does_not_pay_is_left_out() {
        let codings: Vec<Coding> = prepared(b"ok".to_vec()).bodies.into_keys().collect();
        assert_eq!(codings, [Coding::Identity]);
    }

    #[test]
    fn the_same_bytes_are_prepared_alike() {
        let bytes = b"the same store gives the same bytes ".repeat(50);
        assert_eq!(prepared(bytes.clone()), prepared(bytes));
    }
}

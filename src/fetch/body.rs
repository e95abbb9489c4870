//! The bytes of an answer, decompressed and bounded. What they are is left to `parse/`.

use reqwest::Response;

/// Most feeds are smaller, and a server that announces more has yet to send it.
const MAX_RESERVED: usize = 256 * 1024;

/// Where nothing is announced, because the body comes compressed or in chunks.
const USUAL_SIZE: usize = 32 * 1024;

/// Why there is no body.
#[derive(Debug)]
pub(super) enum BodyError {
    /// It is larger than the limit.
    TooLarge,
    /// It broke off or does not decompress.
    Broken(reqwest::Error),
}

/// Reads the body. What counts against the limit is what comes out of decompression: a thousandth
/// of it may have gone over the wire.
pub(super) async fn read(mut response: Response, limit: usize) -> Result<Vec<u8>, BodyError> {
    let announced = response.content_length().map(|n| usize::try_from(n).unwrap_or(usize::MAX));
    if announced.is_some_and(|size| limit < size) {
        return Err(BodyError::TooLarge);
    }
    let mut body = Vec::with_capacity(announced.unwrap_or(USUAL_SIZE).min(MAX_RESERVED));
    while let Some(chunk) = response.chunk().await.map_err(BodyError::Broken)? {
        if limit - body.len() < chunk.len() {
            return Err(BodyError::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

//! The yardstick: a client that only downloads, with the crate, the codings and the concurrency that
//! mainstem has. What mainstem needs beyond it is what reading, comparing and storing cost.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use reqwest::header::{
    ETAG, HeaderMap, HeaderName, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED,
};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

/// Requests at a time, as in the feeds.toml of `cycle.py`.
const CONCURRENCY: usize = 64;

/// ETag and Last-Modified of each address.
type Memory = BTreeMap<String, [Option<String>; 2]>;

/// What came of one run.
#[derive(Debug, Default, serde::Serialize)]
pub(crate) struct Sum {
    full: usize,
    not_modified: usize,
    failed: usize,
    /// After decompression.
    bytes: usize,
}

/// Downloads what `list` names, one address a line, with the validators in `memory`, and remembers
/// the new ones there.
pub(crate) async fn fetch(list: &Path, memory: &Path) -> Sum {
    drop(rustls::crypto::ring::default_provider().install_default());
    let client = reqwest::Client::builder().build().unwrap();
    let mut known: Memory =
        fs::read(memory).map(|bytes| serde_json::from_slice(&bytes).unwrap()).unwrap_or_default();
    let slots = Arc::new(Semaphore::new(CONCURRENCY));
    let mut requests = JoinSet::new();
    for url in fs::read_to_string(list).unwrap().lines() {
        let (client, slots, url) = (client.clone(), Arc::clone(&slots), url.to_owned());
        let validators = known.get(&url).cloned().unwrap_or_default();
        requests.spawn(async move {
            let _slot = slots.acquire().await.unwrap();
            let answer = get(&client, &url, validators).await;
            (url, answer)
        });
    }
    let mut sum = Sum::default();
    while let Some(done) = requests.join_next().await {
        match done.unwrap() {
            (url, Ok(Some((validators, bytes)))) => {
                sum.full += 1;
                sum.bytes += bytes;
                known.insert(url, validators);
            }
            (_, Ok(None)) => sum.not_modified += 1,
            (_, Err(_)) => sum.failed += 1,
        }
    }
    fs::write(memory, serde_json::to_vec(&known).unwrap()).unwrap();
    sum
}

/// One download; `None` for 304.
async fn get(
    client: &reqwest::Client,
    url: &str,
    [etag, modified]: [Option<String>; 2],
) -> reqwest::Result<Option<([Option<String>; 2], usize)>> {
    let mut request = client.get(url);
    for (name, value) in [(IF_NONE_MATCH, etag), (IF_MODIFIED_SINCE, modified)] {
        if let Some(value) = value {
            request = request.header(name, value);
        }
    }
    let response = request.send().await?.error_for_status()?;
    if response.status() == reqwest::StatusCode::NOT_MODIFIED {
        return Ok(None);
    }
    let validators = [ETAG, LAST_MODIFIED].map(|name| text(response.headers(), &name));
    Ok(Some((validators, response.bytes().await?.len())))
}

fn text(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}

//! Rows of what our own hub was told.

use std::collections::BTreeMap;

use super::errors::StoreError;
use super::readers::Reading;
use super::writer::Writing;
use crate::model::Digest;

impl Reading<'_> {
    /// The documents that this hub was told of, by their addresses, as they were then.
    pub fn announced(&self, hub: &str) -> Result<BTreeMap<String, Digest>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT document, digest FROM announced WHERE hub = ?1")?;
        let rows = statement.query_map([hub], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

impl Writing<'_> {
    /// This hub knows a document as it is now. What others were told before it is forgotten.
    pub fn remember_announced(
        &self,
        hub: &str,
        document: &str,
        digest: Digest,
    ) -> Result<(), StoreError> {
        self.connection.prepare_cached("DELETE FROM announced WHERE hub <> ?1")?.execute([hub])?;
        self.connection
            .prepare_cached(
                "INSERT OR REPLACE INTO announced (hub, document, digest) VALUES (?1, ?2, ?3)",
            )?
            .execute((hub, document, digest))?;
        Ok(())
    }
}

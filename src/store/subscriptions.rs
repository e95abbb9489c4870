//! Rows of subscriptions at hubs, and the key that their callbacks are made from.

use rusqlite::{OptionalExtension as _, Row};

use super::errors::StoreError;
use super::readers::Reading;
use super::writer::Writing;
use crate::model::{
    CallbackToken, Digest, FeedKey, HubLink, Lease, Stage, Subscription, Timestamp, Trust,
};

impl Reading<'_> {
    /// All subscriptions, feed by feed.
    pub fn subscriptions(&self) -> Result<Vec<Subscription>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT subscriptions.*, feeds.url FROM subscriptions \
             JOIN feeds ON feeds.id = subscriptions.feed ORDER BY feed, token",
        )?;
        let rows = statement.query_map([], read_row)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

impl Writing<'_> {
    /// What callbacks and secrets are made from: `drawn`, where there was nothing before.
    pub fn push_key(&self, drawn: Digest) -> Result<Digest, StoreError> {
        let key: Option<Digest> = self
            .connection
            .prepare_cached(
                "UPDATE store_state SET push_key = coalesce(push_key, ?1) RETURNING push_key",
            )?
            .query_row([drawn], |row| row.get(0))
            .optional()?;
        key.ok_or_else(|| StoreError::Damaged("the store has no row of its own".to_owned()))
    }

    /// Writes a subscription. Nothing is written where its feed is not known.
    pub fn remember_subscription(&self, subscription: &Subscription) -> Result<(), StoreError> {
        let lease = subscription.stage.lease();
        let Subscription { token, feed, link, trust, .. } = subscription;
        self.connection
            .prepare_cached(
                "INSERT OR REPLACE INTO subscriptions (token, feed, hub, topic, base, stage, \
                 since_s, granted_s, until_s, ask_s, tries, note, pushes, misses, last_push_s, \
                 ignored) SELECT ?1, id, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, \
                 ?16 FROM feeds WHERE url = ?2",
            )?
            .execute(rusqlite::params![
                token.0,
                feed.as_str(),
                link.hub,
                link.topic,
                subscription.base,
                subscription.stage.name(),
                lease.map(|lease| lease.since),
                lease.map(|lease| lease.granted),
                lease.map(|lease| lease.until),
                subscription.ask_at,
                subscription.tries,
                subscription.note,
                trust.pushes,
                trust.misses,
                subscription.last_push,
                subscription.ignored,
            ])?;
        Ok(())
    }

    /// Forgets a subscription.
    pub fn forget_subscription(&self, token: CallbackToken) -> Result<(), StoreError> {
        self.connection
            .prepare_cached("DELETE FROM subscriptions WHERE token = ?1")?
            .execute([token.0])?;
        Ok(())
    }

    /// Until when a hub is trusted to push what is new in a feed.
    pub fn trust_push(&self, feed: &FeedKey, until: Option<Timestamp>) -> Result<(), StoreError> {
        self.connection
            .prepare_cached("UPDATE feeds SET pushed_until_s = ?2 WHERE url = ?1")?
            .execute((feed.as_str(), until))?;
        Ok(())
    }
}

fn read_row(row: &Row<'_>) -> rusqlite::Result<Subscription> {
    let since: Option<Timestamp> = row.get("since_s")?;
    let granted: Option<Timestamp> = row.get("granted_s")?;
    let until: Option<Timestamp> = row.get("until_s")?;
    let lease = since.zip(granted).zip(until);
    let lease = lease.map(|((since, granted), until)| Lease { since, granted, until });
    let stage: String = row.get("stage")?;
    Ok(Subscription {
        token: CallbackToken(row.get("token")?),
        feed: FeedKey::stored(row.get("url")?),
        link: HubLink { hub: row.get("hub")?, topic: row.get("topic")? },
        base: row.get("base")?,
        stage: Stage::from_name(&stage, lease),
        ask_at: row.get("ask_s")?,
        tries: row.get("tries")?,
        note: row.get("note")?,
        trust: Trust { pushes: row.get("pushes")?, misses: row.get("misses")? },
        last_push: row.get("last_push_s")?,
        ignored: row.get("ignored")?,
    })
}

-- Push by WebSub. In the log of polls, what was pushed has the outcome `pushed`.

-- What callbacks and their secrets are made from. It leaves the store nowhere else, unlike `key`,
-- which stands in the merged feed's id. NULL: not drawn yet.
ALTER TABLE store_state ADD COLUMN push_key BLOB CHECK (length(push_key) = 16);

-- Until when a hub is trusted to push what is new in the feed; NULL: none is.
ALTER TABLE feeds ADD COLUMN pushed_until_s INTEGER;

-- Subscriptions at hubs.
CREATE TABLE subscriptions (
    token       BLOB    PRIMARY KEY CHECK (length(token) = 16), -- stands in the callback's address
    feed        INTEGER NOT NULL REFERENCES feeds (id),
    hub         TEXT    NOT NULL,
    topic       TEXT    NOT NULL,           -- what is subscribed to there
    base        TEXT    NOT NULL,           -- what the callback's address begins with
    stage       TEXT    NOT NULL,           -- idle, pending, verified, renewing, denied or leaving
    since_s     INTEGER,                    -- since when the hub pushes; NULL: it does not
    granted_s   INTEGER,                    -- when it last agreed to; NULL with since_s
    until_s     INTEGER,                    -- how long it will; NULL with since_s
    ask_s       INTEGER NOT NULL,           -- when it is to be asked next
    tries       INTEGER NOT NULL,           -- how often in a row it was asked in vain
    note        TEXT,                       -- why, as far as is known; NULL: all is well
    pushes      INTEGER NOT NULL,           -- that brought news, since a poll found what was not pushed
    misses      INTEGER NOT NULL,           -- how often a poll found such a thing
    last_push_s INTEGER,                    -- NULL: it has not pushed yet
    ignored     INTEGER NOT NULL            -- pushes without its signature
) WITHOUT ROWID, STRICT;

CREATE INDEX subscriptions_by_feed ON subscriptions (feed);

-- The order in which readers get to see what is published, and corrections by hand.

-- Its place: a number that grows, given when it can first be shown, so that what comes in late stands
-- before what was shown already, whatever its date. NULL: it has none yet; 0: it is only stored, as
-- its story is.
ALTER TABLE items ADD COLUMN seq INTEGER;

-- The last number that was given.
ALTER TABLE store_state ADD COLUMN last_seq INTEGER NOT NULL DEFAULT 0;

-- When an operator last changed which items it has; NULL: never.
ALTER TABLE stories ADD COLUMN corrected_s INTEGER;

-- What was published up to now keeps its order. What has come out since the last news gets its place
-- with the next publication.
UPDATE items SET seq = 0
WHERE story IN (SELECT id FROM stories WHERE surfaced_s = 9223372036854775807);

UPDATE items SET seq = placed.seq
FROM (
    SELECT items.id AS item,
           row_number() OVER (ORDER BY stories.surfaced_s, stories.id, items.id) AS seq
    FROM items JOIN stories ON stories.id = items.story
    WHERE max(stories.surfaced_s, coalesce(stories.waits_s, stories.surfaced_s))
          <= (SELECT changed_s FROM store_state)
) AS placed
WHERE items.id = placed.item;

UPDATE store_state SET last_seq = (SELECT count(*) FROM items WHERE seq > 0);

CREATE INDEX items_by_seq ON items (seq, feed, story) WHERE seq > 0;
CREATE INDEX items_by_feed_seq ON items (feed, seq, story) WHERE seq > 0;
CREATE INDEX items_without_seq ON items (story) WHERE seq IS NULL;

-- Archive documents that are full (RFC 5005 section 4): never changed again.
CREATE TABLE archives (
    number    INTEGER PRIMARY KEY, -- from 1, the oldest
    last_seq  INTEGER NOT NULL,    -- the place of its newest story
    updated_s INTEGER NOT NULL,    -- when what it shows had last changed
    entries   BLOB    NOT NULL     -- its entries as XML, compressed with zstd
) STRICT;

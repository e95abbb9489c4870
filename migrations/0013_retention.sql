-- How long items are held, and what is known of one that is not held any more.

-- 1: `listed` has what the feed's document has. 0: no document was read whole since there is that table.
ALTER TABLE feeds ADD COLUMN is_listed INTEGER NOT NULL DEFAULT 0;

-- What the documents of feeds have: the items of the last one, and those that have left it lately.
CREATE TABLE listed (
    feed   INTEGER NOT NULL REFERENCES feeds (id),
    item   INTEGER NOT NULL,                       -- held, or in `aged`
    key    BLOB    CHECK (length(key) = 16),       -- that of `aged`; NULL: the item is held
    left_s INTEGER,                                -- since when it is in the document no more; NULL: it is
    PRIMARY KEY (feed, item)
) WITHOUT ROWID, STRICT;

-- Items that were held once: what an entry is recognised by that brings one of them again. The columns
-- are those of `items`.
CREATE TABLE aged (
    feed        INTEGER NOT NULL REFERENCES feeds (id),
    key         BLOB    NOT NULL CHECK (length(key) = 16),
    link        BLOB    CHECK (length(link) = 16),
    title       BLOB    NOT NULL CHECK (length(title) = 16),
    content     BLOB    NOT NULL CHECK (length(content) = 16),
    published_s INTEGER,
    item        INTEGER NOT NULL, -- the number that it had
    story       INTEGER NOT NULL, -- that of its story
    seen_s      INTEGER NOT NULL, -- when it was let go, or was in its feed's document after that
    PRIMARY KEY (feed, key)
) WITHOUT ROWID, STRICT;

-- The moment as of which ages were last counted; NULL: they never were.
ALTER TABLE store_state ADD COLUMN counted_s INTEGER;

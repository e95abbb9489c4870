-- Article pages, for feeds with `full_text`, and stories that wait for them.

-- Until when the story is not shown, because the page of its item is still to be read; NULL: it does
-- not wait. Its place in the river is `surfaced_s` all the same.
ALTER TABLE stories ADD COLUMN waits_s INTEGER;

CREATE INDEX stories_waiting ON stories (waits_s) WHERE waits_s IS NOT NULL;

-- The page of an item, for items whose pages are wanted or were read. What the feed itself says stays
-- in `texts`, `items.link` and `items.text`.
CREATE TABLE pages (
    item          INTEGER PRIMARY KEY REFERENCES items (id) ON DELETE CASCADE,
    feed          INTEGER NOT NULL REFERENCES feeds (id), -- that of the item
    due_s         INTEGER,                     -- when it is asked for next; NULL: not any more
    asked_s       INTEGER,                     -- when it was asked for last; NULL: never
    tries         INTEGER NOT NULL DEFAULT 0,  -- how often it was asked for since it was wanted
    error         TEXT,                        -- why the last try brought no text; NULL: it did, or there was none
    content_html  TEXT,                        -- the article, sanitised; NULL: it was not read yet
    summary       TEXT,                        -- what the feed says instead; NULL: the article begins so
    canonical_url TEXT,                        -- the address that the page gives; NULL: none to be believed
    language      TEXT,                        -- BCP 47; NULL: the page does not say
    link          BLOB CHECK (length(link) = 16), -- of `canonical_url`; NULL: none
    text          BLOB CHECK (length(text) = 16)  -- of the article, folded; NULL: too short
) STRICT;

CREATE INDEX pages_due ON pages (due_s) WHERE due_s IS NOT NULL;
CREATE INDEX pages_by_feed ON pages (feed, item);
CREATE INDEX pages_by_link ON pages (link) WHERE link IS NOT NULL;
CREATE INDEX pages_by_text ON pages (text) WHERE text IS NOT NULL;

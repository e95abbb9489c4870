-- What it takes to find copies that are not the same to the letter, to tell why an item is in its
-- story, and to correct that.

-- Counts what was written that a document may show: a daemon looks at it to notice that another
-- process has polled or corrected something.
ALTER TABLE store_state ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;

-- The key that an item is published under, where it has another by now: its site has moved, or an
-- older item is published under that key. NULL: `key`.
ALTER TABLE items ADD COLUMN name BLOB CHECK (length(name) = 16);

-- How often in a row nothing but its text was edited.
ALTER TABLE items ADD COLUMN text_edits INTEGER NOT NULL DEFAULT 0;

-- How much of the shorter text stands in that of `matched`, in thousandths; NULL: that did not decide.
ALTER TABLE items ADD COLUMN coverage INTEGER;

-- The name of the news agency that it is credited to; NULL: none is known.
ALTER TABLE items ADD COLUMN agency TEXT;

-- 1: its outlet is that agency.
ALTER TABLE items ADD COLUMN is_original INTEGER NOT NULL DEFAULT 0;

-- The pieces of its text that recur in its feed: numbers of 32 bits, little-endian. NULL: none.
ALTER TABLE items ADD COLUMN boilerplate BLOB;

CREATE INDEX items_by_feed ON items (feed);
CREATE INDEX items_by_name ON items (feed, name) WHERE name IS NOT NULL;

-- What of an item's text is looked at while copies of it may come in. Derived from the text; a row
-- goes when it is too old for that. Lists are of numbers of 32 bits, little-endian.
CREATE TABLE prints (
    item   INTEGER PRIMARY KEY REFERENCES items (id) ON DELETE CASCADE,
    feed   INTEGER NOT NULL REFERENCES feeds (id), -- that of the item
    seen_s INTEGER NOT NULL,                       -- when the item was first seen
    sketch BLOB    NOT NULL,                       -- samples, by which copies are looked up
    pieces BLOB    NOT NULL                        -- what it is made of, by which boilerplate is learned
) STRICT;

CREATE INDEX prints_by_feed ON prints (feed, seen_s, item);

-- Two stories that are close and yet two. The smaller number is `story`.
CREATE TABLE related (
    story    INTEGER NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
    other    INTEGER NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
    coverage INTEGER NOT NULL, -- how much of the shorter text stands in the longer, in thousandths
    PRIMARY KEY (story, other),
    CHECK (story < other)
) WITHOUT ROWID, STRICT;

CREATE INDEX related_by_other ON related (other);

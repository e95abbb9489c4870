-- Items that the rules of feeds.toml leave out, and what becomes of them when they are let in after all.
-- `items.seq` below 0 from now on: it has the place -seq, and the rules have left it out there.

-- Of an item that is left out: 1: it was so before every reader had the time to see it there, so that it
-- gets another place when it is let in; 0: it keeps its own.
ALTER TABLE items ADD COLUMN unseen INTEGER NOT NULL DEFAULT 0;

CREATE INDEX items_left_out ON items (seq) WHERE seq < 0;

-- Up to which place everything has left the window of the merged feed since it came in.
ALTER TABLE store_state ADD COLUMN passed_seq INTEGER NOT NULL DEFAULT 0;

-- A digest of the rules that were looked at last; NULL: none were yet.
ALTER TABLE store_state ADD COLUMN rules BLOB CHECK (length(rules) = 16);

-- What is in an archive has left the window, or is about to.
UPDATE store_state SET passed_seq = (SELECT coalesce(max(last_seq), 0) FROM archives);

-- Items that were edited since the rules looked at them, with what rules look at, as it was then.
CREATE TABLE edited (
    item         INTEGER PRIMARY KEY REFERENCES items (id) ON DELETE CASCADE,
    edits        INTEGER NOT NULL DEFAULT 1, -- how many there were since
    url          TEXT,
    title        TEXT NOT NULL,
    content_html TEXT NOT NULL,              -- sanitised
    authors      TEXT NOT NULL,              -- JSON: [{"name", "uri"}]
    categories   TEXT NOT NULL               -- JSON: ["…"]
) STRICT;

-- Items that came into a view later than into the river, because they were edited.
CREATE TABLE entered (
    view TEXT    NOT NULL, -- its name in feeds.toml
    item INTEGER NOT NULL REFERENCES items (id) ON DELETE CASCADE,
    seq  INTEGER NOT NULL, -- where it stands in that view, instead of at its place in the river
    PRIMARY KEY (view, item)
) WITHOUT ROWID, STRICT;

CREATE INDEX entered_by_item ON entered (item);

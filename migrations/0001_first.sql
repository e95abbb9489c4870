-- Everything mainstem keeps. Moments are whole unix seconds, UTC (column names end in _s);
-- digests are the first 16 bytes of a SHA-256.

-- The store itself: one row.
CREATE TABLE store_state (
    id        INTEGER PRIMARY KEY CHECK (id = 1),
    key       BLOB    NOT NULL CHECK (length(key) = 16), -- the merged feed's own id is made from it
    made_s    INTEGER NOT NULL,
    changed_s INTEGER NOT NULL                           -- the last poll that brought or edited an item
) STRICT;

-- A feed: what it is known by, what its publisher says of it, and what is remembered of its polls.
CREATE TABLE feeds (
    id            INTEGER PRIMARY KEY,
    url           TEXT    NOT NULL UNIQUE,       -- the address in feeds.toml
    added_s       INTEGER NOT NULL,
    documents     INTEGER NOT NULL DEFAULT 0,    -- how many were read; 0: the next is the first
    format        TEXT,                          -- rss0, rss1, rss2, atom or json
    title         TEXT,
    site_url      TEXT,
    language      TEXT,                          -- BCP 47
    etag          BLOB,                          -- as received, of the last document that was read
    last_modified BLOB,                          -- likewise
    document_url  TEXT,                          -- the address that gave it, after redirects
    body          BLOB,                          -- digest of the last document that was read
    last_poll_s   INTEGER,
    last_status   INTEGER,                       -- of HTTP; NULL: there was no answer
    next_poll_s   INTEGER,                       -- NULL: at once
    moved_to      TEXT,                          -- where permanent redirects lead
    failures      INTEGER NOT NULL DEFAULT 0,    -- since the last poll that did not fail
    error         TEXT,                          -- what is wrong and what to do; NULL: nothing
    gone          INTEGER NOT NULL DEFAULT 0     -- 1: the publisher answered 410
) STRICT;

-- A story: one or more items that are reports of the same text.
CREATE TABLE stories (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    key        BLOB    NOT NULL CHECK (length(key) = 16), -- its published id is made from it
    surfaced_s INTEGER NOT NULL                           -- its place in the river
) STRICT;

CREATE INDEX stories_by_place ON stories (surfaced_s DESC, id DESC);

-- An item: what it is recognised by. Small, because identities outlive texts.
CREATE TABLE items (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    feed         INTEGER NOT NULL REFERENCES feeds (id),
    story        INTEGER NOT NULL REFERENCES stories (id),
    key          BLOB    NOT NULL CHECK (length(key) = 16), -- its id, else link, else content
    link         BLOB    CHECK (length(link) = 16),         -- its canonical link
    text         BLOB    CHECK (length(text) = 16),         -- its text, folded; NULL: too short
    title        BLOB    NOT NULL CHECK (length(title) = 16),
    content      BLOB    NOT NULL CHECK (length(content) = 16), -- all that a reader sees of it
    rule         TEXT    NOT NULL,                          -- why it is in its story
    guards       TEXT    NOT NULL DEFAULT '',               -- what spoke against another, by comma
    matched      INTEGER,                                   -- the item it was matched with
    published_s  INTEGER,                                   -- as its publisher says
    updated_s    INTEGER,                                   -- as its publisher says
    first_seen_s INTEGER NOT NULL,
    changed_s    INTEGER NOT NULL,                          -- when what a reader sees last changed
    UNIQUE (feed, key)
) STRICT;

CREATE INDEX items_by_link ON items (link) WHERE link IS NOT NULL;
CREATE INDEX items_by_text ON items (text) WHERE text IS NOT NULL;
CREATE INDEX items_by_story ON items (story);

-- What an item says.
CREATE TABLE texts (
    item          INTEGER PRIMARY KEY REFERENCES items (id) ON DELETE CASCADE,
    guid          TEXT,
    url           TEXT,
    canonical_url TEXT,
    title         TEXT NOT NULL,
    summary       TEXT,
    content_html  TEXT NOT NULL, -- sanitised
    authors       TEXT NOT NULL, -- JSON: [{"name", "uri"}]
    categories    TEXT NOT NULL, -- JSON: ["…"]
    enclosures    TEXT NOT NULL, -- JSON: [{"url", "type", "length"}], length in bytes
    language      TEXT           -- BCP 47
) STRICT;

-- The log of polls, a line each.
CREATE TABLE polls (
    id         INTEGER PRIMARY KEY,
    feed       INTEGER NOT NULL REFERENCES feeds (id),
    at_s       INTEGER NOT NULL,
    took_ms    INTEGER NOT NULL,
    outcome    TEXT    NOT NULL, -- read, same-body, not-modified, hold-off, gone or failed
    status     INTEGER,          -- of HTTP
    size_bytes INTEGER NOT NULL, -- of the body, decompressed
    new        INTEGER NOT NULL, -- items not held before
    duplicate  INTEGER NOT NULL, -- of these, reports of a story that was there
    updated    INTEGER NOT NULL, -- items edited
    error      TEXT
) STRICT;

CREATE INDEX polls_by_feed ON polls (feed, at_s);

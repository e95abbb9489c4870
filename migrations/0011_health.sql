-- What the polls of each feed came to, day by day, so that nobody has to go through the log of polls to
-- show it: a month of 1,000 feeds has a million lines.
CREATE TABLE poll_days (
    day          INTEGER NOT NULL,                       -- days since 1970, UTC
    feed         INTEGER NOT NULL REFERENCES feeds (id),
    polls        INTEGER NOT NULL,                       -- without what was pushed
    not_modified INTEGER NOT NULL,                       -- of these, answers of 304
    failed       INTEGER NOT NULL,                       -- of these, failures
    size_bytes   INTEGER NOT NULL,                       -- of bodies, decompressed
    new          INTEGER NOT NULL,                       -- items not held before
    duplicate    INTEGER NOT NULL,                       -- of these, reports of a story that was there
    PRIMARY KEY (day, feed)
) WITHOUT ROWID, STRICT;

INSERT INTO poll_days
SELECT at_s / 86400, feed, count(*) FILTER (WHERE outcome <> 'pushed'),
       count(*) FILTER (WHERE outcome = 'not-modified'),
       count(*) FILTER (WHERE outcome IN ('failed', 'gone')),
       sum(size_bytes), sum(new), sum(duplicate)
FROM polls GROUP BY at_s / 86400, feed;

-- What the operator was told of feeds: one row for each change of how a feed is.
CREATE TABLE notices (
    id    INTEGER PRIMARY KEY,
    feed  INTEGER NOT NULL REFERENCES feeds (id),
    at_s  INTEGER NOT NULL,
    kind  TEXT    NOT NULL, -- failing, moved, gone, html, wall, silent or back
    words TEXT    NOT NULL  -- what happens, and what to do about it
) STRICT;

CREATE INDEX notices_by_feed ON notices (feed, id);

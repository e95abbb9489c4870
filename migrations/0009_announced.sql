-- What our own hub was told, so that a restart announces only what has changed.

-- Documents that a hub knows, as they were when it was last told of them.
CREATE TABLE announced (
    hub      TEXT NOT NULL,                               -- the hub's address
    document TEXT NOT NULL,                               -- the document's address
    digest   BLOB NOT NULL CHECK (length(digest) = 16),   -- of the document's bytes
    PRIMARY KEY (hub, document)
) WITHOUT ROWID, STRICT;

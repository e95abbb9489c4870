-- Full-text search.

-- The words of items, folded, and in pairs of letters where a script has no spaces: see src/search/. Holds
-- no text. The rowid is the item. `author` is who wrote it, `text` its full text, a page's before the
-- feed's own.
CREATE VIRTUAL TABLE search USING fts5 (
    title, author, text, content = '', contentless_delete = 1, tokenize = 'ascii'
);

-- Items that are not in `search` yet, or with other words than they have now.
CREATE TABLE unsearched (
    item INTEGER PRIMARY KEY REFERENCES items (id) ON DELETE CASCADE
) STRICT;

INSERT INTO unsearched SELECT id FROM items;

-- Who drops a text need not think of the index. Where a text is replaced, this is not called.
CREATE TRIGGER texts_dropped AFTER DELETE ON texts BEGIN
    DELETE FROM search WHERE rowid = old.item;
    DELETE FROM unsearched WHERE item = old.item;
END;

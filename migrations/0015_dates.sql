-- What is looked up by when it was, in a store of millions.

-- The dates that lists of items go by: the publisher's, but never one after the first sight.
CREATE INDEX items_by_date ON items (min(coalesce(published_s, updated_s, first_seen_s), first_seen_s));

CREATE INDEX prints_by_time ON prints (seen_s);

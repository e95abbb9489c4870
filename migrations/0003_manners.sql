-- What publishers ask of those who poll them, and what the polls of a feed have taught.

-- From the feed's document.
ALTER TABLE feeds ADD COLUMN period_s INTEGER;                   -- the least time between two polls
ALTER TABLE feeds ADD COLUMN skip_hours INTEGER NOT NULL DEFAULT 0; -- bit 0: from midnight, UTC
ALTER TABLE feeds ADD COLUMN skip_days INTEGER NOT NULL DEFAULT 0;  -- bit 0: Monday
ALTER TABLE feeds ADD COLUMN hub TEXT;                           -- where it says that it pushes
ALTER TABLE feeds ADD COLUMN topic TEXT;                         -- what to subscribe to there

-- When what was asked for ends.
ALTER TABLE feeds ADD COLUMN wish_until_s INTEGER;

-- Where the feed is asked for, as it has moved; NULL: at its address in feeds.toml. `moved_to` is
-- where permanent redirects lead from there, how often that was seen in a row and since when.
ALTER TABLE feeds ADD COLUMN address TEXT;
ALTER TABLE feeds ADD COLUMN moving_count INTEGER NOT NULL DEFAULT 0;
ALTER TABLE feeds ADD COLUMN moving_since_s INTEGER;
UPDATE feeds SET moving_count = 1, moving_since_s = last_poll_s WHERE moved_to IS NOT NULL;

-- When the first of its `failures` was.
ALTER TABLE feeds ADD COLUMN failing_since_s INTEGER;
UPDATE feeds SET failing_since_s = last_poll_s WHERE failures > 0;

-- Answers of 410 since the last document. From now on `gone` is 1 where these are enough, and the
-- feed is not asked for any more.
ALTER TABLE feeds ADD COLUMN gone_count INTEGER NOT NULL DEFAULT 0;
ALTER TABLE feeds ADD COLUMN gone_since_s INTEGER;
UPDATE feeds SET gone = 0, gone_count = 1, gone_since_s = last_poll_s WHERE gone = 1;

-- When it has new items: thousandths of an item by hour of the day (24) and day of the week (7), and
-- the seconds that it was watched; numbers of 32 bits, little-endian. NULL: it never was.
ALTER TABLE feeds ADD COLUMN rhythm BLOB;
ALTER TABLE feeds ADD COLUMN rhythm_as_of_s INTEGER;

-- Hosts that asked to be left alone.
CREATE TABLE hosts (
    host           TEXT    PRIMARY KEY, -- a registrable domain, else an address
    frozen_until_s INTEGER NOT NULL,
    strikes        INTEGER NOT NULL     -- how often in a row it did not say for how long
) WITHOUT ROWID, STRICT;

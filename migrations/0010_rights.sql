-- What publishers say more of an item, to be said again where it is published.

ALTER TABLE texts ADD COLUMN rights TEXT;    -- who may do what with it, as plain text; NULL: nothing is said
ALTER TABLE texts ADD COLUMN thumbnail TEXT; -- the address of a small picture of it; NULL: there is none

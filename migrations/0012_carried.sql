-- What publishers say more of an item, to be said again where it is published.

-- Where on the earth it is: the shape, then its coordinates, latitude before longitude, in degrees of
-- WGS 84, as in `point 45.256 -71.92`; NULL: nothing is said.
ALTER TABLE texts ADD COLUMN location TEXT;

-- Transcripts and chapters: a JSON list of {kind, url, type, language}; NULL: there are none.
ALTER TABLE texts ADD COLUMN companions TEXT;

-- Who took part without having written it: a JSON list of {name, uri, role}; NULL: nobody is named.
ALTER TABLE texts ADD COLUMN contributors TEXT;

-- Where on the earth items are.

-- The shape, then its coordinates: latitude before longitude, in degrees of WGS 84, as in
-- `point 45.256 -71.92`; NULL: nothing is said.
ALTER TABLE texts ADD COLUMN location TEXT;

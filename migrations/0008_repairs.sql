-- What had to be mended in the document that was read last: a JSON list of sentences.
ALTER TABLE feeds ADD COLUMN repairs TEXT NOT NULL DEFAULT '[]';

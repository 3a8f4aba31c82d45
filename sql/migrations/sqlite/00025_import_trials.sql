-- +goose NO TRANSACTION
-- +goose Up

-- A trial run keeps its file until another run takes it over: for real, or with the columns
-- of the file told apart in another way (mapping). The columns as they were found are kept
-- as long.
ALTER TABLE imports ADD COLUMN mapping      TEXT NOT NULL DEFAULT '{}';
ALTER TABLE imports ADD COLUMN file_columns TEXT NOT NULL DEFAULT '{}';
ALTER TABLE imports ADD COLUMN followed_by  TEXT NOT NULL DEFAULT '';

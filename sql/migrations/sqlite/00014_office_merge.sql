-- +goose NO TRANSACTION
-- +goose Up

-- The office that one went into when the two were merged; NULL for one that is there or was
-- only removed. No foreign key: SQLite cannot add one of two columns to a table.
ALTER TABLE offices ADD COLUMN merged_into TEXT;

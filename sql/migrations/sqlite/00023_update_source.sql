-- +goose NO TRANSACTION
-- +goose Up

-- The file that an update was read from; empty where somebody reported it.
ALTER TABLE updates ADD COLUMN source TEXT NOT NULL DEFAULT '';
-- That the milestone had its baseline when this was recorded.
ALTER TABLE updates ADD COLUMN after_baseline INTEGER NOT NULL DEFAULT 0 CHECK (after_baseline IN (0, 1));

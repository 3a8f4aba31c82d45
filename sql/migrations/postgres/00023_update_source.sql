-- +goose Up

-- The file that an update was read from; empty where somebody reported it.
ALTER TABLE updates ADD COLUMN source TEXT COLLATE "C" NOT NULL DEFAULT '';
-- That the milestone had its baseline when this was recorded.
ALTER TABLE updates ADD COLUMN after_baseline BOOLEAN NOT NULL DEFAULT FALSE;

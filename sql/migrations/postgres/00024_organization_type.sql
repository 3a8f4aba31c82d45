-- +goose Up

-- The type of body in the words of the open data (Comuni, ASL, Scuole); empty where nobody knows.
ALTER TABLE organizations ADD COLUMN type TEXT COLLATE "C" NOT NULL DEFAULT '';

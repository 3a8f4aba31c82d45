-- +goose NO TRANSACTION
-- +goose Up

-- The line of each organization in the list of them, as it was computed with the numbers of a day:
-- the list is made of these, not of the plans. kept_since and kept_through are the first and the
-- last of days that follow one another and whose numbers are final.
CREATE TABLE organization_lines (
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    revision        INTEGER NOT NULL,
    day             TEXT NOT NULL,
    content         TEXT NOT NULL,
    kept_since      TEXT,
    kept_through    TEXT,
    PRIMARY KEY (organization_id)
) STRICT;

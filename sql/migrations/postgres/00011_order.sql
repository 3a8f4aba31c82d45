-- +goose Up

-- The order in which objectives are shown, as one list: to move one of them touches none of the
-- others. No row: nobody chose one, and they go by code.
CREATE TABLE objective_orders (
    organization_id TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES organizations (id),
    objectives      TEXT COLLATE "C" NOT NULL, -- JSON array of codes
    revision        BIGINT NOT NULL
);

ALTER TABLE objectives ADD COLUMN milestone_order TEXT COLLATE "C" NOT NULL DEFAULT '[]'; -- JSON array of numbers

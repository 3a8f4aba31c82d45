-- +goose NO TRANSACTION
-- +goose Up

-- The catalogue that objectives choose their sectors from. An objective names a code, and no
-- foreign key can reach into its list.
CREATE TABLE sectors (
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    code            TEXT NOT NULL,
    name            TEXT NOT NULL,
    position        INTEGER NOT NULL,
    hidden          INTEGER NOT NULL CHECK (hidden IN (0, 1)),
    removed_on      TEXT CHECK (removed_on LIKE '____-__-__'),
    revision        INTEGER NOT NULL,
    PRIMARY KEY (organization_id, code)
) STRICT;
CREATE INDEX sectors_revision ON sectors (organization_id, revision);

-- The tags that objectives have had so far are the catalogue, by their own words.
INSERT INTO sectors (organization_id, code, name, position, hidden, removed_on, revision)
SELECT t.organization_id, t.tag, t.tag, ROW_NUMBER() OVER (PARTITION BY t.organization_id ORDER BY t.tag), 0, NULL, 1
FROM (
    SELECT DISTINCT o.organization_id AS organization_id, j.value AS tag
    FROM objectives o, json_each(o.sectors) j
) t;

-- +goose Up

-- The catalogue that objectives choose their sectors from. An objective names a code, and no
-- foreign key can reach into its list.
CREATE TABLE sectors (
    organization_id TEXT COLLATE "C" NOT NULL REFERENCES organizations (id),
    code            TEXT COLLATE "C" NOT NULL,
    name            TEXT COLLATE "C" NOT NULL,
    position        BIGINT NOT NULL,
    hidden          BOOLEAN NOT NULL,
    removed_on      TEXT COLLATE "C" CHECK (removed_on LIKE '____-__-__'),
    revision        BIGINT NOT NULL,
    PRIMARY KEY (organization_id, code)
);
CREATE INDEX sectors_revision ON sectors (organization_id, revision);

-- The tags that objectives have had so far are the catalogue, by their own words.
INSERT INTO sectors (organization_id, code, name, position, hidden, removed_on, revision)
SELECT t.organization_id, t.tag, t.tag, ROW_NUMBER() OVER (PARTITION BY t.organization_id ORDER BY t.tag COLLATE "C"), FALSE, NULL, 1
FROM (
    SELECT DISTINCT o.organization_id AS organization_id, j.value AS tag
    FROM objectives o, jsonb_array_elements_text(CAST(o.sectors AS jsonb)) AS j (value)
) t;

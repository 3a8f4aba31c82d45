-- +goose Up

-- Text sorts by bytes (COLLATE "C") in every table, as it does on SQLite: both engines give
-- lists in the same order, and an operating system that changes its collations cannot
-- damage an index. Days are YYYY-MM-DD and instants RFC 3339 in UTC with nine digits of
-- fraction, so that their text sorts in time.
CREATE TABLE organizations (
    id                TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    name              TEXT COLLATE "C" NOT NULL,
    istat_code        TEXT COLLATE "C" NOT NULL,
    region            TEXT COLLATE "C" NOT NULL,
    population        BIGINT NOT NULL CHECK (population >= 0),
    parent_body       TEXT COLLATE "C" NOT NULL,
    website_url       TEXT COLLATE "C" NOT NULL,
    contact_url       TEXT COLLATE "C" NOT NULL,
    transparency_url  TEXT COLLATE "C" NOT NULL,
    accessibility_url TEXT COLLATE "C" NOT NULL,
    demonstration     BOOLEAN NOT NULL,
    revision          BIGINT NOT NULL CHECK (revision >= 1)
);

CREATE TABLE offices (
    organization_id TEXT COLLATE "C" NOT NULL REFERENCES organizations (id),
    code            TEXT COLLATE "C" NOT NULL,
    name            TEXT COLLATE "C" NOT NULL,
    description     TEXT COLLATE "C" NOT NULL,
    removed_on      TEXT COLLATE "C" CHECK (removed_on LIKE '____-__-__'),
    revision        BIGINT NOT NULL,
    PRIMARY KEY (organization_id, code)
);
CREATE INDEX offices_revision ON offices (organization_id, revision);

-- +goose NO TRANSACTION
-- +goose Up

-- Tables are STRICT: SQLite would otherwise take 'abc' in a column of numbers. STRICT knows no
-- BOOLEAN, hence INTEGER with 0 and 1, which the driver takes for bool. Days are YYYY-MM-DD and
-- instants RFC 3339 in UTC with nine digits of fraction, so that their text sorts in time.
CREATE TABLE organizations (
    id                TEXT NOT NULL PRIMARY KEY,
    name              TEXT NOT NULL,
    istat_code        TEXT NOT NULL,
    region            TEXT NOT NULL,
    population        INTEGER NOT NULL CHECK (population >= 0),
    parent_body       TEXT NOT NULL,
    website_url       TEXT NOT NULL,
    contact_url       TEXT NOT NULL,
    transparency_url  TEXT NOT NULL,
    accessibility_url TEXT NOT NULL,
    demonstration     INTEGER NOT NULL CHECK (demonstration IN (0, 1)),
    revision          INTEGER NOT NULL CHECK (revision >= 1)
) STRICT;

CREATE TABLE offices (
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    code            TEXT NOT NULL,
    name            TEXT NOT NULL,
    description     TEXT NOT NULL,
    removed_on      TEXT CHECK (removed_on LIKE '____-__-__'),
    revision        INTEGER NOT NULL,
    PRIMARY KEY (organization_id, code)
) STRICT;
CREATE INDEX offices_revision ON offices (organization_id, revision);

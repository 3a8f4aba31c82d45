-- +goose NO TRANSACTION
-- +goose Up

-- National plans that objectives point at, edition by edition: of the whole installation, of
-- no ente. The version is that of everything in it; importers take turns by raising it.
CREATE TABLE catalogue_version (
    id      INTEGER NOT NULL CHECK (id = 1),
    version INTEGER NOT NULL,
    PRIMARY KEY (id)
) STRICT;
INSERT INTO catalogue_version (id, version) VALUES (1, 0);

CREATE TABLE catalogue_editions (
    code      TEXT NOT NULL,
    name      TEXT NOT NULL,
    published TEXT NOT NULL, -- a month, or empty
    version   INTEGER NOT NULL,
    PRIMARY KEY (code)
) STRICT;

CREATE TABLE catalogue_lines (
    edition      TEXT NOT NULL REFERENCES catalogue_editions (code),
    code         TEXT NOT NULL,
    chapter      TEXT NOT NULL,
    objective    TEXT NOT NULL,
    result       TEXT NOT NULL,
    from_month   TEXT NOT NULL,
    by_month     TEXT NOT NULL,
    addressed_to TEXT NOT NULL,
    concerns     TEXT NOT NULL CHECK (concerns IN ('yes', 'conditional', 'no')),
    text         TEXT NOT NULL,
    cut          INTEGER NOT NULL CHECK (cut IN (0, 1)),
    source       TEXT NOT NULL,
    dropped      INTEGER NOT NULL CHECK (dropped IN (0, 1)),
    PRIMARY KEY (edition, code)
) STRICT;

CREATE TABLE catalogue_objectives (
    edition TEXT NOT NULL REFERENCES catalogue_editions (code),
    code    TEXT NOT NULL,
    chapter TEXT NOT NULL,
    title   TEXT NOT NULL,
    source  TEXT NOT NULL,
    dropped INTEGER NOT NULL CHECK (dropped IN (0, 1)),
    PRIMARY KEY (edition, code)
) STRICT;

CREATE TABLE catalogue_targets (
    edition   TEXT NOT NULL REFERENCES catalogue_editions (code),
    result    TEXT NOT NULL,
    year      INTEGER NOT NULL,
    number    INTEGER NOT NULL, -- tells apart those of one result in one year
    objective TEXT NOT NULL,
    indicator TEXT NOT NULL,
    target    TEXT NOT NULL,
    source    TEXT NOT NULL,
    dropped   INTEGER NOT NULL CHECK (dropped IN (0, 1)),
    PRIMARY KEY (edition, result, year, number)
) STRICT;

-- +goose Up

-- National plans that objectives point at, edition by edition: of the whole installation, of
-- no ente. The version is that of everything in it; importers take turns by raising it.
CREATE TABLE catalogue_version (
    id      BIGINT NOT NULL CHECK (id = 1),
    version BIGINT NOT NULL,
    PRIMARY KEY (id)
);
INSERT INTO catalogue_version (id, version) VALUES (1, 0);

CREATE TABLE catalogue_editions (
    code      TEXT COLLATE "C" NOT NULL,
    name      TEXT COLLATE "C" NOT NULL,
    published TEXT COLLATE "C" NOT NULL, -- a month, or empty
    version   BIGINT NOT NULL,
    PRIMARY KEY (code)
);

CREATE TABLE catalogue_lines (
    edition      TEXT COLLATE "C" NOT NULL REFERENCES catalogue_editions (code),
    code         TEXT COLLATE "C" NOT NULL,
    chapter      TEXT COLLATE "C" NOT NULL,
    objective    TEXT COLLATE "C" NOT NULL,
    result       TEXT COLLATE "C" NOT NULL,
    from_month   TEXT COLLATE "C" NOT NULL,
    by_month     TEXT COLLATE "C" NOT NULL,
    addressed_to TEXT COLLATE "C" NOT NULL,
    concerns     TEXT COLLATE "C" NOT NULL CHECK (concerns IN ('yes', 'conditional', 'no')),
    text         TEXT COLLATE "C" NOT NULL,
    cut          BOOLEAN NOT NULL,
    source       TEXT COLLATE "C" NOT NULL,
    dropped      BOOLEAN NOT NULL,
    PRIMARY KEY (edition, code)
);

CREATE TABLE catalogue_objectives (
    edition TEXT COLLATE "C" NOT NULL REFERENCES catalogue_editions (code),
    code    TEXT COLLATE "C" NOT NULL,
    chapter TEXT COLLATE "C" NOT NULL,
    title   TEXT COLLATE "C" NOT NULL,
    source  TEXT COLLATE "C" NOT NULL,
    dropped BOOLEAN NOT NULL,
    PRIMARY KEY (edition, code)
);

CREATE TABLE catalogue_targets (
    edition   TEXT COLLATE "C" NOT NULL REFERENCES catalogue_editions (code),
    result    TEXT COLLATE "C" NOT NULL,
    year      BIGINT NOT NULL,
    number    BIGINT NOT NULL, -- tells apart those of one result in one year
    objective TEXT COLLATE "C" NOT NULL,
    indicator TEXT COLLATE "C" NOT NULL,
    target    TEXT COLLATE "C" NOT NULL,
    source    TEXT COLLATE "C" NOT NULL,
    dropped   BOOLEAN NOT NULL,
    PRIMARY KEY (edition, result, year, number)
);

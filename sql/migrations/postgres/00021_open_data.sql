-- +goose Up

-- What was published as open data day by day. A file that is the same as on another day is
-- kept once: contents are found by their SHA-256, compressed with gzip.
CREATE TABLE open_data_days (
    organization_id TEXT COLLATE "C" NOT NULL REFERENCES organizations (id),
    day             TEXT COLLATE "C" NOT NULL CHECK (day LIKE '____-__-__'),
    made_at         TEXT COLLATE "C" NOT NULL CHECK (made_at LIKE '____-__-__T%Z'),
    revision        BIGINT NOT NULL,
    audit_sequence  BIGINT NOT NULL, -- the head of the audit chain as it was then
    audit_hash      TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (organization_id, day)
);

CREATE TABLE open_data_contents (
    sha256  TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    content BYTEA NOT NULL
);

CREATE TABLE open_data_files (
    organization_id TEXT COLLATE "C" NOT NULL,
    day             TEXT COLLATE "C" NOT NULL,
    name            TEXT COLLATE "C" NOT NULL,
    sha256          TEXT COLLATE "C" NOT NULL REFERENCES open_data_contents (sha256),
    size            BIGINT NOT NULL,
    PRIMARY KEY (organization_id, day, name),
    FOREIGN KEY (organization_id, day) REFERENCES open_data_days (organization_id, day)
);
CREATE TRIGGER open_data_days_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON open_data_days FOR EACH STATEMENT EXECUTE FUNCTION traguardi_append_only();
CREATE TRIGGER open_data_contents_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON open_data_contents FOR EACH STATEMENT EXECUTE FUNCTION traguardi_append_only();
CREATE TRIGGER open_data_files_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON open_data_files FOR EACH STATEMENT EXECUTE FUNCTION traguardi_append_only();

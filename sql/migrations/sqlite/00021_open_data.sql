-- +goose NO TRANSACTION
-- +goose Up

-- What was published as open data day by day. A file that is the same as on another day is
-- kept once: contents are found by their SHA-256, compressed with gzip.
CREATE TABLE open_data_days (
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    day             TEXT NOT NULL CHECK (day LIKE '____-__-__'),
    made_at         TEXT NOT NULL CHECK (made_at LIKE '____-__-__T%Z'),
    revision        INTEGER NOT NULL,
    audit_sequence  INTEGER NOT NULL, -- the head of the audit chain as it was then
    audit_hash      TEXT NOT NULL,
    PRIMARY KEY (organization_id, day)
) STRICT;

CREATE TABLE open_data_contents (
    sha256  TEXT NOT NULL PRIMARY KEY,
    content BLOB NOT NULL
) STRICT;

CREATE TABLE open_data_files (
    organization_id TEXT NOT NULL,
    day             TEXT NOT NULL,
    name            TEXT NOT NULL,
    sha256          TEXT NOT NULL REFERENCES open_data_contents (sha256),
    size            INTEGER NOT NULL,
    PRIMARY KEY (organization_id, day, name),
    FOREIGN KEY (organization_id, day) REFERENCES open_data_days (organization_id, day)
) STRICT;
-- +goose StatementBegin
CREATE TRIGGER open_data_days_no_update BEFORE UPDATE ON open_data_days BEGIN
    SELECT RAISE(ABORT, 'open_data_days is append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER open_data_days_no_delete BEFORE DELETE ON open_data_days BEGIN
    SELECT RAISE(ABORT, 'open_data_days is append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER open_data_contents_no_update BEFORE UPDATE ON open_data_contents BEGIN
    SELECT RAISE(ABORT, 'open_data_contents is append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER open_data_contents_no_delete BEFORE DELETE ON open_data_contents BEGIN
    SELECT RAISE(ABORT, 'open_data_contents is append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER open_data_files_no_update BEFORE UPDATE ON open_data_files BEGIN
    SELECT RAISE(ABORT, 'open_data_files is append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER open_data_files_no_delete BEFORE DELETE ON open_data_files BEGIN
    SELECT RAISE(ABORT, 'open_data_files is append-only');
END;
-- +goose StatementEnd

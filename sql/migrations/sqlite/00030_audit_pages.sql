-- +goose NO TRANSACTION
-- +goose Up

-- An entry of the trail is written into one page instead of two, its row and its place in the key's index: every
-- write leaves one. SQLite makes a table anew for that.
CREATE TABLE audit_entries_new (
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    sequence        INTEGER NOT NULL CHECK (sequence >= 1),
    at              TEXT NOT NULL CHECK (at LIKE '____-__-__T%Z'),
    account_id      TEXT NOT NULL,
    role            TEXT NOT NULL,
    action          TEXT NOT NULL,
    object_type     TEXT NOT NULL,
    object_id       TEXT NOT NULL,
    revision        INTEGER NOT NULL,
    detail          TEXT NOT NULL, -- JSON, hashed as it stands: never reformatted
    previous_hash   TEXT NOT NULL,
    hash            TEXT NOT NULL,
    PRIMARY KEY (organization_id, sequence)
) STRICT, WITHOUT ROWID;
INSERT INTO audit_entries_new (organization_id, sequence, at, account_id, role, action, object_type, object_id, revision, detail, previous_hash, hash)
SELECT organization_id, sequence, at, account_id, role, action, object_type, object_id, revision, detail, previous_hash, hash
FROM audit_entries
ORDER BY organization_id, sequence;
DROP TRIGGER audit_entries_no_update;
DROP TRIGGER audit_entries_no_delete;
DROP TABLE audit_entries;
ALTER TABLE audit_entries_new RENAME TO audit_entries;
-- +goose StatementBegin
CREATE TRIGGER audit_entries_no_update BEFORE UPDATE ON audit_entries BEGIN
    SELECT RAISE(ABORT, 'audit_entries is append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_entries_no_delete BEFORE DELETE ON audit_entries BEGIN
    SELECT RAISE(ABORT, 'audit_entries is append-only');
END;
-- +goose StatementEnd

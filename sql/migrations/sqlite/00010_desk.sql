-- +goose NO TRANSACTION
-- +goose Up

-- When an account was at the desk, now and the time before, and how things stood then: JSON of
-- {code: {health, shown, planned}}.
CREATE TABLE desk_visits (
    account_id      TEXT NOT NULL, -- no foreign key: who acts need not be kept here
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    began_at        TEXT NOT NULL CHECK (began_at LIKE '____-__-__T%Z'),
    seen_at         TEXT NOT NULL CHECK (seen_at LIKE '____-__-__T%Z'),
    seen            TEXT NOT NULL,
    previous_at     TEXT CHECK (previous_at LIKE '____-__-__T%Z'),
    previous        TEXT NOT NULL,
    PRIMARY KEY (account_id, organization_id)
) STRICT;

-- The reports given to the Giunta: what they said is computed from the plan at shown_revision.
CREATE TABLE briefings (
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    id              TEXT NOT NULL,
    on_day          TEXT NOT NULL CHECK (on_day LIKE '____-__-__'),
    since_on        TEXT CHECK (since_on LIKE '____-__-__'),
    shown_revision  INTEGER NOT NULL,
    standings       TEXT NOT NULL, -- JSON as above
    recorded_at     TEXT NOT NULL CHECK (recorded_at LIKE '____-__-__T%Z'),
    account_id      TEXT NOT NULL, -- no foreign key: the account can be erased, its acts stay
    role            TEXT NOT NULL,
    revision        INTEGER NOT NULL,
    PRIMARY KEY (organization_id, id)
) STRICT;
-- +goose StatementBegin
CREATE TRIGGER briefings_no_update BEFORE UPDATE ON briefings BEGIN
    SELECT RAISE(ABORT, 'briefings is append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER briefings_no_delete BEFORE DELETE ON briefings BEGIN
    SELECT RAISE(ABORT, 'briefings is append-only');
END;
-- +goose StatementEnd

-- the last review of an update
CREATE INDEX reviews_update ON reviews (organization_id, update_id, revision);

-- +goose Up

-- When an account was at the desk, now and the time before, and how things stood then: JSON of
-- {code: {health, shown, planned}}.
CREATE TABLE desk_visits (
    account_id      TEXT COLLATE "C" NOT NULL, -- no foreign key: who acts need not be kept here
    organization_id TEXT COLLATE "C" NOT NULL REFERENCES organizations (id),
    began_at        TEXT COLLATE "C" NOT NULL CHECK (began_at LIKE '____-__-__T%Z'),
    seen_at         TEXT COLLATE "C" NOT NULL CHECK (seen_at LIKE '____-__-__T%Z'),
    seen            TEXT COLLATE "C" NOT NULL,
    previous_at     TEXT COLLATE "C" CHECK (previous_at LIKE '____-__-__T%Z'),
    previous        TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (account_id, organization_id)
);

-- The reports given to the Giunta: what they said is computed from the plan at shown_revision.
CREATE TABLE briefings (
    organization_id TEXT COLLATE "C" NOT NULL REFERENCES organizations (id),
    id              TEXT COLLATE "C" NOT NULL,
    on_day          TEXT COLLATE "C" NOT NULL CHECK (on_day LIKE '____-__-__'),
    since_on        TEXT COLLATE "C" CHECK (since_on LIKE '____-__-__'),
    shown_revision  BIGINT NOT NULL,
    standings       TEXT COLLATE "C" NOT NULL, -- JSON as above
    recorded_at     TEXT COLLATE "C" NOT NULL CHECK (recorded_at LIKE '____-__-__T%Z'),
    account_id      TEXT COLLATE "C" NOT NULL, -- no foreign key: the account can be erased, its acts stay
    role            TEXT COLLATE "C" NOT NULL,
    revision        BIGINT NOT NULL,
    PRIMARY KEY (organization_id, id)
);
CREATE TRIGGER briefings_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON briefings FOR EACH STATEMENT EXECUTE FUNCTION traguardi_append_only();

-- the last review of an update
CREATE INDEX reviews_update ON reviews (organization_id, update_id, revision);

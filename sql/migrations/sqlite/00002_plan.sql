-- +goose NO TRANSACTION
-- +goose Up

CREATE TABLE objectives (
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    code            TEXT NOT NULL,
    title           TEXT NOT NULL,
    description     TEXT NOT NULL,
    urgent          INTEGER NOT NULL CHECK (urgent IN (0, 1)),
    sectors         TEXT NOT NULL, -- JSON array of strings
    added_on        TEXT NOT NULL CHECK (added_on LIKE '____-__-__'),
    removed_on      TEXT CHECK (removed_on LIKE '____-__-__'),
    state           TEXT NOT NULL CHECK (state IN ('draft', 'active', 'suspended', 'completed', 'cancelled')),
    weight          REAL NOT NULL CHECK (weight > 0 AND weight <= 1000000),
    horizon         TEXT NOT NULL CHECK (horizon IN ('short', 'medium', 'long')),
    start_on        TEXT CHECK (start_on LIKE '____-__-__'),
    due_on          TEXT CHECK (due_on LIKE '____-__-__'),
    lead_office     TEXT,
    revision        INTEGER NOT NULL,
    PRIMARY KEY (organization_id, code),
    FOREIGN KEY (organization_id, lead_office) REFERENCES offices (organization_id, code)
) STRICT;
CREATE INDEX objectives_revision ON objectives (organization_id, revision);

CREATE TABLE objective_changes (
    organization_id TEXT NOT NULL,
    id              TEXT NOT NULL,
    objective       TEXT NOT NULL,
    effective_on    TEXT NOT NULL CHECK (effective_on LIKE '____-__-__'),
    recorded_at     TEXT NOT NULL CHECK (recorded_at LIKE '____-__-__T%Z'),
    account_id      TEXT NOT NULL, -- no foreign key: the account can be erased, its acts stay
    role            TEXT NOT NULL,
    state           TEXT NOT NULL CHECK (state IN ('draft', 'active', 'suspended', 'completed', 'cancelled')),
    weight          REAL NOT NULL CHECK (weight > 0 AND weight <= 1000000),
    horizon         TEXT NOT NULL CHECK (horizon IN ('short', 'medium', 'long')),
    start_on        TEXT CHECK (start_on LIKE '____-__-__'),
    due_on          TEXT CHECK (due_on LIKE '____-__-__'),
    lead_office     TEXT,
    revision        INTEGER NOT NULL,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, objective) REFERENCES objectives (organization_id, code),
    FOREIGN KEY (organization_id, lead_office) REFERENCES offices (organization_id, code)
) STRICT;
CREATE INDEX objective_changes_revision ON objective_changes (organization_id, revision, id);

CREATE TABLE milestones (
    organization_id TEXT NOT NULL,
    objective       TEXT NOT NULL,
    number          INTEGER NOT NULL CHECK (number BETWEEN 1 AND 99999),
    title           TEXT NOT NULL,
    description     TEXT NOT NULL,
    added_on        TEXT NOT NULL CHECK (added_on LIKE '____-__-__'),
    removed_on      TEXT CHECK (removed_on LIKE '____-__-__'),
    baseline_due_on TEXT CHECK (baseline_due_on LIKE '____-__-__'),
    baseline_set_on TEXT CHECK (baseline_set_on LIKE '____-__-__'),
    revision        INTEGER NOT NULL,
    PRIMARY KEY (organization_id, objective, number),
    FOREIGN KEY (organization_id, objective) REFERENCES objectives (organization_id, code)
) STRICT;
CREATE INDEX milestones_revision ON milestones (organization_id, revision);

CREATE TABLE meetings (
    organization_id  TEXT NOT NULL REFERENCES organizations (id),
    id               TEXT NOT NULL,
    title            TEXT NOT NULL,
    state            TEXT NOT NULL CHECK (state IN ('scheduled', 'held', 'cancelled')),
    held_on          TEXT NOT NULL CHECK (held_on LIKE '____-__-__'),
    starts_at        TEXT NOT NULL, -- HH:MM or empty
    ends_at          TEXT NOT NULL,
    place            TEXT NOT NULL,
    agenda           TEXT NOT NULL,
    date_note        TEXT NOT NULL,
    offices          TEXT NOT NULL, -- JSON array of codes
    participants     TEXT NOT NULL, -- JSON array of {role, office}
    minutes          TEXT NOT NULL,
    minutes_approved INTEGER NOT NULL CHECK (minutes_approved IN (0, 1)),
    decisions        TEXT NOT NULL, -- JSON array of {text, objective, milestone}
    published        INTEGER NOT NULL CHECK (published IN (0, 1)),
    removed_on       TEXT CHECK (removed_on LIKE '____-__-__'),
    revision         INTEGER NOT NULL,
    PRIMARY KEY (organization_id, id)
) STRICT;
CREATE INDEX meetings_revision ON meetings (organization_id, revision);

CREATE TABLE updates (
    organization_id TEXT NOT NULL,
    id              TEXT NOT NULL,
    objective       TEXT NOT NULL,
    number          INTEGER NOT NULL,
    kind            TEXT NOT NULL CHECK (kind IN ('added', 'reported', 'revised')),
    recorded_at     TEXT NOT NULL CHECK (recorded_at LIKE '____-__-__T%Z'),
    effective_on    TEXT NOT NULL CHECK (effective_on LIKE '____-__-__'),
    account_id      TEXT NOT NULL, -- no foreign key: the account can be erased, its acts stay
    role            TEXT NOT NULL,
    -- from here to act_url: the whole status after the update
    office          TEXT NOT NULL,
    weight          REAL NOT NULL CHECK (weight > 0 AND weight <= 1000000),
    start_on        TEXT CHECK (start_on LIKE '____-__-__'),
    due_on          TEXT CHECK (due_on LIKE '____-__-__'),
    state           TEXT NOT NULL CHECK (state IN ('planned', 'in_progress', 'blocked', 'done', 'cancelled')),
    percent         INTEGER NOT NULL CHECK (percent BETWEEN 0 AND 100),
    completed_on    TEXT CHECK (completed_on LIKE '____-__-__'),
    evidence_url    TEXT NOT NULL,
    evidence_note   TEXT NOT NULL,
    act_kind        TEXT, -- null, like the next three: no act
    act_number      TEXT,
    act_date        TEXT CHECK (act_date LIKE '____-__-__'),
    act_url         TEXT,
    reason          TEXT NOT NULL,
    decided_in      TEXT,
    note            TEXT NOT NULL,
    revision        INTEGER NOT NULL,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, objective, number) REFERENCES milestones (organization_id, objective, number),
    FOREIGN KEY (organization_id, office) REFERENCES offices (organization_id, code),
    FOREIGN KEY (organization_id, decided_in) REFERENCES meetings (organization_id, id)
) STRICT;
CREATE INDEX updates_revision ON updates (organization_id, revision, id);
-- what held on a day: the last update effective on or before it, of one day the later recorded
CREATE INDEX updates_effective ON updates (organization_id, objective, number, effective_on, revision, id);

CREATE TABLE reviews (
    organization_id TEXT NOT NULL,
    id              TEXT NOT NULL,
    update_id       TEXT NOT NULL,
    verdict         TEXT NOT NULL CHECK (verdict IN ('confirmed', 'questioned')),
    note            TEXT NOT NULL,
    recorded_at     TEXT NOT NULL CHECK (recorded_at LIKE '____-__-__T%Z'),
    account_id      TEXT NOT NULL,
    role            TEXT NOT NULL,
    revision        INTEGER NOT NULL,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, update_id) REFERENCES updates (organization_id, id)
) STRICT;
CREATE INDEX reviews_revision ON reviews (organization_id, revision, id);

CREATE TABLE ratings (
    organization_id TEXT NOT NULL,
    id              TEXT NOT NULL,
    objective       TEXT NOT NULL,
    rated_by        TEXT NOT NULL CHECK (rated_by IN ('office', 'reviewer')),
    confidence      TEXT NOT NULL CHECK (confidence IN ('green', 'amber', 'red')),
    text            TEXT NOT NULL,
    given_on        TEXT NOT NULL CHECK (given_on LIKE '____-__-__'),
    recorded_at     TEXT NOT NULL CHECK (recorded_at LIKE '____-__-__T%Z'),
    account_id      TEXT NOT NULL,
    role            TEXT NOT NULL,
    revision        INTEGER NOT NULL,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, objective) REFERENCES objectives (organization_id, code)
) STRICT;
CREATE INDEX ratings_revision ON ratings (organization_id, revision, id);

CREATE TABLE actions (
    organization_id     TEXT NOT NULL,
    id                  TEXT NOT NULL,
    meeting             TEXT NOT NULL,
    title               TEXT NOT NULL,
    office              TEXT NOT NULL,
    due_on              TEXT NOT NULL CHECK (due_on LIKE '____-__-__'),
    state               TEXT NOT NULL CHECK (state IN ('open', 'done', 'cancelled')),
    completed_on        TEXT CHECK (completed_on LIKE '____-__-__'),
    objective           TEXT,
    milestone_objective TEXT,
    milestone_number    INTEGER,
    removed_on          TEXT CHECK (removed_on LIKE '____-__-__'),
    revision            INTEGER NOT NULL,
    PRIMARY KEY (organization_id, id),
    CHECK ((milestone_objective IS NULL) = (milestone_number IS NULL)),
    FOREIGN KEY (organization_id, meeting) REFERENCES meetings (organization_id, id),
    FOREIGN KEY (organization_id, office) REFERENCES offices (organization_id, code),
    FOREIGN KEY (organization_id, objective) REFERENCES objectives (organization_id, code),
    FOREIGN KEY (organization_id, milestone_objective, milestone_number) REFERENCES milestones (organization_id, objective, number)
) STRICT;
CREATE INDEX actions_revision ON actions (organization_id, revision);

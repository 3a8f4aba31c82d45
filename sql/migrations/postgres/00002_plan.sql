-- +goose Up

CREATE TABLE objectives (
    organization_id TEXT COLLATE "C" NOT NULL REFERENCES organizations (id),
    code            TEXT COLLATE "C" NOT NULL,
    title           TEXT COLLATE "C" NOT NULL,
    description     TEXT COLLATE "C" NOT NULL,
    urgent          BOOLEAN NOT NULL,
    sectors         TEXT COLLATE "C" NOT NULL, -- JSON array of strings
    added_on        TEXT COLLATE "C" NOT NULL CHECK (added_on LIKE '____-__-__'),
    removed_on      TEXT COLLATE "C" CHECK (removed_on LIKE '____-__-__'),
    state           TEXT COLLATE "C" NOT NULL CHECK (state IN ('draft', 'active', 'suspended', 'completed', 'cancelled')),
    weight          DOUBLE PRECISION NOT NULL CHECK (weight > 0 AND weight <= 1000000),
    horizon         TEXT COLLATE "C" NOT NULL CHECK (horizon IN ('short', 'medium', 'long')),
    start_on        TEXT COLLATE "C" CHECK (start_on LIKE '____-__-__'),
    due_on          TEXT COLLATE "C" CHECK (due_on LIKE '____-__-__'),
    lead_office     TEXT COLLATE "C",
    revision        BIGINT NOT NULL,
    PRIMARY KEY (organization_id, code),
    FOREIGN KEY (organization_id, lead_office) REFERENCES offices (organization_id, code)
);
CREATE INDEX objectives_revision ON objectives (organization_id, revision);

CREATE TABLE objective_changes (
    organization_id TEXT COLLATE "C" NOT NULL,
    id              TEXT COLLATE "C" NOT NULL,
    objective       TEXT COLLATE "C" NOT NULL,
    effective_on    TEXT COLLATE "C" NOT NULL CHECK (effective_on LIKE '____-__-__'),
    recorded_at     TEXT COLLATE "C" NOT NULL CHECK (recorded_at LIKE '____-__-__T%Z'),
    account_id      TEXT COLLATE "C" NOT NULL, -- no foreign key: the account can be erased, its acts stay
    role            TEXT COLLATE "C" NOT NULL,
    state           TEXT COLLATE "C" NOT NULL CHECK (state IN ('draft', 'active', 'suspended', 'completed', 'cancelled')),
    weight          DOUBLE PRECISION NOT NULL CHECK (weight > 0 AND weight <= 1000000),
    horizon         TEXT COLLATE "C" NOT NULL CHECK (horizon IN ('short', 'medium', 'long')),
    start_on        TEXT COLLATE "C" CHECK (start_on LIKE '____-__-__'),
    due_on          TEXT COLLATE "C" CHECK (due_on LIKE '____-__-__'),
    lead_office     TEXT COLLATE "C",
    revision        BIGINT NOT NULL,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, objective) REFERENCES objectives (organization_id, code),
    FOREIGN KEY (organization_id, lead_office) REFERENCES offices (organization_id, code)
);
CREATE INDEX objective_changes_revision ON objective_changes (organization_id, revision, id);

CREATE TABLE milestones (
    organization_id TEXT COLLATE "C" NOT NULL,
    objective       TEXT COLLATE "C" NOT NULL,
    number          BIGINT NOT NULL CHECK (number BETWEEN 1 AND 99999),
    title           TEXT COLLATE "C" NOT NULL,
    description     TEXT COLLATE "C" NOT NULL,
    added_on        TEXT COLLATE "C" NOT NULL CHECK (added_on LIKE '____-__-__'),
    removed_on      TEXT COLLATE "C" CHECK (removed_on LIKE '____-__-__'),
    baseline_due_on TEXT COLLATE "C" CHECK (baseline_due_on LIKE '____-__-__'),
    baseline_set_on TEXT COLLATE "C" CHECK (baseline_set_on LIKE '____-__-__'),
    revision        BIGINT NOT NULL,
    PRIMARY KEY (organization_id, objective, number),
    FOREIGN KEY (organization_id, objective) REFERENCES objectives (organization_id, code)
);
CREATE INDEX milestones_revision ON milestones (organization_id, revision);

CREATE TABLE meetings (
    organization_id  TEXT COLLATE "C" NOT NULL REFERENCES organizations (id),
    id               TEXT COLLATE "C" NOT NULL,
    title            TEXT COLLATE "C" NOT NULL,
    state            TEXT COLLATE "C" NOT NULL CHECK (state IN ('scheduled', 'held', 'cancelled')),
    held_on          TEXT COLLATE "C" NOT NULL CHECK (held_on LIKE '____-__-__'),
    starts_at        TEXT COLLATE "C" NOT NULL, -- HH:MM or empty
    ends_at          TEXT COLLATE "C" NOT NULL,
    place            TEXT COLLATE "C" NOT NULL,
    agenda           TEXT COLLATE "C" NOT NULL,
    date_note        TEXT COLLATE "C" NOT NULL,
    offices          TEXT COLLATE "C" NOT NULL, -- JSON array of codes
    participants     TEXT COLLATE "C" NOT NULL, -- JSON array of {role, office}
    minutes          TEXT COLLATE "C" NOT NULL,
    minutes_approved BOOLEAN NOT NULL,
    decisions        TEXT COLLATE "C" NOT NULL, -- JSON array of {text, objective, milestone}
    published        BOOLEAN NOT NULL,
    removed_on       TEXT COLLATE "C" CHECK (removed_on LIKE '____-__-__'),
    revision         BIGINT NOT NULL,
    PRIMARY KEY (organization_id, id)
);
CREATE INDEX meetings_revision ON meetings (organization_id, revision);

CREATE TABLE updates (
    organization_id TEXT COLLATE "C" NOT NULL,
    id              TEXT COLLATE "C" NOT NULL,
    objective       TEXT COLLATE "C" NOT NULL,
    number          BIGINT NOT NULL,
    kind            TEXT COLLATE "C" NOT NULL CHECK (kind IN ('added', 'reported', 'revised')),
    recorded_at     TEXT COLLATE "C" NOT NULL CHECK (recorded_at LIKE '____-__-__T%Z'),
    effective_on    TEXT COLLATE "C" NOT NULL CHECK (effective_on LIKE '____-__-__'),
    account_id      TEXT COLLATE "C" NOT NULL, -- no foreign key: the account can be erased, its acts stay
    role            TEXT COLLATE "C" NOT NULL,
    -- from here to act_url: the whole status after the update
    office          TEXT COLLATE "C" NOT NULL,
    weight          DOUBLE PRECISION NOT NULL CHECK (weight > 0 AND weight <= 1000000),
    start_on        TEXT COLLATE "C" CHECK (start_on LIKE '____-__-__'),
    due_on          TEXT COLLATE "C" CHECK (due_on LIKE '____-__-__'),
    state           TEXT COLLATE "C" NOT NULL CHECK (state IN ('planned', 'in_progress', 'blocked', 'done', 'cancelled')),
    percent         BIGINT NOT NULL CHECK (percent BETWEEN 0 AND 100),
    completed_on    TEXT COLLATE "C" CHECK (completed_on LIKE '____-__-__'),
    evidence_url    TEXT COLLATE "C" NOT NULL,
    evidence_note   TEXT COLLATE "C" NOT NULL,
    act_kind        TEXT COLLATE "C", -- null, like the next three: no act
    act_number      TEXT COLLATE "C",
    act_date        TEXT COLLATE "C" CHECK (act_date LIKE '____-__-__'),
    act_url         TEXT COLLATE "C",
    reason          TEXT COLLATE "C" NOT NULL,
    decided_in      TEXT COLLATE "C",
    note            TEXT COLLATE "C" NOT NULL,
    revision        BIGINT NOT NULL,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, objective, number) REFERENCES milestones (organization_id, objective, number),
    FOREIGN KEY (organization_id, office) REFERENCES offices (organization_id, code),
    FOREIGN KEY (organization_id, decided_in) REFERENCES meetings (organization_id, id)
);
CREATE INDEX updates_revision ON updates (organization_id, revision, id);
-- what held on a day: the last update effective on or before it, of one day the later recorded
CREATE INDEX updates_effective ON updates (organization_id, objective, number, effective_on, revision, id);

CREATE TABLE reviews (
    organization_id TEXT COLLATE "C" NOT NULL,
    id              TEXT COLLATE "C" NOT NULL,
    update_id       TEXT COLLATE "C" NOT NULL,
    verdict         TEXT COLLATE "C" NOT NULL CHECK (verdict IN ('confirmed', 'questioned')),
    note            TEXT COLLATE "C" NOT NULL,
    recorded_at     TEXT COLLATE "C" NOT NULL CHECK (recorded_at LIKE '____-__-__T%Z'),
    account_id      TEXT COLLATE "C" NOT NULL,
    role            TEXT COLLATE "C" NOT NULL,
    revision        BIGINT NOT NULL,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, update_id) REFERENCES updates (organization_id, id)
);
CREATE INDEX reviews_revision ON reviews (organization_id, revision, id);

CREATE TABLE ratings (
    organization_id TEXT COLLATE "C" NOT NULL,
    id              TEXT COLLATE "C" NOT NULL,
    objective       TEXT COLLATE "C" NOT NULL,
    rated_by        TEXT COLLATE "C" NOT NULL CHECK (rated_by IN ('office', 'reviewer')),
    confidence      TEXT COLLATE "C" NOT NULL CHECK (confidence IN ('green', 'amber', 'red')),
    text            TEXT COLLATE "C" NOT NULL,
    given_on        TEXT COLLATE "C" NOT NULL CHECK (given_on LIKE '____-__-__'),
    recorded_at     TEXT COLLATE "C" NOT NULL CHECK (recorded_at LIKE '____-__-__T%Z'),
    account_id      TEXT COLLATE "C" NOT NULL,
    role            TEXT COLLATE "C" NOT NULL,
    revision        BIGINT NOT NULL,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, objective) REFERENCES objectives (organization_id, code)
);
CREATE INDEX ratings_revision ON ratings (organization_id, revision, id);

CREATE TABLE actions (
    organization_id     TEXT COLLATE "C" NOT NULL,
    id                  TEXT COLLATE "C" NOT NULL,
    meeting             TEXT COLLATE "C" NOT NULL,
    title               TEXT COLLATE "C" NOT NULL,
    office              TEXT COLLATE "C" NOT NULL,
    due_on              TEXT COLLATE "C" NOT NULL CHECK (due_on LIKE '____-__-__'),
    state               TEXT COLLATE "C" NOT NULL CHECK (state IN ('open', 'done', 'cancelled')),
    completed_on        TEXT COLLATE "C" CHECK (completed_on LIKE '____-__-__'),
    objective           TEXT COLLATE "C",
    milestone_objective TEXT COLLATE "C",
    milestone_number    BIGINT,
    removed_on          TEXT COLLATE "C" CHECK (removed_on LIKE '____-__-__'),
    revision            BIGINT NOT NULL,
    PRIMARY KEY (organization_id, id),
    CHECK ((milestone_objective IS NULL) = (milestone_number IS NULL)),
    FOREIGN KEY (organization_id, meeting) REFERENCES meetings (organization_id, id),
    FOREIGN KEY (organization_id, office) REFERENCES offices (organization_id, code),
    FOREIGN KEY (organization_id, objective) REFERENCES objectives (organization_id, code),
    FOREIGN KEY (organization_id, milestone_objective, milestone_number) REFERENCES milestones (organization_id, objective, number)
);
CREATE INDEX actions_revision ON actions (organization_id, revision);

-- +goose NO TRANSACTION
-- +goose Up

-- What only the organization can say on its public pages. No row: it says nothing yet. Apart from
-- its own row, which the list of organizations reads of everybody.
CREATE TABLE organization_texts (
    organization_id TEXT NOT NULL PRIMARY KEY REFERENCES organizations (id),
    introduction    TEXT NOT NULL,
    privacy_contact TEXT NOT NULL,
    dpo_contact     TEXT NOT NULL,
    privacy_note    TEXT NOT NULL,
    legal_note      TEXT NOT NULL,
    revision        INTEGER NOT NULL
) STRICT;

-- What it keeps from the public. No row: nothing beyond what nobody may see.
CREATE TABLE publication_settings (
    organization_id   TEXT NOT NULL PRIMARY KEY REFERENCES organizations (id),
    hide_ratings      INTEGER NOT NULL CHECK (hide_ratings IN (0, 1)),
    hide_participants INTEGER NOT NULL CHECK (hide_participants IN (0, 1)),
    hide_notes        INTEGER NOT NULL CHECK (hide_notes IN (0, 1)),
    revision          INTEGER NOT NULL
) STRICT;

-- +goose Up

-- What only the organization can say on its public pages. No row: it says nothing yet. Apart from
-- its own row, which the list of organizations reads of everybody.
CREATE TABLE organization_texts (
    organization_id TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES organizations (id),
    introduction    TEXT COLLATE "C" NOT NULL,
    privacy_contact TEXT COLLATE "C" NOT NULL,
    dpo_contact     TEXT COLLATE "C" NOT NULL,
    privacy_note    TEXT COLLATE "C" NOT NULL,
    legal_note      TEXT COLLATE "C" NOT NULL,
    revision        BIGINT NOT NULL
);

-- What it keeps from the public. No row: nothing beyond what nobody may see.
CREATE TABLE publication_settings (
    organization_id   TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES organizations (id),
    hide_ratings      BOOLEAN NOT NULL,
    hide_participants BOOLEAN NOT NULL,
    hide_notes        BOOLEAN NOT NULL,
    revision          BIGINT NOT NULL
);

-- +goose NO TRANSACTION
-- +goose Up

ALTER TABLE meetings ADD COLUMN invited_on TEXT CHECK (invited_on LIKE '____-__-__');
ALTER TABLE meetings ADD COLUMN notes TEXT NOT NULL DEFAULT '[]'; -- JSON array of {point, text, handled}
ALTER TABLE meetings ADD COLUMN series TEXT NOT NULL DEFAULT '';
ALTER TABLE meetings ADD COLUMN changed_at TEXT CHECK (changed_at LIKE '____-__-__T%Z');
ALTER TABLE actions ADD COLUMN decision TEXT; -- an id among the meeting's decisions
ALTER TABLE actions ADD COLUMN point INTEGER NOT NULL DEFAULT 0;

-- Decisions get an identifier that stays, before all that are made later, in their order.
UPDATE meetings
SET decisions = (
    SELECT json_group_array(json_set(d.value, '$.id',
        printf('00000000-0000-4000-8%03d-', d.key) || lower(hex(randomblob(6))), '$.revision', meetings.revision))
    FROM json_each(meetings.decisions) d
)
WHERE decisions <> '[]';
UPDATE meetings
SET changed_at = (
    SELECT MAX(a.at)
    FROM audit_entries a
    WHERE a.organization_id = meetings.organization_id AND a.object_type = 'meeting' AND a.object_id = meetings.id
);

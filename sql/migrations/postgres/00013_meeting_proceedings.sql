-- +goose Up

ALTER TABLE meetings ADD COLUMN invited_on TEXT COLLATE "C" CHECK (invited_on LIKE '____-__-__');
ALTER TABLE meetings ADD COLUMN notes TEXT COLLATE "C" NOT NULL DEFAULT '[]'; -- JSON array of {point, text, handled}
ALTER TABLE meetings ADD COLUMN series TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE meetings ADD COLUMN changed_at TEXT COLLATE "C" CHECK (changed_at LIKE '____-__-__T%Z');
ALTER TABLE actions ADD COLUMN decision TEXT COLLATE "C"; -- an id among the meeting's decisions
ALTER TABLE actions ADD COLUMN point BIGINT NOT NULL DEFAULT 0;

-- Decisions get an identifier that stays, before all that are made later, in their order.
UPDATE meetings
SET decisions = (
    SELECT jsonb_agg(d.value || jsonb_build_object('id',
        '00000000-0000-4000-8' || lpad((d.ordinality - 1)::text, 3, '0') || '-' || right(gen_random_uuid()::text, 12),
        'revision', meetings.revision)
        ORDER BY d.ordinality)::text
    FROM jsonb_array_elements(decisions::jsonb) WITH ORDINALITY d (value, ordinality)
)
WHERE decisions <> '[]';
UPDATE meetings
SET changed_at = (
    SELECT MAX(a.at)
    FROM audit_entries a
    WHERE a.organization_id = meetings.organization_id AND a.object_type = 'meeting' AND a.object_id = meetings.id
);

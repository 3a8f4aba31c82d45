-- What the list of organizations shows of each, and how far its numbers are complete.

-- name: LinesSince
SELECT organization_id, revision, day, content FROM organization_lines WHERE day >= $1

-- A line of an earlier revision or day does not undo a later one. How far the numbers are complete
-- stays where it is not told.
-- name: LineSave
INSERT INTO organization_lines (organization_id, revision, day, content, kept_since, kept_through)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (organization_id) DO UPDATE
SET revision = excluded.revision, day = excluded.day, content = excluded.content,
    kept_since = COALESCE(excluded.kept_since, organization_lines.kept_since),
    kept_through = COALESCE(excluded.kept_through, organization_lines.kept_through)
WHERE organization_lines.revision <= excluded.revision AND organization_lines.day <= excluded.day

-- name: NumbersKept
SELECT organization_id, kept_since, kept_through
FROM organization_lines
WHERE organization_id >= $1 AND organization_id <= $2

-- From one organization to the next by the key: of years of numbers the days asked for are read alone.
-- name: NumbersDays
SELECT o.id AS organization_id, s.day, s.computed_at
FROM organizations o
JOIN snapshots s ON s.organization_id = o.id AND s.day >= $3 AND s.scope = 'organization'
WHERE o.id >= $1 AND o.id <= $2

-- name: Visit
SELECT account_id, organization_id, began_at, seen_at, seen, previous_at, previous
FROM desk_visits
WHERE account_id = $1 AND organization_id = $2

-- Two looks of one account at once come to the same; a later one that was overtaken stays away.
-- name: VisitSave
INSERT INTO desk_visits (account_id, organization_id, began_at, seen_at, seen, previous_at, previous)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (account_id, organization_id) DO UPDATE
SET began_at = excluded.began_at, seen_at = excluded.seen_at, seen = excluded.seen, previous_at = excluded.previous_at, previous = excluded.previous
WHERE desk_visits.seen_at < excluded.seen_at

-- name: Briefings
SELECT id, on_day, since_on, shown_revision, standings, recorded_at, account_id, role, revision
FROM briefings
WHERE organization_id = $1
ORDER BY revision DESC

-- name: BriefingAdd
INSERT INTO briefings (organization_id, id, on_day, since_on, shown_revision, standings, recorded_at, account_id, role, revision)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)

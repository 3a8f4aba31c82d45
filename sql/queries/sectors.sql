-- name: Sectors
SELECT code, name, position, hidden, removed_on, revision
FROM sectors
WHERE organization_id = $1
ORDER BY position, name, code

-- name: SectorsSince
SELECT code, name, position, hidden, removed_on, revision
FROM sectors
WHERE organization_id = $1 AND revision > $2
ORDER BY code

-- name: SectorSave
INSERT INTO sectors (organization_id, code, name, position, hidden, removed_on, revision)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (organization_id, code) DO UPDATE
SET name = excluded.name, position = excluded.position, hidden = excluded.hidden, removed_on = excluded.removed_on,
    revision = excluded.revision

-- Of the objectives that are in the plan now: which sectors each of them names.
-- name: SectorsNamed
SELECT sectors FROM objectives WHERE organization_id = $1 AND removed_on IS NULL AND sectors <> '[]'

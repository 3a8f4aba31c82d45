-- name: Origin
SELECT source, key, object_type, object_id, imported
FROM origins
WHERE organization_id = $1 AND source = $2 AND key = $3

-- name: OriginsOf
SELECT source, key, object_type, object_id, imported
FROM origins
WHERE organization_id = $1 AND source = $2
ORDER BY key

-- name: OriginSave
INSERT INTO origins (organization_id, source, key, object_type, object_id, imported)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (organization_id, source, key) DO UPDATE
SET object_type = excluded.object_type, object_id = excluded.object_id, imported = excluded.imported

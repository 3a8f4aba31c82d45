-- The day is taken by whoever writes its row first.
-- name: OpenDataDayAdd
INSERT INTO open_data_days (organization_id, day, made_at, revision, audit_sequence, audit_hash)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (organization_id, day) DO NOTHING
RETURNING day

-- name: OpenDataContentAdd
INSERT INTO open_data_contents (sha256, content)
VALUES ($1, $2)
ON CONFLICT (sha256) DO NOTHING

-- name: OpenDataFileAdd
INSERT INTO open_data_files (organization_id, day, name, sha256, size)
VALUES ($1, $2, $3, $4, $5)

-- name: OpenDataDays
SELECT day, made_at, revision, audit_sequence, audit_hash
FROM open_data_days
WHERE organization_id = $1 AND day < $2
ORDER BY day DESC
LIMIT $3

-- name: OpenDataFiles
SELECT day, name, sha256, size
FROM open_data_files
WHERE organization_id = $1 AND day >= $2 AND day <= $3
ORDER BY day DESC, name

-- name: OpenDataFile
SELECT f.day, f.name, f.sha256, f.size, c.content
FROM open_data_files f JOIN open_data_contents c ON c.sha256 = f.sha256
WHERE f.organization_id = $1 AND f.day = $2 AND f.name = $3

-- Two looks into the key for each organization.
-- name: OpenDataLast
SELECT o.id AS organization_id, o.revision AS present,
       (SELECT d.day FROM open_data_days d WHERE d.organization_id = o.id ORDER BY d.day DESC LIMIT 1) AS day,
       COALESCE((SELECT d.revision FROM open_data_days d WHERE d.organization_id = o.id ORDER BY d.day DESC LIMIT 1), 0) AS revision
FROM organizations o
ORDER BY o.id

-- name: Indicator
SELECT id, objective, title, description, unit, direction, baseline, baseline_on, target, target_on, removed_on, revision
FROM indicators
WHERE organization_id = $1 AND id = $2

-- name: IndicatorsSince
SELECT id, objective, title, description, unit, direction, baseline, baseline_on, target, target_on, removed_on, revision
FROM indicators
WHERE organization_id = $1 AND revision > $2
ORDER BY id

-- name: IndicatorSave
INSERT INTO indicators (organization_id, id, objective, title, description, unit, direction, baseline, baseline_on,
    target, target_on, removed_on, revision)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
ON CONFLICT (organization_id, id) DO UPDATE
SET objective = excluded.objective, title = excluded.title, description = excluded.description, unit = excluded.unit,
    direction = excluded.direction, baseline = excluded.baseline, baseline_on = excluded.baseline_on,
    target = excluded.target, target_on = excluded.target_on, removed_on = excluded.removed_on,
    revision = excluded.revision

-- name: Measurement
SELECT id, indicator, measured_on, value, note, source, recorded_at, account_id, role, removed_on, revision
FROM measurements
WHERE organization_id = $1 AND id = $2

-- The earliest day on which something was measured; no row where nothing was.
-- name: MeasurementFirst
SELECT measured_on
FROM measurements
WHERE organization_id = $1 AND indicator = $2 AND removed_on IS NULL
ORDER BY measured_on
LIMIT 1

-- name: MeasurementsSince
SELECT id, indicator, measured_on, value, note, source, recorded_at, account_id, role, removed_on, revision
FROM measurements
WHERE organization_id = $1 AND revision > $2
ORDER BY id

-- name: MeasurementSave
INSERT INTO measurements (organization_id, id, indicator, measured_on, value, note, source, recorded_at, account_id,
    role, removed_on, revision)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
ON CONFLICT (organization_id, id) DO UPDATE
SET measured_on = excluded.measured_on, value = excluded.value, note = excluded.note, source = excluded.source,
    removed_on = excluded.removed_on, revision = excluded.revision

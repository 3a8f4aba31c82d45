-- name: ObjectiveOrder
SELECT objectives, revision FROM objective_orders WHERE organization_id = $1

-- name: ObjectiveOrderSince
SELECT objectives, revision FROM objective_orders WHERE organization_id = $1 AND revision > $2

-- name: ObjectiveOrderSave
INSERT INTO objective_orders (organization_id, objectives, revision)
VALUES ($1, $2, $3)
ON CONFLICT (organization_id) DO UPDATE
SET objectives = excluded.objectives, revision = excluded.revision

-- Removed ones too: days on which they were there show them.
-- name: ObjectiveCodes
SELECT code FROM objectives WHERE organization_id = $1 ORDER BY code

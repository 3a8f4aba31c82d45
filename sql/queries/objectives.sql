-- name: Objective
SELECT code, title, description, urgent, sectors, added_on, removed_on, state, weight, horizon, start_on, due_on,
       lead_office, revision, milestone_order, lines
FROM objectives
WHERE organization_id = $1 AND code = $2

-- name: ObjectivesSince
SELECT code, title, description, urgent, sectors, added_on, removed_on, state, weight, horizon, start_on, due_on,
       lead_office, revision, milestone_order, lines
FROM objectives
WHERE organization_id = $1 AND revision > $2
ORDER BY code

-- name: ObjectiveSave
INSERT INTO objectives (organization_id, code, title, description, urgent, sectors, added_on, removed_on, state,
    weight, horizon, start_on, due_on, lead_office, revision, milestone_order, lines)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
ON CONFLICT (organization_id, code) DO UPDATE
SET title = excluded.title, description = excluded.description, urgent = excluded.urgent,
    sectors = excluded.sectors, added_on = excluded.added_on, removed_on = excluded.removed_on,
    state = excluded.state, weight = excluded.weight, horizon = excluded.horizon, start_on = excluded.start_on,
    due_on = excluded.due_on, lead_office = excluded.lead_office, revision = excluded.revision,
    milestone_order = excluded.milestone_order, lines = excluded.lines

-- name: ObjectiveChangesSince
SELECT id, objective, effective_on, recorded_at, account_id, role, state, weight, horizon, start_on, due_on,
       lead_office, revision
FROM objective_changes
WHERE organization_id = $1 AND revision > $2
ORDER BY revision, id

-- name: ObjectiveChangeAdd
INSERT INTO objective_changes (organization_id, id, objective, effective_on, recorded_at, account_id, role, state,
    weight, horizon, start_on, due_on, lead_office, revision)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)

-- name: RatingsSince
SELECT id, objective, rated_by, confidence, text, given_on, recorded_at, account_id, role, revision
FROM ratings
WHERE organization_id = $1 AND revision > $2
ORDER BY revision, id

-- name: RatingAdd
INSERT INTO ratings (organization_id, id, objective, rated_by, confidence, text, given_on, recorded_at, account_id,
    role, revision)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)

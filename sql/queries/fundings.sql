-- name: Funding
SELECT id, objective, measure, call_name, decree, cup, amount_cents, applied_on, assigned_on, state, state_on, source,
       removed_on, revision
FROM fundings
WHERE organization_id = $1 AND id = $2

-- name: FundingsSince
SELECT id, objective, measure, call_name, decree, cup, amount_cents, applied_on, assigned_on, state, state_on, source,
       removed_on, revision
FROM fundings
WHERE organization_id = $1 AND revision > $2
ORDER BY id

-- name: FundingSave
INSERT INTO fundings (organization_id, id, objective, measure, call_name, decree, cup, amount_cents, applied_on,
    assigned_on, state, state_on, source, removed_on, revision)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
ON CONFLICT (organization_id, id) DO UPDATE
SET objective = excluded.objective, measure = excluded.measure, call_name = excluded.call_name,
    decree = excluded.decree, cup = excluded.cup, amount_cents = excluded.amount_cents,
    applied_on = excluded.applied_on, assigned_on = excluded.assigned_on, state = excluded.state,
    state_on = excluded.state_on, source = excluded.source, removed_on = excluded.removed_on,
    revision = excluded.revision

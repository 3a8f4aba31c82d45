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

-- The fundings of every plan that the public sees, on objectives that it sees, organization by organization: what
-- plans are compared by. Which of them come from the open data, the reader tells.
-- name: Grants
SELECT o.id AS organization, o.type, o.region, o.population, o.demonstration, f.measure, f.amount_cents, f.assigned_on,
       f.state, f.state_on, f.source
FROM organizations o
JOIN fundings f ON f.organization_id = o.id AND f.removed_on IS NULL
JOIN objectives j ON j.organization_id = f.organization_id AND j.code = f.objective AND j.removed_on IS NULL
    AND j.state <> 'draft'
ORDER BY o.id, f.id

-- The same of one organization.
-- name: GrantsOf
SELECT o.id AS organization, o.type, o.region, o.population, o.demonstration, f.measure, f.amount_cents, f.assigned_on,
       f.state, f.state_on, f.source
FROM organizations o
JOIN fundings f ON f.organization_id = o.id AND f.removed_on IS NULL
JOIN objectives j ON j.organization_id = f.organization_id AND j.code = f.objective AND j.removed_on IS NULL
    AND j.state <> 'draft'
WHERE o.id = $1
ORDER BY f.id

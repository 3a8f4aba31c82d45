-- name: Update
SELECT id, objective, number, kind, recorded_at, effective_on, account_id, role, office, weight, start_on, due_on, state, percent, completed_on, evidence_url,
       evidence_note, act_kind, act_number, act_date, act_url,
       reason, decided_in, note, source, after_baseline, revision
FROM updates
WHERE organization_id = $1 AND id = $2

-- name: UpdatesSince
SELECT id, objective, number, kind, recorded_at, effective_on, account_id, role, office, weight, start_on, due_on, state, percent, completed_on, evidence_url,
       evidence_note, act_kind, act_number, act_date, act_url,
       reason, decided_in, note, source, after_baseline, revision
FROM updates
WHERE organization_id = $1 AND revision > $2
ORDER BY revision, id

-- name: UpdateAdd
INSERT INTO updates (organization_id, id, objective, number, kind, recorded_at, effective_on, account_id, role,
    office, weight, start_on, due_on, state, percent, completed_on, evidence_url, evidence_note, act_kind, act_number,
    act_date, act_url, reason, decided_in, note, source, after_baseline, revision)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24,
    $25, $26, $27, $28)

-- name: ReviewsSince
SELECT id, update_id, verdict, note, recorded_at, account_id, role, revision
FROM reviews
WHERE organization_id = $1 AND revision > $2
ORDER BY revision, id

-- name: ReviewOf
SELECT id, update_id, verdict, note, recorded_at, account_id, role, revision
FROM reviews
WHERE organization_id = $1 AND update_id = $2
ORDER BY revision DESC, id DESC
LIMIT 1

-- name: ReviewAdd
INSERT INTO reviews (organization_id, id, update_id, verdict, note, recorded_at, account_id, role, revision)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)

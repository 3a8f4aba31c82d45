-- A milestone stands as its last update left it: the one with the latest effective day, and of
-- those the one recorded last. Its revision is that of its row or of the update recorded last: the +
-- keeps the maximum from being looked for in the index of the revisions, last one first through
-- everybody's, until one of this milestone comes.
-- name: Milestone
SELECT m.objective, m.number, m.title, m.description, m.added_on, m.removed_on, m.baseline_due_on,
       m.baseline_set_on, m.revision, (
           SELECT MAX(+r.revision)
           FROM updates r
           WHERE r.organization_id = m.organization_id AND r.objective = m.objective AND r.number = m.number
       ) AS updated_revision, u.effective_on, u.office, u.weight, u.start_on, u.due_on, u.state, u.percent, u.completed_on,
       u.evidence_url, u.evidence_note, u.act_kind, u.act_number, u.act_date, u.act_url
FROM milestones m
LEFT JOIN updates u ON u.organization_id = m.organization_id AND u.id = (
    SELECT l.id
    FROM updates l
    WHERE l.organization_id = m.organization_id AND l.objective = m.objective AND l.number = m.number
    ORDER BY l.effective_on DESC, l.revision DESC, l.id DESC
    LIMIT 1
)
WHERE m.organization_id = $1 AND m.objective = $2 AND m.number = $3

-- name: MilestonesOf
SELECT m.objective, m.number, m.title, m.description, m.added_on, m.removed_on, m.baseline_due_on,
       m.baseline_set_on, m.revision, (
           SELECT MAX(+r.revision)
           FROM updates r
           WHERE r.organization_id = m.organization_id AND r.objective = m.objective AND r.number = m.number
       ) AS updated_revision, u.effective_on, u.office, u.weight, u.start_on, u.due_on, u.state, u.percent, u.completed_on,
       u.evidence_url, u.evidence_note, u.act_kind, u.act_number, u.act_date, u.act_url
FROM milestones m
LEFT JOIN updates u ON u.organization_id = m.organization_id AND u.id = (
    SELECT l.id
    FROM updates l
    WHERE l.organization_id = m.organization_id AND l.objective = m.objective AND l.number = m.number
    ORDER BY l.effective_on DESC, l.revision DESC, l.id DESC
    LIMIT 1
)
WHERE m.organization_id = $1 AND m.objective = $2
ORDER BY m.number

-- name: MilestonesRemoved
SELECT objective, number
FROM milestones
WHERE organization_id = $1 AND removed_on IS NOT NULL
ORDER BY objective, number

-- name: MilestonesSince
SELECT objective, number, title, description, added_on, removed_on, baseline_due_on, baseline_set_on, revision
FROM milestones
WHERE organization_id = $1 AND revision > $2
ORDER BY objective, number

-- name: MilestoneSave
INSERT INTO milestones (organization_id, objective, number, title, description, added_on, removed_on,
    baseline_due_on, baseline_set_on, revision)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (organization_id, objective, number) DO UPDATE
SET title = excluded.title, description = excluded.description, added_on = excluded.added_on,
    removed_on = excluded.removed_on, baseline_due_on = excluded.baseline_due_on,
    baseline_set_on = excluded.baseline_set_on, revision = excluded.revision

-- name: MilestoneStatusOn
SELECT office, weight, start_on, due_on, state, percent, completed_on, evidence_url,
       evidence_note, act_kind, act_number, act_date, act_url
FROM updates
WHERE organization_id = $1 AND objective = $2 AND number = $3 AND effective_on <= $4
ORDER BY effective_on DESC, revision DESC, id DESC
LIMIT 1

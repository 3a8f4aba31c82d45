-- Differ from the shared text in the join alone: PostgreSQL reads every update of the
-- organization to compare its id with a subquery's, and LATERAL lets it take the one
-- update from the index. SQLite has no LATERAL and needs none. What "+" does there for the highest
-- revision, "+ 0" does here.
-- name: Milestone
SELECT m.objective, m.number, m.title, m.description, m.added_on, m.removed_on, m.baseline_due_on,
       m.baseline_set_on, m.revision, (
           SELECT MAX(r.revision + 0)
           FROM updates r
           WHERE r.organization_id = m.organization_id AND r.objective = m.objective AND r.number = m.number
       ) AS updated_revision, u.effective_on, u.office, u.weight, u.start_on, u.due_on, u.state, u.percent, u.completed_on,
       u.evidence_url, u.evidence_note, u.act_kind, u.act_number, u.act_date, u.act_url
FROM milestones m
LEFT JOIN LATERAL (
    SELECT *
    FROM updates l
    WHERE l.organization_id = m.organization_id AND l.objective = m.objective AND l.number = m.number
    ORDER BY l.effective_on DESC, l.revision DESC, l.id DESC
    LIMIT 1
) u ON TRUE
WHERE m.organization_id = $1 AND m.objective = $2 AND m.number = $3

-- name: MilestonesOf
SELECT m.objective, m.number, m.title, m.description, m.added_on, m.removed_on, m.baseline_due_on,
       m.baseline_set_on, m.revision, (
           SELECT MAX(r.revision + 0)
           FROM updates r
           WHERE r.organization_id = m.organization_id AND r.objective = m.objective AND r.number = m.number
       ) AS updated_revision, u.effective_on, u.office, u.weight, u.start_on, u.due_on, u.state, u.percent, u.completed_on,
       u.evidence_url, u.evidence_note, u.act_kind, u.act_number, u.act_date, u.act_url
FROM milestones m
LEFT JOIN LATERAL (
    SELECT *
    FROM updates l
    WHERE l.organization_id = m.organization_id AND l.objective = m.objective AND l.number = m.number
    ORDER BY l.effective_on DESC, l.revision DESC, l.id DESC
    LIMIT 1
) u ON TRUE
WHERE m.organization_id = $1 AND m.objective = $2
ORDER BY m.number

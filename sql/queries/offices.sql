-- name: Office
SELECT code, name, description, removed_on, revision, merged_into
FROM offices
WHERE organization_id = $1 AND code = $2

-- name: OfficesSince
SELECT code, name, description, removed_on, revision, merged_into
FROM offices
WHERE organization_id = $1 AND revision > $2
ORDER BY code

-- name: OfficesPresent
SELECT code, name, description, removed_on, revision
FROM offices
WHERE organization_id = $1 AND removed_on IS NULL
ORDER BY code

-- name: OfficeExists
SELECT EXISTS (SELECT 1 FROM offices WHERE organization_id = $1 AND code = $2 AND removed_on IS NULL)

-- name: OfficeSave
INSERT INTO offices (organization_id, code, name, description, removed_on, revision, merged_into)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (organization_id, code) DO UPDATE
SET name = excluded.name, description = excluded.description, removed_on = excluded.removed_on,
    revision = excluded.revision, merged_into = excluded.merged_into

-- Whether something that is still to be done names the office: a milestone by its last update,
-- an action, or an objective. What hangs on something removed is gone with it.
-- name: OfficeInUse
SELECT EXISTS (
    SELECT 1
    FROM objectives o
    WHERE o.organization_id = $1 AND o.lead_office = $2 AND o.removed_on IS NULL
      AND o.state NOT IN ('completed', 'cancelled')
) OR EXISTS (
    SELECT 1
    FROM actions a
    JOIN meetings m ON m.organization_id = a.organization_id AND m.id = a.meeting
    WHERE a.organization_id = $1 AND a.office = $2 AND a.removed_on IS NULL AND a.state = 'open' AND m.removed_on IS NULL
) OR EXISTS (
    SELECT 1
    FROM milestones m
    JOIN objectives o ON o.organization_id = m.organization_id AND o.code = m.objective
    JOIN updates u ON u.organization_id = m.organization_id AND u.id = (
        SELECT l.id
        FROM updates l
        WHERE l.organization_id = m.organization_id AND l.objective = m.objective AND l.number = m.number
        ORDER BY l.effective_on DESC, l.revision DESC, l.id DESC
        LIMIT 1
    )
    WHERE m.organization_id = $1 AND u.office = $2 AND m.removed_on IS NULL AND o.removed_on IS NULL
      AND u.state NOT IN ('done', 'cancelled')
)

-- What OfficeInUse looks for, by name.
-- name: OfficeObjectives
SELECT code
FROM objectives
WHERE organization_id = $1 AND lead_office = $2 AND removed_on IS NULL AND state NOT IN ('completed', 'cancelled')
ORDER BY code

-- name: OfficeMilestones
SELECT m.objective, m.number
FROM milestones m
JOIN objectives o ON o.organization_id = m.organization_id AND o.code = m.objective
JOIN updates u ON u.organization_id = m.organization_id AND u.id = (
    SELECT l.id
    FROM updates l
    WHERE l.organization_id = m.organization_id AND l.objective = m.objective AND l.number = m.number
    ORDER BY l.effective_on DESC, l.revision DESC, l.id DESC
    LIMIT 1
)
WHERE m.organization_id = $1 AND u.office = $2 AND m.removed_on IS NULL AND o.removed_on IS NULL
  AND u.state NOT IN ('done', 'cancelled')
ORDER BY m.objective, m.number

-- name: OfficeActions
SELECT a.id
FROM actions a
JOIN meetings m ON m.organization_id = a.organization_id AND m.id = a.meeting
WHERE a.organization_id = $1 AND a.office = $2 AND a.removed_on IS NULL AND a.state = 'open' AND m.removed_on IS NULL
ORDER BY a.due_on, a.id

-- Whom a merge concerns. Nobody else may change them meanwhile: who saves an account saves
-- its memberships too.
-- name: OfficeMembers
SELECT account_id FROM memberships WHERE organization_id = $1 AND office = $2 ORDER BY account_id

-- name: OfficeMembersMove
UPDATE memberships SET office = $3 WHERE organization_id = $1 AND office = $2

-- name: OfficeMemberCount
SELECT COUNT(*) FROM memberships WHERE organization_id = $1 AND office = $2

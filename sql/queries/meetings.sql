-- name: Meeting
SELECT id, title, state, held_on, starts_at, ends_at, place, agenda, date_note, offices, participants, minutes,
       minutes_approved, decisions, published, removed_on, invited_on, notes, series, changed_at, revision
FROM meetings
WHERE organization_id = $1 AND id = $2

-- name: MeetingsSince
SELECT id, title, state, held_on, starts_at, ends_at, place, agenda, date_note, offices, participants, minutes,
       minutes_approved, decisions, published, removed_on, invited_on, notes, series, changed_at, revision
FROM meetings
WHERE organization_id = $1 AND revision > $2
ORDER BY held_on, id

-- name: MeetingsScheduled
SELECT id, title, state, held_on, starts_at, ends_at, place, agenda, date_note, offices, participants, minutes,
       minutes_approved, decisions, published, removed_on, invited_on, notes, series, changed_at, revision
FROM meetings
WHERE organization_id = $1 AND state = 'scheduled' AND removed_on IS NULL
ORDER BY held_on, starts_at, id

-- name: MeetingSave
INSERT INTO meetings (organization_id, id, title, state, held_on, starts_at, ends_at, place, agenda, date_note,
    offices, participants, minutes, minutes_approved, decisions, published, removed_on, invited_on, notes, series,
    changed_at, revision)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)
ON CONFLICT (organization_id, id) DO UPDATE
SET title = excluded.title, state = excluded.state, held_on = excluded.held_on, starts_at = excluded.starts_at,
    ends_at = excluded.ends_at, place = excluded.place, agenda = excluded.agenda, date_note = excluded.date_note,
    offices = excluded.offices, participants = excluded.participants, minutes = excluded.minutes,
    minutes_approved = excluded.minutes_approved, decisions = excluded.decisions, published = excluded.published,
    removed_on = excluded.removed_on, invited_on = excluded.invited_on, notes = excluded.notes, series = excluded.series,
    changed_at = excluded.changed_at, revision = excluded.revision

-- name: Action
SELECT id, meeting, title, office, due_on, state, completed_on, objective, milestone_objective, milestone_number,
       decision, point, removed_on, revision
FROM actions
WHERE organization_id = $1 AND id = $2

-- name: ActionsSince
SELECT id, meeting, title, office, due_on, state, completed_on, objective, milestone_objective, milestone_number,
       decision, point, removed_on, revision
FROM actions
WHERE organization_id = $1 AND revision > $2
ORDER BY due_on, id

-- name: ActionsOf
SELECT id, meeting, title, office, due_on, state, completed_on, objective, milestone_objective, milestone_number,
       decision, point, removed_on, revision
FROM actions
WHERE organization_id = $1 AND meeting = $2 AND removed_on IS NULL
ORDER BY id

-- name: ActionSave
INSERT INTO actions (organization_id, id, meeting, title, office, due_on, state, completed_on, objective,
    milestone_objective, milestone_number, decision, point, removed_on, revision)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
ON CONFLICT (organization_id, id) DO UPDATE
SET meeting = excluded.meeting, title = excluded.title, office = excluded.office, due_on = excluded.due_on,
    state = excluded.state, completed_on = excluded.completed_on, objective = excluded.objective,
    milestone_objective = excluded.milestone_objective, milestone_number = excluded.milestone_number,
    decision = excluded.decision, point = excluded.point, removed_on = excluded.removed_on, revision = excluded.revision

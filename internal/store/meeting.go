package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/traguardi/traguardi/internal/plan"
)

const (
	qMeeting           = query("Meeting")
	qMeetingsSince     = query("MeetingsSince")
	qMeetingsScheduled = query("MeetingsScheduled")
	qMeetingSave       = query("MeetingSave")
	qAction            = query("Action")
	qActionsSince      = query("ActionsSince")
	qActionsOf         = query("ActionsOf")
	qActionSave        = query("ActionSave")
)

// The members of a meeting's lists as the database keeps them: their JSON names are
// part of the schema and do not follow renamings in package plan.
type (
	storedParticipant struct {
		Role       string          `json:"role"`
		Office     string          `json:"office,omitempty"`
		Attendance plan.Attendance `json:"attendance,omitempty"`
	}
	storedDecision struct {
		ID        string    `json:"id"`
		Text      string    `json:"text"`
		Office    string    `json:"office,omitempty"`
		DueOn     plan.Date `json:"due_on,omitzero"`
		Point     int       `json:"point,omitempty"`
		Objective string    `json:"objective,omitempty"`
		Milestone string    `json:"milestone,omitempty"`
		NoAction  bool      `json:"no_action,omitempty"`
		Revision  int64     `json:"revision,omitempty"`
	}
	storedNotes struct {
		Point   int    `json:"point,omitempty"`
		Text    string `json:"text,omitempty"`
		Handled bool   `json:"handled,omitempty"`
	}
)

type meetingRow struct {
	ID              string                      `db:"id"`
	Title           string                      `db:"title"`
	State           plan.MeetingState           `db:"state"`
	HeldOn          date                        `db:"held_on"`
	StartsAt        string                      `db:"starts_at"`
	EndsAt          string                      `db:"ends_at"`
	Place           string                      `db:"place"`
	Agenda          string                      `db:"agenda"`
	DateNote        string                      `db:"date_note"`
	Offices         jsonList[string]            `db:"offices"`
	Participants    jsonList[storedParticipant] `db:"participants"`
	Minutes         string                      `db:"minutes"`
	MinutesApproved bool                        `db:"minutes_approved"`
	Decisions       jsonList[storedDecision]    `db:"decisions"`
	Published       bool                        `db:"published"`
	RemovedOn       date                        `db:"removed_on"`
	InvitedOn       date                        `db:"invited_on"`
	Notes           jsonList[storedNotes]       `db:"notes"`
	Series          string                      `db:"series"`
	ChangedAt       instant                     `db:"changed_at"`
	Revision        int64                       `db:"revision"`
}

func (r meetingRow) value() plan.Meeting {
	return plan.Meeting{ID: r.ID, Title: r.Title, State: r.State, HeldOn: r.HeldOn.Date, StartsAt: r.StartsAt,
		EndsAt: r.EndsAt, Place: r.Place, Agenda: r.Agenda, DateNote: r.DateNote, Offices: r.Offices,
		Participants: each(r.Participants, func(p storedParticipant) plan.Participant { return plan.Participant(p) }),
		Minutes:      r.Minutes, MinutesApproved: r.MinutesApproved,
		Decisions: each(r.Decisions, func(d storedDecision) plan.Decision { return plan.Decision(d) }),
		Notes:     each(r.Notes, func(n storedNotes) plan.PointNotes { return plan.PointNotes(n) }),
		Published: r.Published, RemovedOn: r.RemovedOn.Date, InvitedOn: r.InvitedOn.Date, Series: r.Series,
		ChangedAt: r.ChangedAt.Time, Revision: r.Revision}
}

// Meeting implements tracker.Tx.
func (t *planTx) Meeting(ctx context.Context, id string) (plan.Meeting, error) {
	row, err := one[meetingRow](ctx, t.transaction, qMeeting, "meeting", t.organization, id)
	return row.value(), err
}

// ScheduledMeetings implements tracker.Tx.
func (t *planTx) ScheduledMeetings(ctx context.Context) ([]plan.Meeting, error) {
	rows, err := list[meetingRow](ctx, t.transaction, qMeetingsScheduled, "meeting", t.organization)
	return each(rows, meetingRow.value), err
}

// SaveMeeting implements tracker.Tx.
func (t *planTx) SaveMeeting(ctx context.Context, m plan.Meeting) error {
	participants := each(m.Participants, func(p plan.Participant) storedParticipant { return storedParticipant(p) })
	decisions := each(m.Decisions, func(d plan.Decision) storedDecision { return storedDecision(d) })
	notes := each(m.Notes, func(n plan.PointNotes) storedNotes { return storedNotes(n) })
	return t.write(ctx, qMeetingSave, "meeting", t.organization, m.ID, m.Title, string(m.State),
		date{m.HeldOn}, m.StartsAt, m.EndsAt, m.Place, m.Agenda, m.DateNote, jsonList[string](m.Offices),
		jsonList[storedParticipant](participants), m.Minutes, m.MinutesApproved, jsonList[storedDecision](decisions),
		m.Published, date{m.RemovedOn}, date{m.InvitedOn}, jsonList[storedNotes](notes), m.Series, instant{m.ChangedAt},
		t.revision)
}

type actionRow struct {
	ID                 string           `db:"id"`
	Meeting            string           `db:"meeting"`
	Title              string           `db:"title"`
	Office             string           `db:"office"`
	DueOn              date             `db:"due_on"`
	State              plan.ActionState `db:"state"`
	CompletedOn        date             `db:"completed_on"`
	Objective          optional         `db:"objective"`
	MilestoneObjective optional         `db:"milestone_objective"`
	MilestoneNumber    sql.NullInt64    `db:"milestone_number"`
	Decision           optional         `db:"decision"`
	Point              int              `db:"point"`
	RemovedOn          date             `db:"removed_on"`
	Revision           int64            `db:"revision"`
}

func (r actionRow) value() plan.Action {
	a := plan.Action{ID: r.ID, Meeting: r.Meeting, Title: r.Title, Office: r.Office, DueOn: r.DueOn.Date, State: r.State,
		CompletedOn: r.CompletedOn.Date, Objective: string(r.Objective), Decision: string(r.Decision), Point: r.Point,
		RemovedOn: r.RemovedOn.Date, Revision: r.Revision}
	if r.MilestoneNumber.Valid {
		a.Milestone = plan.MilestoneID(string(r.MilestoneObjective), int(r.MilestoneNumber.Int64))
	}
	return a
}

// Action implements tracker.Tx.
func (t *planTx) Action(ctx context.Context, id string) (plan.Action, error) {
	row, err := one[actionRow](ctx, t.transaction, qAction, "action", t.organization, id)
	return row.value(), err
}

// ActionsOf implements tracker.Tx.
func (t *planTx) ActionsOf(ctx context.Context, meeting string) ([]plan.Action, error) {
	rows, err := list[actionRow](ctx, t.transaction, qActionsOf, "action", t.organization, meeting)
	return each(rows, actionRow.value), err
}

// SaveAction implements tracker.Tx.
func (t *planTx) SaveAction(ctx context.Context, a plan.Action) error {
	var number sql.NullInt64
	var objective string
	if a.Milestone != "" {
		var n int
		var ok bool
		if objective, n, ok = plan.ParseMilestoneID(a.Milestone); !ok {
			return fmt.Errorf("action %s names a milestone in no known form", a.ID)
		}
		number = sql.NullInt64{Int64: int64(n), Valid: true}
	}
	return t.write(ctx, qActionSave, "action", t.organization, a.ID, a.Meeting, a.Title, a.Office,
		date{a.DueOn}, string(a.State), date{a.CompletedOn}, optional(a.Objective), optional(objective), number,
		optional(a.Decision), a.Point, date{a.RemovedOn}, t.revision)
}

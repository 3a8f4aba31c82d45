package store

import (
	"context"
	"database/sql"

	"github.com/traguardi/traguardi/internal/plan"
)

const (
	qMilestone         = query("Milestone")
	qMilestonesOf      = query("MilestonesOf")
	qMilestonesSince   = query("MilestonesSince")
	qMilestoneSave     = query("MilestoneSave")
	qMilestoneStatusOn = query("MilestoneStatusOn")
	qMilestonesRemoved = query("MilestonesRemoved")
)

// statusRow is a milestone's status as an update holds it. Its columns are nullable
// because a milestone that has no update yet has none.
type statusRow struct {
	Office       optional        `db:"office"`
	Weight       sql.NullFloat64 `db:"weight"`
	StartOn      date            `db:"start_on"`
	DueOn        date            `db:"due_on"`
	State        optional        `db:"state"`
	Percent      sql.NullInt64   `db:"percent"`
	CompletedOn  date            `db:"completed_on"`
	EvidenceURL  optional        `db:"evidence_url"`
	EvidenceNote optional        `db:"evidence_note"`
	ActKind      sql.NullString  `db:"act_kind"`
	ActNumber    optional        `db:"act_number"`
	ActDate      date            `db:"act_date"`
	ActURL       optional        `db:"act_url"`
}

func (r statusRow) value() plan.MilestoneStatus {
	s := plan.MilestoneStatus{Office: string(r.Office), Weight: r.Weight.Float64, StartOn: r.StartOn.Date,
		DueOn: r.DueOn.Date, State: plan.MilestoneState(r.State), Percent: int(r.Percent.Int64),
		CompletedOn: r.CompletedOn.Date,
		Evidence:    plan.Evidence{URL: string(r.EvidenceURL), Note: string(r.EvidenceNote)}}
	if r.ActKind.Valid {
		s.Evidence.Act = &plan.Act{Kind: r.ActKind.String, Number: string(r.ActNumber), Date: r.ActDate.Date, URL: string(r.ActURL)}
	}
	return s
}

func statusArgs(s plan.MilestoneStatus) []any {
	args := []any{s.Office, s.Weight, date{s.StartOn}, date{s.DueOn}, string(s.State), s.Percent, date{s.CompletedOn},
		s.Evidence.URL, s.Evidence.Note}
	if a := s.Evidence.Act; a != nil {
		return append(args, a.Kind, a.Number, date{a.Date}, a.URL)
	}
	return append(args, nil, nil, nil, nil)
}

type milestoneRow struct {
	Objective     string `db:"objective"`
	Number        int    `db:"number"`
	Title         string `db:"title"`
	Description   string `db:"description"`
	AddedOn       date   `db:"added_on"`
	RemovedOn     date   `db:"removed_on"`
	BaselineDueOn date   `db:"baseline_due_on"`
	BaselineSetOn date   `db:"baseline_set_on"`
	Revision      int64  `db:"revision"`
}

func (r milestoneRow) value() plan.Milestone {
	return plan.Milestone{Objective: r.Objective, Number: r.Number, Title: r.Title, Description: r.Description,
		AddedOn: r.AddedOn.Date, RemovedOn: r.RemovedOn.Date, BaselineDueOn: r.BaselineDueOn.Date,
		BaselineSetOn: r.BaselineSetOn.Date, Revision: r.Revision}
}

// standingRow is a milestone with the status that its last update left.
type standingRow struct {
	milestoneRow
	UpdatedRevision sql.NullInt64 `db:"updated_revision"` // of the update recorded last
	EffectiveOn     date          `db:"effective_on"`     // of the last update
	statusRow
}

func (r standingRow) value() plan.Milestone {
	m := r.milestoneRow.value()
	m.Revision = max(m.Revision, r.UpdatedRevision.Int64)
	m.Status = r.statusRow.value()
	return m
}

func (r standingRow) standing() standing {
	return standing{milestone: r.value(), since: r.EffectiveOn.Date}
}

func (t *planTx) stands(r standingRow) plan.Milestone {
	s := r.standing()
	if !s.since.IsZero() {
		t.standing[s.milestone.ID()] = s
	}
	return s.milestone
}

// Milestone implements tracker.Tx.
func (t *planTx) Milestone(ctx context.Context, objective string, number int) (plan.Milestone, error) {
	if t.quick != nil {
		return t.quick.milestone(ctx, objective, number)
	}
	row, err := one[standingRow](ctx, t.transaction, qMilestone, "milestone", t.organization, objective, number)
	if err != nil {
		return plan.Milestone{}, err
	}
	return t.stands(row), nil
}

// MilestonesOf implements tracker.Tx; they come by number.
func (t *planTx) MilestonesOf(ctx context.Context, objective string) ([]plan.Milestone, error) {
	rows, err := list[standingRow](ctx, t.transaction, qMilestonesOf, "milestone", t.organization, objective)
	return each(rows, t.stands), err
}

// RemovedMilestones implements tracker.Tx; they come by objective and number.
func (t *planTx) RemovedMilestones(ctx context.Context) ([]string, error) {
	rows, err := list[milestoneKeyRow](ctx, t.transaction, qMilestonesRemoved, "milestone", t.organization)
	return each(rows, func(r milestoneKeyRow) string { return plan.MilestoneID(r.Objective, r.Number) }), err
}

type milestoneKeyRow struct {
	Objective string `db:"objective"`
	Number    int    `db:"number"`
}

// SaveMilestone implements tracker.Tx.
func (t *planTx) SaveMilestone(ctx context.Context, m plan.Milestone) error {
	if t.quick != nil {
		t.quick.saved(m, t.revision)
	}
	return t.write(ctx, qMilestoneSave, "milestone", t.organization, m.Objective, m.Number, m.Title,
		m.Description, date{m.AddedOn}, date{m.RemovedOn}, date{m.BaselineDueOn}, date{m.BaselineSetOn}, t.revision)
}

// StatusOn implements tracker.Tx.
func (t *planTx) StatusOn(ctx context.Context, objective string, number int, day plan.Date) (plan.MilestoneStatus, bool, error) {
	if t.quick != nil {
		return t.quick.statusOn(ctx, objective, number, day)
	}
	if last, known := t.standing[plan.MilestoneID(objective, number)]; known && !day.Before(last.since) {
		return last.milestone.Status, true, nil // no update is effective later than the last one
	}
	row, ok, err := maybe[statusRow](ctx, t.transaction, qMilestoneStatusOn, "milestone",
		t.organization, objective, number, date{day})
	return row.value(), ok, err
}

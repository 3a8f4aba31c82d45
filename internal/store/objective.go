package store

import (
	"context"

	"github.com/traguardi/traguardi/internal/plan"
)

const (
	qObjective             = query("Objective")
	qObjectivesSince       = query("ObjectivesSince")
	qObjectiveSave         = query("ObjectiveSave")
	qObjectiveChangesSince = query("ObjectiveChangesSince")
	qObjectiveChangeAdd    = query("ObjectiveChangeAdd")
)

type termsRow struct {
	State      plan.ObjectiveState `db:"state"`
	Weight     float64             `db:"weight"`
	Horizon    plan.Horizon        `db:"horizon"`
	StartOn    date                `db:"start_on"`
	DueOn      date                `db:"due_on"`
	LeadOffice optional            `db:"lead_office"`
}

func (r termsRow) value() plan.ObjectiveTerms {
	return plan.ObjectiveTerms{State: r.State, Weight: r.Weight, Horizon: r.Horizon, StartOn: r.StartOn.Date,
		DueOn: r.DueOn.Date, LeadOffice: string(r.LeadOffice)}
}

func termsArgs(t plan.ObjectiveTerms) []any {
	return []any{string(t.State), t.Weight, string(t.Horizon), date{t.StartOn}, date{t.DueOn}, optional(t.LeadOffice)}
}

// storedLine is a line of a national plan as the database keeps it: its JSON names are part
// of the schema.
type storedLine struct {
	Edition string `json:"edition"`
	Code    string `json:"code"`
}

type objectiveRow struct {
	Code        string           `db:"code"`
	Title       string           `db:"title"`
	Description string           `db:"description"`
	Urgent      bool             `db:"urgent"`
	Sectors     jsonList[string] `db:"sectors"`
	AddedOn     date             `db:"added_on"`
	RemovedOn   date             `db:"removed_on"`
	termsRow
	Revision       int64                `db:"revision"`
	MilestoneOrder jsonList[int]        `db:"milestone_order"`
	Lines          jsonList[storedLine] `db:"lines"`
}

func (r objectiveRow) value() plan.Objective {
	return plan.Objective{Code: r.Code, Title: r.Title, Description: r.Description, Urgent: r.Urgent,
		Sectors: r.Sectors, AddedOn: r.AddedOn.Date, RemovedOn: r.RemovedOn.Date, Terms: r.termsRow.value(),
		Lines:          each(r.Lines, func(l storedLine) plan.LineRef { return plan.LineRef(l) }),
		MilestoneOrder: r.MilestoneOrder, Revision: r.Revision}
}

// signatureRow is who made a change.
type signatureRow struct {
	AccountID string    `db:"account_id"`
	Role      plan.Role `db:"role"`
}

func (r signatureRow) value() plan.Signature { return plan.Signature(r) }

type objectiveChangeRow struct {
	ID          string  `db:"id"`
	Objective   string  `db:"objective"`
	EffectiveOn date    `db:"effective_on"`
	RecordedAt  instant `db:"recorded_at"`
	signatureRow
	termsRow
	Revision int64 `db:"revision"`
}

func (r objectiveChangeRow) value() plan.ObjectiveChange {
	return plan.ObjectiveChange{ID: r.ID, Objective: r.Objective, EffectiveOn: r.EffectiveOn.Date,
		RecordedAt: r.RecordedAt.Time, By: r.signatureRow.value(), Terms: r.termsRow.value(), Revision: r.Revision}
}

// Objective implements tracker.Tx.
func (t *planTx) Objective(ctx context.Context, code string) (plan.Objective, error) {
	if t.quick != nil {
		return t.quick.objective(ctx, code)
	}
	row, err := one[objectiveRow](ctx, t.transaction, qObjective, "objective", t.organization, code)
	return row.value(), err
}

// SaveObjective implements tracker.Tx.
func (t *planTx) SaveObjective(ctx context.Context, o plan.Objective) error {
	args := []any{t.organization, o.Code, o.Title, o.Description, o.Urgent, jsonList[string](o.Sectors),
		date{o.AddedOn}, date{o.RemovedOn}}
	args = append(args, termsArgs(o.Terms)...)
	return t.write(ctx, qObjectiveSave, "objective", append(args, t.revision, jsonList[int](o.MilestoneOrder),
		jsonList[storedLine](each(o.Lines, func(l plan.LineRef) storedLine { return storedLine(l) })))...)
}

// AddObjectiveChange implements tracker.Tx.
func (t *planTx) AddObjectiveChange(ctx context.Context, c plan.ObjectiveChange) error {
	args := []any{t.organization, c.ID, c.Objective, date{c.EffectiveOn}, instant{c.RecordedAt}, c.By.AccountID,
		string(c.By.Role)}
	args = append(args, termsArgs(c.Terms)...)
	return t.write(ctx, qObjectiveChangeAdd, "objective change", append(args, t.revision)...)
}

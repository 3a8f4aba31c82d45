package store

import (
	"context"

	"github.com/traguardi/traguardi/internal/plan"
)

const (
	qFunding       = query("Funding")
	qFundingsSince = query("FundingsSince")
	qFundingSave   = query("FundingSave")
)

type fundingRow struct {
	ID          string            `db:"id"`
	Objective   string            `db:"objective"`
	Measure     string            `db:"measure"`
	Call        string            `db:"call_name"`
	Decree      string            `db:"decree"`
	CUP         string            `db:"cup"`
	AmountCents int64             `db:"amount_cents"`
	AppliedOn   date              `db:"applied_on"`
	AssignedOn  date              `db:"assigned_on"`
	State       plan.FundingState `db:"state"`
	StateOn     date              `db:"state_on"`
	Source      string            `db:"source"`
	RemovedOn   date              `db:"removed_on"`
	Revision    int64             `db:"revision"`
}

func (r fundingRow) value() plan.Funding {
	return plan.Funding{ID: r.ID, Objective: r.Objective, Measure: r.Measure, Call: r.Call, Decree: r.Decree, CUP: r.CUP,
		AmountCents: r.AmountCents, AppliedOn: r.AppliedOn.Date, AssignedOn: r.AssignedOn.Date, State: r.State,
		StateOn: r.StateOn.Date, Source: r.Source, RemovedOn: r.RemovedOn.Date, Revision: r.Revision}
}

// Funding implements tracker.Tx.
func (t *planTx) Funding(ctx context.Context, id string) (plan.Funding, error) {
	row, err := one[fundingRow](ctx, t.transaction, qFunding, "funding", t.organization, id)
	return row.value(), err
}

// SaveFunding implements tracker.Tx.
func (t *planTx) SaveFunding(ctx context.Context, f plan.Funding) error {
	return t.write(ctx, qFundingSave, "funding", t.organization, f.ID, f.Objective, f.Measure, f.Call, f.Decree, f.CUP,
		f.AmountCents, date{f.AppliedOn}, date{f.AssignedOn}, string(f.State), date{f.StateOn}, f.Source, date{f.RemovedOn},
		t.revision)
}

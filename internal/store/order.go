package store

import (
	"context"

	"github.com/traguardi/traguardi/internal/plan"
)

const (
	qObjectiveOrder      = query("ObjectiveOrder")
	qObjectiveOrderSince = query("ObjectiveOrderSince")
	qObjectiveOrderSave  = query("ObjectiveOrderSave")
	qObjectiveCodes      = query("ObjectiveCodes")
)

type objectiveOrderRow struct {
	Objectives jsonList[string] `db:"objectives"`
	Revision   int64            `db:"revision"`
}

func (r objectiveOrderRow) value() plan.ObjectiveOrder {
	return plan.ObjectiveOrder{Codes: r.Objectives, Revision: r.Revision}
}

// ObjectiveOrder implements tracker.Tx.
func (t *planTx) ObjectiveOrder(ctx context.Context) (plan.ObjectiveOrder, error) {
	row, _, err := maybe[objectiveOrderRow](ctx, t.transaction, qObjectiveOrder, "order of objectives", t.organization)
	return row.value(), err
}

// ObjectiveCodes implements tracker.Tx.
func (t *planTx) ObjectiveCodes(ctx context.Context) ([]string, error) {
	return list[string](ctx, t.transaction, qObjectiveCodes, "objective", t.organization)
}

// SaveObjectiveOrder implements tracker.Tx.
func (t *planTx) SaveObjectiveOrder(ctx context.Context, o plan.ObjectiveOrder) error {
	return t.write(ctx, qObjectiveOrderSave, "order of objectives", t.organization, jsonList[string](o.Codes), t.revision)
}

package store

import (
	"context"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

const (
	qOrigin     = query("Origin")
	qOriginsOf  = query("OriginsOf")
	qOriginSave = query("OriginSave")
)

type originRow struct {
	Source     string `db:"source"`
	Key        string `db:"key"`
	ObjectType string `db:"object_type"`
	ObjectID   string `db:"object_id"`
	Imported   string `db:"imported"`
}

func (r originRow) value() tracker.Origin { return tracker.Origin(r) }

// Origin implements tracker.Tx.
func (t *planTx) Origin(ctx context.Context, source, key string) (tracker.Origin, bool, error) {
	row, err := one[originRow](ctx, t.transaction, qOrigin, "origin", t.organization, source, key)
	if plan.KindOf(err) == plan.KindNotFound {
		return tracker.Origin{}, false, nil
	}
	return row.value(), err == nil, err
}

// Origins implements tracker.Tx.
func (t *planTx) Origins(ctx context.Context, source string) ([]tracker.Origin, error) {
	rows, err := list[originRow](ctx, t.transaction, qOriginsOf, "origin", t.organization, source)
	return each(rows, originRow.value), err
}

// SaveOrigin implements tracker.Tx.
func (t *planTx) SaveOrigin(ctx context.Context, o tracker.Origin) error {
	return t.write(ctx, qOriginSave, "origin", t.organization, o.Source, o.Key, o.ObjectType, o.ObjectID, o.Imported)
}

package store

import (
	"context"

	"github.com/traguardi/traguardi/internal/plan"
)

const (
	qOffice         = query("Office")
	qOfficesSince   = query("OfficesSince")
	qOfficesPresent = query("OfficesPresent")
	qOfficeExists   = query("OfficeExists")
	qOfficeSave     = query("OfficeSave")
	qOfficeInUse    = query("OfficeInUse")
)

type officeRow struct {
	Code        string `db:"code"`
	Name        string `db:"name"`
	Description string `db:"description"`
	RemovedOn   date   `db:"removed_on"`
	Revision    int64  `db:"revision"`
}

func (r officeRow) value() plan.Office {
	return plan.Office{Code: r.Code, Name: r.Name, Description: r.Description, RemovedOn: r.RemovedOn.Date, Revision: r.Revision}
}

// Office implements tracker.Tx.
func (t *planTx) Office(ctx context.Context, code string) (plan.Office, error) {
	row, err := one[officeRow](ctx, t.transaction, qOffice, "office", t.organization, code)
	return row.value(), err
}

// Offices implements tracker.Tx.
func (t *planTx) Offices(ctx context.Context) ([]plan.Office, error) {
	rows, err := list[officeRow](ctx, t.transaction, qOfficesPresent, "office", t.organization)
	return each(rows, officeRow.value), err
}

// SaveOffice implements tracker.Tx.
func (t *planTx) SaveOffice(ctx context.Context, o plan.Office) error {
	return t.write(ctx, qOfficeSave, "office",
		t.organization, o.Code, o.Name, o.Description, date{o.RemovedOn}, t.revision)
}

// OfficeInUse implements tracker.Tx.
func (t *planTx) OfficeInUse(ctx context.Context, code string) (bool, error) {
	return one[bool](ctx, t.transaction, qOfficeInUse, "office", t.organization, code)
}

// OfficeExists implements tracker.AdminTx. An office that was removed does not.
func (t *adminTx) OfficeExists(ctx context.Context, organization, code string) (bool, error) {
	return one[bool](ctx, t.transaction, qOfficeExists, "office", organization, code)
}

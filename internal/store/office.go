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

	qOfficeObjectives  = query("OfficeObjectives")
	qOfficeMilestones  = query("OfficeMilestones")
	qOfficeActions     = query("OfficeActions")
	qOfficeMembers     = query("OfficeMembers")
	qOfficeMembersMove = query("OfficeMembersMove")
	qOfficeMemberCount = query("OfficeMemberCount")
)

type officeRow struct {
	Code        string   `db:"code"`
	Name        string   `db:"name"`
	Description string   `db:"description"`
	RemovedOn   date     `db:"removed_on"`
	Revision    int64    `db:"revision"`
	MergedInto  optional `db:"merged_into"`
}

func (r officeRow) value() plan.Office {
	return plan.Office{Code: r.Code, Name: r.Name, Description: r.Description, RemovedOn: r.RemovedOn.Date,
		MergedInto: string(r.MergedInto), Revision: r.Revision}
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
		t.organization, o.Code, o.Name, o.Description, date{o.RemovedOn}, t.revision, optional(o.MergedInto))
}

// OfficeInUse implements tracker.Tx.
func (t *planTx) OfficeInUse(ctx context.Context, code string) (bool, error) {
	return one[bool](ctx, t.transaction, qOfficeInUse, "office", t.organization, code)
}

// OfficeObjectives implements tracker.Tx.
func (t *planTx) OfficeObjectives(ctx context.Context, code string) ([]string, error) {
	return list[string](ctx, t.transaction, qOfficeObjectives, "office", t.organization, code)
}

// OfficeMilestones implements tracker.Tx.
func (t *planTx) OfficeMilestones(ctx context.Context, code string) ([]string, error) {
	rows, err := list[struct {
		Objective string `db:"objective"`
		Number    int    `db:"number"`
	}](ctx, t.transaction, qOfficeMilestones, "office", t.organization, code)
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = plan.MilestoneID(r.Objective, r.Number)
	}
	return ids, nil
}

// OfficeActions implements tracker.Tx.
func (t *planTx) OfficeActions(ctx context.Context, code string) ([]string, error) {
	return list[string](ctx, t.transaction, qOfficeActions, "office", t.organization, code)
}

// OfficeMembers implements tracker.Tx.
func (t *planTx) OfficeMembers(ctx context.Context, code string) ([]string, error) {
	return list[string](ctx, t.transaction, qOfficeMembers, "office", t.organization, code)
}

// OfficeMemberCount implements tracker.Store.
func (s *Store) OfficeMemberCount(ctx context.Context, organization, office string) (int, error) {
	return one[int](ctx, s.reads, qOfficeMemberCount, "office", organization, office)
}

// MoveMembers implements tracker.Tx.
func (t *planTx) MoveMembers(ctx context.Context, from, to string) error {
	return t.write(ctx, qOfficeMembersMove, "office", t.organization, from, to)
}

// OfficeExists implements tracker.AdminTx. An office that was removed does not.
func (t *adminTx) OfficeExists(ctx context.Context, organization, code string) (bool, error) {
	return one[bool](ctx, t.transaction, qOfficeExists, "office", organization, code)
}

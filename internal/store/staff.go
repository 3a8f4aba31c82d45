package store

import (
	"context"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

const (
	qStaff           = query("Staff")
	qAccountRevision = query("AccountRevision")
)

type staffRow struct {
	ID           string    `db:"id"`
	Email        string    `db:"email"`
	Role         plan.Role `db:"role"`
	Office       optional  `db:"office"`
	Disabled     bool      `db:"disabled"`
	HasPassword  bool      `db:"has_password"`
	SecondFactor bool      `db:"second_factor"`
	Elsewhere    bool      `db:"elsewhere"`
	External     bool      `db:"external"`
	CreatedAt    instant   `db:"created_at"`
	Revision     int64     `db:"revision"`
}

// Staff implements tracker.Store.
func (s *Store) Staff(ctx context.Context, organization string) ([]tracker.StaffMember, error) {
	rows, err := list[staffRow](ctx, s.reads, qStaff, "account", organization)
	return each(rows, func(r staffRow) tracker.StaffMember {
		return tracker.StaffMember{AccountID: r.ID, Email: r.Email, Role: r.Role, Office: string(r.Office), Disabled: r.Disabled,
			HasPassword: r.HasPassword, SecondFactor: r.SecondFactor, Elsewhere: r.Elsewhere, External: r.External, CreatedAt: r.CreatedAt.Time,
			Revision: r.Revision}
	}), err
}

// AccountRevision implements tracker.AdminTx.
func (t *adminTx) AccountRevision(ctx context.Context, organization, accountID string) (int64, error) {
	return one[int64](ctx, t.transaction, qAccountRevision, "account", organization, accountID)
}

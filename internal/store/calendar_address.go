package store

import (
	"context"

	"github.com/traguardi/traguardi/internal/plan"
)

const (
	qCalendarAddress       = query("CalendarAddress")
	qCalendarAddressByHash = query("CalendarAddressByHash")
	qCalendarAddressSave   = query("CalendarAddressSave")
	qCalendarAddressDelete = query("CalendarAddressDelete")
	qCalendarAddressesEnd  = query("CalendarAddressesEnd")
)

type calendarAddressRow struct {
	AccountID    string    `db:"account_id"`
	Organization string    `db:"organization_id"`
	ID           string    `db:"id"`
	Hash         string    `db:"hash"`
	Role         plan.Role `db:"role"`
	Office       optional  `db:"office"`
	CreatedAt    instant   `db:"created_at"`
	Revision     int64     `db:"revision"`
}

func (r calendarAddressRow) value() plan.CalendarAddress {
	return plan.CalendarAddress{ID: r.ID, AccountID: r.AccountID, Organization: r.Organization, Hash: r.Hash, Role: r.Role,
		Office: string(r.Office), CreatedAt: r.CreatedAt.Time, Revision: r.Revision}
}

// CalendarAddress implements tracker.Store.
func (s *Store) CalendarAddress(ctx context.Context, accountID, organization string) (plan.CalendarAddress, error) {
	row, err := one[calendarAddressRow](ctx, s.reads, qCalendarAddress, "calendar address", accountID, organization)
	return row.value(), err
}

// CalendarByHash gives the calendar address of a secret's hash and its account with its
// memberships. Whether it still holds is for the caller to see.
func (s *Store) CalendarByHash(ctx context.Context, hash string) (c plan.CalendarAddress, a plan.Account, err error) {
	err = s.reads.transaction(ctx, s.reading, func(t *transaction) error {
		row, err := one[calendarAddressRow](ctx, t, qCalendarAddressByHash, "calendar address", hash)
		if err != nil {
			return err
		}
		c = row.value()
		a, err = oneAccount(ctx, t, qAccountByID, c.AccountID)
		return err
	})
	return c, a, err
}

// CalendarAddress implements tracker.AdminTx.
func (t *adminTx) CalendarAddress(ctx context.Context, accountID, organization string) (plan.CalendarAddress, error) {
	row, err := one[calendarAddressRow](ctx, t.transaction, qCalendarAddress, "calendar address", accountID, organization)
	return row.value(), err
}

// SaveCalendarAddress implements tracker.AdminTx.
func (t *adminTx) SaveCalendarAddress(ctx context.Context, c plan.CalendarAddress) error {
	_, err := run(ctx, t.transaction, qCalendarAddressSave, "calendar address", c.AccountID, c.Organization, c.ID, c.Hash, string(c.Role),
		optional(c.Office), instant{c.CreatedAt}, c.Revision)
	return err
}

// DeleteCalendarAddress implements tracker.AdminTx.
func (t *adminTx) DeleteCalendarAddress(ctx context.Context, accountID, organization string) error {
	_, err := run(ctx, t.transaction, qCalendarAddressDelete, "calendar address", accountID, organization)
	return err
}

package tracker

import (
	"context"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
)

// StaffMember is an account as the admin of one organization sees it.
type StaffMember struct {
	AccountID string
	Email     string
	Role      plan.Role
	Office    string
	Disabled  bool
	// HasPassword is false while an invitation waits, and where the account signs in
	// with a provider alone; External says that one knows it.
	HasPassword  bool
	External     bool
	SecondFactor bool
	// Elsewhere says that the account serves other organizations too, not which.
	Elsewhere bool
	CreatedAt time.Time
	// Revision is the organization's that the last change of the account left.
	Revision int64
}

// Staff lists the accounts with a role in an organization, by e-mail address. For its
// admin and the system.
func (t *Tracker) Staff(ctx context.Context, organization string) ([]StaffMember, error) {
	if err := Permit(plan.ActorFrom(ctx), OpAccountManage, organization, ""); err != nil {
		return nil, err
	}
	return t.store.Staff(ctx, organization)
}

// StaffMember gives one of them; not_found for an account without a role there.
func (t *Tracker) StaffMember(ctx context.Context, organization, accountID string) (StaffMember, error) {
	all, err := t.Staff(ctx, organization)
	if err != nil {
		return StaffMember{}, err
	}
	for _, m := range all {
		if m.AccountID == accountID {
			return m, nil
		}
	}
	return StaffMember{}, plan.NotFound("account")
}

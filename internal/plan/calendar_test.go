package plan_test

import (
	"testing"

	"github.com/traguardi/traguardi/internal/plan"
)

func TestCalendarAddressHolds(t *testing.T) {
	address := plan.CalendarAddress{AccountID: "a", Organization: "c_m403", Role: plan.RoleContributor, Office: "tributi"}
	in := func(organization string, role plan.Role, office string) []plan.Membership {
		return []plan.Membership{{Organization: "c_h501", Role: plan.RoleAdmin}, {Organization: organization, Role: role, Office: office}}
	}
	for what, tc := range map[string]struct {
		account plan.Account
		holds   bool
	}{
		"as it was made":       {plan.Account{ID: "a", Memberships: in("c_m403", plan.RoleContributor, "tributi")}, true},
		"disabled":             {plan.Account{ID: "a", Disabled: true, Memberships: in("c_m403", plan.RoleContributor, "tributi")}, false},
		"another role":         {plan.Account{ID: "a", Memberships: in("c_m403", plan.RoleEditor, "tributi")}, false},
		"another office":       {plan.Account{ID: "a", Memberships: in("c_m403", plan.RoleContributor, "cultura")}, false},
		"another organization": {plan.Account{ID: "a", Memberships: in("c_a", plan.RoleContributor, "tributi")}, false},
		"another account":      {plan.Account{ID: "b", Memberships: in("c_m403", plan.RoleContributor, "tributi")}, false},
		"no role":              {plan.Account{ID: "a"}, false},
	} {
		same(t, what, address.Holds(tc.account), tc.holds)
	}
}

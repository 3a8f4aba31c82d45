package tracker_test

import (
	"testing"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// Who may do what, written out a second time and by hand: a role that gains or loses
// something shows here. Letters: v viewer, c contributor, C contributor on its own
// office alone, e editor, r reviewer, a admin.
var policyTable = []struct {
	op   tracker.Operation
	may  string
	note string
}{
	{tracker.OpOrganizationCreate, "", "the command line alone"},
	{tracker.OpOrganizationChange, "a", "settings"},
	{tracker.OpOfficeCreate, "a", ""},
	{tracker.OpOfficeChange, "a", ""},
	{tracker.OpOfficeRemove, "a", ""},
	{tracker.OpObjectiveCreate, "ea", ""},
	{tracker.OpObjectiveChange, "ea", ""},
	{tracker.OpObjectiveRemove, "ea", ""},
	{tracker.OpMilestoneCreate, "ea", ""},
	{tracker.OpMilestoneChange, "ea", ""},
	{tracker.OpMilestoneRemove, "ea", ""},
	{tracker.OpMilestoneReport, "Cea", "the office updates its own"},
	{tracker.OpUpdateReview, "r", "whoever edits does not review"},
	{tracker.OpRateForOffice, "Cea", "the lead office rates"},
	{tracker.OpRateAsReviewer, "r", ""},
	{tracker.OpMeetingCreate, "ea", ""},
	{tracker.OpMeetingChange, "ea", ""},
	{tracker.OpMeetingRemove, "ea", ""},
	{tracker.OpActionCreate, "ea", ""},
	{tracker.OpActionChange, "ea", ""},
	{tracker.OpActionRemove, "ea", ""},
	{tracker.OpAccountManage, "a", ""},
	{tracker.OpTokenManage, "a", ""},
	{tracker.OpStaffRead, "vcera", "every member reads all"},
}

func TestPolicy(t *testing.T) {
	const here, elsewhere = "c_m403", "c_h501"
	letters := map[plan.Role]string{
		plan.RoleViewer: "v", plan.RoleContributor: "c", plan.RoleEditor: "e", plan.RoleReviewer: "r", plan.RoleAdmin: "a",
	}
	for _, row := range policyTable {
		for _, role := range plan.Roles {
			everywhere := contains(row.may, letters[role])
			own := everywhere || (role == plan.RoleContributor && contains(row.may, "C"))
			member := plan.Actor{AccountID: "x", Memberships: []plan.Membership{{Organization: here, Role: role, Office: "tributi"}}}
			for _, tc := range []struct {
				name, organization, office string
				want                       bool
			}{
				{"own office", here, "tributi", own},
				{"another office", here, "personale", everywhere},
				{"no office", here, "", everywhere},
				{"another ente", elsewhere, "tributi", false},
			} {
				err := tracker.Permit(member, row.op, tc.organization, tc.office)
				if (err == nil) != tc.want {
					t.Errorf("%s by a %s, %s: got %v, want allowed = %v (%s)", row.op, role, tc.name, err, tc.want, row.note)
				}
				if err != nil && plan.KindOf(err) != plan.KindForbidden {
					t.Errorf("%s by a %s, %s: a member is refused as %s", row.op, role, tc.name, plan.KindOf(err))
				}
			}
		}
		if err := tracker.Permit(plan.Actor{}, row.op, here, "tributi"); plan.KindOf(err) != plan.KindUnauthenticated {
			t.Errorf("%s by nobody: %v", row.op, err)
		}
		if err := tracker.Permit(plan.SystemActor, row.op, here, ""); err != nil {
			t.Errorf("%s by the system: %v", row.op, err)
		}
	}
}

// A contributor without an office owns nothing, not everything that has none.
func TestAContributorWithoutOffice(t *testing.T) {
	a := plan.Actor{AccountID: "x", Memberships: []plan.Membership{{Organization: "c_m403", Role: plan.RoleContributor}}}
	if err := tracker.Permit(a, tracker.OpMilestoneReport, "c_m403", ""); plan.KindOf(err) != plan.KindForbidden {
		t.Fatalf("got %v", err)
	}
}

func TestOneAccountServesSeveralEnti(t *testing.T) {
	a := plan.Actor{AccountID: "x", Memberships: []plan.Membership{
		{Organization: "c_a", Role: plan.RoleViewer}, {Organization: "c_b", Role: plan.RoleEditor},
	}}
	if err := tracker.Permit(a, tracker.OpMilestoneReport, "c_a", "x"); plan.KindOf(err) != plan.KindForbidden {
		t.Errorf("a viewer of c_a: %v", err)
	}
	if err := tracker.Permit(a, tracker.OpMilestoneReport, "c_b", "x"); err != nil {
		t.Errorf("an editor of c_b: %v", err)
	}
}

func contains(letters, letter string) bool {
	for _, l := range letters {
		if string(l) == letter {
			return true
		}
	}
	return false
}

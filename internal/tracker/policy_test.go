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
	{tracker.OpOfficeMerge, "a", ""},
	{tracker.OpSectorCreate, "a", "the catalogue is a setting"},
	{tracker.OpSectorChange, "a", ""},
	{tracker.OpSectorOrder, "a", ""},
	{tracker.OpSectorRemove, "a", ""},
	{tracker.OpTextsChange, "a", ""},
	{tracker.OpPublicationChange, "a", ""},
	{tracker.OpObjectiveCreate, "ea", ""},
	{tracker.OpObjectiveChange, "ea", ""},
	{tracker.OpObjectiveRemove, "ea", ""},
	{tracker.OpObjectiveOrder, "ea", ""},
	{tracker.OpMilestoneCreate, "ea", ""},
	{tracker.OpMilestoneChange, "ea", ""},
	{tracker.OpMilestoneRemove, "ea", ""},
	{tracker.OpMilestoneOrder, "ea", ""},
	{tracker.OpMilestoneReport, "Cea", "the office updates its own"},
	{tracker.OpUpdateReview, "r", "whoever edits does not review"},
	{tracker.OpRateForOffice, "Cea", "the lead office rates"},
	{tracker.OpRateAsReviewer, "r", ""},
	{tracker.OpMeetingCreate, "ea", ""},
	{tracker.OpMeetingChange, "ea", ""},
	{tracker.OpMeetingRemove, "ea", ""},
	{tracker.OpMeetingSeries, "ea", ""},
	{tracker.OpDecisionCreate, "ea", ""},
	{tracker.OpDecisionChange, "ea", ""},
	{tracker.OpDecisionRemove, "ea", ""},
	{tracker.OpActionCreate, "ea", ""},
	{tracker.OpActionChange, "ea", ""},
	{tracker.OpActionRemove, "ea", ""},
	{tracker.OpActionComplete, "Cea", "whoever was asked says that it is done"},
	{tracker.OpActionReopen, "Cea", "and takes it back"},
	{tracker.OpFundingCreate, "ea", "the plan's money is the plan's"},
	{tracker.OpFundingChange, "ea", ""},
	{tracker.OpFundingRemove, "ea", ""},
	{tracker.OpIndicatorCreate, "ea", ""},
	{tracker.OpIndicatorChange, "ea", ""},
	{tracker.OpIndicatorRemove, "ea", ""},
	{tracker.OpMeasurementCreate, "ea", ""},
	{tracker.OpMeasurementChange, "ea", ""},
	{tracker.OpMeasurementRemove, "ea", ""},
	{tracker.OpImportRun, "ea", "a file becomes part of the plan"},
	{tracker.OpImportQueue, "ea", "what a file would do to the plan is for whoever keeps the plan to ask"},
	{tracker.OpImportMap, "ea", "so is how it is read"},
	{tracker.OpImportConfirm, "ea", "the file becomes part of the plan"},
	{tracker.OpAccountManage, "a", ""},
	{tracker.OpAccountFollow, "", "the provider's word, by the system"},
	{tracker.OpTokenManage, "a", ""},
	{tracker.OpBriefingSave, "rea", "whoever reports to the Giunta"},
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

// What a token may do: never more than its account's roles, and less where it is narrower.
func TestTokensNarrow(t *testing.T) {
	const here, elsewhere = "c_m403", "c_h501"
	grants := map[string]plan.TokenGrant{
		"read":            {ID: "t", Scope: plan.TokenRead},
		"write":           {ID: "t", Scope: plan.TokenWrite},
		"read, here":      {ID: "t", Scope: plan.TokenRead, Organization: here},
		"write, here":     {ID: "t", Scope: plan.TokenWrite, Organization: here},
		"write, other":    {ID: "t", Scope: plan.TokenWrite, Organization: elsewhere},
		"unknown scope":   {ID: "t", Scope: "everything"},
		"no scope at all": {ID: "t"},
	}
	writing := map[string]bool{"write": true, "write, here": true}
	reaching := map[string]bool{"read": true, "write": true, "read, here": true, "write, here": true, "unknown scope": true, "no scope at all": true}
	for _, row := range policyTable {
		for _, role := range plan.Roles {
			bare := plan.Actor{AccountID: "x", Memberships: []plan.Membership{
				{Organization: here, Role: role, Office: "tributi"}, {Organization: elsewhere, Role: role, Office: "tributi"},
			}}
			without := tracker.Permit(bare, row.op, here, "tributi")
			for name, grant := range grants {
				with := bare
				with.Token = grant
				want := without == nil && reaching[name] && (writing[name] || row.op == tracker.OpStaffRead)
				got := tracker.Permit(with, row.op, here, "tributi")
				if (got == nil) != want {
					t.Errorf("%s by a %s with the token %q: %v, want allowed = %v", row.op, role, name, got, want)
				}
				if got != nil && plan.KindOf(got) != plan.KindForbidden {
					t.Errorf("%s by a %s with the token %q: refused as %s", row.op, role, name, plan.KindOf(got))
				}
				if name == "write, here" {
					if err := tracker.Permit(with, row.op, elsewhere, "tributi"); plan.KindOf(err) != plan.KindForbidden {
						t.Errorf("%s elsewhere with a token for here: %v", row.op, err)
					}
				}
			}
		}
	}
	if tracker.MayRead(plan.Actor{AccountID: "x", Token: plan.TokenGrant{ID: "t", Scope: plan.TokenRead}}, here) {
		t.Error("a token lends its account a role that it has not")
	}
}

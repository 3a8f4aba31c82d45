package tracker_test

import (
	"context"
	"encoding/json"
	"slices"
	"testing"

	"github.com/traguardi/traguardi/internal/desk"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

func mergeOffices(code, into string) write {
	return write{rule: "the admin merges an office into another", op: tracker.OpOfficeMerge, by: plan.RoleAdmin, object: "office", id: code, read: officeRead(code),
		do: func(ctx context.Context, s *scene, read int64) (tracker.Receipt, error) {
			return s.through.MergeOffices(ctx, tracker.MergeOffices{Organization: s.id, Code: code, Into: into, IfRevision: read})
		}}
}

// merge lets an office go into another as the admin.
func (e *ente) merge(code, into string) error {
	_, err := e.tracker.MergeOffices(e.as(plan.RoleAdmin), tracker.MergeOffices{Organization: e.id, Code: code, Into: into})
	return err
}

// What an office has that is not over goes to the other one, today; what is over, and
// every day before, stays as it was.
func TestMergeOffices(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e, other := w.ente("c_m403"), w.ente("c_h501")
		other.objective("OB-01", plan.ObjectiveActive)
		other.milestone("OB-01", 30)
		e.objective("OB-01", plan.ObjectiveActive)
		e.objective("OB-02", plan.ObjectiveActive)
		e.objective("OB-03", plan.ObjectiveDraft)
		open, done, dropped, removed := e.milestone("OB-01", 30), e.milestone("OB-01", 10), e.milestone("OB-01", 20), e.milestone("OB-01", 25)
		draft := e.milestone("OB-03", 40)
		e.reported(open, plan.Report{Percent: opt(40)})
		e.reported(done, plan.Report{State: opt(plan.MilestoneDone), Evidence: evidence("verbale")})
		e.reported(dropped, plan.Report{State: opt(plan.MilestoneCancelled)})
		must(t, e.patchObjective(tracker.ChangeObjective{Code: "OB-02", State: opt(plan.ObjectiveCompleted)}))
		held := e.meeting()
		action := func(state plan.ActionState) string {
			receipt, err := w.tracker.CreateAction(e.editor(), e.id, plan.Action{Meeting: held, Title: "Un'azione", Office: "tributi", DueOn: w.clock.today().AddDays(3), State: state})
			must(t, err)
			return receipt.ID
		}
		openAction, doneAction := action(plan.ActionOpen), action(plan.ActionDone)
		invite := func(in int, offices ...string) string {
			receipt, err := w.tracker.CreateMeeting(e.editor(), e.id, plan.Meeting{Title: "Riunione", HeldOn: w.clock.today().AddDays(in), Offices: offices,
				Participants: []plan.Participant{{Role: "assessore"}, {Role: "dirigente", Office: "tributi"}, {Role: "dirigente", Office: "cultura"}, {Role: "referente", Office: "tributi"}}})
			must(t, err)
			return receipt.ID
		}
		coming, both := invite(9, "tributi"), invite(12, "tributi", "cultura")
		account, err := w.tracker.CreateAccount(system, tracker.CreateAccount{Email: "referente@example.org", Organization: e.id, Role: plan.RoleContributor, Office: "tributi"})
		must(t, err)
		_, err = w.tracker.CreateAccount(system, tracker.CreateAccount{Email: "referente@example.org", Organization: other.id, Role: plan.RoleContributor, Office: "tributi"})
		must(t, err)

		w.clock.days(5)
		_, err = w.tracker.RemoveMilestone(e.editor(), e.id, removed, 0)
		must(t, err)
		_, err = w.tracker.ChangeMeeting(e.editor(), tracker.ChangeMeeting{Organization: e.id, ID: held, State: opt(plan.MeetingHeld), Offices: opt([]string{"tributi"})})
		must(t, err)
		w.clock.days(1)
		yesterday := w.clock.today().AddDays(-1)
		var before []string
		past := func() (shown []string) {
			for ago := 1; ago <= 6; ago++ {
				on := e.on(w.clock.today().AddDays(-ago))
				shown = append(shown, string(text(t, on.Report())), string(text(t, withoutRevision(on.Numbers()))))
			}
			return shown
		}
		before = past()
		elsewhere := string(text(t, other.changes(0)))
		today := e.on(plan.Date{}).Report()

		w.told.take()
		refusals := w.dump()
		refusedField(t, "into itself", e.merge("tributi", "tributi"), "into", "office.itself")
		refusedField(t, "into none", e.merge("tributi", ""), "into", "required")
		refusedField(t, "into an unknown one", e.merge("tributi", "anagrafe"), "into", "office.unknown")
		refused(t, "an unknown one", e.merge("anagrafe", "tributi"), plan.KindNotFound)
		_, err = w.tracker.MergeOffices(e.as(plan.RoleAdmin), tracker.MergeOffices{Organization: e.id, Code: "tributi", Into: "cultura", IfRevision: 999})
		refused(t, "one that changed", err, plan.KindStale)
		_, err = w.tracker.MergeOffices(e.editor(), tracker.MergeOffices{Organization: e.id, Code: "tributi", Into: "cultura"})
		refused(t, "the editor", err, plan.KindForbidden)
		w.untouched("merges that cannot be", refusals)

		preview := desk.HandoverOf(e.on(plan.Date{}).Staff(), "tributi")
		members, err := w.tracker.OfficeMembers(e.as(plan.RoleAdmin), e.id, "tributi")
		must(t, err)
		_, err = w.tracker.OfficeMembers(e.editor(), e.id, "tributi")
		refused(t, "the editor who counts accounts", err, plan.KindForbidden)
		must(t, e.merge("tributi", "cultura"))
		w.whole()
		s := e.on(plan.Date{}).Staff()
		former, ok := s.FormerOffice("tributi")
		if _, there := s.Office("tributi"); there || !ok || former.MergedInto != "cultura" || former.RemovedOn != w.clock.today() || s.OfficeName("tributi") != "Ufficio tributi" {
			t.Errorf("the office is still there: %v, or not remembered: %+v", there, former)
		}
		for id, want := range map[string]string{open: "cultura", draft: "cultura", done: "tributi", dropped: "tributi"} {
			if m := e.milestoneOn(id, plan.Date{}); m.Status.Office != want {
				t.Errorf("%s is with %s, want %s", id, m.Status.Office, want)
			}
		}
		last := e.milestoneOn(open, plan.Date{}).Updates[0]
		if last.Kind != plan.UpdateRevised || last.EffectiveOn != w.clock.today() || last.After.Percent != 40 || last.Before.Office != "tributi" {
			t.Errorf("the move is recorded as %+v", last)
		}
		for code, want := range map[string]string{"OB-01": "cultura", "OB-03": "cultura", "OB-02": "tributi"} {
			if o, _ := s.Objective(code); o.Terms.LeadOffice != want {
				t.Errorf("%s is led by %s, want %s", code, o.Terms.LeadOffice, want)
			}
		}
		for id, want := range map[string]string{openAction: "cultura", doneAction: "tributi"} {
			if a, _ := s.Action(id); a.Office != want {
				t.Errorf("an action is with %s, want %s", a.Office, want)
			}
		}
		guests := []plan.Participant{{Role: "assessore"}, {Role: "dirigente", Office: "cultura"}, {Role: "referente", Office: "cultura"}}
		for id, want := range map[string][]string{coming: {"cultura"}, both: {"cultura"}, held: {"tributi"}} {
			m, _ := s.Meeting(id)
			if !slices.Equal(m.Offices, want) {
				t.Errorf("a meeting is with %v, want %v", m.Offices, want)
			}
			if id != held && !slices.Equal(m.Participants, guests) {
				t.Errorf("in a meeting take part %+v", m.Participants)
			}
		}
		for _, a := range mustAccounts(t, w) {
			if a.ID != account.ID {
				continue
			}
			for _, m := range a.Memberships {
				if want := map[string]string{e.id: "cultura", other.id: "tributi"}[m.Organization]; m.Office != want || m.Role != plan.RoleContributor {
					t.Errorf("the account is %+v, want it at %s", m, want)
				}
			}
		}

		// The past is as it was, and the plan as a whole is no better or worse by it.
		if now := past(); !slices.Equal(now, before) {
			t.Errorf("figures of past days changed:\n%v\n%v", before, now)
		}
		then := e.on(yesterday).Staff()
		if o, there := then.Office("tributi"); !there || len(o.Milestones) != 4 {
			t.Errorf("yesterday the office is not there as it was: %+v", o)
		}
		if m, _ := then.Milestone(open); m.Status.Office != "tributi" {
			t.Errorf("yesterday the milestone was with %s", m.Status.Office)
		}
		if o, _ := then.Objective("OB-01"); o.Terms.LeadOffice != "tributi" {
			t.Errorf("yesterday OB-01 was led by %s", o.Terms.LeadOffice)
		}
		same(t, "the organization's figures today", string(text(t, e.on(plan.Date{}).Report().Organization)), string(text(t, today.Organization)))
		if got := string(text(t, other.changes(0))); got != elsewhere {
			t.Error("another ente changed")
		}

		// The other office's people may report now; the code is not free again.
		_, err = w.tracker.ReportUpdate(e.asOf(plan.RoleContributor, "cultura", account.ID), tracker.ReportUpdate{Organization: e.id, Milestone: open, Report: plan.Report{Percent: opt(50)}})
		must(t, err)
		_, err = w.tracker.CreateOffice(e.as(plan.RoleAdmin), e.id, plan.Office{Code: "tributi", Name: "Tributi"})
		refused(t, "the code again", err, plan.KindConflict)
		refused(t, "a second time", e.merge("tributi", "cultura"), plan.KindNotFound)

		// What the trail says names what moved, and nobody by name.
		entries, _, err := w.store.AuditEntries(t.Context(), tracker.AuditQuery{Organization: e.id, Action: string(tracker.OpOfficeMerge), Limit: 9})
		must(t, err)
		var detail map[string]any
		must(t, json.Unmarshal([]byte(entries[0].Detail), &detail))
		// The preview told all of it.
		for part, n := range map[string]int{"milestones": len(preview.Milestones), "objectives": len(preview.Objectives), "actions": len(preview.Actions),
			"meetings": len(preview.Meetings), "accounts": members} {
			if moved := detail[part].([]any); len(moved) != n {
				t.Errorf("%d %s were to move, %d did: %v", n, part, len(moved), moved)
			}
		}
		if preview.Stays != 2 {
			t.Errorf("%d milestones were to stay, want 2", preview.Stays)
		}
		if len(entries) != 1 || len(detail["milestones"].([]any)) != 2 || len(detail["objectives"].([]any)) != 2 || len(detail["actions"].([]any)) != 1 ||
			len(detail["meetings"].([]any)) != 2 || len(detail["accounts"].([]any)) != 1 {
			t.Errorf("the audit entry says %s", entries[0].Detail)
		}
	})
}

// An office that another went into may go on into a third: each points at the next.
func TestMergesFollowOneAnother(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e := w.ente("c_m403")
		e.office("anagrafe")
		e.objective("OB-01", plan.ObjectiveActive)
		id := e.milestone("OB-01", 30)
		must(t, e.merge("tributi", "cultura"))
		must(t, e.merge("cultura", "anagrafe")) // on the same day
		if m := e.milestoneOn(id, plan.Date{}); m.Status.Office != "anagrafe" {
			t.Errorf("the milestone is with %s", m.Status.Office)
		}
		s := e.on(plan.Date{}).Staff()
		first, _ := s.FormerOffice("tributi")
		second, _ := s.FormerOffice("cultura")
		if first.MergedInto != "cultura" || second.MergedInto != "anagrafe" {
			t.Errorf("they point at %s and %s", first.MergedInto, second.MergedInto)
		}
		w.whole()
	})
}

func mustAccounts(t *testing.T, w *world) []plan.Account {
	t.Helper()
	accounts, err := w.store.Accounts(t.Context())
	must(t, err)
	return accounts
}

package tracker_test

import (
	"testing"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

func TestCodesAreNeverUsedAgain(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e := w.ente("c_m403")
		e.objective("OB-01", plan.ObjectiveActive)
		e.milestone("OB-01", 60)
		e.milestone("OB-01", 60)
		e.office("spare")
		admin := e.as(plan.RoleAdmin)
		again := []struct {
			name, field string
			do          func() error
		}{
			{"an ente", "", func() error {
				_, err := e.tracker.CreateOrganization(system, plan.Organization{ID: e.id, Name: "Un altro"})
				return err
			}},
			{"an office", "code", func() error {
				_, err := e.tracker.CreateOffice(admin, e.id, plan.Office{Code: "spare", Name: "Un altro"})
				return err
			}},
			{"an objective", "code", func() error {
				_, err := e.tracker.CreateObjective(admin, e.id, plan.Objective{Code: "OB-01", Title: "Un altro",
					Terms: plan.ObjectiveTerms{Weight: 1, Horizon: plan.HorizonLong}})
				return err
			}},
			{"a milestone", "number", func() error {
				cmd := e.newMilestone("OB-01")
				cmd.Number = 2
				_, err := e.tracker.CreateMilestone(admin, cmd)
				return err
			}},
		}
		check := func(when string) {
			t.Helper()
			w.told.take()
			before := w.dump()
			for _, a := range again {
				err := a.do()
				refused(t, a.name+" with a code "+when, err, plan.KindConflict)
				if a.field != "" && !blames(err, a.field, "unique") {
					t.Errorf("%s with a code %s: %v does not name %s", a.name, when, err, a.field)
				}
			}
			w.untouched("codes "+when, before)
		}
		check("in use")

		_, err := e.tracker.RemoveOffice(admin, e.id, "spare", 0)
		must(t, err)
		_, err = e.tracker.RemoveMilestone(admin, e.id, "OB-01.2", 0)
		must(t, err)
		if next := e.milestone("OB-01", 60); next != "OB-01.3" {
			t.Errorf("the next milestone is %s: the number of a removed one was given again", next)
		}
		_, err = e.tracker.RemoveObjective(admin, e.id, "OB-01", 0)
		must(t, err)
		again = again[:3] // the objective's milestones went with it
		check("of something removed")

		other := w.ente("c_h501")
		other.objective("OB-01", plan.ObjectiveActive) // another ente has its own codes
	})
}

// What was removed is gone for every write, and its milestones and actions with it.
func TestWhatWasRemovedTakesNoMoreWrites(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e := w.ente("c_m403")
		admin, reviewer := e.as(plan.RoleAdmin), e.as(plan.RoleReviewer)
		e.office("spare")
		e.objective("OB-01", plan.ObjectiveActive)
		e.objective("OB-02", plan.ObjectiveActive)
		ofObjective, alone := e.milestone("OB-01", 60), e.milestone("OB-02", 60)
		update := e.reported(ofObjective, plan.Report{Percent: opt(10)}).ID
		meeting := e.meeting()
		action := plan.Action{Meeting: meeting, Title: "Scrivere", Office: "tributi", DueOn: w.clock.today()}
		receipt, err := e.tracker.CreateAction(admin, e.id, action)
		must(t, err)

		remove := func(_ tracker.Receipt, err error) { t.Helper(); must(t, err) }
		remove(e.tracker.RemoveObjective(admin, e.id, "OB-01", 0))
		remove(e.tracker.RemoveMilestone(admin, e.id, alone, 0))
		remove(e.tracker.RemoveOffice(admin, e.id, "spare", 0))
		remove(e.tracker.RemoveMeeting(admin, e.id, meeting, 0))
		w.told.take()
		before := w.dump()
		for name, do := range map[string]func() (tracker.Receipt, error){
			"an office": func() (tracker.Receipt, error) {
				return e.tracker.ChangeOffice(admin, tracker.ChangeOffice{Organization: e.id, Code: "spare", Name: opt("x")})
			},
			"an office, again": func() (tracker.Receipt, error) { return e.tracker.RemoveOffice(admin, e.id, "spare", 0) },
			"an objective": func() (tracker.Receipt, error) {
				return e.tracker.ChangeObjective(admin, tracker.ChangeObjective{Organization: e.id, Code: "OB-01", Title: opt("x")})
			},
			"an objective, again": func() (tracker.Receipt, error) { return e.tracker.RemoveObjective(admin, e.id, "OB-01", 0) },
			"a rating": func() (tracker.Receipt, error) {
				return e.tracker.RateObjective(reviewer, tracker.RateObjective{Organization: e.id, Objective: "OB-01", RatedBy: plan.RatedByReviewer, Confidence: plan.ConfidenceRed, Text: "x"})
			},
			"a milestone more":             func() (tracker.Receipt, error) { return e.tracker.CreateMilestone(admin, e.newMilestone("OB-01")) },
			"a report":                     func() (tracker.Receipt, error) { return e.report(alone, plan.Report{Percent: opt(1)}) },
			"a report under the objective": func() (tracker.Receipt, error) { return e.report(ofObjective, plan.Report{Percent: opt(1)}) },
			"a milestone, again":           func() (tracker.Receipt, error) { return e.tracker.RemoveMilestone(admin, e.id, alone, 0) },
			"a milestone under the objective": func() (tracker.Receipt, error) {
				return e.tracker.ChangeMilestone(admin, tracker.ChangeMilestone{Organization: e.id, Milestone: ofObjective, Title: opt("x")})
			},
			"a review": func() (tracker.Receipt, error) {
				return e.tracker.ReviewUpdate(reviewer, tracker.ReviewUpdate{Organization: e.id, UpdateID: update, Verdict: plan.VerdictConfirmed})
			},
			"a meeting": func() (tracker.Receipt, error) {
				return e.tracker.ChangeMeeting(admin, tracker.ChangeMeeting{Organization: e.id, ID: meeting, Title: opt("x")})
			},
			"an action more": func() (tracker.Receipt, error) { return e.tracker.CreateAction(admin, e.id, action) },
			"an action": func() (tracker.Receipt, error) {
				return e.tracker.ChangeAction(admin, tracker.ChangeAction{Organization: e.id, ID: receipt.ID, State: opt(plan.ActionDone)})
			},
			"an action, removed": func() (tracker.Receipt, error) { return e.tracker.RemoveAction(admin, e.id, receipt.ID, 0) },
		} {
			_, err := do()
			refused(t, name, err, plan.KindNotFound)
		}
		w.untouched("what was removed", before)
		if n := len(e.changes(0).Updates); n != 3 {
			t.Errorf("%d updates are left of 3", n)
		}
	})
}

// A name that is not of this ente is refused, by the field that gives it.
func TestReferencesStayInTheEnte(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e, other := w.ente("c_m403"), w.ente("c_h501")
		other.office("anagrafe")
		other.objective("OB-09", plan.ObjectiveActive)
		theirs := other.milestone("OB-09", 60)
		theirMeeting := other.meeting()
		e.office("removed")
		admin := e.as(plan.RoleAdmin)
		_, err := e.tracker.RemoveOffice(admin, e.id, "removed", 0)
		must(t, err)
		e.objective("OB-01", plan.ObjectiveActive)
		id := e.milestone("OB-01", 60)
		meeting := e.meeting()
		receipt, err := e.tracker.CreateAction(admin, e.id, plan.Action{Meeting: meeting, Title: "Scrivere", Office: "tributi", DueOn: w.clock.today()})
		must(t, err)

		type attempt struct {
			field, rule string
			do          func() error
		}
		var attempts []attempt
		for _, office := range []string{"anagrafe", "removed", "none", "No Code At All", "nul\x00"} {
			attempts = append(attempts,
				attempt{"lead_office", "office.unknown", func() error {
					_, err := e.tracker.CreateObjective(admin, e.id, plan.Objective{Code: "OB-02", Title: "x",
						Terms: plan.ObjectiveTerms{Weight: 1, Horizon: plan.HorizonShort, LeadOffice: office}})
					return err
				}},
				attempt{"lead_office", "office.unknown", func() error {
					return e.patchObjective(tracker.ChangeObjective{Code: "OB-01", LeadOffice: opt(office)})
				}},
				attempt{"office", "office.unknown", func() error {
					cmd := e.newMilestone("OB-01")
					cmd.Office = office
					_, err := e.tracker.CreateMilestone(admin, cmd)
					return err
				}},
				attempt{"office", "office.unknown", func() error {
					return e.patchMilestone(tracker.ChangeMilestone{Milestone: id, Office: opt(office)})
				}},
				attempt{"offices[1]", "office.unknown", func() error {
					_, err := e.tracker.CreateMeeting(admin, e.id, plan.Meeting{Title: "x", HeldOn: w.clock.today(), Offices: []string{"tributi", office}})
					return err
				}},
				attempt{"participants[0].office", "office.unknown", func() error {
					_, err := e.tracker.ChangeMeeting(admin, tracker.ChangeMeeting{Organization: e.id, ID: meeting, Participants: opt([]plan.Participant{{Role: "dirigente", Office: office}})})
					return err
				}},
				attempt{"office", "office.unknown", func() error {
					_, err := e.tracker.ChangeAction(admin, tracker.ChangeAction{Organization: e.id, ID: receipt.ID, Office: opt(office)})
					return err
				}},
				attempt{"office", "office.unknown", func() error {
					_, err := e.tracker.CreateAccount(admin, tracker.CreateAccount{Email: "a@example.it", Organization: e.id, Role: plan.RoleContributor, Office: office})
					return err
				}},
			)
		}
		attempts = append(attempts,
			attempt{"objective", "objective.unknown", func() error {
				_, err := e.tracker.ChangeAction(admin, tracker.ChangeAction{Organization: e.id, ID: receipt.ID, Objective: opt("OB-09")})
				return err
			}},
			attempt{"milestone", "milestone.unknown", func() error {
				_, err := e.tracker.ChangeAction(admin, tracker.ChangeAction{Organization: e.id, ID: receipt.ID, Milestone: opt(theirs)})
				return err
			}},
			attempt{"decisions[0].objective", "objective.unknown", func() error {
				_, err := e.tracker.ChangeMeeting(admin, tracker.ChangeMeeting{Organization: e.id, ID: meeting, Decisions: opt([]plan.Decision{{Text: "x", Objective: "OB-09"}})})
				return err
			}},
			attempt{"decisions[0].milestone", "milestone.unknown", func() error {
				_, err := e.tracker.ChangeMeeting(admin, tracker.ChangeMeeting{Organization: e.id, ID: meeting, Decisions: opt([]plan.Decision{{Text: "x", Milestone: theirs}})})
				return err
			}},
			attempt{"organization", "organization.unknown", func() error {
				_, err := e.tracker.CreateAccount(system, tracker.CreateAccount{Email: "a@example.it", Organization: "c_none", Role: plan.RoleViewer})
				return err
			}},
		)
		w.told.take()
		before := w.dump()
		for i, a := range attempts {
			if err := a.do(); !blames(err, a.field, a.rule) {
				t.Errorf("attempt %d: got %v, want %s to break %s", i, err, a.field, a.rule)
			}
		}
		_, err = e.tracker.CreateAction(admin, e.id, plan.Action{Meeting: theirMeeting, Title: "x", Office: "tributi", DueOn: w.clock.today()})
		refused(t, "an action of another ente's meeting", err, plan.KindNotFound)
		_, err = e.report(theirs, plan.Report{Percent: opt(1)})
		refused(t, "a report on another ente's milestone", err, plan.KindNotFound)
		for _, bad := range []string{"", "nul\x00", "NO", "\xff\xfe", "OB-01'--"} {
			_, err = e.tracker.ChangeOffice(admin, tracker.ChangeOffice{Organization: e.id, Code: bad, Name: opt("x")})
			refused(t, "an office with no code", err, plan.KindNotFound)
			refused(t, "an objective with no code", e.patchObjective(tracker.ChangeObjective{Code: bad, Title: opt("x")}), plan.KindNotFound)
			refused(t, "a milestone with no identifier", e.patchMilestone(tracker.ChangeMilestone{Milestone: bad + ".1", Title: opt("x")}), plan.KindNotFound)
		}
		w.untouched("names from elsewhere", before)
	})
}

func TestAnOfficeWithOpenWorkStays(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e := w.ente("c_m403")
		admin := e.as(plan.RoleAdmin)
		e.office("spare")
		remove := func() error { _, err := e.tracker.RemoveOffice(admin, e.id, "spare", 0); return err }
		inUse := func(by string) {
			t.Helper()
			w.told.take()
			before := w.dump()
			refused(t, "an office in use by "+by, remove(), plan.KindConflict)
			w.untouched("an office in use by "+by, before)
		}

		e.objective("OB-01", plan.ObjectiveActive)
		must(t, e.patchObjective(tracker.ChangeObjective{Code: "OB-01", LeadOffice: opt("spare")}))
		inUse("an objective")
		must(t, e.patchObjective(tracker.ChangeObjective{Code: "OB-01", LeadOffice: opt("tributi")}))

		cmd := e.newMilestone("OB-01")
		cmd.Office = "spare"
		receipt, err := e.tracker.CreateMilestone(admin, cmd)
		must(t, err)
		inUse("a milestone")
		e.reported(receipt.ID, plan.Report{Percent: opt(100), Evidence: evidence("x")})

		meeting := e.meeting()
		hidden, err := e.tracker.CreateAction(admin, e.id, plan.Action{Meeting: meeting, Title: "Scrivere", Office: "spare", DueOn: w.clock.today()})
		must(t, err)
		inUse("an action")
		_, err = e.tracker.RemoveMeeting(admin, e.id, meeting, 0) // and with it the action
		must(t, err)
		_, err = e.tracker.ChangeAction(admin, tracker.ChangeAction{Organization: e.id, ID: hidden.ID, Office: opt("tributi")})
		refused(t, "an action that went with its meeting", err, plan.KindNotFound)

		must(t, remove())
		if _, ok := e.on(plan.Date{}).Staff().Office("spare"); ok {
			t.Error("the removed office is still shown")
		}
		if _, ok := e.on(w.clock.today().AddDays(-1)).Staff().Office("spare"); !ok {
			t.Error("yesterday has lost the office that was removed today")
		}
	})
}

// What names an office or an objective that was removed since stays as it is, and can be
// changed in all else; but no open work goes to an office that is gone.
func TestWhatNamesSomethingRemovedCanStillBeChanged(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e := w.ente("c_m403")
		admin := e.as(plan.RoleAdmin)
		e.office("spare")
		e.objective("OB-01", plan.ObjectiveActive)
		e.objective("OB-02", plan.ObjectiveActive)
		cmd := e.newMilestone("OB-01")
		cmd.Office = "spare"
		receipt, err := e.tracker.CreateMilestone(admin, cmd)
		must(t, err)
		finished := receipt.ID
		e.reported(finished, plan.Report{Percent: opt(100), Evidence: evidence("x")})
		dropped := e.milestone("OB-02", 60)
		must(t, e.patchObjective(tracker.ChangeObjective{Code: "OB-01", LeadOffice: opt("spare"), State: opt(plan.ObjectiveCompleted)}))
		receipt, err = e.tracker.CreateMeeting(admin, e.id, plan.Meeting{Title: "Prima riunione", State: plan.MeetingHeld, HeldOn: w.clock.today(),
			Offices: []string{"tributi", "spare"}, Participants: []plan.Participant{{Role: "dirigente", Office: "spare"}},
			Decisions: []plan.Decision{{Text: "Si fa", Objective: "OB-02"}, {Text: "Si fa anche questo", Milestone: dropped}}})
		must(t, err)
		meeting := receipt.ID
		receipt, err = e.tracker.CreateAction(admin, e.id, plan.Action{Meeting: meeting, Title: "Scrivere", Office: "spare", State: plan.ActionDone,
			DueOn: w.clock.today(), Objective: "OB-02", Milestone: dropped})
		must(t, err)
		action := receipt.ID
		_, err = e.tracker.RemoveObjective(admin, e.id, "OB-02", 0)
		must(t, err)
		_, err = e.tracker.RemoveOffice(admin, e.id, "spare", 0)
		must(t, err)

		_, err = e.tracker.ChangeMeeting(admin, tracker.ChangeMeeting{Organization: e.id, ID: meeting, Minutes: opt("# Verbale"), MinutesApproved: opt(true)})
		must(t, err)
		_, err = e.tracker.ChangeMeeting(admin, tracker.ChangeMeeting{Organization: e.id, ID: meeting, Offices: opt([]string{"cultura", "spare"}),
			Decisions: opt([]plan.Decision{{Text: "Corretto", Objective: "OB-02"}})})
		must(t, err)
		must(t, e.patchObjective(tracker.ChangeObjective{Code: "OB-01", Title: opt("Titolo corretto")}))
		must(t, e.patchMilestone(tracker.ChangeMilestone{Milestone: finished, Title: opt("Titolo corretto"), Weight: opt(2.0)}))
		_, err = e.tracker.ChangeAction(admin, tracker.ChangeAction{Organization: e.id, ID: action, Title: opt("Scrivere il bando")})
		must(t, err)
		e.reported(finished, plan.Report{Evidence: evidence("x, e il verbale"), Note: "corretto"})

		w.told.take()
		before := w.dump()
		_, err = e.report(finished, plan.Report{State: opt(plan.MilestoneInProgress), Percent: opt(50)})
		refusedField(t, "a milestone taken up again for an office that is gone", err, "office", "office.unknown")
		err = e.patchObjective(tracker.ChangeObjective{Code: "OB-01", State: opt(plan.ObjectiveActive)})
		refusedField(t, "an objective taken up again for an office that is gone", err, "lead_office", "office.unknown")
		_, err = e.tracker.ChangeAction(admin, tracker.ChangeAction{Organization: e.id, ID: action, State: opt(plan.ActionOpen)})
		refusedField(t, "an action taken up again for an office that is gone", err, "office", "office.unknown")
		_, err = e.tracker.ChangeMeeting(admin, tracker.ChangeMeeting{Organization: e.id, ID: meeting, Decisions: opt([]plan.Decision{{Text: "x", Objective: "OB-03"}})})
		refusedField(t, "a decision on an objective that never was", err, "decisions[0].objective", "objective.unknown")
		w.untouched("what is gone", before)

		must(t, e.patchMilestone(tracker.ChangeMilestone{Milestone: finished, Office: opt("cultura")}))
		e.reported(finished, plan.Report{State: opt(plan.MilestoneInProgress), Percent: opt(50)})
	})
}

func TestAnObjectiveDoesNotGoBackToDraft(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e := w.ente("c_m403")
		for code, state := range map[string]plan.ObjectiveState{
			"OB-01": plan.ObjectiveActive, "OB-02": plan.ObjectiveSuspended, "OB-03": plan.ObjectiveCompleted, "OB-04": plan.ObjectiveCancelled,
		} {
			e.objective(code, state)
			w.told.take()
			before := w.dump()
			err := e.patchObjective(tracker.ChangeObjective{Code: code, State: opt(plan.ObjectiveDraft)})
			refusedField(t, string(state), err, "state", "objective.redraft")
			w.untouched(string(state), before)
		}
		e.objective("OB-05", plan.ObjectiveDraft)
		must(t, e.patchObjective(tracker.ChangeObjective{Code: "OB-05", State: opt(plan.ObjectiveDraft), Title: opt("Ancora bozza")}))
	})
}

// Only a removal removes: whoever adds something cannot add it as gone, and it is there
// for everything that comes after.
func TestNothingIsAddedAsRemoved(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e := w.ente("c_m403")
		admin, today := e.as(plan.RoleAdmin), w.clock.today()
		_, err := e.tracker.CreateOffice(admin, e.id, plan.Office{Code: "anagrafe", Name: "Anagrafe", RemovedOn: today})
		must(t, err)
		_, err = e.tracker.CreateObjective(admin, e.id, plan.Objective{Code: "OB-01", Title: "x", RemovedOn: today,
			Terms: plan.ObjectiveTerms{Weight: 1, Horizon: plan.HorizonShort, LeadOffice: "anagrafe"}})
		must(t, err)
		meeting, err := e.tracker.CreateMeeting(admin, e.id, plan.Meeting{ID: "mine", Title: "x", HeldOn: today, RemovedOn: today})
		must(t, err)
		action, err := e.tracker.CreateAction(admin, e.id, plan.Action{ID: "mine", Meeting: meeting.ID, Title: "x", Office: "anagrafe", DueOn: today, RemovedOn: today})
		must(t, err)
		shown := e.on(plan.Date{}).Staff()
		_, office := shown.Office("anagrafe")
		objective, there := shown.Objective("OB-01")
		_, met := shown.Meeting(meeting.ID)
		_, asked := shown.Action(action.ID)
		if !office || !there || !met || !asked {
			t.Errorf("office %v, objective %v, meeting %v, action %v", office, there, met, asked)
		}
		if there && (objective.Terms.State != plan.ObjectiveDraft || objective.AddedOn != today) {
			t.Errorf("an objective without a state and a day is %+v", objective)
		}
		if meeting.ID == "mine" || action.ID == "mine" {
			t.Error("identifiers are the program's to give")
		}
	})
}

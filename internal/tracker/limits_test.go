package tracker_test

import (
	"math"
	"testing"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// Figures, dates and states that a rule forbids are refused by the field, in creating and
// in changing alike.
func TestWhatBreaksARuleIsNotStored(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e := w.ente("c_m403")
		admin := e.as(plan.RoleAdmin)
		e.objective("OB-01", plan.ObjectiveActive)
		milestone := e.milestone("OB-01", 60)
		meeting := e.meeting()
		receipt, err := e.tracker.CreateAction(admin, e.id, plan.Action{Meeting: meeting, Title: "Scrivere", Office: "tributi", DueOn: w.clock.today()})
		must(t, err)
		action := receipt.ID
		today := w.clock.today()
		tomorrow := today.AddDays(1)

		type attempt struct {
			name, field, rule string
			do                func() error
		}
		objective := func(name, field, rule string, change func(*plan.Objective)) attempt {
			return attempt{"an objective: " + name, field, rule, func() error {
				o := plan.Objective{Code: "OB-02", Title: "x", Terms: plan.ObjectiveTerms{Weight: 1, Horizon: plan.HorizonShort}}
				change(&o)
				_, err := e.tracker.CreateObjective(admin, e.id, o)
				return err
			}}
		}
		objectiveChange := func(name, field, rule string, cmd tracker.ChangeObjective) attempt {
			cmd.Code = "OB-01"
			return attempt{"an objective changed: " + name, field, rule, func() error { return e.patchObjective(cmd) }}
		}
		added := func(name, field, rule string, change func(*tracker.CreateMilestone)) attempt {
			return attempt{"a milestone: " + name, field, rule, func() error {
				cmd := e.newMilestone("OB-01")
				change(&cmd)
				_, err := e.tracker.CreateMilestone(admin, cmd)
				return err
			}}
		}
		milestoneChange := func(name, field, rule string, cmd tracker.ChangeMilestone) attempt {
			cmd.Milestone = milestone
			return attempt{"a milestone changed: " + name, field, rule, func() error { return e.patchMilestone(cmd) }}
		}
		meetingChange := func(name, field, rule string, cmd tracker.ChangeMeeting) attempt {
			cmd.Organization, cmd.ID = e.id, meeting
			return attempt{"a meeting changed: " + name, field, rule, func() error { _, err := e.tracker.ChangeMeeting(admin, cmd); return err }}
		}
		actionChange := func(name, field, rule string, cmd tracker.ChangeAction) attempt {
			cmd.Organization, cmd.ID = e.id, action
			return attempt{"an action changed: " + name, field, rule, func() error { _, err := e.tracker.ChangeAction(admin, cmd); return err }}
		}
		attempts := []attempt{
			objective("no code", "code", "objective.code", func(o *plan.Objective) { o.Code = "" }),
			objective("a code in lower case", "code", "objective.code", func(o *plan.Objective) { o.Code = "ob-02" }),
			objective("no horizon", "horizon", "objective.horizon", func(o *plan.Objective) { o.Terms.Horizon = "" }),
			objective("added tomorrow", "added_on", "date.future", func(o *plan.Objective) { o.AddedOn = tomorrow }),
			objective("a state that there is not", "state", "objective.state", func(o *plan.Objective) { o.Terms.State = "late" }),
			objective("a sector twice", "sectors[1]", "list.unique", func(o *plan.Objective) { o.Sectors = []string{"turismo", "turismo"} }),
			objectiveChange("due before it starts", "due_on", "date.order", tracker.ChangeObjective{StartOn: opt(tomorrow), DueOn: opt(today)}),
			objectiveChange("added tomorrow", "added_on", "date.future", tracker.ChangeObjective{AddedOn: opt(tomorrow)}),
			objectiveChange("added on no day", "added_on", "required", tracker.ChangeObjective{AddedOn: opt(plan.Date{})}),
			added("a negative number", "number", "milestone.number", func(c *tracker.CreateMilestone) { c.Number = -1 }),
			added("too high a number", "number", "milestone.number", func(c *tracker.CreateMilestone) { c.Number = plan.MaxMilestoneNumber + 1 }),
			added("no office", "office", "required", func(c *tracker.CreateMilestone) { c.Office = "" }),
			added("added tomorrow", "added_on", "date.future", func(c *tracker.CreateMilestone) { c.AddedOn = tomorrow }),
			added("due before it starts", "due_on", "date.order", func(c *tracker.CreateMilestone) { c.StartOn, c.DueOn = tomorrow, today }),
			milestoneChange("it starts after it is due", "due_on", "date.order", tracker.ChangeMilestone{StartOn: opt(today.AddDays(61))}),
			milestoneChange("no office", "office", "required", tracker.ChangeMilestone{Office: opt("")}),
			meetingChange("held tomorrow", "held_on", "date.future", tracker.ChangeMeeting{State: opt(plan.MeetingHeld), HeldOn: opt(tomorrow)}),
			meetingChange("no day", "held_on", "required", tracker.ChangeMeeting{HeldOn: opt(plan.Date{})}),
			meetingChange("minutes approved and not there", "minutes", "minutes.empty", tracker.ChangeMeeting{MinutesApproved: opt(true)}),
			meetingChange("an hour that there is not", "starts_at", "time.form", tracker.ChangeMeeting{StartsAt: opt("25:00")}),
			meetingChange("it ends before it starts", "ends_at", "time.order", tracker.ChangeMeeting{StartsAt: opt("10:00"), EndsAt: opt("09:00")}),
			meetingChange("an office twice", "offices[1]", "list.unique", tracker.ChangeMeeting{Offices: opt([]string{"tributi", "tributi"})}),
			meetingChange("a state that there is not", "state", "meeting.state", tracker.ChangeMeeting{State: opt(plan.MeetingState("late"))}),
			actionChange("no day", "due_on", "required", tracker.ChangeAction{DueOn: opt(plan.Date{})}),
			actionChange("no office", "office", "required", tracker.ChangeAction{Office: opt("")}),
			actionChange("done tomorrow", "completed_on", "date.future", tracker.ChangeAction{State: opt(plan.ActionDone), CompletedOn: opt(tomorrow)}),
			actionChange("open and completed", "completed_on", "completed.state", tracker.ChangeAction{CompletedOn: opt(today)}),
			actionChange("a state that there is not", "state", "action.state", tracker.ChangeAction{State: opt(plan.ActionState("late"))}),
		}
		for name, weight := range map[string]float64{
			"0": 0, "negative": -1, "too much": plan.MaxWeight + 1, "no number": math.NaN(), "endless": math.Inf(1),
		} {
			attempts = append(attempts,
				objective("weight "+name, "weight", "weight.range", func(o *plan.Objective) { o.Terms.Weight = weight }),
				objectiveChange("weight "+name, "weight", "weight.range", tracker.ChangeObjective{Weight: opt(weight)}),
				added("weight "+name, "weight", "weight.range", func(c *tracker.CreateMilestone) { c.Weight = weight }),
				milestoneChange("weight "+name, "weight", "weight.range", tracker.ChangeMilestone{Weight: opt(weight)}),
			)
		}
		for _, id := range []string{"", "C_M403", "c m403", "c_m403/../x", "nul\x00"} {
			attempts = append(attempts, attempt{"an ente without an IPA code", "id", "organization.id", func() error {
				_, err := e.tracker.CreateOrganization(system, plan.Organization{ID: id, Name: "x"})
				return err
			}})
		}
		for _, code := range []string{"", "Tributi", "ufficio tributi", "-a", "a--b", "nul\x00"} {
			attempts = append(attempts, attempt{"an office without a code", "code", "office.code", func() error {
				_, err := e.tracker.CreateOffice(admin, e.id, plan.Office{Code: code, Name: "x"})
				return err
			}})
		}
		w.told.take()
		before := w.dump()
		for _, a := range attempts {
			refusedField(t, a.name, a.do(), a.field, a.rule)
		}
		w.untouched("what breaks a rule", before)
	})
}

// An action that is done was completed today unless told otherwise, and not any more once
// it is open again.
func TestActionsAreCompleted(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e := w.ente("c_m403")
		meeting := e.meeting()
		today := w.clock.today()
		receipt, err := e.tracker.CreateAction(e.editor(), e.id, plan.Action{Meeting: meeting, Title: "Scrivere", Office: "tributi", DueOn: today.AddDays(-1), State: plan.ActionDone})
		must(t, err)
		for _, step := range []struct {
			name      string
			cmd       tracker.ChangeAction
			state     plan.ActionState
			completed plan.Date
			overdue   bool
		}{
			{"as it was added", tracker.ChangeAction{}, plan.ActionDone, today, false},
			{"open again", tracker.ChangeAction{State: opt(plan.ActionOpen)}, plan.ActionOpen, plan.Date{}, true},
			{"done on an earlier day", tracker.ChangeAction{State: opt(plan.ActionDone), CompletedOn: opt(today.AddDays(-5))}, plan.ActionDone, today.AddDays(-5), false},
			{"cancelled", tracker.ChangeAction{State: opt(plan.ActionCancelled)}, plan.ActionCancelled, plan.Date{}, false},
		} {
			step.cmd.Organization, step.cmd.ID = e.id, receipt.ID
			_, err := e.tracker.ChangeAction(e.editor(), step.cmd)
			must(t, err)
			got, ok := e.on(plan.Date{}).Staff().Action(receipt.ID)
			if !ok || got.State != step.state || got.CompletedOn != step.completed || got.Overdue != step.overdue {
				t.Errorf("%s: %+v", step.name, got)
			}
		}
	})
}

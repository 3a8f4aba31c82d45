package tracker_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/jobs"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// Whatever people do, in whatever order, while days go by:
//   - a write counts once and is audited, a refused one changes nothing;
//   - boards brought up to date change by change show what boards read anew show;
//   - numbers that became final stay as they are;
//   - the figures of a past day are those that were stored of it, as long as nothing was
//     recorded later for that day or an earlier one.
func TestWhateverPeopleDo(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		runs := 0
		rapid.Check(t, func(rt *rapid.T) {
			runs++
			m := newMachine(rt, w, fmt.Sprintf("c_%d", runs))
			for range rapid.IntRange(5, 25).Draw(rt, "commands") {
				m.step()
			}
			m.nextDay(1)
			m.checkBoards()
			m.checkPast()
		})
		w.whole()
	})
}

// machine is an ente to which anything happens.
type machine struct {
	*ente
	rt *rapid.T
	// boards are kept all along; numbers are taken from them, as in the program.
	boards  *board.Boards
	numbers jobs.Snapshots
	rows    board.Changes // all, as of the last command
	// final is every day whose numbers may not change any more; clean are those of which
	// nothing was recorded since.
	final map[plan.Date][]plan.Snapshot
	clean map[plan.Date]bool
}

func newMachine(rt *rapid.T, over *world, id string) *machine {
	w := *over
	w.t, w.clock, w.told = rt, newClock(rt), new(commits)
	w.clock.days(rapid.IntRange(0, 365).Draw(rt, "first day")) // both nights on which the clocks change
	boards := board.NewBoards(w.store, board.Options{Clock: w.clock.clock(), StaleAfterDays: 3, PastDays: 2, Patience: time.Minute})
	var err error
	w.tracker, err = tracker.New(tracker.Dependencies{
		Store: w.store, Clock: w.clock.clock(), NewID: w.ids.next, Log: slog.New(slog.DiscardHandler),
		OnCommit: []func(string, int64){boards.Notify, w.told.add},
	})
	must(rt, err)
	m := &machine{
		ente: w.ente(id), rt: rt, boards: boards, final: map[plan.Date][]plan.Snapshot{}, clean: map[plan.Date]bool{},
		numbers: jobs.Snapshots{Numbers: boards, Keeper: w.tracker, Now: w.clock.now},
	}
	m.objective("OB-01", plan.ObjectiveActive)
	m.milestone("OB-01", 10)
	m.milestone("OB-01", 20)
	_, err = m.tracker.CreateAction(m.editor(), id, plan.Action{Meeting: m.meeting(), Title: "Un'azione", Office: "tributi", DueOn: m.clock.today()})
	must(rt, err)
	m.reported("OB-01.1", plan.Report{Percent: opt(10)})
	m.told.take()
	m.rows = m.changes(0)
	return m
}

func (m *machine) step() {
	switch rapid.IntRange(0, 9).Draw(m.rt, "what happens") {
	case 0, 1:
		m.nextDay(rapid.IntRange(0, 4).Draw(m.rt, "days"))
	case 2:
		m.checkBoards()
	default:
		m.carryOut(m.command())
	}
}

// command is a write and the first day whose figures it may change.
type command struct {
	name string
	from plan.Date
	do   func() (tracker.Receipt, error)
}

func (m *machine) carryOut(c command) {
	m.clock.pass(time.Minute)
	before := m.rows.Organization.Revision
	_, err := c.do()
	m.rows = m.changes(0)
	after, told := m.rows.Organization.Revision, m.told.take()
	_, entries, errAudit := m.store.AuditEntries(context.Background(), tracker.AuditQuery{Organization: m.id, Limit: 1, WithTotal: true})
	must(m.rt, errAudit)
	if int64(entries) != after {
		m.rt.Fatalf("%s: %d audit entries at revision %d", c.name, entries, after)
	}
	if err != nil {
		var refusal *plan.Error
		if !errors.As(err, &refusal) || refusal.Kind == plan.KindUnavailable || refusal.Kind == plan.KindForbidden {
			m.rt.Fatalf("%s: %v", c.name, err)
		}
		if after != before || len(told) != 0 {
			m.rt.Fatalf("%s was refused and left revision %d after %d", c.name, after, before)
		}
		return
	}
	if after != before+1 || len(told) != 1 || told[0].revision != after {
		m.rt.Fatalf("%s left revision %d after %d and told %v", c.name, after, before, told)
	}
	for day := range m.clean {
		if !day.Before(c.from) {
			delete(m.clean, day)
		}
	}
}

// nextDay lets time go by and brings the numbers up to date.
func (m *machine) nextDay(days int) {
	m.clock.days(days)
	m.clock.pass(time.Duration(rapid.IntRange(0, 30).Draw(m.rt, "hours")) * time.Hour)
	_, err := m.numbers.Fill(system, m.id)
	must(m.rt, err)
	stored := map[plan.Date][]plan.Snapshot{}
	for _, row := range m.snapshots(plan.Date{}, plan.Date{}) {
		stored[row.Day] = append(stored[row.Day], row)
	}
	for day, rows := range m.final {
		if !bytes.Equal(text(m.rt, stored[day]), text(m.rt, rows)) {
			m.rt.Fatalf("the final numbers of %s changed:\n%s\n%s", day, text(m.rt, rows), text(m.rt, stored[day]))
		}
	}
	today := m.clock.today()
	for day, rows := range stored {
		if _, known := m.final[day]; !known && day.Before(today) {
			m.final[day], m.clean[day] = rows, true
		}
	}
	for _, o := range m.rows.Objectives {
		if _, there := stored[o.AddedOn]; !there {
			m.rt.Fatalf("the first day of %s, %s, has no numbers", o.Code, o.AddedOn)
		}
	}
	if _, there := stored[today]; !there {
		m.rt.Fatalf("today, %s, has no numbers", today)
	}
}

// checkBoards holds the boards kept all along against boards made anew.
func (m *machine) checkBoards() {
	anew := board.NewBoards(m.store, board.Options{Clock: m.clock.clock(), StaleAfterDays: 3})
	past := m.clock.today().AddDays(-rapid.IntRange(1, 12).Draw(m.rt, "days ago"))
	for _, day := range []plan.Date{{}, past} {
		for _, show := range []struct {
			what string
			of   func(*board.Boards) (any, error)
		}{
			{"figures", func(b *board.Boards) (any, error) {
				on, _, err := b.Board(context.Background(), m.id, day)
				if err != nil {
					return nil, err
				}
				return on.Report(), nil
			}},
			{"public", func(b *board.Boards) (any, error) {
				v, _, err := b.Public(context.Background(), m.id, day)
				return v, err
			}},
			{"staff", func(b *board.Boards) (any, error) {
				v, _, err := b.Staff(context.Background(), m.id, day)
				return v, err
			}},
		} {
			kept, err := show.of(m.boards)
			must(m.rt, err)
			fresh, err := show.of(anew)
			must(m.rt, err)
			if a, b := text(m.rt, kept), text(m.rt, fresh); !bytes.Equal(a, b) {
				m.rt.Fatalf("%s of %s differ:\n kept %s\nfresh %s", show.what, day, a, b)
			}
		}
	}
}

// checkPast holds what was stored of clean days against their figures as of now.
func (m *machine) checkPast() {
	for day := range m.clean {
		on, _, err := m.boards.Board(context.Background(), m.id, day)
		must(m.rt, err)
		now := withoutRevision(on.Numbers())
		then := withoutRevision(m.final[day])
		for scope, rows := range then {
			for code, row := range rows {
				again, there := now[scope][code]
				if a, b := text(m.rt, row), text(m.rt, again); !there || !bytes.Equal(a, b) {
					m.rt.Fatalf("%s, %s %s:\nstored %s\n as of %s", day, scope, code, a, b)
				}
				delete(now[scope], code)
			}
			for code := range now[scope] {
				if scope != plan.ScopeOffice { // offices have no day on which they were added
					m.rt.Fatalf("%s: %s %s has figures as of now and none stored", day, scope, code)
				}
			}
		}
	}
}

func text(t rapid.TB, v any) []byte {
	t.Helper()
	b, err := json.Marshal(v)
	must(t, err)
	return b
}

// The commands. Most are allowed; those that are not have to be refused.

func (m *machine) command() command {
	by, today := m.as(plan.RoleAdmin), m.clock.today()
	reviewer := m.as(plan.RoleReviewer)
	kinds := []string{
		"report", "report", "report", "report", "report", "milestone", "milestone", "change milestone", "change milestone", "remove milestone",
		"objective", "change objective", "change objective", "remove objective", "office", "change office", "remove office",
		"merge offices", "sector", "remove sector", "publication", "move objective", "move milestone", "review", "rate", "meeting", "change meeting", "remove meeting", "action", "change action", "remove action", "ente",
	}
	c := command{name: rapid.SampledFrom(kinds).Draw(m.rt, "command"), from: today}
	switch c.name {
	case "report":
		cmd := tracker.ReportUpdate{Organization: m.id, Milestone: m.anyMilestone(), Report: m.report()}
		if back := cmd.Report.EffectiveOn; !back.IsZero() {
			c.from = back
		}
		c.do = func() (tracker.Receipt, error) { return m.tracker.ReportUpdate(by, cmd) }
	case "milestone":
		cmd := tracker.CreateMilestone{Organization: m.id, Objective: m.anyObjective(), Title: "Un traguardo", Office: m.anyOffice(),
			Weight: m.weight(), StartOn: m.maybeDay("start"), AddedOn: m.daysAgo("added")}
		if rapid.Bool().Draw(m.rt, "dated") {
			cmd.DueOn = plan.Latest(m.maybeDay("due"), cmd.StartOn)
		}
		if !cmd.AddedOn.IsZero() {
			c.from = cmd.AddedOn
		}
		c.do = func() (tracker.Receipt, error) { return m.tracker.CreateMilestone(by, cmd) }
	case "change milestone":
		cmd := tracker.ChangeMilestone{Organization: m.id, Milestone: m.anyMilestone(), Title: m.title()}
		switch rapid.IntRange(0, 3).Draw(m.rt, "field") {
		case 0:
			cmd.Weight = opt(m.weight())
		case 1:
			cmd.Office = opt(m.anyOffice())
		case 2:
			cmd.StartOn = opt(m.maybeDay("start"))
		}
		c.do = func() (tracker.Receipt, error) { return m.tracker.ChangeMilestone(by, cmd) }
	case "remove milestone":
		id := m.anyMilestone()
		c.do = func() (tracker.Receipt, error) { return m.tracker.RemoveMilestone(by, m.id, id, 0) }
	case "objective":
		o := plan.Objective{Code: fmt.Sprintf("OB-%02d", rapid.IntRange(1, 5).Draw(m.rt, "code")), Title: "Un obiettivo",
			AddedOn: m.daysAgo("added"), Terms: m.terms()}
		if !o.AddedOn.IsZero() {
			c.from = o.AddedOn
		}
		c.do = func() (tracker.Receipt, error) { return m.tracker.CreateObjective(by, m.id, o) }
	case "change objective":
		c = m.changeObjective(c)
	case "remove objective":
		code := m.anyObjective()
		c.do = func() (tracker.Receipt, error) { return m.tracker.RemoveObjective(by, m.id, code, 0) }
	case "office":
		o := plan.Office{Code: m.anyOffice(), Name: "Un ufficio"}
		c.do = func() (tracker.Receipt, error) { return m.tracker.CreateOffice(by, m.id, o) }
	case "change office":
		cmd := tracker.ChangeOffice{Organization: m.id, Code: m.anyOffice(), Name: opt("Ufficio " + m.title().Value)}
		c.do = func() (tracker.Receipt, error) { return m.tracker.ChangeOffice(by, cmd) }
	case "remove office":
		code := m.anyOffice()
		c.do = func() (tracker.Receipt, error) { return m.tracker.RemoveOffice(by, m.id, code, 0) }
	case "sector":
		s := plan.Sector{Name: m.title().Value}
		c.do = func() (tracker.Receipt, error) { return m.tracker.CreateSector(by, m.id, s) }
	case "remove sector":
		code := plan.SectorCode(m.title().Value)
		c.do = func() (tracker.Receipt, error) { return m.tracker.RemoveSector(by, m.id, code, 0) }
	case "publication":
		cmd := tracker.ChangePublication{Organization: m.id, HideRatings: opt(rapid.Bool().Draw(m.rt, "ratings")), HideNotes: opt(rapid.Bool().Draw(m.rt, "notes"))}
		c.do = func() (tracker.Receipt, error) { return m.tracker.ChangePublication(by, cmd) }
	case "merge offices":
		cmd := tracker.MergeOffices{Organization: m.id, Code: m.anyOffice(), Into: m.anyOffice()}
		c.do = func() (tracker.Receipt, error) { return m.tracker.MergeOffices(by, cmd) }
	case "move objective":
		cmd := tracker.MoveObjective{Organization: m.id, Code: m.anyObjective(), Place: plan.Place[string]{After: m.anyObjective()}}
		c.do = func() (tracker.Receipt, error) { return m.tracker.MoveObjective(by, cmd) }
	case "move milestone":
		cmd := tracker.MoveMilestone{Organization: m.id, Milestone: m.anyMilestone(), Place: plan.Place[string]{Before: m.anyMilestone()}}
		c.do = func() (tracker.Receipt, error) { return m.tracker.MoveMilestone(by, cmd) }
	case "review":
		cmd := tracker.ReviewUpdate{Organization: m.id, UpdateID: rapid.SampledFrom(m.rows.Updates).Draw(m.rt, "update").ID,
			Verdict: rapid.SampledFrom([]plan.Verdict{plan.VerdictConfirmed, plan.VerdictQuestioned}).Draw(m.rt, "verdict"), Note: "visto"}
		c.do = func() (tracker.Receipt, error) { return m.tracker.ReviewUpdate(reviewer, cmd) }
	case "rate":
		cmd := tracker.RateObjective{Organization: m.id, Objective: m.anyObjective(), RatedBy: plan.RatedByReviewer, Confidence: plan.ConfidenceAmber,
			Text: "ci vuole tempo", GivenOn: m.daysAgo("given")}
		c.do = func() (tracker.Receipt, error) { return m.tracker.RateObjective(reviewer, cmd) }
	case "meeting":
		held := plan.Meeting{Title: "Una riunione", HeldOn: today.AddDays(rapid.IntRange(-9, 9).Draw(m.rt, "held")), Offices: []string{m.anyOffice()}}
		c.do = func() (tracker.Receipt, error) { return m.tracker.CreateMeeting(by, m.id, held) }
	case "change meeting":
		cmd := tracker.ChangeMeeting{Organization: m.id, ID: m.anyMeeting(), Published: opt(rapid.Bool().Draw(m.rt, "published")),
			State:     opt(rapid.SampledFrom(plan.MeetingStates).Draw(m.rt, "state")),
			Decisions: opt([]plan.Decision{{Text: "si fa", Objective: m.anyObjective(), Milestone: m.anyMilestone()}}),
			Minutes:   opt("verbale"), MinutesApproved: opt(rapid.Bool().Draw(m.rt, "approved"))}
		c.do = func() (tracker.Receipt, error) { return m.tracker.ChangeMeeting(by, cmd) }
	case "remove meeting":
		id := m.anyMeeting()
		c.do = func() (tracker.Receipt, error) { return m.tracker.RemoveMeeting(by, m.id, id, 0) }
	case "action":
		a := plan.Action{Meeting: m.anyMeeting(), Title: "Un'azione", Office: m.anyOffice(), DueOn: today.AddDays(rapid.IntRange(-5, 5).Draw(m.rt, "due")), Objective: m.anyObjective()}
		c.do = func() (tracker.Receipt, error) { return m.tracker.CreateAction(by, m.id, a) }
	case "change action":
		cmd := tracker.ChangeAction{Organization: m.id, ID: m.anyAction(), State: opt(rapid.SampledFrom(plan.ActionStates).Draw(m.rt, "state"))}
		c.do = func() (tracker.Receipt, error) { return m.tracker.ChangeAction(by, cmd) }
	case "remove action":
		id := m.anyAction()
		c.do = func() (tracker.Receipt, error) { return m.tracker.RemoveAction(by, m.id, id, 0) }
	case "ente":
		cmd := tracker.ChangeOrganization{Organization: m.id, Region: m.title()}
		c.do = func() (tracker.Receipt, error) { return m.tracker.ChangeOrganization(by, cmd) }
	}
	return c
}

func (m *machine) changeObjective(c command) command {
	cmd := tracker.ChangeObjective{Organization: m.id, Code: m.anyObjective(), Title: m.title()}
	terms := m.terms()
	switch rapid.IntRange(0, 6).Draw(m.rt, "field") {
	case 0:
		cmd.Weight = opt(terms.Weight)
	case 1:
		cmd.State = opt(terms.State)
	case 2:
		cmd.Horizon = opt(terms.Horizon)
	case 3:
		cmd.StartOn = opt(terms.StartOn)
	case 4:
		cmd.LeadOffice = opt(terms.LeadOffice)
	case 6:
		cmd.Sectors = opt([]string{plan.SectorCode(m.title().Value)})
	case 5:
		cmd.AddedOn = opt(m.clock.today().AddDays(-rapid.IntRange(0, 6).Draw(m.rt, "added")))
		c.from = cmd.AddedOn.Value
		for _, o := range m.rows.Objectives {
			if o.Code == cmd.Code {
				c.from = plan.Earliest(c.from, o.AddedOn)
			}
		}
	}
	c.do = func() (tracker.Receipt, error) { return m.tracker.ChangeObjective(m.editor(), cmd) }
	return c
}

func (m *machine) report() plan.Report {
	r := plan.Report{EffectiveOn: m.daysAgo("effective"), Note: "nota"}
	switch rapid.IntRange(0, 5).Draw(m.rt, "report") {
	case 0, 1:
		r.Percent = opt(rapid.IntRange(0, 99).Draw(m.rt, "percent"))
	case 2:
		r.State = opt(rapid.SampledFrom(plan.MilestoneStates).Draw(m.rt, "state"))
		r.Evidence = evidence("prova")
	case 3:
		r.Percent, r.Evidence = opt(100), evidence("prova")
		r.CompletedOn = opt(m.clock.today().AddDays(-rapid.IntRange(0, 9).Draw(m.rt, "completed")))
	case 4:
		r.DueOn, r.Reason = opt(m.maybeDay("due")), "motivo"
		if rapid.Bool().Draw(m.rt, "decided") {
			r.DecidedIn = m.anyMeeting()
		}
	case 5:
		r.State, r.Percent = opt(plan.MilestoneInProgress), opt(rapid.IntRange(0, 99).Draw(m.rt, "percent"))
	}
	return r
}

func (m *machine) terms() plan.ObjectiveTerms {
	return plan.ObjectiveTerms{
		State:  rapid.SampledFrom(append(slices.Clone(plan.ObjectiveStates), plan.ObjectiveActive, plan.ObjectiveActive)).Draw(m.rt, "state"),
		Weight: m.weight(), Horizon: rapid.SampledFrom(plan.Horizons).Draw(m.rt, "horizon"),
		StartOn: m.maybeDay("objective start"), LeadOffice: m.anyOffice(),
	}
}

func (m *machine) weight() float64 { return rapid.Float64Range(0.1, 10).Draw(m.rt, "weight") }

func (m *machine) title() plan.Opt[string] {
	return opt(rapid.SampledFrom([]string{"Primo", "Secondo", "Terzo"}).Draw(m.rt, "title"))
}

// daysAgo is no day mostly: today.
func (m *machine) daysAgo(label string) plan.Date {
	n := rapid.SampledFrom([]int{0, 0, 0, 0, 1, 2, 5, 9}).Draw(m.rt, label)
	if n == 0 {
		return plan.Date{}
	}
	return m.clock.today().AddDays(-n)
}

func (m *machine) maybeDay(label string) plan.Date {
	n := rapid.IntRange(-15, 15).Draw(m.rt, label)
	if n == 0 {
		return plan.Date{}
	}
	return m.clock.today().AddDays(n)
}

func (m *machine) anyOffice() string {
	return rapid.SampledFrom([]string{"tributi", "tributi", "tributi", "cultura", "cultura", "anagrafe"}).Draw(m.rt, "office")
}

func (m *machine) anyObjective() string {
	return rapid.SampledFrom(m.rows.Objectives).Draw(m.rt, "objective").Code
}

func (m *machine) anyMilestone() string {
	return rapid.SampledFrom(m.rows.Milestones).Draw(m.rt, "milestone").ID()
}

func (m *machine) anyMeeting() string {
	return rapid.SampledFrom(m.rows.Meetings).Draw(m.rt, "meeting").ID
}

func (m *machine) anyAction() string {
	return rapid.SampledFrom(m.rows.Actions).Draw(m.rt, "action").ID
}

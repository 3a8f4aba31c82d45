package desk_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/traguardi/traguardi/internal/desk"
	"github.com/traguardi/traguardi/internal/plan"
)

// cells writes cells briefly: "in_progress 70 2026-12-18 url=x act=12 note=y".
func cells(text string) desk.Cells {
	words := strings.Fields(text)
	e := desk.Cells{State: plan.MilestoneState(words[0])}
	if _, err := fmt.Sscan(words[1], &e.Percent); err != nil {
		panic(err)
	}
	for _, word := range words[2:] {
		name, value, found := strings.Cut(word, "=")
		switch {
		case !found:
			e.DueOn = day(word)
		case name == "completed":
			e.CompletedOn = day(value)
		case name == "url":
			e.Evidence.URL = value
		case name == "note":
			e.Evidence.Note = value
		case name == "act":
			e.Evidence.Act = &plan.Act{Kind: "determina", Number: value, Date: day("2026-11-01")}
		default:
			panic(word)
		}
	}
	return e
}

// reported says a report briefly.
func reported(r plan.Report) string {
	var b strings.Builder
	say := func(set bool, name string, value any) {
		if set {
			fmt.Fprintf(&b, " %s=%v", name, value)
		}
	}
	say(r.State.Set, "state", r.State.Value)
	say(r.Percent.Set, "percent", r.Percent.Value)
	say(r.DueOn.Set && !r.DueOn.Value.IsZero(), "due", r.DueOn.Value)
	say(r.DueOn.Set && r.DueOn.Value.IsZero(), "due", "none")
	say(r.CompletedOn.Set, "completed", r.CompletedOn.Value)
	if e := r.Evidence.Value; r.Evidence.Set {
		act := ""
		if e.Act != nil {
			act = e.Act.Number
		}
		say(true, "evidence", strings.Join([]string{e.URL, act, e.Note}, "/"))
	}
	say(r.Reason != "", "reason", r.Reason)
	say(r.DecidedIn != "", "in", r.DecidedIn)
	say(r.Note != "", "note", r.Note)
	return strings.TrimSpace(b.String())
}

func TestMerge(t *testing.T) {
	const opened = "in_progress 70 2026-12-18"
	const mine, theirs = desk.ChoiceMine, desk.ChoiceRegistered
	type choices = map[desk.Field]desk.Choice
	for _, c := range []struct {
		name              string
		typed, registered string
		edit              desk.Edit // its texts and choices
		seen              string
		want              string // the report
		clashes, taken    string
		undecided         bool
	}{
		{name: "nothing touched", typed: opened, registered: opened},
		{name: "nothing touched, changed by another", typed: opened, registered: "blocked 75 2026-12-31 note=x",
			taken: "state percent due_on evidence.note"},
		{name: "a percentage", typed: "in_progress 80 2026-12-18", registered: opened, want: "percent=80"},
		{name: "beside what another changed", typed: "in_progress 80 2026-12-18", registered: "in_progress 70 2026-12-31", want: "percent=80", taken: "due_on"},
		{name: "to the same as another", typed: "in_progress 80 2026-12-18", registered: "in_progress 80 2026-12-18"},
		{name: "the same, and a note", typed: "in_progress 80 2026-12-18", registered: "in_progress 80 2026-12-18", edit: desk.Edit{Note: " Ecco. "}, want: "note=Ecco."},
		{name: "to something else than another", typed: "in_progress 80 2026-12-18", registered: "in_progress 65 2026-12-18", clashes: "percent:", undecided: true},
		{name: "decided for mine", typed: "in_progress 80 2026-12-18", registered: "in_progress 65 2026-12-18",
			edit: desk.Edit{Choices: choices{"percent": mine}}, seen: "in_progress 65 2026-12-18", want: "percent=80", clashes: "percent:mine"},
		{name: "decided for the registered one", typed: "in_progress 80 2026-12-18", registered: "in_progress 65 2026-12-18",
			edit: desk.Edit{Choices: choices{"percent": theirs}, Note: "Ecco."}, seen: "in_progress 65 2026-12-18", want: "note=Ecco.", clashes: "percent:registered"},
		{name: "decided before a third one changed it", typed: "in_progress 80 2026-12-18", registered: "in_progress 66 2026-12-18",
			edit: desk.Edit{Choices: choices{"percent": mine}}, seen: "in_progress 65 2026-12-18", clashes: "percent:", undecided: true},
		{name: "decided without anything shown", typed: "in_progress 80 2026-12-18", registered: "in_progress 66 2026-12-18",
			edit: desk.Edit{Choices: choices{"percent": mine}}, seen: opened, clashes: "percent:", undecided: true},
		{name: "one of two decided", typed: "blocked 80 2026-12-18", registered: "planned 0 2026-12-18",
			edit: desk.Edit{Choices: choices{"percent": mine}}, seen: "planned 0 2026-12-18", clashes: "state: percent:mine", undecided: true},
		{name: "a choice about what does not clash", typed: "in_progress 80 2026-12-18", registered: opened,
			edit: desk.Edit{Choices: choices{"percent": theirs}}, seen: opened, want: "percent=80"},
		{name: "a date with its reason", typed: "in_progress 70 2027-01-31", registered: opened,
			edit: desk.Edit{Reason: "Fornitore.", DecidedIn: "m"}, want: "due=2027-01-31 reason=Fornitore. in=m"},
		{name: "a date given up, and its reason with it", typed: "in_progress 75 2027-01-31", registered: "in_progress 70 2027-02-28",
			edit: desk.Edit{Reason: "Fornitore.", DecidedIn: "m", Choices: choices{"due_on": theirs}}, seen: "in_progress 70 2027-02-28",
			want: "percent=75", clashes: "due_on:registered"},
		{name: "a date taken away", typed: "in_progress 70", registered: opened, edit: desk.Edit{Reason: "Sospeso."}, want: "due=none reason=Sospeso."},
		{name: "done with evidence", typed: "done 100 2026-12-18 url=https://a", registered: opened, want: "state=done percent=100 evidence=https://a//"},
		{name: "evidence beside evidence of another", typed: opened + " note=verbale", registered: opened + " act=12", want: "evidence=/12/verbale", taken: "evidence.act"},
		{name: "two acts", typed: opened + " act=13", registered: opened + " act=12", clashes: "evidence.act:", undecided: true},
		{name: "the same act twice", typed: opened + " act=12", registered: opened + " act=12"},
		{name: "evidence taken away", typed: opened, registered: opened + " act=12", taken: "evidence.act"},
		{name: "a state that would bring a percentage that another changed", typed: "planned 70 2026-12-18", registered: "in_progress 75 2026-12-18",
			want: "state=planned percent=75", taken: "percent"},
		{name: "a percentage that would bring a state that another changed", typed: "in_progress 100 2026-12-18", registered: "blocked 70 2026-12-18",
			want: "state=blocked percent=100", taken: "state"},
		{name: "a note alone", typed: opened, registered: "in_progress 75 2026-12-18", edit: desk.Edit{Note: "Ecco."}, want: "note=Ecco.", taken: "percent"},
		{name: "blanks are nothing", typed: opened, registered: opened, edit: desk.Edit{Note: " \n", Reason: " "}},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := c.edit
			e.Opened, e.Typed = cells(opened), cells(c.typed)
			if c.seen != "" {
				e.Seen = cells(c.seen)
			}
			m := desk.Merge(e, cells(c.registered))
			same(t, "undecided", m.Undecided(), c.undecided)
			same(t, "clashes", ids(m.Clashes, func(c desk.Clash) string { return string(c.Field) + ":" + string(c.Choice) }), c.clashes)
			same(t, "taken", ids(m.Taken, func(f desk.Field) string { return string(f) }), c.taken)
			if !c.undecided {
				same(t, "report", reported(m.Report), c.want)
				same(t, "empty", m.Empty(), c.want == "")
			}
		})
	}
}

func drawCells(t *rapid.T, label string) desk.Cells {
	pick := func(name string, from ...string) string { return rapid.SampledFrom(from).Draw(t, label+" "+name) }
	e := desk.Cells{
		State:   rapid.SampledFrom(plan.MilestoneStates).Draw(t, label+" state"),
		Percent: rapid.SampledFrom([]int{0, 40, 70}).Draw(t, label+" percent"),
		DueOn:   day(pick("due", "", "2026-12-18", "2027-01-31")),
	}
	if e.State == plan.MilestoneDone {
		e.Percent, e.CompletedOn = 100, day(pick("completed", "2026-11-01", "2026-11-02"))
	}
	if e.State == plan.MilestonePlanned {
		e.Percent = 0
	}
	e.Evidence = plan.Evidence{URL: pick("url", "", "https://a", "https://b"), Note: pick("note", "", "a", "b")}
	if number := pick("act", "", "12", "13"); number != "" {
		e.Evidence.Act = &plan.Act{Kind: "determina", Number: number, Date: day("2026-11-01")}
	}
	if e.State == plan.MilestoneDone && e.Evidence.IsZero() {
		e.Evidence.Note = "a"
	}
	return e
}

// TestLawsOfTheMerge: nothing typed is lost, nothing untouched overwrites, whatever three
// people see and do.
func TestLawsOfTheMerge(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		e := desk.Edit{
			Opened: drawCells(rt, "opened"), Typed: drawCells(rt, "typed"), Seen: drawCells(rt, "seen"), Choices: map[desk.Field]desk.Choice{},
			Reason: "Perché.", Note: rapid.SampledFrom([]string{"", "Nota."}).Draw(rt, "note"),
		}
		for _, f := range desk.Fields {
			e.Choices[f] = rapid.SampledFrom([]desk.Choice{"", desk.ChoiceMine, desk.ChoiceRegistered}).Draw(rt, string(f))
		}
		registered := rapid.SampledFrom([]desk.Cells{e.Opened, e.Typed, e.Seen, drawCells(rt, "registered")}).Draw(rt, "which")
		m := desk.Merge(e, registered)

		decided := map[desk.Field]desk.Choice{}
		clashes := map[desk.Field]bool{}
		for _, c := range m.Clashes {
			decided[c.Field], clashes[c.Field] = c.Choice, true
			if c.Choice != "" && !e.Seen.Same(c.Field, registered) {
				rt.Fatalf("%s was decided on something else than what is registered", c.Field)
			}
		}
		for _, f := range desk.Fields {
			touched := !e.Typed.Same(f, e.Opened)
			contested := touched && !registered.Same(f, e.Opened) && !e.Typed.Same(f, registered)
			if clashes[f] != contested {
				rt.Fatalf("%s: touched %t, contested %t, a clash %t", f, touched, contested, clashes[f])
			}
		}
		if m.Undecided() {
			return // nothing is written: the row stays as it was typed
		}
		if e.Note != m.Report.Note {
			rt.Fatal("the note is lost")
		}
		before := plan.MilestoneStatus{
			State: registered.State, Percent: registered.Percent, DueOn: registered.DueOn, CompletedOn: registered.CompletedOn, Evidence: registered.Evidence,
		}
		r := m.Report
		r.EffectiveOn = day(today)
		status, err := r.Apply(plan.Milestone{AddedOn: day("2026-01-01")}, before, day(today))
		if err != nil {
			return // refused whole: the row stays as it was typed
		}
		after := desk.CellsOf(status)
		for _, f := range desk.Fields {
			touched, moved := !e.Typed.Same(f, e.Opened), !registered.Same(f, e.Opened)
			switch {
			case f == desk.FieldCompletedOn && after.State != plan.MilestoneDone:
				// What is open has no day of completion.
			case touched && decided[f] != desk.ChoiceRegistered && !after.Same(f, e.Typed):
				rt.Fatalf("what was typed in %s is lost: %+v", f, after)
			case touched && decided[f] == desk.ChoiceRegistered && !after.Same(f, registered):
				rt.Fatalf("%s was to stay as registered: %+v", f, after)
			case !touched && moved && !after.Same(f, registered):
				rt.Fatalf("%s was not touched, and overwrites what was registered: %+v", f, after)
			}
		}
	})
}

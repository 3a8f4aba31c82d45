package board_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/search"
)

func queryOf(t rapid.TB, typed string) search.Query {
	q, err := search.Parse(typed)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// foundIn tells hits apart by kind and id, first to last.
func foundIn(t rapid.TB, x *board.Index, typed string, part board.Part) (ids []string, found board.Found) {
	if part.Limit == 0 {
		part.Limit = 10_000
	}
	found = x.Find(queryOf(t, typed), part)
	for i := range found.Hits {
		ids = append(ids, string(found.Hits[i].Kind)+" "+found.Hits[i].ID())
	}
	return ids, found
}

// Whatever was written, the public finds nothing of a draft, an unpublished meeting, minutes
// that are not approved, notes or reviews, on any day; not either where the staff's index was
// made first, whose segments it may share.
func TestNothingPrivateIsFound(t *testing.T) {
	const mark = "segretissimo"
	staffFound := 0
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld()
		w.secret = func(what string) string { return mark + " " + what }
		for range rapid.IntRange(1, 15).Draw(t, "writes") {
			w.step(t)
		}
		drafts := w.draftsToday(mark)
		shown := mustLedger(t, newer(&w.rows, 0)).On(viewOf(drawDay(t, "day").String(), worldToday.String()), nil)
		_, staff := foundIn(t, shown.StaffIndex().Index, mark, board.Part{})
		staffFound += staff.Total
		public := shown.PublicIndex().Index
		for _, typed := range append(drafts, mark, "segretissimi", "segr") {
			ids, _ := foundIn(t, public, typed, board.Part{})
			ids = slices.DeleteFunc(ids, func(id string) bool { // by part of its code another one may be found
				_, code, _ := strings.Cut(id, " ")
				code, _, _ = strings.Cut(code, ".")
				return strings.HasPrefix(code, "OB-") && !slices.Contains(drafts, code)
			})
			if len(ids) > 0 {
				t.Fatalf("the public finds %q: %v", typed, ids)
			}
		}
	})
	if staffFound == 0 {
		t.Error("the staff never found what is not published: nothing was tried")
	}
}

// Every word of a title that the public sees finds what has it; and an index made after
// changes, with segments of the last one, finds the same in the same order as one made anew.
func TestIndexesFollowChanges(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld()
		var last *board.Board
		view := viewOf(worldToday.String(), worldToday.String())
		for range rapid.IntRange(1, 8).Draw(t, "writes") {
			w.step(t)
			next := mustLedger(t, newer(&w.rows, 0)).On(view, last)
			if rapid.Bool().Draw(t, "somebody searches") {
				next.StaffIndex()
			}
			if rapid.Bool().Draw(t, "the public searches") {
				next.PublicIndex()
			}
			last = next
		}
		anew := mustLedger(t, newer(&w.rows, 0)).On(view, nil)
		typed := []string{"titolo", "traguardo ob", "riunione", "decisione", "azione", "verbale", "OB-01", "prova", "secret", "ordine giorno"}
		for _, o := range last.Public().Objectives {
			typed = append(typed, strings.Fields(o.Title)...)
			for _, m := range o.Milestones {
				ids, _ := foundIn(t, last.PublicIndex().Index, m.Title, board.Part{})
				if !slices.Contains(ids, "milestone "+m.ID) {
					t.Fatalf("%q does not find %s: %v", m.Title, m.ID, ids)
				}
			}
		}
		for _, words := range typed {
			for audience, pair := range map[string][2]*board.Index{
				"public": {last.PublicIndex().Index, anew.PublicIndex().Index}, "staff": {last.StaffIndex().Index, anew.StaffIndex().Index},
			} {
				got, _ := foundIn(t, pair[0], words, board.Part{})
				want, _ := foundIn(t, pair[1], words, board.Part{})
				if !slices.Equal(got, want) {
					t.Fatalf("%s, %q: %v, anew %v", audience, words, got, want)
				}
			}
		}
	})
}

// searchable is a plan with something of every kind.
func searchable() board.Changes {
	s := script{rows: board.Changes{Organization: plan.Organization{ID: "c_a", Revision: 1}}}
	s.office("tributi", "Tributi")
	for i, title := range []string{"Sportello digitale", "Regolamento sulla mobilità"} {
		code := fmt.Sprintf("OB-%02d", i+1)
		s.objective(code, "2026-01-01", plan.ObjectiveTerms{State: plan.ObjectiveActive})
		s.rows.Objectives[i].Title = title
		for n := 1; n <= 3; n++ {
			s.milestone(code, n, "2026-01-01", "2026-12-31", "2026-01-01", status(plan.MilestonePlanned, 0, "2026-12-31"))
			s.rows.Milestones[len(s.rows.Milestones)-1].Title = fmt.Sprintf("Passo %d dello sportello", n)
		}
	}
	s.rows.Objectives[1].Description = "Uno sportello per i regolamenti."
	s.rows.Meetings = []plan.Meeting{
		{ID: "m1", Title: "Avvio", State: plan.MeetingHeld, HeldOn: day("2026-02-01"), Published: true, Agenda: "Lo sportello", Minutes: "## Esito\nSi è parlato della **perizia**.", MinutesApproved: true,
			Decisions: []plan.Decision{{ID: "d1", Text: "Affidare l'incarico"}}, Notes: []plan.PointNotes{{Text: "appunto riservato"}}, Revision: 1},
		{ID: "m2", Title: "Sportello riservato", State: plan.MeetingHeld, HeldOn: day("2026-02-02"), Minutes: "bozza di perizia", Revision: 1},
	}
	s.rows.Actions = []plan.Action{{ID: "a1", Meeting: "m1", Title: "Scrivere allo sportello", Office: "tributi", DueOn: day("2026-04-01"), State: plan.ActionOpen, Revision: 1}}
	s.rows.Fundings = []plan.Funding{{ID: "f1", Objective: "OB-01", Measure: "1.4.1 Cittadino informato", CUP: "J51F22001230006", Decree: "Decreto n. 32", State: plan.FundingAssigned, AssignedOn: day("2026-01-15"), StateOn: day("2026-01-15"), Revision: 1}}
	return s.rows
}

func TestFind(t *testing.T) {
	shown := mustLedger(t, searchable()).On(viewOf("2026-03-10", "2026-03-10"), nil)
	public, staff := shown.PublicIndex().Index, shown.StaffIndex().Index
	for _, c := range []struct{ typed, public, staff string }{
		{"sportello digitale ", "objective OB-01", ""},
		{"regolamenti", "objective OB-02", ""},
		{"OB-02.3", "milestone OB-02.3", ""},
		{"OB-02", "objective OB-02, milestone OB-02.1, milestone OB-02.2, milestone OB-02.3", ""},
		{"perizie", "meeting m1", "meeting m2, meeting m1"},
		{"incarichi", "meeting m1", ""},
		{"appunti riservati", "", "meeting m1"},
		{"riservato", "", "meeting m2, meeting m1"},
		{"j51f22001230006", "funding f1", ""},
		{"decreto 32", "funding f1", ""},
		{"scrivere", "action a1", ""},
		// Titles before texts, and of these the newer.
		{"sportello ", "action a1, objective OB-01, milestone OB-01.1, milestone OB-01.2, milestone OB-01.3, milestone OB-02.1, milestone OB-02.2, milestone OB-02.3, meeting m1, objective OB-02", "action a1, meeting m2, objective OB-01, milestone OB-01.1, milestone OB-01.2, milestone OB-01.3, milestone OB-02.1, milestone OB-02.2, milestone OB-02.3, meeting m1, objective OB-02"},
		{"nulla di simile", "", ""},
	} {
		got, _ := foundIn(t, public, c.typed, board.Part{})
		if said := strings.Join(got, ", "); said != c.public {
			t.Errorf("public, %q: %s; want %s", c.typed, said, c.public)
		}
		if c.staff == "" {
			c.staff = c.public
		}
		got, _ = foundIn(t, staff, c.typed, board.Part{})
		if said := strings.Join(got, ", "); said != c.staff {
			t.Errorf("staff, %q: %s; want %s", c.typed, said, c.staff)
		}
	}
}

// Parts of what was found, by place or behind a hit, put together are the whole.
func TestPartsOfWhatIsFound(t *testing.T) {
	x := mustLedger(t, searchable()).On(viewOf("2026-03-10", "2026-03-10"), nil).PublicIndex().Index
	whole, found := foundIn(t, x, "sportello", board.Part{})
	if found.Total != len(whole) || found.Of[board.KindMilestone] != 6 || found.Of[board.KindObjective] != 2 || found.Of[board.KindFunding] != 0 {
		t.Errorf("counts %+v", found)
	}
	for limit := 1; limit <= len(whole)+1; limit++ {
		var byPlace, behind []string
		var after *board.Hit
		for from := 0; from < len(whole); from += limit {
			ids, _ := foundIn(t, x, "sportello", board.Part{From: from, Limit: limit})
			byPlace = append(byPlace, ids...)
			ids, found := foundIn(t, x, "sportello", board.Part{Limit: limit, After: after})
			behind = append(behind, ids...)
			last := &found.Hits[len(found.Hits)-1]
			after = board.Placed(last.Kind, last.ID(), last.Score, last.On)
		}
		if !slices.Equal(byPlace, whole) || !slices.Equal(behind, whole) {
			t.Errorf("by %d: %v, %v; whole %v", limit, byPlace, behind, whole)
		}
	}
	ids, found := foundIn(t, x, "sportello", board.Part{Kind: board.KindMilestone, From: 4, Limit: 10})
	if len(ids) != 2 || found.Total != 6 || found.Of[board.KindAction] != 1 {
		t.Errorf("of a kind: %v %+v", ids, found)
	}
	newest, _ := foundIn(t, x, "sportello", board.Part{Newest: true, Limit: 3})
	if want := "action a1, meeting m1, objective OB-01"; strings.Join(newest, ", ") != want {
		t.Errorf("the newest: %v", newest)
	}
	each, _ := foundIn(t, x, "sportello", board.Part{Each: true, Limit: 2})
	if want := "objective OB-01, objective OB-02, milestone OB-01.1, milestone OB-01.2, meeting m1, action a1"; strings.Join(each, ", ") != want {
		t.Errorf("of each kind: %v", each)
	}
	if ids, _ := foundIn(t, x, "sportello", board.Part{From: 100, Limit: 5}); len(ids) != 0 {
		t.Errorf("beyond the end: %v", ids)
	}
}

func TestTheTextOfAHit(t *testing.T) {
	shown := mustLedger(t, searchable()).On(viewOf("2026-03-10", "2026-03-10"), nil)
	for _, c := range []struct {
		x           *board.Index
		typed, want string
	}{
		{shown.PublicIndex().Index, "perizia", "Esito Si è parlato della [perizia]."},
		{shown.PublicIndex().Index, "incarico", "Affidare l'[incarico]"},
		{shown.PublicIndex().Index, "avvio", "Lo sportello"},
		{shown.StaffIndex().Index, "appunto", "Esito Si è parlato della perizia. [appunto] riservato"},
		{shown.PublicIndex().Index, "j51f", "Decreto n. 32"},
		{shown.PublicIndex().Index, "scrivere", "Avvio"},
	} {
		_, found := foundIn(t, c.x, c.typed, board.Part{})
		var said strings.Builder
		for _, p := range c.x.Text(&found.Hits[0], queryOf(t, c.typed), 200) {
			if p.Found {
				said.WriteString("[" + p.Text + "]")
			} else {
				said.WriteString(p.Text)
			}
		}
		if said.String() != c.want {
			t.Errorf("%q: %q, want %q", c.typed, said.String(), c.want)
		}
	}
}

// An index is made once for a revision, weighed with its organization, and there for past
// days as well.
func TestIndexesOfTheBoards(t *testing.T) {
	f := newFixture(t, nil)
	f.plan("c_a")
	ctx := context.Background()
	first, _, err := f.PublicIndex(ctx, "c_a", plan.Date{})
	if err != nil || first.Bytes() == 0 {
		t.Fatalf("%v, %d bytes", err, first.Bytes())
	}
	if again, _, _ := f.PublicIndex(ctx, "c_a", plan.Date{}); again != first {
		t.Error("made twice")
	}
	if err := f.Await(ctx, "c_a", f.report("c_a", 40)); err != nil {
		t.Fatal(err)
	}
	next, _, err := f.PublicIndex(ctx, "c_a", plan.Date{})
	if err != nil || next == first {
		t.Errorf("after a change: %v, the same %t", err, next == first)
	}
	past, _, err := f.StaffIndex(ctx, "c_a", day("2026-02-01"))
	if ids, _ := foundIn(t, past.Index, "OB-01", board.Part{}); err != nil || len(ids) != 2 {
		t.Errorf("of a past day: %v, %v", ids, err)
	}
	if before, _, err := f.PublicIndex(ctx, "c_a", day("2025-02-01")); err != nil {
		t.Error(err)
	} else if ids, _ := foundIn(t, before.Index, "OB-01", board.Part{}); len(ids) != 0 {
		t.Errorf("before the plan: %v", ids)
	}
	if _, _, err := f.PublicIndex(ctx, "c_a", day("2030-01-01")); plan.KindOf(err) != plan.KindInvalid {
		t.Errorf("of a day to come: %v", err)
	}
	if _, _, err := f.PublicIndex(ctx, "c_none", plan.Date{}); plan.KindOf(err) != plan.KindNotFound {
		t.Errorf("of nobody: %v", err)
	}
}

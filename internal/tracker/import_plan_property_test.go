package tracker_test

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/intake"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/publish"
	"github.com/traguardi/traguardi/internal/tracker"
)

// Whatever plan people have made: its file, taken over by an ente that has the same offices
// and sectors and no plan, gives the same plan and the same file again. The workbook brings
// the past along, the CSV how everything stands.
func TestAPlanComesBackFromItsFile(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		runs := 0
		rapid.Check(t, func(rt *rapid.T) {
			// One in five, which is about twenty plans on each engine: every one is taken over six
			// times on a real database.
			if rapid.IntRange(0, 4).Draw(rt, "whether it is tried") > 0 {
				return
			}
			runs++
			m := newMachine(rt, w, fmt.Sprintf("c_%d", runs))
			for range rapid.IntRange(0, 20).Draw(rt, "commands") {
				if c := m.command(); rapid.IntRange(0, 4).Draw(rt, "wait") == 0 {
					m.clock.days(rapid.IntRange(1, 5).Draw(rt, "days"))
				} else {
					m.carryOut(c)
				}
			}
			m.oddTexts()
			for _, kind := range []string{"csv", "xlsx"} {
				m.comesBack(kind)
			}
		})
	})
}

// oddTexts gives objectives and milestones texts that a spreadsheet would make something
// else of.
func (m *machine) oddTexts() {
	by := m.editor()
	text := func(label string) plan.Opt[string] {
		return opt(rapid.StringOf(rapid.OneOf(
			rapid.SampledFrom([]rune("=+-@'\";,\t\n\r %0aà€😀_x")), rapid.RuneFrom([]rune("abcdefghijklmnopqrstuvwxyz\u00a0\u200b")),
		)).Filter(func(s string) bool { return len(s) < 100 }).Draw(m.rt, label))
	}
	line := func(label string) plan.Opt[string] {
		return opt("T" + rapid.StringMatching(`['=_x005F0-9 ;,"%.à]{0,12}`).Draw(m.rt, label))
	}
	code := m.anyObjective()
	_, err := m.tracker.ChangeObjective(by, tracker.ChangeObjective{Organization: m.id, Code: code, Title: line("title"), Description: text("description"),
		Lines: opt([]plan.LineRef{{Edition: "pt-2024-2026", Code: "CAP4.PA.01"}, {Edition: "pt-2024-2026", Code: "CAP4.PA.02"}})})
	m.mayRefuse(err)
	id := m.anyMilestone()
	_, err = m.tracker.ChangeMilestone(by, tracker.ChangeMilestone{Organization: m.id, Milestone: id, Title: line("milestone title"), Description: text("milestone description")})
	m.mayRefuse(err)
	_, err = m.tracker.ReportUpdate(by, tracker.ReportUpdate{Organization: m.id, Milestone: m.anyMilestone(), Report: plan.Report{
		State: opt(plan.MilestoneDone), Note: text("note").Value,
		Evidence: opt(plan.Evidence{URL: "https://example.org/prova", Note: text("evidence").Value, Act: &plan.Act{Kind: "determina", Number: "1/2026", Date: m.clock.today()}}),
	}})
	m.mayRefuse(err)
}

func (m *machine) mayRefuse(err error) {
	if err != nil && plan.KindOf(err) == "" {
		m.rt.Fatal(err)
	}
}

func (m *machine) staff(organization string) *board.Staff {
	m.rt.Helper()
	boards := board.NewBoards(m.store, board.Options{Clock: m.clock.clock(), StaleAfterDays: 3, Patience: time.Minute})
	staff, _, err := boards.Staff(context.Background(), organization, plan.Date{})
	must(m.rt, err)
	return staff
}

func planFile(t rapid.TB, staff *board.Staff, kind string) []byte {
	t.Helper()
	file := publish.PlanFile{Staff: staff}
	if kind == "csv" {
		return file.CSV()
	}
	raw, err := file.XLSX()
	must(t, err)
	return raw
}

func (m *machine) comesBack(kind string) {
	m.rt.Helper()
	before := m.staff(m.id)
	raw := planFile(m.rt, before, kind)

	// In the ente that it came from, it changes nothing.
	revision := before.Revision
	if report := m.importPlan(m.id, raw); report.Counts.Unchanged != report.Counts.Rows() {
		m.rt.Fatalf("%s: taken over where it came from: %+v", kind, report)
	}
	if now := m.staff(m.id).Revision; now != revision {
		m.rt.Fatalf("%s: a file that changes nothing left revision %d after %d", kind, now, revision)
	}

	twin := m.id + "_" + kind
	_, err := m.tracker.CreateOrganization(system, plan.Organization{ID: twin, Name: m.rows.Organization.Name})
	must(m.rt, err)
	for _, o := range m.changes(0).Offices {
		_, err := m.tracker.CreateOffice(system, twin, plan.Office{Code: o.Code, Name: o.Name})
		must(m.rt, err)
	}
	for _, s := range m.changes(0).Sectors {
		_, err := m.tracker.CreateSector(system, twin, plan.Sector{Code: s.Code, Name: s.Name})
		must(m.rt, err)
	}
	first := m.importPlan(twin, raw)
	if first.Counts.Created != first.Counts.Rows() {
		m.rt.Fatalf("%s: taken over by another ente: %+v", kind, first)
	}
	after := m.staff(twin)
	if a, b := m.shown(before, kind == "xlsx"), m.shown(after, kind == "xlsx"); a != b {
		m.rt.Fatalf("%s: another plan came back:\n%s", kind, difference(a, b))
	}
	if again := planFile(m.rt, after, kind); !bytes.Equal(raw, again) {
		m.rt.Fatalf("%s: another file came back:\n%q\n%q", kind, raw, again)
	}
	second := m.importPlan(twin, raw)
	if second.Counts.Unchanged != second.Counts.Rows() || m.staff(twin).Revision != after.Revision {
		m.rt.Fatalf("%s: taken over twice: %+v", kind, second)
	}
}

func (m *machine) importPlan(organization string, raw []byte) *intake.Report {
	m.rt.Helper()
	report := intake.NewReport(100, nil)
	_, err := intake.ImportPlan(system, m.tracker, bytes.NewReader(raw), intake.PlanOptions{Organization: organization, Name: "piano"}, report)
	must(m.rt, err)
	return report
}

// shown is everything that a board shows of a plan: with its past, or how it stands alone.
// Who recorded what and when, reviews, ratings and meetings are in no file.
func (m *machine) shown(staff *board.Staff, past bool) string {
	m.rt.Helper()
	var all []any
	add := func(v any) { all = append(all, v) }
	add(staff.Figures)
	add(staff.Horizons)
	// What was removed is in no file, and was part of the figures of its days.
	whole := past && !slices.ContainsFunc(m.changes(0).Objectives, func(o plan.Objective) bool { return !o.RemovedOn.IsZero() }) &&
		!slices.ContainsFunc(m.changes(0).Milestones, func(m plan.Milestone) bool { return !m.RemovedOn.IsZero() })
	if whole {
		add(staff.Curve)
	}
	for _, o := range staff.InOrder() {
		copied := *o
		copied.Revision, copied.OfficeRating, copied.ReviewerRating, copied.Meetings, copied.News, copied.Slippages = 0, nil, nil, nil, nil, nil
		copied.Milestones, copied.Ordered = nil, nil
		if copied.Sectors == nil {
			copied.Sectors = []string{}
		}
		if copied.Lines == nil {
			copied.Lines = []plan.LineRef{}
		}
		if past {
			for _, s := range o.Slippages {
				s.RecordedAt, s.DecidedIn = time.Time{}, nil
				copied.Slippages = append(copied.Slippages, s)
			}
			// Those of one day come in the order in which they were recorded.
			slices.SortStableFunc(copied.Slippages, func(a, b board.Slippage) int {
				return cmp.Or(a.EffectiveOn.Compare(b.EffectiveOn), cmp.Compare(a.Milestone, b.Milestone))
			})
		}
		if !whole {
			copied.Curve = nil
		}
		add(copied)
		for _, milestone := range o.InOrder() {
			one := *milestone
			one.Revision, one.Updates = 0, nil
			if past {
				for _, u := range milestone.Updates {
					like := *u
					like.ID, like.RecordedAt, like.ActorRole, like.DecidedIn, like.Verdict, like.Source, like.Revision = "", time.Time{}, "", "", "", "", 0
					one.Updates = append(one.Updates, &like)
				}
			} else {
				one.LastReason = ""
			}
			add(one)
		}
	}
	raw, err := json.MarshalIndent(all, "", " ")
	must(m.rt, err)
	return string(raw)
}

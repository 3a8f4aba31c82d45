package area

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/auth"
	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/desk"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
	"github.com/traguardi/traguardi/ui"
)

// Objectives stay whole where they fit on a page, and every row is on exactly one.
func TestCutParts(t *testing.T) {
	part := func(code string, rows int) desk.Part {
		return desk.Part{Objective: &board.Objective{Code: code}, Rows: make([]desk.Row, rows)}
	}
	said := func(parts []desk.Part, asked int) string {
		page, number, pages := cutParts(parts, 10, asked)
		var b strings.Builder
		fmt.Fprintf(&b, "%d/%d", number, pages)
		for _, p := range page {
			fmt.Fprintf(&b, " %s:%d", p.Objective.Code, len(p.Rows))
		}
		return b.String()
	}
	for _, c := range []struct {
		parts []desk.Part
		asked int
		want  string
	}{
		{nil, 1, "1/1"},
		{[]desk.Part{part("A", 4), part("B", 6)}, 1, "1/1 A:4 B:6"},
		{[]desk.Part{part("A", 4), part("B", 7)}, 1, "1/2 A:4"},
		{[]desk.Part{part("A", 4), part("B", 7)}, 2, "2/2 B:7"},
		{[]desk.Part{part("A", 4), part("B", 7)}, 9, "2/2 B:7"},
		{[]desk.Part{part("A", 4), part("B", 7)}, -1, "1/2 A:4"},
		{[]desk.Part{part("A", 25)}, 1, "1/3 A:10"},
		{[]desk.Part{part("A", 25)}, 3, "3/3 A:5"},
		{[]desk.Part{part("A", 4), part("B", 15), part("C", 1)}, 1, "1/2 A:4 B:6"},
		{[]desk.Part{part("A", 4), part("B", 15), part("C", 1)}, 2, "2/2 B:9 C:1"},
	} {
		if got := said(c.parts, c.asked); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

// bigPlan is a board of 2,000 milestones, without a database.
type bigPlan struct {
	board.Reader // the rest is not for the table: it panics
	staff        *board.Staff
}

func (bigPlan) Peers(context.Context) (*board.Peers, error) { return &board.Peers{}, nil }

func (b bigPlan) Public(context.Context, string, plan.Date) (*board.Public, board.Freshness, error) {
	return nil, board.Freshness{}, plan.NotFound("organization")
}

func (b bigPlan) Staff(context.Context, string, plan.Date) (*board.Staff, board.Freshness, error) {
	return b.staff, board.Freshness{}, nil
}

func (b bigPlan) Organizations(context.Context) ([]board.Summary, board.Freshness, error) {
	return nil, board.Freshness{}, nil
}
func (b bigPlan) Roster(context.Context) (*board.Roster, board.Freshness, error) {
	return &board.Roster{}, board.Freshness{}, nil
}
func (b bigPlan) Await(context.Context, string, int64) error { return nil }
func (b bigPlan) Catalogue(context.Context) (*plan.Catalogue, error) {
	return &plan.Catalogue{}, nil
}
func (b bigPlan) Ready(context.Context) error { return nil }

func newBigPlan(tb testing.TB, objectives, each int) bigPlan {
	tb.Helper()
	day := func(s string) plan.Date {
		d, err := plan.ParseDate(s)
		if err != nil {
			tb.Fatal(err)
		}
		return d
	}
	at := day("2026-01-01").Time()
	rows := board.Changes{Organization: plan.Organization{ID: "c_m403", Name: "Comune di prova", Revision: 1}}
	for i := range 20 {
		rows.Offices = append(rows.Offices, plan.Office{Code: fmt.Sprintf("ufficio-%d", i), Name: fmt.Sprintf("Ufficio %d", i), Revision: 1})
	}
	id := 0
	for i := range objectives {
		code := fmt.Sprintf("OB-%03d", i+1)
		terms := plan.ObjectiveTerms{State: plan.ObjectiveActive, Weight: 1, Horizon: plan.HorizonShort, StartOn: day("2026-01-01"), LeadOffice: "ufficio-1"}
		rows.Objectives = append(rows.Objectives, plan.Objective{Code: code, Title: "Servizi in rete per i cittadini", AddedOn: day("2026-01-01"), Terms: terms, Revision: 1})
		rows.ObjectiveChanges = append(rows.ObjectiveChanges, plan.ObjectiveChange{ID: code, Objective: code, EffectiveOn: day("2026-01-01"), RecordedAt: at, Terms: terms, Revision: 1})
		for n := 1; n <= each; n++ {
			status := plan.MilestoneStatus{Office: fmt.Sprintf("ufficio-%d", n%20), Weight: 1, State: plan.MilestoneInProgress, Percent: n % 100, DueOn: day("2026-06-01").AddDays(n * 5)}
			rows.Milestones = append(rows.Milestones, plan.Milestone{Objective: code, Number: n, Title: "Pubblicare il servizio e informare i cittadini", AddedOn: day("2026-01-01"), BaselineDueOn: status.DueOn, Revision: 1})
			for range 3 {
				id++
				kind := plan.UpdateReported
				if id%3 == 1 {
					kind = plan.UpdateAdded
				}
				rows.Updates = append(rows.Updates, plan.Update{
					ID: fmt.Sprintf("u-%06d", id), Objective: code, Number: n, Kind: kind, EffectiveOn: day("2026-01-01").AddDays(id % 3 * 100),
					RecordedAt: at.Add(time.Duration(id) * time.Second), After: status, By: plan.Signature{Role: plan.RoleContributor}, Revision: 1,
				})
			}
		}
	}
	ledger, err := board.NewLedger(rows)
	if err != nil {
		tb.Fatal(err)
	}
	return bigPlan{staff: ledger.On(board.View{Day: day("2026-11-20"), Today: day("2026-11-20"), StaleAfterDays: 60, Location: time.UTC}, nil).Staff()}
}

// BenchmarkTable makes pages of the table of a plan of 2,000 milestones.
func BenchmarkTable(b *testing.B) {
	big := newBigPlan(b, 100, 20)
	s := benchSite(b, big)
	who := plan.Actor{AccountID: "a", Memberships: []plan.Membership{{Organization: "c_m403", Role: plan.RoleEditor}}}
	for name, address := range map[string]string{
		"page of 200 rows":       "/area/c_m403/traguardi",
		"ordered by date":        "/area/c_m403/traguardi?ordine=scadenza",
		"words that find little": "/area/c_m403/traguardi?parole=ob-077.12",
		"one row alone":          "/area/c_m403/traguardi?righe=OB-077.12&apri=OB-077.12",
		"CSV of 2,000":           "/area/c_m403/traguardi.csv",
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				r := httptest.NewRequest(http.MethodGet, address, nil)
				w := httptest.NewRecorder()
				s.ServeHTTP(w, r.WithContext(plan.WithActor(r.Context(), who)))
				if w.Code != http.StatusOK {
					b.Fatal(w.Code)
				}
				b.ReportMetric(float64(w.Body.Len()), "bytes")
			}
		})
	}
}

// benchSite is a site with nothing but its templates and a board: nobody signs in to it,
// and nothing is written.
func benchSite(tb testing.TB, boards board.Reader) *Site {
	tb.Helper()
	assets, err := ui.NewAssets(ui.Dist)
	if err != nil {
		tb.Fatal(err)
	}
	s, err := New(Dependencies{
		Boards: boards, Tracker: &tracker.Tracker{}, Assets: assets, Clock: plan.FixedClock(time.Date(2026, time.November, 20, 9, 0, 0, 0, time.UTC), time.UTC),
		Access: Access{Local: &auth.Local{}, Sessions: &auth.Sessions{}, Client: func(*http.Request) netip.Addr { return netip.Addr{} }},
		Log:    slog.New(slog.DiscardHandler), BaseURL: "https://traguardi.example",
	})
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

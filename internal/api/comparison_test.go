package api

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// comuni imports the same application for several comuni, with 1 to n of them each.
func (w *world) comuni(n int) {
	w.t.Helper()
	ctx := plan.WithActor(context.Background(), plan.SystemActor)
	for i := 1; i <= n; i++ {
		ente := plan.Organization{ID: fmt.Sprintf("c_a%03d", i), Name: "Comune", Type: plan.TypeComuni, Region: "Calabria", Population: 2_000}
		cmd := tracker.ImportApplications{Organization: ente.ID, New: &ente, Source: "Open data di PA digitale 2026, prova.csv, importato il 22/11/2026, CC BY 4.0"}
		for k := range i {
			cmd.Rows = append(cmd.Rows, tracker.Application{
				Line: k + 2, MeasureCode: "1.3.1", Measure: "1.3.1 Piattaforma", Call: fmt.Sprintf("Avviso %d", k), CUP: "G31F22000130006", AmountCents: 10_000,
				AppliedOn: plan.NewDate(2024, 1, 1), AssignedOn: plan.NewDate(2024, 2, 1), State: plan.FundingPaid, StateOn: plan.NewDate(2024, 2, 1).AddDays(10 * i),
			})
		}
		_, err := w.tracker.ImportApplications(ctx, cmd)
		w.must(err)
	}
	w.must(w.boards.Poll(ctx))
}

func TestTheComparison(t *testing.T) {
	w := newWorld(t)
	w.comuni(6)
	const of = "/organizations/c_a002/comparison"
	first := w.get("", of)
	if first.json["total"] != 16.0 {
		t.Fatalf("%v rows, want four figures of four scopes", first.json["total"])
	}
	want := map[string]string{
		"applications class_in_region": "2 6 2.25 3.5 4.75", "granted region": "20000 6 22500 35000 47500",
		"paid_share type": "1 6 1 1 1", "days class": "20 6 22.5 35 47.5",
	}
	for _, item := range first.json["items"].([]any) {
		row := item.(map[string]any)
		key := fmt.Sprint(row["figure"], " ", row["scope"])
		if says, asked := want[key]; asked {
			if got := fmt.Sprint(row["value"], " ", row["organizations"], " ", row["first_quartile"], " ", row["median"], " ", row["third_quartile"]); got != says {
				t.Errorf("%s: %s, want %s", key, got, says)
			}
			delete(want, key)
		}
		if scope := row["scope"]; (row["region"] == nil) != (scope == "class" || scope == "type") || (row["size_class"] == nil) != (scope == "region" || scope == "type") {
			t.Errorf("%s of region %v and class %v", key, row["region"], row["size_class"])
		}
	}
	if len(want) > 0 {
		t.Errorf("not told: %v", want)
	}

	// Kept, and asked again with its ETag; another's change makes it another answer, with the
	// next poll.
	tag := first.Header().Get("ETag")
	again := w.try(request{method: "GET", path: of, header: map[string]string{"If-None-Match": tag}})
	if tag == "" || again.Code != http.StatusNotModified {
		t.Errorf("with its ETag %q: %d", tag, again.Code)
	}
	w.comuni(7)
	if now := w.get("", of); now.Header().Get("ETag") == tag || now.json["items"].([]any)[0].(map[string]any)["organizations"] != 7.0 {
		t.Errorf("a seventh comune changed nothing: %v", now.json["items"].([]any)[0])
	}

	for path, total := range map[string]float64{
		of + "?measure=1.3.1": 16, of + "?measure=9.9.9": 0, of + "?as_of=2023-12-31": 0, of + "?as_of=2024-02-05": 16, root + "/comparison": 0,
	} {
		if got := w.get("", path).json["total"]; got != total {
			t.Errorf("%s has %v rows, want %v", path, got, total)
		}
	}
	table := w.try(request{method: "GET", path: of + "?limit=1", header: map[string]string{"Accept": "text/csv"}})
	if lines := strings.Split(strings.TrimSpace(table.Body.String()), "\r\n"); len(lines) != 2 || lines[1] != "applications,class_in_region,Comuni,Calabria,1001-5000,,2,7,2.5,4,5.5,7,0,0,2026-11-22,2024-04-11" {
		t.Errorf("CSV:\n%s", table.Body)
	}
	w.expect(http.StatusNotFound, request{method: "GET", path: "/organizations/c_none/comparison"})
}

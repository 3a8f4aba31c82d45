package api

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"

	"github.com/traguardi/traguardi/internal/plan"
)

// history stores three days of numbers, of a draft too: as of one that was active when
// they were computed.
func (w *world) history() {
	w.t.Helper()
	w.basics()
	today, err := plan.ParseDate(theDay)
	w.must(err)
	var rows []plan.Snapshot
	for offset := -2; offset <= 0; offset++ {
		for _, of := range []struct {
			scope plan.Scope
			code  string
		}{
			{plan.ScopeOrganization, ""}, {plan.ScopeHorizon, "short"}, {plan.ScopeOffice, "ufficio-europa"},
			{plan.ScopeObjective, "OB-01"}, {plan.ScopeObjective, "OB-02"},
		} {
			rows = append(rows, plan.Snapshot{Day: today.AddDays(offset), Scope: of.scope, Code: of.code, Health: "on_track", Revision: 3, ComputedAt: w.now()})
		}
	}
	w.must(w.tracker.StoreSnapshots(plan.WithActor(context.Background(), plan.SystemActor), ente, rows))
}

func rowsOf(a answer) []string {
	var rows []string
	for _, item := range a.json["items"].([]any) {
		rows = append(rows, fmt.Sprint(dig(item, "day"), " ", dig(item, "scope"), " ", dig(item, "code")))
	}
	return rows
}

func TestHistoryIsPaged(t *testing.T) {
	w := newWorld(t)
	w.history()
	day := func(d string, draft bool) []string {
		rows := []string{d + " horizon short", d + " objective OB-01"}
		if draft {
			rows = append(rows, d+" objective OB-02")
		}
		return append(rows, d+" office ufficio-europa", d+" organization "+ente)
	}
	for _, c := range []struct {
		as, query string
		want      []string
	}{
		{"", "", slices.Concat(day("2026-11-20", false), day("2026-11-21", false), day("2026-11-22", false))},
		{"stranger", "from=2016-11-23", slices.Concat(day("2026-11-20", false), day("2026-11-21", false), day("2026-11-22", false))},
		{"viewer", "from=2026-11-21", slices.Concat(day("2026-11-21", true), day("2026-11-22", true))},
		{"", "to=2026-11-20", day("2026-11-20", false)},
		{"", "scope=objective&to=2026-11-20", []string{"2026-11-20 objective OB-01"}},
		{"", "code=OB-02", nil},
		{"viewer", "code=OB-02&from=2026-11-22", []string{"2026-11-22 objective OB-02"}},
		{"", "code=" + ente + "&from=2026-11-22", []string{"2026-11-22 organization " + ente}},
	} {
		for _, sort := range []string{"day", "-day"} {
			want := slices.Clone(c.want)
			if sort == "-day" {
				slices.Reverse(want)
			}
			var got []string
			for cursor, pages := "", 0; pages == 0 || cursor != ""; pages++ {
				path := root + "/progress/history?limit=2&sort=" + sort + "&" + c.query
				if cursor != "" {
					path += "&cursor=" + cursor
				}
				a := w.get(c.as, path)
				if a.json["total"] != float64(len(want)) || len(rowsOf(a)) > 2 || pages > len(want) {
					t.Fatalf("%s as %q, page %d: %s, want a total of %d", path, c.as, pages, a.Body, len(want))
				}
				got = append(got, rowsOf(a)...)
				cursor, _ = a.json["next"].(string)
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s %s as %q: %q, want %q", c.query, sort, c.as, got, want)
			}
		}
	}
}

// A cursor is text of the client's: one that was forged well is refused as well.
func TestForgedCursorsAreRefused(t *testing.T) {
	w := newWorld(t)
	w.history()
	for path, sort := range map[string]string{root + "/progress/history": "day", root + "/audit-entries": "-sequence"} {
		bound := boundTo(httptest.NewRequest(http.MethodGet, Prefix+path, nil), sort)
		for _, forged := range []cursor{
			{}, {Bound: bound}, {Bound: "x", Key: "2026-11-20", ID: "objective OB-01"}, {Bound: bound, Key: "yesterday", ID: "objective OB-01"},
			{Bound: bound, Key: "2026-11-20", ID: "objective"}, {Bound: bound, Key: "2026-11-20", ID: "colour OB-01"},
			{Bound: bound, Key: "2026-11-20", ID: "objective a\x00b"},
		} {
			w.try(request{as: "viewer", method: "GET", path: path + "?cursor=" + *writeCursor(forged)}).refused(t, 400, "query.cursor", "cursor")
		}
		noJSON := base64.RawURLEncoding.EncodeToString([]byte("{"))
		w.try(request{as: "viewer", method: "GET", path: path + "?cursor=" + noJSON}).refused(t, 400, "query.cursor", "cursor")
	}
}

// What an answer costs follows the page, not what is stored.
func TestHistoryMemoryIsThePages(t *testing.T) {
	w := newWorld(t)
	w.basics()
	today, err := plan.ParseDate(theDay)
	w.must(err)
	read := func() float64 {
		return testing.AllocsPerRun(5, func() {
			r := httptest.NewRequest(http.MethodGet, Prefix+root+"/progress/history?limit=1&from=2020-01-01", nil)
			r.Header.Set(actorField, "viewer") // whose answers are not kept
			a := httptest.NewRecorder()
			w.handler.ServeHTTP(a, r)
			if a.Code != http.StatusOK {
				t.Fatalf("%d %s", a.Code, a.Body)
			}
		})
	}
	store := func(from, to int) {
		var rows []plan.Snapshot
		for offset := from; offset < to; offset++ {
			rows = append(rows, plan.Snapshot{Day: today.AddDays(-offset), Scope: plan.ScopeOrganization, Health: "on_track", Revision: 3, ComputedAt: w.now()})
		}
		w.must(w.tracker.StoreSnapshots(plan.WithActor(context.Background(), plan.SystemActor), ente, rows))
	}
	store(0, 2)
	few := read()
	store(2, 1500)
	if many := read(); many > few*1.5 {
		t.Errorf("a page of one row takes %.0f allocations with 2 rows stored and %.0f with 1500", few, many)
	}
}

package api

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// several sends reports on several milestones.
func (w *world) several(as string, status int, items []object, header map[string]string) answer {
	w.t.Helper()
	return w.expect(status, request{as: as, method: "POST", path: root + "/updates", body: object{"items": items}, header: header})
}

// outcome says what became of each item: "201 - 412 stale - 422 update.percent percent.range".
func (a answer) outcome() string {
	var parts []string
	for _, item := range a.json["results"].([]any) {
		text := fmt.Sprint(dig(item, "status"))
		if problem, ok := dig(item, "problem").(object); ok {
			text += " " + strings.TrimPrefix(problem["type"].(string), "urn:traguardi:problem:")
			fields, _ := problem["errors"].([]any)
			for _, f := range fields {
				text += fmt.Sprintf(" %v %v", dig(f, "location"), dig(f, "rule"))
			}
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, " | ")
}

// manyMilestones adds to those of basics until there are n, and gives their revisions.
func (w *world) manyMilestones(n int) (revisions []any) {
	w.t.Helper()
	w.basics()
	for i := 2; i <= n; i++ {
		office := "ufficio-europa"
		if i == 3 {
			office = "lavori-pubblici"
		}
		w.create("editor", root+"/objectives/OB-01/milestones", object{"title": fmt.Sprintf("Passo %d", i), "office": office, "due_on": "2026-12-31"})
	}
	for i := 1; i <= n; i++ {
		revisions = append(revisions, w.get("editor", fmt.Sprintf("%s/milestones/OB-01.%d", root, i)).json["revision"])
	}
	return revisions
}

// Each item is a write of its own: what breaks a rule or is out of date holds up nobody.
func TestSeveralUpdatesAtOnce(t *testing.T) {
	w := newWorld(t)
	rev := w.manyMilestones(5)
	w.report("editor", "OB-01.2", object{"percent": 5})
	before := w.get("editor", root+"/audit-entries").json["total"].(float64)
	a := w.several("editor", http.StatusOK, []object{
		{"milestone": "OB-01.1", "revision": rev[0], "update": object{"percent": 40, "note": "Avviato."}},
		{"milestone": "OB-01.2", "revision": rev[1], "update": object{"percent": 10}},
		{"milestone": "OB-01.3", "revision": rev[2], "update": object{"percent": 140}},
		{"milestone": "OB-01.4", "revision": rev[3], "update": object{"state": "done"}},
		{"milestone": "OB-09.1", "revision": 1, "update": object{"percent": 1}},
		{"milestone": "OB-01.5", "update": object{"percent": 1}},
		{"milestone": "OB-01.5", "revision": rev[4], "update": object{"percent": "much", "colour": "red"}},
		{"milestone": "OB-01.5", "revision": 0, "update": object{"percent": 1}},
		{"revision": rev[4], "update": object{"percent": 1}},
		{"milestone": "OB-01.5", "revision": rev[4], "update": object{}},
	}, nil)
	want := "201 | 412 stale | 422 invalid update.percent percent.range | 422 invalid update.evidence evidence.required | 404 not-found | " +
		"428 precondition-required | 422 invalid update.percent type.integer update.colour field.unknown | 412 stale | 422 invalid milestone required | 201"
	if got := a.outcome(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	items := a.json["results"].([]any)
	if dig(items[0], "update", "percent") != 40.0 || dig(items[0], "update", "note") != "Avviato." || dig(items[0], "milestone") != "OB-01.1" {
		t.Errorf("the first: %v", items[0])
	}
	if dig(items[1], "update") != nil || dig(items[8], "milestone") != nil {
		t.Errorf("the refused ones: %v, %v", items[1], items[8])
	}
	for id, percent := range map[string]float64{"OB-01.1": 40, "OB-01.2": 5, "OB-01.3": 0, "OB-01.4": 0, "OB-01.5": 0} {
		if got := w.get("editor", root+"/milestones/"+id).json["percent"]; got != percent {
			t.Errorf("%s is at %v", id, got)
		}
	}
	if after := w.get("editor", root+"/audit-entries").json["total"].(float64); after != before+2 {
		t.Errorf("%v audit entries for two writes", after-before)
	}
}

// A contributor writes its own rows; whoever may write none is refused as a whole.
func TestSeveralUpdatesByRole(t *testing.T) {
	w := newWorld(t)
	rev := w.manyMilestones(3)
	items := []object{
		{"milestone": "OB-01.1", "revision": rev[0], "update": object{"percent": 40}},
		{"milestone": "OB-01.3", "revision": rev[2], "update": object{"percent": 40}},
	}
	for as, status := range map[string]int{"viewer": 403, "reviewer": 403, "stranger": 403, "": 401, "admin, reading": 403, "admin, elsewhere": 403} {
		w.several(as, status, items, nil)
	}
	if got := w.several("contributor", http.StatusOK, items, nil).outcome(); got != "201 | 403 forbidden" {
		t.Error(got)
	}
}

// Sent again with the same key, what was written is not written again, and what was
// refused is tried again.
func TestSeveralUpdatesAgain(t *testing.T) {
	w := newWorld(t)
	rev := w.manyMilestones(2)
	items := []object{
		{"milestone": "OB-01.1", "revision": rev[0], "update": object{"percent": 40}},
		{"milestone": "OB-01.2", "revision": rev[0], "update": object{"percent": 40}},
	}
	key := map[string]string{"Idempotency-Key": "table-1"}
	first, again := w.several("editor", http.StatusOK, items, key), w.several("editor", http.StatusOK, items, key)
	if first.outcome() != "201 | 412 stale" || again.outcome() != first.outcome() {
		t.Errorf("%s, then %s", first.outcome(), again.outcome())
	}
	if one, two := dig(first.json["results"].([]any)[0], "update", "id"), dig(again.json["results"].([]any)[0], "update", "id"); one != two {
		t.Errorf("%v, then %v", one, two)
	}
	if n := w.get("", root+"/milestones/OB-01.1/updates").json["total"]; n != 1.0 {
		t.Errorf("%v updates", n)
	}
	items[0]["update"] = object{"percent": 50}
	if got := w.several("editor", http.StatusOK, items, key).outcome(); !strings.HasPrefix(got, "409 conflict") {
		t.Errorf("the key used for something else: %s", got)
	}
	if got := w.several("editor", http.StatusOK, items, nil).outcome(); got != "412 stale | 412 stale" {
		t.Errorf("without a key: %s", got)
	}
}

func TestSeveralUpdatesRefusedAsAWhole(t *testing.T) {
	w := newWorld(t)
	w.basics()
	many := make([]object, 101)
	for i := range many {
		many[i] = object{"milestone": "OB-01.1", "revision": 1, "update": object{}}
	}
	for name, c := range map[string]struct {
		body           any
		status         int
		location, rule string
	}{
		"nothing":       {object{}, 422, "items", "required"},
		"null":          {object{"items": nil}, 422, "items", "required"},
		"no items":      {object{"items": []object{}}, 422, "items", "required"},
		"no list":       {object{"items": object{}}, 422, "items", "type.list"},
		"too many":      {object{"items": many}, 422, "items", "list.length"},
		"another field": {object{"items": many[:1], "colour": "red"}, 422, "colour", "field.unknown"},
	} {
		t.Run(name, func(t *testing.T) {
			w.try(request{as: "editor", method: "POST", path: root + "/updates", body: c.body}).refused(t, c.status, c.location, c.rule)
		})
	}
	if a := w.try(request{as: "editor", method: "POST", path: root + "/updates", body: `[]`}); a.Code != 400 {
		t.Errorf("a list: %d", a.Code)
	}
	if got := w.several("editor", 200, []object{many[0]}, nil).outcome(); got != "412 stale" {
		t.Error(got)
	}
	if a := w.expect(200, request{as: "editor", method: "POST", path: root + "/updates", body: `{"items":["x"]}`}); a.outcome() != "400 malformed" {
		t.Error(a.outcome())
	}
}

// The list of milestones selects as the staff's table does.
func TestMilestonesSelectAsTheTableDoes(t *testing.T) {
	w := newWorld(t)
	w.manyMilestones(4)
	w.report("contributor", "OB-01.1", object{"percent": 40})
	update := w.report("contributor", "OB-01.2", object{"state": "blocked", "percent": 20, "note": "Perché no."})
	w.expect(201, request{as: "reviewer", method: "POST", path: root + "/updates/" + update.json["id"].(string) + "/review", body: object{"verdict": "questioned", "note": "Perché?"}})
	w.report("editor", "OB-01.4", object{"state": "cancelled"})
	for query, want := range map[string]string{
		"view=overdue":                   "OB-01.1",
		"view=soon":                      "OB-01.2 OB-01.3",
		"view=blocked":                   "OB-01.2",
		"view=undated":                   "",
		"view=questions":                 "OB-01.2",
		"view=in_review":                 "OB-01.1 OB-01.4",
		"open=true&sort=id":              "OB-01.1 OB-01.2 OB-01.3 OB-02.1",
		"open=false":                     "OB-01.4",
		"q=AGGIUDICATA":                  "OB-01.1",
		"q=passo+sportelli":              "OB-01.2 OB-01.3 OB-01.4",
		"sort=office&horizon=short":      "OB-01.3 OB-01.1 OB-01.2 OB-01.4",
		"sort=-recorded_at&q=ob-01":      "OB-01.4 OB-01.2 OB-01.1 OB-01.3",
		"sort=-percent&horizon=short":    "OB-01.1 OB-01.2 OB-01.4 OB-01.3",
		"sort=position":                  "OB-01.1 OB-01.2 OB-01.3 OB-01.4 OB-02.1",
		"sort=-position":                 "OB-02.1 OB-01.4 OB-01.3 OB-01.2 OB-01.1",
		"sort=state&horizon=short":       "OB-01.3 OB-01.1 OB-01.2 OB-01.4",
		"sort=slippage_days&view=soon":   "OB-01.2 OB-01.3",
		"sort=title&horizon=short&q=pas": "OB-01.2 OB-01.3 OB-01.4",
	} {
		var got []string
		for _, item := range w.get("editor", root+"/milestones?"+query).json["items"].([]any) {
			got = append(got, dig(item, "id").(string))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %v, want %s", query, got, want)
		}
	}
	for _, view := range []string{"questions", "in_review"} {
		w.expect(401, request{method: "GET", path: root + "/milestones?view=" + view})
		w.expect(403, request{as: "stranger", method: "GET", path: root + "/milestones?view=" + view})
	}
	if n := w.get("", root+"/milestones?view=blocked").json["total"]; n != 1.0 {
		t.Errorf("the public sees %v blocked ones", n)
	}
}

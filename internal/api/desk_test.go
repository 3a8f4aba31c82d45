package api

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

// waits makes a plan with updates that wait for a review, and gives their ids by name.
func (w *world) waits() map[string]string {
	w.t.Helper()
	w.basics() // OB-01.1 of ufficio-europa, overdue since 31 October
	for i := range 3 {
		w.create("editor", root+"/objectives/OB-01/milestones", object{
			"title": fmt.Sprintf("Passo %d", i+2), "office": "lavori-pubblici", "due_on": "2027-01-31", "added_on": "2026-01-01",
		})
	}
	report := func(milestone string, body object) string {
		return w.report("editor", milestone, body).json["id"].(string)
	}
	return map[string]string{
		"nothing new": report("OB-01.2", object{}),
		"percent":     report("OB-01.3", object{"percent": 40, "note": "Metà strada."}),
		"closes":      report("OB-01.4", object{"state": "done", "evidence": object{"note": "Collaudo."}}),
		"also new":    report("OB-01.2", object{}),
	}
}

func (w *world) post(as, path string, body any) answer {
	return w.try(request{as: as, method: "POST", path: path, body: body})
}

func TestTheReviewQueue(t *testing.T) {
	w := newWorld(t)
	ids := w.waits()
	queue := w.get("reviewer", root+"/review-queue").json
	items := queue["items"].([]any)
	if queue["total"] != 4.0 || dig(items[0], "update", "id") != ids["closes"] || dig(items[1], "update", "id") != ids["percent"] ||
		dig(items[2], "update", "id") != ids["nothing new"] || dig(items[3], "update", "id") != ids["also new"] {
		t.Fatalf("queue: %v", queue)
	}
	for path, want := range map[string]any{"weight": "closes", "title": "Passo 4", "office": "lavori-pubblici", "superseded": false} {
		if got := dig(items[0], path); got != want {
			t.Errorf("%s is %v, want %v", path, got, want)
		}
	}
	// Four milestones, of which one is done and one at 40 %: 1.40 / 4 with it, 0.40 / 4 without.
	for path, want := range map[string]any{"objective": "OB-01", "percent_before": 10.0, "percent_after": 35.0} {
		if got := dig(items[0], "effect", path); got != want {
			t.Errorf("effect: %s is %v, want %v", path, got, want)
		}
	}
	if got := dig(items[3], "earlier").([]any); len(got) != 1 || dig(got[0], "id") != ids["nothing new"] || dig(items[2], "superseded") != true {
		t.Errorf("what was before the last: %v", got)
	}
	if got := w.get("viewer", root+"/review-queue?weight=nothing_new&office=lavori-pubblici").json["total"]; got != 2.0 {
		t.Errorf("%v updates with nothing new", got)
	}
	first := w.get("viewer", root+"/review-queue?limit=3")
	if second := w.get("viewer", nextLink(t, first)).json["items"].([]any); len(second) != 1 || dig(second[0], "update", "id") != ids["also new"] {
		t.Errorf("the second page: %v", second)
	}
	csv := w.expect(http.StatusOK, request{as: "viewer", method: "GET", path: root + "/review-queue", header: map[string]string{"Accept": "text/csv"}}).Body.String()
	if lines := strings.Split(strings.TrimSpace(csv), "\n"); len(lines) != 5 || !strings.Contains(lines[1], "closes") {
		t.Errorf("as CSV: %s", csv)
	}
	for as, status := range map[string]int{"": http.StatusUnauthorized, "stranger": http.StatusForbidden} {
		w.expect(status, request{as: as, method: "GET", path: root + "/review-queue"})
	}
}

func TestSeveralConfirmations(t *testing.T) {
	w := newWorld(t)
	ids := w.waits()
	w.create("reviewer", root+"/updates/"+ids["also new"]+"/review", object{"verdict": "questioned", "note": "Davvero?"})
	path := root + "/review-queue/confirmations"
	asked := object{"updates": []string{ids["nothing new"], ids["also new"], "nowhere"}}
	for as, status := range map[string]int{"": 401, "stranger": 403, "editor": 403, "contributor": 403, "admin": 403} {
		w.expect(status, request{as: as, method: "POST", path: path, body: asked})
	}
	w.post("reviewer", path, object{"updates": []string{}}).refused(t, 422, "updates", "required")
	w.post("reviewer", path, object{"updates": []string{"x", "x"}}).refused(t, 422, "updates[1]", "list.unique")

	done := w.expect(http.StatusOK, request{as: "reviewer", method: "POST", path: path, body: asked}).json["results"].([]any)
	for i, want := range []float64{201, 412, 404} {
		if got := dig(done[i], "status"); got != want || dig(done[i], "confirmed") != (want == 201) {
			t.Errorf("result %d: %v", i, done[i])
		}
	}
	if got := w.get("reviewer", root+"/updates/"+ids["nothing new"]+"/review").json["verdict"]; got != "confirmed" {
		t.Errorf("the verdict is %v", got)
	}
	if got := w.get("reviewer", root+"/updates/"+ids["also new"]+"/review").json["verdict"]; got != "questioned" {
		t.Errorf("a question was overruled unseen: %v", got)
	}
	// None could be confirmed: told one by one all the same.
	none := w.expect(http.StatusOK, request{as: "reviewer", method: "POST", path: path, body: asked}).json["results"].([]any)
	if dig(none[0], "status") != 412.0 {
		t.Errorf("again: %v", none[0])
	}
}

func TestAReviewKnowsTheOneBefore(t *testing.T) {
	w := newWorld(t)
	path := root + "/updates/" + w.waits()["percent"] + "/review"
	first := w.create("reviewer", path, object{"verdict": "confirmed", "if_review": 0})
	w.expect(http.StatusPreconditionFailed, request{as: "reviewer", method: "POST", path: path, body: object{"verdict": "confirmed", "if_review": 0}})
	w.create("reviewer", path, object{"verdict": "questioned", "note": "Quale?", "if_review": first.json["revision"]})
}

func TestQuestionsAndAnswers(t *testing.T) {
	w := newWorld(t)
	ids := w.waits()
	w.create("reviewer", root+"/updates/"+ids["percent"]+"/review", object{"verdict": "questioned", "note": "Quale metà?"})
	open := w.get("viewer", root+"/questions?open=true").json["items"].([]any)
	if len(open) != 1 || dig(open[0], "text") != "Quale metà?" || dig(open[0], "milestone") != "OB-01.3" || dig(open[0], "asked_by") != "reviewer" || dig(open[0], "answer") != nil {
		t.Fatalf("open questions: %v", open)
	}
	if got := w.get("viewer", root+"/questions?office=ufficio-europa").json["total"]; got != 0.0 {
		t.Errorf("%v questions to another office", got)
	}
	w.report("editor", "OB-01.3", object{"note": "La prima."})
	answered := w.get("viewer", root+"/questions?open=false").json["items"].([]any)
	if len(answered) != 1 || dig(answered[0], "answer_text") != "La prima." {
		t.Errorf("answered questions: %v", answered)
	}
	queue := w.get("reviewer", root+"/review-queue").json["items"].([]any)
	if dig(queue[1], "answers", "text") != "Quale metà?" {
		t.Errorf("the answer in the queue: %v", queue[1])
	}
	w.expect(http.StatusForbidden, request{as: "stranger", method: "GET", path: root + "/questions"})
}

func TestTheDeskSinceTheLastVisit(t *testing.T) {
	w := newWorld(t)
	w.waits()
	meeting := w.create("editor", root+"/meetings", object{
		"title": "Giro", "held_on": "2026-10-22", "state": "held", "offices": []string{"lavori-pubblici"},
		"decisions": []object{{"text": "Un solo calendario."}, {"text": "Si anticipa.", "objective": "OB-01"}},
	}).json["id"].(string)
	w.create("editor", root+"/meetings/"+meeting+"/actions", object{"title": "Scrivere", "office": "ufficio-europa", "due_on": "2026-11-01", "objective": "OB-01"})
	w.create("reviewer", root+"/objectives/OB-01/ratings", object{"rated_by": "reviewer", "confidence": "amber", "text": "Vediamo."})

	desk := func() object { return w.get("reviewer", root+"/desk").json }
	first := desk()
	if first["since"] != nil || len(first["off_course"].([]any)) != 0 {
		t.Errorf("before any visit: %v", first)
	}
	for path, want := range map[string]any{"waiting": 4.0, "nothing_new": 2.0, "open_questions": 0.0} {
		if first[path] != want {
			t.Errorf("%s is %v, want %v", path, first[path], want)
		}
	}
	if got := first["open_decisions"].([]any); len(got) != 1 || dig(got[0], "text") != "Un solo calendario." || dig(got[0], "days") != 31.0 {
		t.Errorf("open decisions: %v", got)
	}
	if got := first["overdue_actions"].([]any); len(got) != 1 || dig(got[0], "title") != "Scrivere" {
		t.Errorf("overdue actions: %v", got)
	}
	if got := first["offices_not_met"].([]any); len(got) != 1 || dig(got[0], "office") != "ufficio-europa" || dig(got[0], "days") != nil {
		t.Errorf("offices not met: %v", got)
	}
	if got := first["ratings"].([]any); len(got) != 1 || dig(got[0], "agreement") != "missing" || dig(got[0], "reviewer_rating", "confidence") != "amber" || dig(got[0], "office_rating") != nil {
		t.Errorf("ratings: %v", got)
	}

	visit := func(body object) object {
		return w.expect(http.StatusOK, request{as: "reviewer", method: "POST", path: root + "/desk/visits", body: body}).json
	}
	if v := visit(object{}); v["previous_at"] != nil {
		t.Errorf("the first visit: %v", v)
	}
	if got := desk()["since"]; got != nil {
		t.Errorf("reading the desk began a visit: %v", got)
	}
	w.report("editor", "OB-01.2", object{"state": "blocked", "note": "Manca il parere."})
	w.moved.Add(int64(13 * time.Hour))
	if v := visit(object{"revision": w.get("viewer", root).json["revision"]}); v["previous_at"] == nil {
		t.Errorf("the second visit: %v", v)
	}
	now := desk()
	off := now["off_course"].([]any)
	if now["since"] != theDay || len(off) != 0 {
		// The objective was at risk already, for what is overdue.
		t.Errorf("after the second visit: %v", now)
	}
	off = w.get("reviewer", root+"/desk?since=2026-01-02").json["off_course"].([]any)
	if len(off) == 0 || dig(off[len(off)-1], "objective") != "OB-01" || dig(off[len(off)-1], "now", "health") == "on_track" {
		t.Errorf("since the beginning: %v", off)
	}
	for _, path := range []string{"/desk", "/briefing", "/briefings"} {
		w.expect(http.StatusUnauthorized, request{method: "GET", path: root + path})
		w.expect(http.StatusForbidden, request{as: "stranger", method: "GET", path: root + path})
	}
	w.expect(http.StatusForbidden, request{as: "stranger", method: "POST", path: root + "/desk/visits", body: object{}})
}

func TestBriefings(t *testing.T) {
	w := newWorld(t)
	w.waits()
	revision := func() any { return w.get("viewer", root).json["revision"] }
	first := w.get("viewer", root+"/briefing").json
	if first["since_on"] != nil || len(first["done"].([]any)) != 1 || len(first["late"].([]any)) != 1 || dig(first["late"].([]any)[0], "milestone", "id") != "OB-01.1" {
		t.Fatalf("the first report: %v", first)
	}
	save := root + "/briefings"
	for as, status := range map[string]int{"": 401, "stranger": 403, "viewer": 403, "contributor": 403} {
		w.expect(status, request{as: as, method: "POST", path: save, body: object{"revision": revision()}})
	}
	w.expect(http.StatusPreconditionFailed, request{as: "reviewer", method: "POST", path: save, body: object{"revision": revision().(float64) - 1}})
	w.expect(http.StatusPreconditionFailed, request{as: "reviewer", method: "POST", path: save, body: object{}})
	shown := revision()
	saved := w.create("reviewer", save, object{"revision": shown})
	if saved.json["on"] != theDay || saved.json["shown_revision"] != shown || saved.json["actor_role"] != "reviewer" {
		t.Errorf("saved: %v", saved.json)
	}

	w.report("editor", "OB-01.1", object{"state": "done", "effective_on": "2026-11-20", "evidence": object{"note": "Collaudo."}})
	next := w.get("viewer", root+"/briefing").json
	done := next["done"].([]any)
	if next["since_on"] != theDay || len(done) != 1 || dig(done[0], "milestone", "id") != "OB-01.1" {
		t.Errorf("what was recorded after the last report, about a day before it: %v", done)
	}
	if before, now := dig(next, "organization", "before", "percent"), dig(next, "organization", "now", "percent"); before != 35.0 || now != 60.0 {
		t.Errorf("from %v to %v", before, now)
	}
	w.create("editor", save, object{"revision": revision(), "since_on": theDay})
	list := w.get("viewer", save).json["items"].([]any)
	if len(list) != 2 || dig(list[1], "id") != saved.json["id"] || dig(list[0], "since_on") != theDay {
		t.Errorf("the saved reports: %v", list)
	}
	if got := w.get("viewer", root+"/briefing?since_briefing="+saved.json["id"].(string)).json["done"].([]any); len(got) != 1 {
		t.Errorf("since the first report: %v", got)
	}
	if got := w.get("viewer", root+"/briefing?since=2026-11-21").json["done"].([]any); len(got) != 1 || dig(got[0], "milestone", "id") != "OB-01.4" {
		t.Errorf("since a day: %v", got)
	}
	w.expect(http.StatusNotFound, request{as: "viewer", method: "GET", path: root + "/briefing?since_briefing=nowhere"})
}

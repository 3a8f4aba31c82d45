package api

import (
	"net/http"
	"strings"
	"testing"
)

// TestTheWorkOfAnOffice is the day of an office through the API: what it has to see to,
// nothing new, a question with its answer, what a meeting asked.
func TestTheWorkOfAnOffice(t *testing.T) {
	w := newWorld(t)
	w.basics()
	list := root + "/offices/ufficio-europa/work"
	item := func() object {
		t.Helper()
		a := w.get("contributor", list)
		if a.json["total"] != 1.0 {
			t.Fatalf("the list is %s", a.Body)
		}
		return a.json["items"].([]any)[0].(object)
	}
	wants := func(what string, want object) {
		t.Helper()
		got := item()
		for field, value := range want {
			if got[field] != value {
				t.Errorf("%s: %s is %v, want %v", what, field, got[field], value)
			}
		}
	}
	wants("at first", object{"group": "overdue", "planned_percent": 100.0, "waiting": 0.0, "questions": 0.0, "nothing_new": false})

	nothing := w.report("contributor", "OB-01.1", object{})
	wants("nothing new", object{"waiting": 1.0, "nothing_new": true})
	w.create("reviewer", root+"/updates/"+nothing.json["id"].(string)+"/review", object{"verdict": "questioned", "note": "Davvero niente?"})
	wants("questioned", object{"waiting": 0.0, "questions": 1.0})

	questions := func(query string) []any {
		t.Helper()
		return w.get("contributor", root+"/questions"+query).json["items"].([]any)
	}
	open := questions("?office=ufficio-europa&open=true")
	if len(open) != 1 || dig(open[0], "text") != "Davvero niente?" || dig(open[0], "milestone") != "OB-01.1" || dig(open[0], "asked_by") != "reviewer" || dig(open[0], "answer") != nil {
		t.Fatalf("open questions %v", open)
	}
	if n := len(questions("?office=lavori-pubblici")) + len(questions("?open=false")); n != 0 {
		t.Errorf("%d questions of another office, or answered", n)
	}
	answer := w.report("contributor", "OB-01.1", object{"percent": 30, "note": "Aggiudicati due lotti su tre."})
	wants("answered", object{"waiting": 1.0, "questions": 0.0, "nothing_new": false})
	answered := questions("?open=false")
	if len(answered) != 1 || dig(answered[0], "answer") != answer.json["id"] || dig(answered[0], "answer_text") != "Aggiudicati due lotti su tre." {
		t.Errorf("answered questions %v", answered)
	}

	if other := w.get("contributor", root+"/offices/lavori-pubblici/work"); other.json["total"] != 1.0 || dig(other.json["items"].([]any)[0], "group") != "resting" {
		t.Errorf("another office's list may be read: %s", other.Body)
	}
	if none := w.get("viewer", list+"?group=done"); none.json["total"] != 0.0 {
		t.Errorf("of a group that is empty: %s", none.Body)
	}
	csv := w.expect(http.StatusOK, request{as: "viewer", method: "GET", path: list, header: map[string]string{"Accept": "text/csv"}})
	if lines := strings.Split(strings.TrimSpace(csv.Body.String()), "\r\n"); len(lines) != 2 || !strings.HasPrefix(lines[1], "overdue,100,1,0,false,OB-01.1,") {
		t.Errorf("as CSV: %q", lines)
	}
	for as, status := range map[string]int{"": 401, "stranger": 403, "admin, elsewhere": 403} {
		w.expect(status, request{as: as, method: "GET", path: list})
		w.expect(status, request{as: as, method: "GET", path: root + "/questions"})
	}
	w.get("admin, reading", list)
	w.expect(http.StatusNotFound, request{as: "viewer", method: "GET", path: root + "/offices/nessuno/work"})
}

// TestWorkIsPaged: every milestone once, in the order of the list.
func TestWorkIsPaged(t *testing.T) {
	w := newWorld(t)
	w.basics()
	for _, due := range []any{"2027-03-31", nil, "2026-12-15", "2026-11-01"} {
		w.create("editor", root+"/objectives/OB-01/milestones", object{"title": "Un passo", "office": "ufficio-europa", "due_on": due})
	}
	for id, on := range map[string]string{"OB-01.1": "2026-11-02", "OB-01.5": "2026-11-05"} {
		w.report("contributor", id, object{"state": "done", "effective_on": "2026-11-22", "completed_on": on, "evidence": object{"note": "Fatto."}})
	}
	var got []string
	path := root + "/offices/ufficio-europa/work?limit=2"
	for range 5 {
		page := w.get("contributor", path)
		for _, item := range page.json["items"].([]any) {
			got = append(got, dig(item, "group").(string)+":"+dig(item, "milestone", "id").(string))
		}
		next, ok := page.json["next"].(string)
		if !ok {
			break
		}
		path = root + "/offices/ufficio-europa/work?limit=2&cursor=" + next
	}
	if want := "soon:OB-01.4 further:OB-01.2 undated:OB-01.3 done:OB-01.5 done:OB-01.1"; strings.Join(got, " ") != want {
		t.Errorf("pages give %v, want %s", got, want)
	}
}

// TestTheOfficeThatWasAskedMarksItsActions: and no other does.
func TestTheOfficeThatWasAskedMarksItsActions(t *testing.T) {
	w := newWorld(t)
	w.basics()
	meeting := w.create("editor", root+"/meetings", object{"title": "Avanzamento", "held_on": "2026-11-02", "state": "held", "published": true})
	asked := func(office string) string {
		a := w.create("editor", root+"/meetings/"+meeting.json["id"].(string)+"/actions", object{"title": "Inviare la relazione", "office": office, "due_on": "2026-12-11"})
		return root + "/actions/" + a.json["id"].(string)
	}
	own, other := asked("ufficio-europa"), asked("lavori-pubblici")
	mark := func(as, action, tag string, body object) request {
		return request{as: as, method: "POST", path: action + "/completion", body: body, header: map[string]string{"If-Match": tag}}
	}
	back := func(as, action, tag string) request {
		return request{as: as, method: "DELETE", path: action + "/completion", header: map[string]string{"If-Match": tag}}
	}
	for _, as := range []string{"viewer", "reviewer", "stranger", "admin, reading"} {
		w.expect(http.StatusForbidden, mark(as, own, "*", object{}))
		w.expect(http.StatusForbidden, back(as, own, "*"))
	}
	w.expect(http.StatusForbidden, mark("contributor", other, "*", object{}))
	w.expect(http.StatusForbidden, request{as: "contributor", method: "PATCH", path: own, body: object{"state": "done"}, header: map[string]string{"If-Match": "*"}})
	w.expect(http.StatusPreconditionRequired, request{as: "contributor", method: "POST", path: own + "/completion", body: object{}})
	w.expect(http.StatusPreconditionFailed, mark("contributor", own, `"1"`, object{}))
	w.expect(http.StatusConflict, back("contributor", own, "*"))
	w.try(mark("contributor", own, "*", object{"completed_on": "2026-11-23"})).refused(t, http.StatusUnprocessableEntity, "completed_on", "date.future")

	tag := w.get("", own).tag()
	done := w.expect(http.StatusCreated, mark("contributor", own, tag, object{"completed_on": "2026-11-20"}))
	if done.json["state"] != "done" || done.json["completed_on"] != "2026-11-20" || done.Header().Get("Location") != Prefix+own {
		t.Errorf("marked as done: %s at %s", done.Body, done.Header().Get("Location"))
	}
	w.expect(http.StatusNoContent, back("contributor", own, done.tag()))
	if again := w.get("", own); again.json["state"] != "open" || again.json["completed_on"] != nil {
		t.Errorf("taken back: %s", again.Body)
	}
	if a := w.expect(http.StatusCreated, mark("editor", other, "*", object{})); a.json["completed_on"] != theDay {
		t.Errorf("marked by the editor: %s", a.Body)
	}
}

package api

import (
	"net/http"
	"strings"
	"testing"
)

// TestAPlanFromNothing walks through what an administration does with the API.
func TestAPlanFromNothing(t *testing.T) {
	w := newWorld(t)
	w.basics()

	// The public sees the active objective with its figures, and nothing of the draft.
	list := w.get("", root+"/objectives")
	if list.json["total"] != 1.0 {
		t.Fatalf("the public sees %v objectives", list.json["total"])
	}
	one := w.get("", root+"/objectives/OB-01")
	if dig(one.json, "progress", "actual") != 0.0 || dig(one.json, "progress", "health") != "late" {
		t.Errorf("progress %v", one.json["progress"])
	}
}

func TestMilestoneFromPlannedToReviewed(t *testing.T) {
	w := newWorld(t)
	w.basics()
	milestone := root + "/milestones/OB-01.1"

	before := w.get("", milestone)
	for field, want := range map[string]any{
		"id": "OB-01.1", "objective": "OB-01", "number": 1.0, "state": "planned", "percent": 0.0, "due_on": "2026-10-31",
		"baseline_due_on": "2026-10-31", "overdue": true, "days_overdue": 22.0, "evidence": nil, "slippage_days": 0.0, "weight": 1.0,
	} {
		if before.json[field] != want {
			t.Errorf("%s is %v, want %v", field, before.json[field], want)
		}
	}

	// Half done, reported in the past by the office that owns it.
	half := w.report("contributor", "OB-01.1", object{"percent": 50, "effective_on": "2026-06-01", "note": "Pubblicato il bando"})
	if half.json["state"] != "in_progress" || dig(half.json, "before", "percent") != 0.0 || half.json["actor_role"] != "contributor" {
		t.Errorf("the update is %s", half.Body)
	}
	if recorded, _ := half.json["recorded_at"].(string); !strings.HasSuffix(recorded, "+01:00") || !strings.HasPrefix(recorded, theDay) {
		t.Errorf("recorded at %v", half.json["recorded_at"])
	}
	location, _ := strings.CutPrefix(half.Header().Get("Location"), Prefix)
	if again := w.get("", location); again.json["id"] != half.json["id"] {
		t.Errorf("%s is %s", location, again.Body)
	}

	// The date moves with a reason, decided in a meeting.
	meeting := w.create("editor", root+"/meetings", object{"title": "Cabina di regia", "held_on": "2026-10-20", "state": "held", "published": true})
	w.report("editor", "OB-01.1", object{"due_on": "2026-12-15", "reason": "Ricorso al TAR", "decided_in": meeting.json["id"]})
	moved := w.get("", milestone)
	if moved.json["slippage_days"] != 45.0 || moved.json["slippage_reason"] != "Ricorso al TAR" || moved.json["overdue"] != false || moved.json["baseline_due_on"] != "2026-10-31" {
		t.Errorf("after the move %s", moved.Body)
	}

	// Done, with an act.
	done := w.report("contributor", "OB-01.1", object{
		"state": "done", "completed_on": "2026-11-20",
		"evidence": object{"act": object{"kind": "determina", "number": "123", "date": "2026-11-19"}},
	})
	after := w.get("", milestone)
	if after.json["percent"] != 100.0 || after.json["completed_on"] != "2026-11-20" || dig(after.json, "evidence", "act", "number") != "123" || after.json["slippage_days"] != 20.0 {
		t.Errorf("after it was done %s", after.Body)
	}
	if after.json["revision"] != done.json["revision"] {
		t.Errorf("the milestone is at %v, the update at %v", after.json["revision"], done.json["revision"])
	}

	// Questioned: for the staff alone. Confirmed: for everybody, without the note.
	review := root + "/updates/" + done.json["id"].(string) + "/review"
	w.expect(http.StatusNotFound, request{method: "GET", path: review})
	questioned := w.create("reviewer", review, object{"verdict": "questioned", "note": "manca la firma"})
	if questioned.Header().Get("Location") != Prefix+review || questioned.json["note"] != "manca la firma" {
		t.Errorf("review %s at %s", questioned.Body, questioned.Header().Get("Location"))
	}
	w.expect(http.StatusNotFound, request{method: "GET", path: review})
	if strings.Contains(w.get("", milestone+"/updates").Body.String(), "questioned") {
		t.Error("the public sees a questioned verdict")
	}
	w.create("reviewer", review, object{"verdict": "confirmed", "note": "ora c'è"})
	public := w.get("", review)
	if public.json["verdict"] != "confirmed" || public.json["note"] != nil || public.json["recorded_at"] != nil {
		t.Errorf("the public sees %s", public.Body)
	}
	if w.get("viewer", review).json["note"] != "ora c'è" {
		t.Error("the staff does not see the note")
	}

	// The history, newest first, and the past.
	history := w.get("", milestone+"/updates")
	items := history.json["items"].([]any)
	if len(items) != 3 || dig(items[0], "id") != done.json["id"] || dig(items[2], "id") != half.json["id"] {
		t.Errorf("history %s", history.Body)
	}
	if all := w.get("", root+"/objectives/OB-01/updates"); all.Body.String() == "" || all.json["total"] != 3.0 {
		t.Errorf("the objective's history %s", all.Body)
	}
	past := w.get("", milestone+"?as_of=2026-05-31")
	if past.json["percent"] != 0.0 || past.json["state"] != "planned" {
		t.Errorf("in May %s", past.Body)
	}
	if july := w.get("", milestone+"?as_of=2026-07-01"); july.json["percent"] != 50.0 || july.json["due_on"] != "2026-10-31" {
		t.Errorf("in July %s", july.Body)
	}
	w.expect(http.StatusNotFound, request{method: "GET", path: milestone + "?as_of=2025-12-31"})
}

func TestMeetingWithItsSecrets(t *testing.T) {
	w := newWorld(t)
	w.basics()
	made := w.create("editor", root+"/meetings", object{
		"title": "Avvio del piano", "held_on": "2026-11-10", "state": "held", "starts_at": "10:00", "ends_at": "11:30", "place": "Sala giunta",
		"agenda": "1. Stato", "date_note": "La fonte riporta due date", "offices": []string{"ufficio-europa"},
		"participants": []object{{"role": "Assessore"}, {"role": "Dirigente", "office": "ufficio-europa"}},
		"minutes":      "Verbale **riservato**", "decisions": []object{{"text": "Si anticipa", "objective": "OB-01", "milestone": "OB-01.1"}},
	})
	path := root + "/meetings/" + made.json["id"].(string)
	w.expect(http.StatusNotFound, request{method: "GET", path: path})
	w.expect(http.StatusNotFound, request{as: "stranger", method: "GET", path: path})
	if made.json["published"] != false || made.json["minutes"] != "Verbale **riservato**" || made.json["minutes_approved"] != false {
		t.Errorf("made %s", made.Body)
	}
	published := w.expect(http.StatusOK, request{as: "editor", method: "PATCH", path: path, body: object{"published": true}, header: map[string]string{"If-Match": made.tag()}})
	if public := w.get("", path); public.json["minutes"] != "" || public.json["minutes_approved"] != false {
		t.Errorf("the public sees %s", public.Body)
	}
	approved := w.expect(http.StatusOK, request{as: "editor", method: "PATCH", path: path, body: object{"minutes_approved": true}, header: map[string]string{"If-Match": published.tag()}})
	public := w.get("", path)
	if public.json["minutes"] != "Verbale **riservato**" || public.json["minutes_approved"] != true || public.json["ends_at"] != "11:30" {
		t.Errorf("the public sees %s", public.Body)
	}
	if dig(public.json["decisions"].([]any)[0], "milestone") != "OB-01.1" || dig(public.json["participants"].([]any)[0], "office") != nil {
		t.Errorf("the public sees %s", public.Body)
	}
	// null makes empty.
	emptied := w.expect(http.StatusOK, request{as: "editor", method: "PATCH", path: path, body: `{"ends_at":null,"place":null,"decisions":null}`, header: map[string]string{"If-Match": approved.tag()}})
	if emptied.json["ends_at"] != nil || emptied.json["place"] != "" || len(emptied.json["decisions"].([]any)) != 0 || emptied.json["starts_at"] != "10:00" {
		t.Errorf("emptied %s", emptied.Body)
	}

	action := w.create("editor", path+"/actions", object{"title": "Inviare la relazione", "office": "ufficio-europa", "due_on": "2026-11-15", "milestone": "OB-01.1"})
	if action.json["overdue"] != true || action.json["meeting"] != made.json["id"] || action.json["state"] != "open" {
		t.Errorf("action %s", action.Body)
	}
	actionPath := root + "/actions/" + action.json["id"].(string)
	finished := w.expect(http.StatusOK, request{as: "editor", method: "PATCH", path: actionPath, body: object{"state": "done"}, header: map[string]string{"If-Match": action.tag()}})
	if finished.json["completed_on"] != theDay || finished.json["overdue"] != false {
		t.Errorf("finished %s", finished.Body)
	}
	for _, list := range []string{path + "/actions", root + "/actions?office=ufficio-europa&state=done"} {
		if got := w.get("", list); got.json["total"] != 1.0 {
			t.Errorf("%s: %s", list, got.Body)
		}
	}
	if ids := w.get("", path).json["actions"].([]any); len(ids) != 1 || ids[0] != action.json["id"] {
		t.Errorf("the meeting names %v", ids)
	}
	w.expect(http.StatusNoContent, request{as: "editor", method: "DELETE", path: actionPath, header: map[string]string{"If-Match": finished.tag()}})
	w.expect(http.StatusNotFound, request{method: "GET", path: actionPath})
	w.expect(http.StatusNoContent, request{as: "editor", method: "DELETE", path: path, header: map[string]string{"If-Match": "*"}})
	w.expect(http.StatusNotFound, request{method: "GET", path: path})
}

func TestOfficesOrganizationAndRatings(t *testing.T) {
	w := newWorld(t)
	w.basics()
	office := w.get("", root+"/offices/lavori-pubblici")
	changed := w.expect(http.StatusOK, request{as: "admin", method: "PATCH", path: root + "/offices/lavori-pubblici", body: object{"name": "Opere", "description": "Strade"}, header: map[string]string{"If-Match": office.tag()}})
	if changed.json["name"] != "Opere" || changed.json["description"] != "Strade" {
		t.Errorf("changed %s", changed.Body)
	}
	w.expect(http.StatusConflict, request{as: "admin", method: "DELETE", path: root + "/offices/lavori-pubblici", header: map[string]string{"If-Match": changed.tag()}})
	w.expect(http.StatusForbidden, request{as: "editor", method: "DELETE", path: root + "/offices/lavori-pubblici", header: map[string]string{"If-Match": changed.tag()}})
	w.expect(http.StatusConflict, request{as: "admin", method: "POST", path: root + "/offices", body: object{"code": "ufficio-europa", "name": "x"}})

	organization := w.get("", root)
	if organization.json["istat_code"] != nil || organization.json["population"] != nil {
		t.Errorf("organization %s", organization.Body)
	}
	renamed := w.expect(http.StatusOK, request{as: "admin", method: "PATCH", path: root, body: object{"istat_code": "078157", "population": 74000}, header: map[string]string{"If-Match": organization.tag()}})
	if renamed.json["istat_code"] != "078157" || renamed.json["population"] != 74000.0 || renamed.json["name"] != "Comune di "+ente {
		t.Errorf("renamed %s", renamed.Body)
	}
	if all := w.get("", "/organizations?q=m403"); all.json["total"] != 1.0 {
		t.Errorf("organizations %s", all.Body)
	}

	ratings := root + "/objectives/OB-01/ratings"
	w.create("contributor", ratings, object{"rated_by": "office", "confidence": "amber", "text": "Gara rinviata"})
	w.expect(http.StatusForbidden, request{as: "contributor", method: "POST", path: ratings, body: object{"rated_by": "reviewer", "confidence": "green", "text": "x"}})
	given := w.create("reviewer", ratings, object{"rated_by": "reviewer", "confidence": "red", "text": "Tempi stretti", "given_on": "2026-11-01"})
	if given.json["given_on"] != "2026-11-01" || given.json["actor_role"] != "reviewer" {
		t.Errorf("given %s", given.Body)
	}
	if got := w.get("", ratings); got.json["total"] != 2.0 {
		t.Errorf("ratings %s", got.Body)
	}
	if got := w.get("", root+"/objectives/OB-01"); len(got.json["ratings"].([]any)) != 2 {
		t.Errorf("objective %s", got.Body)
	}
}

func TestProgressHistoryAndAudit(t *testing.T) {
	w := newWorld(t)
	w.basics()
	w.report("editor", "OB-01.1", object{"percent": 40, "effective_on": "2026-06-01"})
	progress := w.get("", root+"/progress")
	if dig(progress.json, "organization", "actual") != 0.4 || len(progress.json["objectives"].([]any)) != 1 || len(progress.json["horizons"].([]any)) != 3 || len(progress.json["offices"].([]any)) != 2 {
		t.Errorf("progress %s", progress.Body)
	}
	if staff := w.get("viewer", root+"/progress"); len(staff.json["objectives"].([]any)) != 2 {
		t.Errorf("the staff sees %s", staff.Body)
	}
	if past := w.get("", root+"/progress?as_of=2026-05-01"); dig(past.json, "organization", "actual") != 0.0 || past.json["as_of"] != "2026-05-01" {
		t.Errorf("in May %s", past.Body)
	}
	if history := w.get("", root+"/progress/history"); history.json["total"] != 0.0 {
		t.Errorf("nothing was stored, and %s", history.Body)
	}
	w.try(request{method: "GET", path: root + "/progress/history?from=2026-11-22&to=2026-11-01"}).refused(t, 422, "query.to", "date.order")

	w.expect(http.StatusUnauthorized, request{method: "GET", path: root + "/audit-entries"})
	w.expect(http.StatusForbidden, request{as: "stranger", method: "GET", path: root + "/audit-entries"})
	audit := w.get("viewer", root+"/audit-entries?limit=2")
	items := audit.json["items"].([]any)
	if len(items) != 2 || dig(items[0], "action") != "milestone.report" || dig(items[0], "previous_hash") != dig(items[1], "hash") {
		t.Errorf("audit %s", audit.Body)
	}
	seen := 0
	for path := root + "/audit-entries?limit=2"; ; {
		page := w.get("viewer", path)
		seen += len(page.json["items"].([]any))
		next, more := page.json["next"].(string)
		if !more {
			break
		}
		path = root + "/audit-entries?limit=2&cursor=" + next
	}
	if float64(seen) != audit.json["total"] {
		t.Errorf("%d entries on all pages, %v in total", seen, audit.json["total"])
	}
	if got := w.get("viewer", root+"/audit-entries?action=objective.create&role=editor&object_id=OB-02&from="+theDay+"&to="+theDay); got.json["total"] != 1.0 {
		t.Errorf("filtered %s", got.Body)
	}
	if got := w.get("viewer", root+"/audit-entries?to=2026-11-21"); got.json["total"] != 0.0 {
		t.Errorf("before today %s", got.Body)
	}
}

func TestObjectiveChangesAndGoes(t *testing.T) {
	w := newWorld(t)
	w.basics()
	w.create("admin", root+"/sectors", object{"name": "Imprese"})
	path := root + "/objectives/OB-01"
	read := w.get("editor", path)
	changed := w.expect(http.StatusOK, request{as: "editor", method: "PATCH", path: path, header: map[string]string{"If-Match": read.tag()}, body: object{
		"title": "Sportelli", "urgent": true, "sectors": []string{"imprese", "cittadini"}, "weight": 2.5, "lead_office": nil, "horizon": "medium", "due_on": nil, "state": "suspended",
	}})
	for field, want := range map[string]any{
		"title": "Sportelli", "urgent": true, "weight": 2.5, "lead_office": nil, "horizon": "medium", "due_on": nil, "state": "suspended", "start_on": "2026-01-01",
	} {
		if changed.json[field] != want {
			t.Errorf("%s is %v, want %v", field, changed.json[field], want)
		}
	}
	if old := w.get("", path+"?as_of=2026-11-21"); old.json["horizon"] != "short" || old.json["state"] != "active" {
		t.Errorf("yesterday %s", old.Body)
	}
	w.expect(http.StatusNoContent, request{as: "editor", method: "DELETE", path: path, header: map[string]string{"If-Match": changed.tag()}})
	w.expect(http.StatusNotFound, request{as: "editor", method: "GET", path: path})
	w.expect(http.StatusNotFound, request{as: "editor", method: "GET", path: root + "/milestones/OB-01.1"})
	w.expect(http.StatusOK, request{as: "editor", method: "GET", path: path + "?as_of=2026-11-21"})
}

func TestStatus(t *testing.T) {
	w := newWorld(t)
	status := w.get("", "/status")
	if status.Header().Get("Content-Type") != "application/problem+json" || status.json["status"] != 200.0 || status.json["today"] != theDay {
		t.Errorf("%s as %s", status.Body, status.Header().Get("Content-Type"))
	}
	asked := w.expect(http.StatusOK, request{method: "GET", path: "/status", header: map[string]string{"Accept": mediaJSON}})
	if asked.Header().Get("Content-Type") != mediaJSON {
		t.Errorf("asked for JSON, got %s", asked.Header().Get("Content-Type"))
	}
}

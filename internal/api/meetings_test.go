package api

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// TestAMeetingFromItsAgendaToItsMinutes goes the way of a meeting: what is written while
// it goes on is the staff's, what was decided is everybody's once it was held.
func TestAMeetingFromItsAgendaToItsMinutes(t *testing.T) {
	w := newWorld(t)
	w.basics()
	made := w.create("editor", root+"/meetings", object{
		"title": "Riunione", "held_on": theDay, "agenda": "1. Stato\n2. Avvisi", "published": true, "invited_on": "2026-11-13",
		"participants": []object{{"role": "Assessore"}, {"role": "Dirigente", "office": "ufficio-europa"}},
	})
	path := root + "/meetings/" + made.json["id"].(string)
	patch := func(body any) answer {
		t.Helper()
		return w.expect(http.StatusOK, request{as: "editor", method: "PATCH", path: path, body: body, header: map[string]string{"If-Match": w.get("editor", path).tag()}})
	}
	if points := made.json["points"].([]any); len(points) != 2 || points[1] != "Avvisi" || made.json["invited_on"] != "2026-11-13" {
		t.Errorf("made %s", made.Body)
	}
	noted := patch(object{
		"notes":        []object{{"point": 2, "text": "Restano i testi.", "handled": true}},
		"participants": []object{{"role": "Assessore", "attendance": "present"}, {"role": "Dirigente", "office": "ufficio-europa", "attendance": "absent"}},
	})
	if dig(noted.json["notes"].([]any)[0], "text") != "Restano i testi." || dig(noted.json["participants"].([]any)[1], "attendance") != "absent" {
		t.Errorf("noted %s", noted.Body)
	}
	decision := w.create("editor", path+"/decisions", object{"text": "Si anticipa", "office": "ufficio-europa", "due_on": "2026-12-04", "point": 2, "milestone": "OB-01.1"})
	if decision.json["without_action"] != true || decision.json["meeting"] != made.json["id"] || decision.json["point"] != 2.0 {
		t.Errorf("decided %s", decision.Body)
	}
	decisionPath := path + "/decisions/" + decision.json["id"].(string)
	action := w.create("editor", path+"/actions", object{"title": "Scrivere", "office": "ufficio-europa", "due_on": "2026-12-04", "decision": decision.json["id"], "point": 2})
	if action.json["decision"] != decision.json["id"] || action.json["point"] != 2.0 {
		t.Errorf("action %s", action.Body)
	}

	public := w.get("", path)
	if len(public.json["decisions"].([]any))+len(public.json["actions"].([]any))+len(public.json["notes"].([]any)) != 0 ||
		dig(public.json["participants"].([]any)[1], "attendance") != nil {
		t.Errorf("while it goes on the public sees %s", public.Body)
	}
	w.expect(http.StatusNotFound, request{method: "GET", path: decisionPath})
	if draft := w.get("viewer", path+"/minutes-draft"); !strings.Contains(draft.json["minutes"].(string), "**Decisione.** Si anticipa") {
		t.Errorf("the draft %s", draft.Body)
	}
	w.expect(http.StatusUnauthorized, request{method: "GET", path: path + "/minutes-draft"})
	w.expect(http.StatusForbidden, request{as: "stranger", method: "GET", path: path + "/minutes-draft"})

	// Others' changes of the meeting do not make a reader of one decision stale.
	changed := w.expect(http.StatusOK, request{as: "editor", method: "PATCH", path: decisionPath, body: object{"text": "Si anticipa a dicembre", "due_on": nil}, header: map[string]string{"If-Match": decision.tag()}})
	if changed.json["text"] != "Si anticipa a dicembre" || changed.json["due_on"] != nil || changed.json["without_action"] != false ||
		len(changed.json["actions"].([]any)) != 1 {
		t.Errorf("changed %s", changed.Body)
	}
	w.expect(http.StatusPreconditionFailed, request{as: "editor", method: "PATCH", path: decisionPath, body: object{"text": "x"}, header: map[string]string{"If-Match": decision.tag()}})

	w.report("editor", "OB-01.1", object{"due_on": "2027-01-31", "reason": "La gara è andata deserta", "decided_in": made.json["id"]})
	held := patch(object{"state": "held", "minutes": "Verbale"})
	public = w.get("", path)
	if len(public.json["decisions"].([]any)) != 1 || len(public.json["actions"].([]any)) != 1 || len(public.json["participants"].([]any)) != 1 ||
		public.json["minutes"] != "" || len(public.json["notes"].([]any)) != 0 {
		t.Errorf("once it was held the public sees %s", public.Body)
	}
	moved := public.json["moved_dates"].([]any)
	if len(moved) != 1 || dig(moved[0], "milestone") != "OB-01.1" || dig(moved[0], "to") != "2027-01-31" || dig(moved[0], "reason") != "La gara è andata deserta" {
		t.Errorf("the dates it moved: %s", public.Body)
	}

	// The list that was read may be sent back: each decision stays what it was.
	again := patch(object{"decisions": append([]any{object{"text": "Un'altra"}}, held.json["decisions"].([]any)...)})
	if list := again.json["decisions"].([]any); len(list) != 2 || dig(list[1], "id") != decision.json["id"] || dig(list[0], "id") == "" {
		t.Errorf("sent back %s", again.Body)
	}
	for list, total := range map[string]float64{
		root + "/decisions": 2, root + "/decisions?without_action=true": 1, root + "/decisions?office=ufficio-europa": 1, path + "/decisions": 2,
	} {
		if got := w.get("", list); got.json["total"] != total {
			t.Errorf("%s: %s", list, got.Body)
		}
	}
	w.expect(http.StatusNoContent, request{as: "editor", method: "DELETE", path: decisionPath, header: map[string]string{"If-Match": w.get("editor", decisionPath).tag()}})
	w.expect(http.StatusNotFound, request{as: "editor", method: "GET", path: decisionPath})
	if kept := w.get("editor", root+"/actions/"+action.json["id"].(string)); kept.json["decision"] != nil {
		t.Errorf("an action of a decision that is gone: %s", kept.Body)
	}
}

func TestASeriesOfMeetings(t *testing.T) {
	w := newWorld(t)
	w.basics()
	series := object{"from": "2026-12-07", "weekdays": []string{"monday", "tuesday"}, "starts_at": "10:00", "agenda": "Uno", "except": []string{"2026-12-14"}, "published": true}
	preview := w.expect(http.StatusOK, request{as: "editor", method: "POST", path: root + "/meeting-series/preview", body: series})
	days := func(list any) (out []string) {
		for _, m := range list.([]any) {
			out = append(out, dig(m, "held_on").(string))
		}
		return out
	}
	// The eighth of December is a holiday, the fourteenth was excepted.
	want := []string{"2026-12-07", "2026-12-15"}
	if !slices.Equal(days(preview.json["meetings"]), want) || len(preview.json["skipped_days"].([]any)) != 2 {
		t.Errorf("the preview %s", preview.Body)
	}
	if all := w.get("editor", root+"/meetings"); all.json["total"] != 0.0 {
		t.Errorf("a preview planned %s", all.Body)
	}
	made := w.create("editor", root+"/meeting-series", series)
	if !slices.Equal(days(made.json["meetings"]), want) {
		t.Errorf("planned %s", made.Body)
	}
	if got := w.get("", root+"/meeting-series/"+made.json["id"].(string)); got.Code != http.StatusOK || !slices.Equal(days(got.json["meetings"]), want) {
		t.Errorf("read %s", got.Body)
	}
	again := w.expect(http.StatusUnprocessableEntity, request{as: "editor", method: "POST", path: root + "/meeting-series", body: series})
	if !strings.Contains(again.Body.String(), "series.nothing") {
		t.Errorf("again %s", again.Body)
	}
	bad := w.expect(http.StatusUnprocessableEntity, request{as: "editor", method: "POST", path: root + "/meeting-series/preview", body: object{
		"from": "2026-12-07", "starts_at": "10:00", "weekdays": []string{"sunday", "never"}, "except": []string{"ieri"},
	}})
	for _, part := range []string{"except[0]"} {
		if !strings.Contains(bad.Body.String(), part) {
			t.Errorf("%s is not named: %s", part, bad.Body)
		}
	}
	w.expect(http.StatusForbidden, request{as: "viewer", method: "POST", path: root + "/meeting-series/preview", body: series})
	w.expect(http.StatusNotFound, request{method: "GET", path: root + "/meeting-series/00000000-0000-7000-8000-ffffffffffff"})
}

func TestAttendancesAreThoseOfTheVocabulary(t *testing.T) {
	values := dig(golden(t, versions[0]), "components", "schemas", "Participant", "properties", "attendance", "enum").([]any)
	for _, known := range plan.Attendances {
		if !slices.Contains(values, any(string(known))) {
			t.Errorf("the document does not have %s: %v", known, values)
		}
	}
}

// TestTheAddressOfACalendar: made, told once, revoked; a token makes none.
func TestTheAddressOfACalendar(t *testing.T) {
	w := newWorld(t)
	w.basics()
	path := root + "/calendar-address"
	for _, q := range []request{{method: "GET", path: path}, {method: "POST", path: path, body: object{}}} {
		w.expect(http.StatusUnauthorized, q)
		q.as = "stranger"
		w.expect(http.StatusForbidden, q)
	}
	w.expect(http.StatusForbidden, request{as: "admin, reading", method: "POST", path: path, body: object{}})
	w.expect(http.StatusNotFound, request{as: "viewer", method: "GET", path: path})

	a, err := w.tracker.CreateAccount(plan.WithActor(t.Context(), plan.SystemActor), tracker.CreateAccount{
		Email: "persona@example.it", Organization: ente, Role: plan.RoleViewer,
	})
	w.must(err)
	actors["persona"] = plan.Actor{AccountID: a.ID, Memberships: a.Memberships}
	defer delete(actors, "persona")
	made := w.create("persona", path, object{})
	url, _ := made.json["url"].(string)
	secret, ours := strings.CutPrefix(url, "https://traguardi.example/calendario/tgc_")
	if !ours || !strings.HasSuffix(secret, ".ics") || made.Header().Get("Cache-Control") != cachePrivate {
		t.Errorf("made %s, %s", made.Body, made.Header())
	}
	again := w.get("persona", path)
	if again.json["url"] != nil || again.json["created_at"] != made.json["created_at"] {
		t.Errorf("read again: %s", again.Body)
	}
	w.expect(http.StatusPreconditionRequired, request{as: "persona", method: "DELETE", path: path})
	w.expect(http.StatusNoContent, request{as: "persona", method: "DELETE", path: path, header: map[string]string{"If-Match": again.tag()}})
	w.expect(http.StatusNotFound, request{as: "persona", method: "GET", path: path})
}

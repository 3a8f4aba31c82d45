package api

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

func TestMergeOffices(t *testing.T) {
	w := newWorld(t)
	w.basics()
	merge := root + "/offices/lavori-pubblici/merge"
	meeting := w.create("editor", root+"/meetings", object{"title": "Avvio", "held_on": "2026-11-30", "offices": []string{"lavori-pubblici"}, "published": true})
	action := w.create("editor", root+"/meetings/"+meeting.json["id"].(string)+"/actions", object{"title": "Scrivere", "office": "lavori-pubblici", "due_on": "2026-12-10"})
	_, err := w.tracker.CreateAccount(plan.WithActor(t.Context(), plan.SystemActor), tracker.CreateAccount{Email: "referente@example.org", Organization: ente, Role: plan.RoleContributor, Office: "lavori-pubblici"})
	w.must(err)

	preview := w.get("admin", merge)
	if got := fmt.Sprint(preview.json["objectives"], preview.json["milestones"], preview.json["actions"], preview.json["meetings"], preview.json["accounts"]); got !=
		fmt.Sprintf("[] [OB-02.1] [%s] [%s] 1", action.json["id"], meeting.json["id"]) {
		t.Errorf("it would move %s", got)
	}
	try := func(as, tag string, body any) answer {
		header := map[string]string{"If-Match": tag, "Idempotency-Key": "once"}
		return w.try(request{as: as, method: "POST", path: merge, body: body, header: header})
	}
	into := object{"into": "ufficio-europa"}
	if a := try("admin", "", into); a.Code != http.StatusPreconditionRequired {
		t.Errorf("without If-Match: %d", a.Code)
	}
	if a := try("admin", `"1-x"`, into); a.Code != http.StatusPreconditionFailed {
		t.Errorf("of an office that changed: %d", a.Code)
	}
	if a := try("editor", preview.tag(), into); a.Code != http.StatusForbidden {
		t.Errorf("by the editor: %d", a.Code)
	}
	try("admin", preview.tag(), object{"into": "lavori-pubblici"}).refused(t, 422, "into", "office.itself")
	try("admin", preview.tag(), object{"into": "nowhere"}).refused(t, 422, "into", "office.unknown")
	try("admin", preview.tag(), object{}).refused(t, 422, "into", "required")

	for range 2 { // the second is a retry
		if a := try("admin", preview.tag(), into); a.Code != http.StatusOK || a.json["code"] != "ufficio-europa" {
			t.Fatalf("merged: %d %s", a.Code, a.Body)
		}
	}
	w.expect(http.StatusNotFound, request{method: "GET", path: root + "/offices/lavori-pubblici"})
	w.expect(http.StatusOK, request{method: "GET", path: root + "/offices/lavori-pubblici?as_of=2026-11-21"})
	former := w.get("", root+"/former-offices")
	if got := former.json["items"].([]any); len(got) != 1 || dig(got[0], "code") != "lavori-pubblici" || dig(got[0], "merged_into") != "ufficio-europa" || dig(got[0], "removed_on") != theDay {
		t.Errorf("former offices: %s", former.Body)
	}
	if got := w.get("", root+"/former-offices?as_of=2026-11-21").json["total"]; got != 0.0 {
		t.Errorf("the day before there are %v of them", got)
	}
	if got := w.get("editor", root+"/milestones/OB-02.1").json["office"]; got != "ufficio-europa" {
		t.Errorf("the milestone is with %v", got)
	}
	if a := w.expect(http.StatusConflict, request{as: "admin", method: "DELETE", path: root + "/offices/ufficio-europa", header: map[string]string{"If-Match": "*"}}); a.json["detail"] == "" {
		t.Error("no detail")
	}
}

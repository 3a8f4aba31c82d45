package api

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// listed gives one field of every row of a list, page by page.
func (w *world) listed(as, path, field string) string {
	w.t.Helper()
	var out []string
	for next := path; next != ""; {
		page := w.get(as, next)
		for _, item := range page.json["items"].([]any) {
			out = append(out, fmt.Sprint(dig(item, field)))
		}
		cursor, _ := page.json["next"].(string)
		if cursor == "" {
			break
		}
		next = path + "&cursor=" + cursor
	}
	return strings.Join(out, " ")
}

func TestOrderOfObjectives(t *testing.T) {
	w := newWorld(t)
	w.basics()
	for _, code := range []string{"OB-03", "OB-04", "OB-05"} {
		w.create("editor", root+"/objectives", object{"code": code, "title": "Obiettivo " + code, "horizon": "short", "state": "active"})
	}
	order, list := root+"/objective-order", root+"/objectives?limit=2"
	want := func(as, codes string) {
		t.Helper()
		if got := w.listed(as, list, "code"); got != codes {
			t.Errorf("%q sees %s, want %s", as, got, codes)
		}
	}
	want("", "OB-01 OB-03 OB-04 OB-05")
	read := w.get("editor", order)

	// One goes before another, and answers with the order that there is then.
	placed := w.expect(http.StatusOK, request{as: "editor", method: "POST", path: root + "/objectives/OB-05/place", body: object{"before": "OB-01"}})
	if got := fmt.Sprint(placed.json["objectives"]); got != "[OB-05 OB-01 OB-02 OB-03 OB-04]" {
		t.Errorf("placed: %s", got)
	}
	want("", "OB-05 OB-01 OB-03 OB-04")
	want("editor", "OB-05 OB-01 OB-02 OB-03 OB-04")
	if got := w.listed("", root+"/objectives?sort=-position&limit=3", "code"); got != "OB-04 OB-03 OB-01 OB-05" {
		t.Errorf("backwards %s", got)
	}
	if got := w.listed("", root+"/objectives?sort=code&limit=3", "code"); got != "OB-01 OB-03 OB-04 OB-05" {
		t.Errorf("by code %s", got)
	}

	// The whole order, held against the one that was read.
	change := func(tag string, body any) answer {
		return w.try(request{as: "editor", method: "PATCH", path: order, body: body, header: map[string]string{"If-Match": tag}})
	}
	if a := change(read.tag(), object{"objectives": []string{"OB-04"}}); a.Code != http.StatusPreconditionFailed {
		t.Errorf("an order that somebody else changed: %d", a.Code)
	}
	if a := change("", object{"objectives": []string{"OB-04"}}); a.Code != http.StatusPreconditionRequired {
		t.Errorf("without If-Match: %d", a.Code)
	}
	a := change(w.get("editor", order).tag(), object{"objectives": []string{"OB-04", "OB-03"}})
	if a.Code != http.StatusOK || fmt.Sprint(a.json["objectives"]) != "[OB-04 OB-03 OB-05 OB-01 OB-02]" {
		t.Errorf("ordered: %d %s", a.Code, a.Body)
	}
	want("", "OB-04 OB-03 OB-05 OB-01")
	change("*", object{"objectives": []string{"OB-04", "OB-04"}}).refused(t, 422, "objectives[1]", "list.unique")
	change("*", object{"objectives": []string{"OB-99"}}).refused(t, 422, "objectives[0]", "objective.unknown")
	w.try(request{as: "editor", method: "POST", path: root + "/objectives/OB-05/place", body: object{}}).refused(t, 422, "before", "place.required")

	// The public order names nothing of a draft.
	if got := fmt.Sprint(w.get("", order).json["objectives"]); got != "[OB-04 OB-03 OB-05 OB-01]" {
		t.Errorf("the public sees %s", got)
	}
	for who, status := range map[string]int{"": 401, "viewer": 403, "reviewer": 403, "contributor": 403, "stranger": 403} {
		w.expect(status, request{as: who, method: "POST", path: root + "/objectives/OB-05/place", body: object{"before": "OB-01"}})
	}
}

// A page goes on behind the row that the last one ended with, also when rows before it
// are gone by then and every place has moved.
func TestACursorFollowsItsRow(t *testing.T) {
	w := newWorld(t)
	w.basics()
	for _, code := range []string{"OB-03", "OB-04", "OB-05", "OB-06"} {
		w.create("editor", root+"/objectives", object{"code": code, "title": "Obiettivo " + code, "horizon": "short", "state": "active"})
	}
	w.expect(http.StatusOK, request{as: "editor", method: "POST", path: root + "/objectives/OB-06/place", body: object{"before": "OB-01"}})
	first := w.get("", root+"/objectives?limit=3") // 06 01 03
	for _, code := range []string{"OB-06", "OB-01"} {
		w.expect(http.StatusNoContent, request{as: "editor", method: "DELETE", path: root + "/objectives/" + code, header: map[string]string{"If-Match": "*"}})
	}
	if got := w.listed("", root+"/objectives?limit=3&cursor="+first.json["next"].(string), "code"); got != "OB-04 OB-05" {
		t.Errorf("the second page has %s", got)
	}
}

func TestOrderOfMilestones(t *testing.T) {
	w := newWorld(t)
	w.basics()
	for range 2 {
		w.create("editor", root+"/objectives/OB-01/milestones", object{"title": "Un passo", "office": "ufficio-europa"})
	}
	list, order := root+"/objectives/OB-01/milestones?limit=2", root+"/objectives/OB-01/milestone-order"
	placed := w.expect(http.StatusOK, request{as: "editor", method: "POST", path: root + "/milestones/OB-01.3/place", body: object{"before": "OB-01.1"}})
	if placed.json["revision"] != w.get("", root+"/objectives/OB-01").json["revision"] {
		t.Error("the order is not at the objective's revision")
	}
	if got := w.listed("", list, "id"); got != "OB-01.3 OB-01.1 OB-01.2" {
		t.Errorf("placed %s", got)
	}
	a := w.expect(http.StatusOK, request{as: "editor", method: "PATCH", path: order, body: object{"milestones": []string{"OB-01.2"}},
		header: map[string]string{"If-Match": w.get("", order).tag()}})
	if got := fmt.Sprint(a.json["milestones"]); got != "[OB-01.2 OB-01.3 OB-01.1]" {
		t.Errorf("ordered %s", got)
	}
	if got := w.listed("", root+"/objectives/OB-01/milestones?sort=id&limit=2", "id"); got != "OB-01.1 OB-01.2 OB-01.3" {
		t.Errorf("by number %s", got)
	}
	w.try(request{as: "editor", method: "POST", path: root + "/milestones/OB-01.3/place", body: object{"after": "OB-02.1"}}).refused(t, 422, "after", "milestone.unknown")
	w.expect(http.StatusNotFound, request{method: "GET", path: root + "/objectives/OB-02/milestone-order"})
}

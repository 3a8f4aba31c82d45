package api

import (
	"net/http"
	"strings"
	"testing"
)

// TestTheMoneyBehindAnObjective: added, paid, added up, and seen by the public but for what
// pays for a draft.
func TestTheMoneyBehindAnObjective(t *testing.T) {
	w := newWorld(t)
	w.basics()
	const all = root + "/fundings"
	made := w.create("editor", all, object{"objective": "OB-01", "measure": "1.4.3 Adozione PagoPA", "cup": " g31f22000130006", "amount_cents": 3459900,
		"assigned_on": "2022-07-13"})
	if made.json["cup"] != "G31F22000130006" || made.json["state"] != "assigned" || made.json["amount_cents"] != 3459900.0 {
		t.Errorf("made %s", made.Body)
	}
	w.create("editor", all, object{"objective": "OB-02", "measure": "Segreta", "amount_cents": 100})
	w.create("editor", all, object{"objective": "OB-01", "measure": "1.2 Cloud", "amount_cents": 500, "state": "withdrawn", "call": "=cmd()"})
	path := all + "/" + made.json["id"].(string)
	for body, rule := range map[string][2]string{
		`{"cup":"G31F2200013000O"}`:    {"cup", "funding.cup"},
		`{"amount_cents":-1}`:          {"amount_cents", "funding.amount"},
		`{"amount_cents":1.5}`:         {"amount_cents", "type.integer"},
		`{"objective":"OB-99"}`:        {"objective", "objective.unknown"},
		`{"state":"E"}`:                {"state", "funding.state"},
		`{"state_on":"2022-07-12"}`:    {"state_on", "funding.order"},
		`{"assigned_on":"2027-01-01"}`: {"assigned_on", "date.future"},
	} {
		w.try(request{as: "editor", method: "PATCH", path: path, body: body, header: map[string]string{"If-Match": made.tag()}}).
			refused(t, http.StatusUnprocessableEntity, rule[0], rule[1])
	}
	w.expect(http.StatusForbidden, request{as: "contributor", method: "POST", path: all, body: object{"objective": "OB-01", "measure": "x", "amount_cents": 1}})
	paid := w.expect(http.StatusOK, request{as: "editor", method: "PATCH", path: path, body: object{"state": "paid"}, header: map[string]string{"If-Match": made.tag()}})
	if paid.json["state_on"] != theDay {
		t.Errorf("paid %s", paid.Body)
	}
	totals := w.get("", root+"/funding-totals").json
	if dig(totals["total"], "paid_cents") != 3459900.0 || dig(totals["total"], "withdrawn_cents") != 500.0 || dig(totals["total"], "paid_ratio") != 1.0 ||
		len(totals["measures"].([]any)) != 2 || len(totals["objectives"].([]any)) != 1 {
		t.Errorf("the public adds up %v", totals)
	}
	if staff := w.get("viewer", root+"/funding-totals").json; len(staff["measures"].([]any)) != 3 {
		t.Errorf("the staff adds up %v", staff)
	}
	if was := w.get("", path+"?as_of=2026-11-21"); was.json["state"] != "assigned" || was.json["state_on"] != "2022-07-13" {
		t.Errorf("the day before: %s", was.Body)
	}
	csv := w.try(request{method: "GET", path: all, header: map[string]string{"Accept": "text/csv"}}).Body.String()
	if !strings.HasPrefix(csv, "id,objective,measure,call,cup,decree,amount_cents,") || strings.Contains(csv, ",=cmd") || strings.Contains(csv, "Segreta") {
		t.Errorf("as CSV: %s", csv)
	}
	if by := w.get("", all+"?state=withdrawn").json; by["total"] != 1.0 {
		t.Errorf("withdrawn: %v", by)
	}
	w.expect(http.StatusNoContent, request{as: "editor", method: "DELETE", path: path, header: map[string]string{"If-Match": "*"}})
	w.expect(http.StatusNotFound, request{method: "GET", path: path})
}

// TestAnIndicatorFromItsBaselineOn: what is measured of it is how far it has got.
func TestAnIndicatorFromItsBaselineOn(t *testing.T) {
	w := newWorld(t)
	w.basics()
	made := w.create("editor", root+"/indicators", object{"objective": "OB-01", "title": "Giorni", "unit": "giorni", "direction": "down", "baseline": 30,
		"baseline_on": "2026-01-01", "target": 10, "target_on": "2027-01-01"})
	path := root + "/indicators/" + made.json["id"].(string)
	if made.json["actual"] != nil || made.json["value"] != nil {
		t.Errorf("made %s", made.Body)
	}
	first := w.create("editor", path+"/measurements", object{"value": 25, "measured_on": "2026-06-30"})
	w.create("editor", path+"/measurements", object{"value": 20.5, "note": "+1"})
	if got := w.get("", path); got.json["actual"] != 0.475 || got.json["measurements"] != 2.0 || got.json["measured_on"] != theDay {
		t.Errorf("measured %s", got.Body)
	}
	if got := w.get("", path+"?as_of=2026-07-01"); got.json["actual"] != 0.25 {
		t.Errorf("in July %s", got.Body)
	}
	w.try(request{as: "editor", method: "POST", path: path + "/measurements", body: object{"value": 1, "measured_on": "2025-12-31"}}).
		refused(t, http.StatusUnprocessableEntity, "measured_on", "measurement.early")
	w.try(request{as: "editor", method: "POST", path: path + "/measurements", body: object{"value": "x"}}).
		refused(t, http.StatusUnprocessableEntity, "value", "type.number")
	one := path + "/measurements/" + first.json["id"].(string)
	right := w.expect(http.StatusOK, request{as: "editor", method: "PATCH", path: one, body: object{"value": 26}, header: map[string]string{"If-Match": first.tag()}})
	if right.json["value"] != 26.0 || right.json["actor_role"] != "editor" {
		t.Errorf("put right %s", right.Body)
	}
	if list := w.get("", path+"/measurements?sort=-measured_on").json; list["total"] != 2.0 || dig(list["items"].([]any)[0], "value") != 20.5 {
		t.Errorf("the measurements: %v", list)
	}
	w.try(request{as: "editor", method: "PATCH", path: path, body: object{"direction": "up"}, header: map[string]string{"If-Match": "*"}}).
		refused(t, http.StatusUnprocessableEntity, "target", "indicator.above")
	hidden := w.create("editor", root+"/indicators", object{"objective": "OB-02", "title": "Segreto", "unit": "n", "direction": "up", "baseline": 0, "target": 1})
	w.expect(http.StatusNotFound, request{method: "GET", path: root + "/indicators/" + hidden.json["id"].(string)})
	if n := w.get("", root+"/indicators").json["total"]; n != 1.0 {
		t.Errorf("the public sees %v indicators", n)
	}
	w.expect(http.StatusNoContent, request{as: "editor", method: "DELETE", path: one, header: map[string]string{"If-Match": "*"}})
	w.expect(http.StatusNoContent, request{as: "editor", method: "DELETE", path: path, header: map[string]string{"If-Match": "*"}})
	w.expect(http.StatusNotFound, request{method: "GET", path: path + "/measurements"})
}

// TestAnObjectivePointsAtLines of national plans.
func TestAnObjectivePointsAtLines(t *testing.T) {
	w := newWorld(t)
	w.basics()
	path := root + "/objectives/OB-01"
	line := object{"edition": "pt-2024-2026", "code": "CAP4.PA.01"}
	changed := w.expect(http.StatusOK, request{as: "editor", method: "PATCH", path: path, body: object{"lines": []object{line}}, header: map[string]string{"If-Match": "*"}})
	if lines := changed.json["lines"].([]any); len(lines) != 1 || dig(lines[0], "code") != "CAP4.PA.01" {
		t.Errorf("changed %s", changed.Body)
	}
	w.try(request{as: "editor", method: "PATCH", path: path, body: object{"lines": []object{line, line}}, header: map[string]string{"If-Match": "*"}}).
		refused(t, http.StatusUnprocessableEntity, "lines[1]", "list.unique")
}

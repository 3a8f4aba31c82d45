package api

import (
	"net/http"
	"net/url"
	"testing"
)

func TestSectors(t *testing.T) {
	w := newWorld(t)
	w.basics() // has cittadini, which OB-01 names
	list := root + "/sectors?limit=2"
	added := w.create("admin", root+"/sectors", object{"name": "Beni culturali"})
	if added.json["code"] != "beni-culturali" || added.Header().Get("Location") != Prefix+root+"/sectors/beni-culturali" {
		t.Errorf("added %s at %s", added.Body, added.Header().Get("Location"))
	}
	w.create("admin", root+"/sectors", object{"name": "Turismo", "code": "t"})
	if got := w.listed("", list, "code"); got != "cittadini beni-culturali t" {
		t.Errorf("the catalogue is %s", got)
	}
	one := w.get("", root+"/sectors/cittadini")
	if one.json["objectives"] != 1.0 || one.json["name"] != "Cittadini" || one.json["hidden"] != false {
		t.Errorf("one is %s", one.Body)
	}
	w.expect(http.StatusNotFound, request{method: "GET", path: root + "/sectors/" + url.PathEscape("a b/c")})

	change := func(as, code string, body any, tag string) answer {
		return w.try(request{as: as, method: "PATCH", path: root + "/sectors/" + code, body: body, header: map[string]string{"If-Match": tag}})
	}
	objective := w.get("", root+"/objectives/OB-01")
	if a := change("admin", "cittadini", object{"name": "Chi abita qui"}, one.tag()); a.Code != http.StatusOK || a.json["name"] != "Chi abita qui" {
		t.Errorf("renamed: %d %s", a.Code, a.Body)
	}
	if after := w.get("", root+"/objectives/OB-01"); after.json["revision"] != objective.json["revision"] || after.json["sectors"].([]any)[0] != "cittadini" {
		t.Errorf("a rename changed the objective: %s", after.Body)
	}
	if a := change("admin", "cittadini", object{"name": "x"}, one.tag()); a.Code != http.StatusPreconditionFailed {
		t.Errorf("renamed by somebody else meanwhile: %d", a.Code)
	}
	change("admin", "t", object{"name": "Beni culturali"}, "*").refused(t, 409, "name", "unique")
	change("admin", "t", object{"name": ""}, "*").refused(t, 422, "name", "required")
	change("admin", "t", object{"code": "x"}, "*").refused(t, 422, "code", "field.elsewhere")
	change("admin", "t", object{"hidden": true}, "*")
	w.try(request{as: "editor", method: "PATCH", path: root + "/objectives/OB-01", body: object{"sectors": []string{"cittadini", "t"}},
		header: map[string]string{"If-Match": "*"}}).refused(t, 422, "sectors[1]", "sector.unknown")

	placed := w.expect(http.StatusOK, request{as: "admin", method: "POST", path: root + "/sectors/t/place", body: object{"before": "cittadini"}})
	if placed.json["code"] != "t" || w.listed("", list, "code") != "t cittadini beni-culturali" {
		t.Errorf("placed: %s", w.listed("", list, "code"))
	}
	remove := func(code string, status int) {
		t.Helper()
		w.expect(status, request{as: "admin", method: "DELETE", path: root + "/sectors/" + code, header: map[string]string{"If-Match": "*"}})
	}
	remove("cittadini", http.StatusConflict)
	remove("t", http.StatusNoContent)
	remove("t", http.StatusNotFound)
	if got := w.listed("", list, "code"); got != "cittadini beni-culturali" {
		t.Errorf("without it: %s", got)
	}
}

func TestTextsAndPublication(t *testing.T) {
	w := newWorld(t)
	w.basics()
	w.report("editor", "OB-01.1", object{"percent": 10, "note": "nota interna"})
	w.create("reviewer", root+"/objectives/OB-01/ratings", object{"rated_by": "reviewer", "confidence": "red", "text": "in ritardo"})
	meeting := w.create("editor", root+"/meetings", object{"title": "Avvio", "held_on": "2026-11-20", "state": "held", "published": true,
		"offices": []string{"ufficio-europa"}, "participants": []object{{"role": "Sindaco"}}})
	id := meeting.json["id"].(string)
	patch := func(what, tag string, body any) answer {
		return w.try(request{as: "admin", method: "PATCH", path: root + "/" + what, body: body, header: map[string]string{"If-Match": tag}})
	}

	texts := w.get("", root+"/texts")
	a := patch("texts", texts.tag(), object{"introduction": "# Ciao", "dpo_contact": "rpd@example.org"})
	if a.Code != http.StatusOK || a.json["introduction"] != "# Ciao" || a.json["privacy_note"] != "" {
		t.Fatalf("texts: %d %s", a.Code, a.Body)
	}
	if a := patch("texts", texts.tag(), object{"introduction": "x"}); a.Code != http.StatusPreconditionFailed {
		t.Errorf("texts that changed: %d", a.Code)
	}
	patch("texts", "*", object{"introduction": nil})
	if got := w.get("", root+"/texts"); got.json["introduction"] != "" || got.json["dpo_contact"] != "rpd@example.org" {
		t.Errorf("texts are %s", got.Body)
	}

	sees := func(as string, notes, ratings, participants bool) {
		t.Helper()
		update := w.get(as, root+"/milestones/OB-01.1/updates").json["items"].([]any)[0]
		if got := dig(update, "note") == "nota interna"; got != notes {
			t.Errorf("%q sees the note: %v", as, got)
		}
		if got := len(w.get(as, root+"/objectives/OB-01").json["ratings"].([]any)) == 1; got != ratings {
			t.Errorf("%q sees the rating: %v", as, got)
		}
		if got := len(w.get(as, root+"/objectives/OB-01/ratings").json["items"].([]any)) == 1; got != ratings {
			t.Errorf("%q sees the rating in the list: %v", as, got)
		}
		if got := len(w.get(as, root+"/meetings/"+id).json["participants"].([]any)) == 1; got != participants {
			t.Errorf("%q sees who took part: %v", as, got)
		}
	}
	sees("", true, true, true)
	settings := w.get("", root+"/publication")
	if a := patch("publication", settings.tag(), object{"notes": false, "ratings": false}); a.Code != http.StatusOK || a.json["notes"] != false || a.json["participants"] != true {
		t.Fatalf("settings: %d %s", a.Code, a.Body)
	}
	sees("", false, false, true)
	sees("viewer", true, true, true)
	patch("publication", "*", object{"participants": false, "ratings": true})
	sees("", false, true, false)
	if a := patch("publication", settings.tag(), object{"notes": true}); a.Code != http.StatusPreconditionFailed {
		t.Errorf("settings that changed: %d", a.Code)
	}
	patch("publication", "*", object{"notes": nil}).refused(t, 422, "notes", "field.null")
}

func TestAuditChain(t *testing.T) {
	w := newWorld(t)
	w.basics()
	chain := w.get("viewer", root+"/audit-chain")
	last := w.get("viewer", root+"/audit-entries?limit=1").json["items"].([]any)[0]
	if chain.json["intact"] != true || chain.json["head"] != dig(last, "hash") || chain.json["entries"] != dig(last, "sequence") || chain.json["broken"] != nil {
		t.Errorf("the chain is %s", chain.Body)
	}
	w.expect(http.StatusUnauthorized, request{method: "GET", path: root + "/audit-chain"})
	w.expect(http.StatusForbidden, request{as: "stranger", method: "GET", path: root + "/audit-chain"})
}

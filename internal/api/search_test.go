package api

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// searched gives kinds and ids of what was found, first to last.
func (w *world) searched(as, query string) []string {
	w.t.Helper()
	var ids []string
	for _, item := range w.get(as, root+"/search?"+query).json["items"].([]any) {
		ids = append(ids, item.(object)["kind"].(string)+" "+item.(object)["id"].(string))
	}
	return ids
}

func TestSearchOverTheAPI(t *testing.T) {
	w := newWorld(t)
	w.basics()
	meeting := w.create("editor", root+"/meetings", object{
		"title": "Avvio", "held_on": "2026-05-14", "state": "held", "published": true, "minutes": "Bozza di verbale sulla perizia", "agenda": "Gli sportelli",
		"notes": []object{{"point": 0, "text": "appunto da non pubblicare"}},
	}).json["id"].(string)
	for _, c := range []struct {
		as, q string
		want  []string
	}{
		{"", "sportello digitalizzare", []string{"objective OB-01"}},
		{"", "SPORTELLI", []string{"objective OB-01", "meeting " + meeting}},
		{"", "OB-01", []string{"objective OB-01", "milestone OB-01.1"}},
		{"", "aggiudicata gara", []string{"milestone OB-01.1"}},
		{"", "segreta", nil},
		{"stranger", "segreto", nil},
		{"viewer", "segreta ", []string{"objective OB-02", "milestone OB-02.1"}},
		{"", "perizia", nil},
		{"viewer", "perizie", []string{"meeting " + meeting}},
		{"", "appunto", nil},
		{"contributor", "appunti", []string{"meeting " + meeting}},
		{"", "?!", nil},
	} {
		if got := w.searched(c.as, "q="+url.QueryEscape(c.q)); !slices.Equal(got, c.want) {
			t.Errorf("%q as %q: %v, want %v", c.q, c.as, got, c.want)
		}
	}
	one := w.get("viewer", root+"/search?q=perizia").json["items"].([]any)[0].(object)
	if one["excerpt"] != "Bozza di verbale sulla perizia appunto da non pubblicare" || one["words"].([]any)[0] != "perizia" || one["meeting"] != meeting || one["on"] != "2026-05-14" {
		t.Errorf("found %v", one)
	}
	if got := w.searched("", "q=sportello&kind=meeting"); !slices.Equal(got, []string{"meeting " + meeting}) {
		t.Errorf("of a kind: %v", got)
	}
	if got := w.searched("", "q=sportello&as_of=2026-01-15"); len(got) != 2 { // meetings are told of as they are planned
		t.Errorf("of a past day: %v", got)
	}
	csv := w.try(request{method: "GET", path: root + "/search?q=gara", header: map[string]string{"Accept": "text/csv"}}).Body.String()
	if !strings.HasPrefix(csv, "kind,id,title,excerpt,words,on,objective,meeting,score,revision\r\nmilestone,OB-01.1,Gara aggiudicata,") {
		t.Errorf("as CSV: %s", csv)
	}
}

// Pages follow one another without a gap, and a cursor is good for its own words alone.
func TestSearchIsPagedByCursor(t *testing.T) {
	w := newWorld(t)
	w.basics()
	for range 6 {
		w.create("editor", root+"/objectives/OB-01/milestones", object{"title": "Gara nuova", "office": "ufficio-europa"})
	}
	whole := w.searched("", "q=gara")
	if len(whole) != 7 {
		t.Fatalf("found %v", whole)
	}
	var got []string
	path := root + "/search?q=gara&limit=2"
	for pages := 0; path != "" && pages < 10; pages++ {
		a := w.get("", path)
		if a.json["total"] != 7.0 {
			t.Errorf("total %v", a.json["total"])
		}
		for _, item := range a.json["items"].([]any) {
			got = append(got, item.(object)["kind"].(string)+" "+item.(object)["id"].(string))
		}
		path = ""
		if next, ok := a.json["next"].(string); ok {
			path = root + "/search?q=gara&limit=2&cursor=" + next
			w.try(request{method: "GET", path: root + "/search?q=gare&cursor=" + next}).refused(t, http.StatusBadRequest, "query.cursor", "cursor")
		}
	}
	if !slices.Equal(got, whole) {
		t.Errorf("by pages %v, whole %v", got, whole)
	}
}

func TestSearchRefusals(t *testing.T) {
	w := newWorld(t)
	w.basics()
	for query, rule := range map[string]string{
		"":                               "required",
		"?q=":                            "required",
		"?q=" + strings.Repeat("a", 101): "text.length",
		"?q=" + strings.Repeat("a1+", 1) + "b1+c1+d1+e1+f1+g1+h1+i1+l1+m1+n1+o1+p1": "search.words",
	} {
		w.try(request{method: "GET", path: root + "/search" + query}).refused(t, http.StatusUnprocessableEntity, "query.q", rule)
	}
	w.try(request{method: "GET", path: root + "/search?q=x&kind=review"}).refused(t, http.StatusUnprocessableEntity, "query.kind", "value.unknown")
	forged := writeCursor(cursor{Key: "x", ID: "y"})
	w.try(request{method: "GET", path: root + "/search?q=x&cursor=" + *forged}).refused(t, http.StatusBadRequest, "query.cursor", "cursor")
	w.expect(http.StatusNotFound, request{method: "GET", path: "/organizations/c_none/search?q=x"})
}

// What people search for has no end: nothing of it is kept.
func TestSearchesAreNotKept(t *testing.T) {
	w := newWorld(t)
	w.basics()
	for _, path := range []string{root + "/search", root + "/search?q=gara", root + "/search?q=gara&limit=1"} {
		if _, kept := preparedFor(strings.Split(Prefix+path, "?")[0]); kept {
			t.Errorf("%s is kept", path)
		}
	}
	if a := w.get("", root+"/search?q=gara"); a.Header().Get("Cache-Control") != cachePublic || a.tag() == "" {
		t.Errorf("%v", a.Header())
	}
}

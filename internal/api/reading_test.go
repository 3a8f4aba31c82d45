package api

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// many makes an objective with n milestones, due on different days.
func (w *world) many(n int) {
	w.t.Helper()
	w.create("admin", root+"/offices", object{"code": "ufficio-europa", "name": "Ufficio Europa"})
	w.create("editor", root+"/objectives", object{"code": "OB-01", "title": "Uno", "horizon": "short", "state": "active", "added_on": "2026-01-01"})
	for i := range n {
		body := object{"title": fmt.Sprintf("Passo %d", i+1), "office": "ufficio-europa", "added_on": "2026-01-01"}
		if i%4 != 3 {
			body["due_on"] = fmt.Sprintf("2026-%02d-15", 1+(i*7)%12)
		}
		w.create("editor", root+"/objectives/OB-01/milestones", body)
	}
}

func ids(a answer) []string {
	var out []string
	for _, item := range a.json["items"].([]any) {
		out = append(out, dig(item, "id").(string))
	}
	return out
}

func TestPagesCoverTheListOnce(t *testing.T) {
	w := newWorld(t)
	w.many(23)
	for _, sort := range []string{"due_on", "-due_on", "id", "-id", "title", "-title", "percent", "-percent"} {
		t.Run(sort, func(t *testing.T) {
			whole := ids(w.get("", root+"/milestones?limit=100&sort="+sort))
			var paged []string
			pages := 0
			for path := root + "/milestones?limit=5&sort=" + sort; path != ""; pages++ {
				page := w.get("", path)
				paged = append(paged, ids(page)...)
				if page.json["total"] != 23.0 {
					t.Errorf("total %v", page.json["total"])
				}
				path = nextLink(t, page)
			}
			if pages != 5 || !slices.Equal(paged, whole) {
				t.Errorf("%d pages: %v, the whole list: %v", pages, paged, whole)
			}
			reversed, _ := strings.CutPrefix("-"+sort, "--")
			other := ids(w.get("", root+"/milestones?limit=100&sort="+reversed))
			slices.Reverse(other)
			if !slices.Equal(other, whole) {
				t.Errorf("%s is not %s backwards", reversed, sort)
			}
		})
	}
	if natural := ids(w.get("", root+"/objectives/OB-01/milestones?limit=3")); !slices.Equal(natural, []string{"OB-01.1", "OB-01.2", "OB-01.3"}) {
		t.Errorf("by number %v", natural)
	}
}

// nextLink checks the Link field against the body, and gives the path of the next page.
func nextLink(t *testing.T, page answer) string {
	t.Helper()
	links := page.Header().Values("Link")
	if len(links) == 0 || !strings.HasSuffix(links[0], `rel="first"`) || strings.Contains(links[0], "cursor=") {
		t.Errorf("links %v", links)
	}
	next, more := page.json["next"].(string)
	if !more {
		if len(links) != 1 {
			t.Errorf("the last page points on: %v", links)
		}
		return ""
	}
	address, _, _ := strings.Cut(strings.TrimPrefix(links[1], "<"+Prefix), ">")
	if !strings.Contains(address, "cursor="+next) {
		t.Errorf("links %v, next %s", links, next)
	}
	return address
}

func TestACursorBelongsToItsList(t *testing.T) {
	w := newWorld(t)
	w.many(9)
	cursor := w.get("", root+"/milestones?limit=2&sort=due_on").json["next"].(string)
	w.get("", root+"/milestones?limit=7&sort=due_on&cursor="+cursor)
	for _, path := range []string{
		root + "/milestones?sort=-due_on&cursor=" + cursor,
		root + "/milestones?sort=due_on&state=planned&cursor=" + cursor,
		root + "/objectives?cursor=" + cursor,
		"/organizations/" + another + "/milestones?sort=due_on&cursor=" + cursor,
	} {
		w.try(request{method: "GET", path: path}).refused(t, 400, "query.cursor", "cursor")
	}
	// What comes in between two pages neither repeats nor hides another row.
	first := w.get("", root+"/milestones?limit=4&sort=id")
	w.create("editor", root+"/objectives", object{"code": "AA-01", "title": "Davanti", "horizon": "short", "state": "active"})
	w.create("editor", root+"/objectives/AA-01/milestones", object{"title": "Davanti", "office": "ufficio-europa"})
	second := w.get("", nextLink(t, first))
	if got := ids(second); got[0] != "OB-01.5" {
		t.Errorf("the second page begins with %v", got)
	}
}

func TestFilters(t *testing.T) {
	w := newWorld(t)
	w.basics()
	w.create("admin", root+"/sectors", object{"name": "Turismo"})
	w.create("editor", root+"/objectives", object{"code": "OB-03", "title": "Turismo", "horizon": "long", "state": "active", "urgent": true, "sectors": []string{"turismo"}, "added_on": "2026-01-01"})
	w.create("editor", root+"/objectives/OB-03/milestones", object{"title": "Portale", "office": "lavori-pubblici", "due_on": "2027-06-30", "added_on": "2026-01-01"})
	w.report("editor", "OB-03.1", object{"percent": 20})
	for path, want := range map[string]float64{
		"/milestones":                               2,
		"/milestones?office=lavori-pubblici":        1,
		"/milestones?office=nessuno":                0,
		"/milestones?state=in_progress":             1,
		"/milestones?horizon=long":                  1,
		"/milestones?due_before=2027-06-30":         1,
		"/milestones?due_before=2027-07-01":         2,
		"/milestones?overdue=true":                  1,
		"/milestones?overdue=false":                 1,
		"/milestones?objective=OB-03":               1,
		"/milestones?objective=OB-02":               0,
		"/objectives/OB-01/milestones?overdue=true": 1,
		"/objectives?state=active":                  2,
		"/objectives?state=draft":                   0,
		"/objectives?horizon=short":                 1,
		"/objectives?sector=turismo":                1,
		"/objectives?office=ufficio-europa":         1,
		"/objectives?office=lavori-pubblici":        1,
		"/objectives?urgent=true":                   1,
		"/objectives?health=late":                   1,
		"/objectives?q=PORTELL":                     1,
		"/objectives?q=turis":                       1,
		"/offices?q=europa":                         1,
	} {
		if got := w.get("", root+path).json["total"]; got != want {
			t.Errorf("%s: %v, want %v", path, got, want)
		}
	}
	if got := w.get("viewer", root+"/objectives?state=draft").json["total"]; got != 1.0 {
		t.Errorf("the staff sees %v drafts", got)
	}
	for day, held := range map[string]string{"2026-10-01": "held", "2026-12-01": "scheduled"} {
		w.create("editor", root+"/meetings", object{"title": "x", "held_on": day, "state": held, "published": true, "offices": []string{"ufficio-europa"}})
	}
	for path, want := range map[string]float64{
		"/meetings":                               2,
		"/meetings?state=held":                    1,
		"/meetings?office=lavori-pubblici":        0,
		"/meetings?from=2026-11-01":               1,
		"/meetings?to=2026-10-01":                 1,
		"/meetings?from=2026-10-01&to=2027-01-01": 2,
	} {
		if got := w.get("", root+path).json["total"]; got != want {
			t.Errorf("%s: %v, want %v", path, got, want)
		}
	}
}

func TestCSVHasTheSameRows(t *testing.T) {
	w := newWorld(t)
	w.basics()
	w.create("editor", root+"/objectives/OB-01/milestones", object{
		"title": `=HYPERLINK("http://evil.example","x")`, "description": "una, due\n\"tre\"", "office": "ufficio-europa", "due_on": "2026-12-31",
	})
	for _, path := range []string{
		"/organizations", root + "/offices", root + "/objectives", root + "/objectives/OB-01/ratings", root + "/milestones", root + "/objectives/OB-01/milestones",
		root + "/milestones/OB-01.1/updates", root + "/meetings", root + "/actions", root + "/progress/history", root + "/audit-entries",
	} {
		rows := w.get("admin", path)
		a := w.expect(http.StatusOK, request{as: "admin", method: "GET", path: path, header: map[string]string{"Accept": mediaCSV}})
		if got := a.Header().Get("Content-Type"); !strings.HasPrefix(got, "text/csv; charset=utf-8") {
			t.Errorf("%s is %s", path, got)
		}
		reader := csv.NewReader(strings.NewReader(a.Body.String()))
		records, err := reader.ReadAll()
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		if len(records) != 1+len(rows.json["items"].([]any)) {
			t.Errorf("%s: %d records, %d rows", path, len(records), len(rows.json["items"].([]any)))
		}
		if strings.Count(a.Body.String(), "\n") != strings.Count(a.Body.String(), "\r\n")+strings.Count(a.Body.String(), "due\n") {
			t.Errorf("%s: lines do not end as RFC 4180 wants", path)
		}
		seen := map[string]bool{}
		for _, name := range records[0] {
			if seen[name] {
				t.Errorf("%s has the column %s twice", path, name)
			}
			seen[name] = true
		}
		for _, record := range records[1:] {
			for _, c := range record {
				if strings.HasPrefix(c, "=") || strings.HasPrefix(c, "@") {
					t.Errorf("%s: a formula: %s", path, c)
				}
			}
		}
	}
	list := w.expect(http.StatusOK, request{method: "GET", path: root + "/milestones?sort=id", header: map[string]string{"Accept": "text/csv, application/json;q=0.5"}})
	records, err := csv.NewReader(strings.NewReader(list.Body.String())).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if records[0][0] != "id" || records[2][3] != `'=HYPERLINK("http://evil.example","x")` || records[2][4] != "una, due\n\"tre\"" {
		t.Errorf("%q", records)
	}
}

func TestMediaType(t *testing.T) {
	for accept, want := range map[string]string{
		"":                                    mediaJSON,
		"*/*":                                 mediaJSON,
		"text/csv":                            mediaCSV,
		"TEXT/CSV":                            mediaCSV,
		"text/*":                              mediaCSV,
		"text/csv, */*;q=0.1":                 mediaCSV,
		"text/csv;q=0.5, application/json":    mediaJSON,
		"text/csv, application/json":          mediaJSON,
		"text/csv;q=0":                        mediaJSON,
		"application/xml":                     mediaJSON,
		"text/html, text/csv;q=0.9, */*;q=.8": mediaCSV,
		"text/csv;q=abc":                      mediaCSV,
		",,;;=,":                              mediaJSON,
	} {
		r := &http.Request{Header: http.Header{"Accept": {accept}}}
		if got := mediaType(r); got != want {
			t.Errorf("%q gives %s, want %s", accept, got, want)
		}
	}
}

package api

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// TestBadBodies goes through what the issue promises of bad input: a 4xx problem with
// the field and the rule, nothing stored.
func TestBadBodies(t *testing.T) {
	w := newWorld(t)
	w.basics()
	const (
		objectives = root + "/objectives"
		milestone  = root + "/milestones/OB-01.1"
		milestones = root + "/objectives/OB-01/milestones"
		updates    = milestone + "/updates"
		meetings   = root + "/meetings"
	)
	revision := w.get("", root).json["revision"]
	deep := strings.Repeat(`{"a":`, 40) + "1" + strings.Repeat("}", 40)
	for name, c := range map[string]struct {
		method, path   string
		body           any
		status         int
		location, rule string
	}{
		"unknown field":            {"POST", objectives, `{"code":"OB-09","title":"x","horizon":"short","colour":"red"}`, 422, "colour", "field.unknown"},
		"unknown field, input":     {"POST", objectives, `{"code":"OB-09","Xk9":1}`, 422, "?", "field.unknown"},
		"wrong case of a key":      {"POST", objectives, `{"Code":"OB-09"}`, 422, "?", "field.unknown"},
		"wrong type: text":         {"POST", objectives, `{"code":"OB-09","title":7,"horizon":"short"}`, 422, "title", "type.string"},
		"wrong type: flag":         {"POST", objectives, `{"urgent":"yes"}`, 422, "urgent", "type.boolean"},
		"wrong type: number":       {"POST", objectives, `{"weight":"1"}`, 422, "weight", "type.number"},
		"wrong type: list":         {"POST", objectives, `{"sectors":"turismo"}`, 422, "sectors", "type.list"},
		"wrong type: in a list":    {"POST", objectives, `{"sectors":["a",1]}`, 422, "sectors[1]", "type.string"},
		"wrong type: object":       {"POST", updates, `{"evidence":"a note"}`, 422, "evidence", "type.object"},
		"wrong type: whole number": {"POST", updates, `{"percent":12.5}`, 422, "percent", "type.integer"},
		"number beyond any":        {"POST", objectives, `{"weight":1e999}`, 422, "weight", "number.range"},
		"impossible date":          {"POST", objectives, `{"code":"OB-09","title":"x","horizon":"short","due_on":"2026-02-30"}`, 422, "due_on", "date.form"},
		"date as a number":         {"POST", objectives, `{"due_on":20260230}`, 422, "due_on", "type.string"},
		"date with a time":         {"POST", objectives, `{"due_on":"2026-02-03T00:00:00Z"}`, 422, "due_on", "date.form"},
		"percent 101":              {"POST", updates, `{"percent":101}`, 422, "percent", "percent.range"},
		"percent null":             {"POST", updates, `{"percent":null}`, 422, "percent", "field.null"},
		"unknown state":            {"POST", updates, `{"state":"finished"}`, 422, "state", "milestone.state"},
		"effective in the future":  {"POST", updates, `{"percent":10,"effective_on":"2026-11-23"}`, 422, "effective_on", "date.future"},
		"done without evidence":    {"POST", updates, `{"state":"done"}`, 422, "evidence", "evidence.required"},
		"act without a number":     {"POST", updates, `{"state":"done","evidence":{"act":{"kind":"determina","date":"2026-11-01"}}}`, 422, "evidence.act.number", "required"},
		"unknown field in an act":  {"POST", updates, `{"state":"done","evidence":{"act":{"colour":"red"}}}`, 422, "evidence.act.colour", "field.unknown"},
		"baseline without reason":  {"POST", updates, `{"due_on":"2026-12-20"}`, 422, "reason", "reason.required"},
		"decided in no meeting":    {"POST", updates, `{"due_on":"2026-12-20","reason":"x","decided_in":"nowhere"}`, 422, "decided_in", "meeting.unknown"},
		"weight 0":                 {"POST", objectives, `{"code":"OB-09","title":"x","horizon":"short","weight":0}`, 422, "weight", "weight.range"},
		"due before start":         {"POST", objectives, `{"code":"OB-09","title":"x","horizon":"short","start_on":"2026-03-01","due_on":"2026-02-01"}`, 422, "due_on", "date.order"},
		"office of nobody":         {"POST", milestones, `{"title":"x","office":"another-office"}`, 422, "office", "office.unknown"},
		"number 0":                 {"POST", milestones, `{"title":"x","office":"ufficio-europa","number":0}`, 422, "number", "milestone.number"},
		"number taken":             {"POST", milestones, `{"title":"x","office":"ufficio-europa","number":1}`, 409, "number", "unique"},
		"state of a new milestone": {"POST", milestones, `{"title":"x","office":"ufficio-europa","state":"done"}`, 422, "state", "field.elsewhere"},
		"NUL":                      {"POST", objectives, "{\"code\":\"OB-09\",\"title\":\"a\\u0000b\",\"horizon\":\"short\"}", 422, "title", "text.control"},
		"NUL in a reference":       {"POST", milestones, "{\"title\":\"x\",\"office\":\"a\\u0000\"}", 422, "office", "text.control"},
		"bidirectional control":    {"POST", objectives, `{"code":"OB-09","title":"a` + "\u202e" + `b","horizon":"short"}`, 422, "title", "text.bidi"},
		"5,000 characters":         {"POST", objectives, object{"code": "OB-09", "title": strings.Repeat("a", 5000), "horizon": "short"}, 422, "title", "text.length"},
		"field twice":              {"POST", objectives, `{"code":"OB-09","code":"OB-10"}`, 400, "code", "field.twice"},
		"nested field twice":       {"POST", updates, `{"evidence":{"note":"a","note":"b"}}`, 400, "note", "field.twice"},
		"due_on by PATCH":          {"PATCH", milestone, `{"due_on":"2026-12-20"}`, 422, "due_on", "field.elsewhere"},
		"state by PATCH":           {"PATCH", milestone, `{"state":"done"}`, 422, "state", "field.elsewhere"},
		"percent by PATCH":         {"PATCH", milestone, `{"percent":20}`, 422, "percent", "field.elsewhere"},
		"completed_on by PATCH":    {"PATCH", milestone, `{"completed_on":"2026-11-01"}`, 422, "completed_on", "field.elsewhere"},
		"evidence by PATCH":        {"PATCH", milestone, `{"evidence":{"note":"x"}}`, 422, "evidence", "field.elsewhere"},
		"weight null by PATCH":     {"PATCH", milestone, `{"weight":null}`, 422, "weight", "field.null"},
		"title null by PATCH":      {"PATCH", milestone, `{"title":null}`, 422, "title", "required"},
		"unknown field by PATCH":   {"PATCH", milestone, `{"colour":"red"}`, 422, "colour", "field.unknown"},
		"back to a draft":          {"PATCH", objectives + "/OB-01", `{"state":"draft"}`, 422, "state", "objective.redraft"},
		"link without a scheme":    {"PATCH", root, `{"website_url":"javascript:alert(1)"}`, 422, "website_url", "link.form"},
		"held in the future":       {"POST", meetings, `{"title":"x","held_on":"2026-12-24","state":"held"}`, 422, "held_on", "date.future"},
		"end before start":         {"POST", meetings, `{"title":"x","held_on":"2026-12-24","starts_at":"11:00","ends_at":"10:00"}`, 422, "ends_at", "time.order"},
		"participant's office":     {"POST", meetings, `{"title":"x","held_on":"2026-12-24","participants":[{"role":"Dirigente","office":"nowhere"}]}`, 422, "participants[0].office", "office.unknown"},
		"list of the wrong things": {"POST", meetings, `{"title":"x","held_on":"2026-12-24","decisions":["x"]}`, 422, "decisions[0]", "type.object"},
		"not JSON":                 {"POST", objectives, `{"code":`, 400, "", ""},
		"no JSON at all":           {"POST", objectives, `code=OB-09`, 400, "", ""},
		"trailing garbage":         {"POST", objectives, `{"code":"OB-09"} x`, 400, "", ""},
		"two documents":            {"POST", objectives, `{"code":"OB-09"}{}`, 400, "", ""},
		"empty":                    {"POST", objectives, ``, 400, "", ""},
		"a list":                   {"POST", objectives, `[]`, 400, "", ""},
		"null":                     {"POST", objectives, `null`, 400, "", ""},
		"too deep":                 {"POST", objectives, deep, 400, "", ""},
		"not UTF-8":                {"POST", objectives, "{\"title\":\"\xff\"}", 400, "", ""},
		"half a surrogate pair":    {"POST", objectives, `{"title":"\ud83d"}`, 400, "", ""},
		"surrogates reversed":      {"POST", objectives, `{"title":"\udc00\ud83d"}`, 400, "", ""},
		"byte order mark":          {"POST", objectives, "\ufeff{}", 400, "", ""},
		"too many fields":          {"POST", objectives, `{` + strings.Repeat(`"a":1,`, 0) + manyFields(1001) + `}`, 400, "", ""},
		"10 MB":                    {"POST", objectives, `{"title":"` + strings.Repeat("a", 10<<20) + `"}`, 413, "", ""},
		"empty object":             {"POST", objectives, `{}`, 422, "code", "objective.code"},
	} {
		t.Run(name, func(t *testing.T) {
			as := "editor"
			if c.path == root {
				as = "admin"
			}
			a := w.try(request{as: as, method: c.method, path: c.path, body: c.body, header: map[string]string{"If-Match": "*"}})
			if c.rule == "" {
				if a.Code != c.status {
					t.Errorf("%d, want %d: %s", a.Code, c.status, a.Body)
				}
				return
			}
			a.refused(t, c.status, c.location, c.rule)
		})
	}
	if now := w.get("", root).json["revision"]; now != revision {
		t.Errorf("something was stored: revision %v became %v", revision, now)
	}
}

func manyFields(n int) string {
	fields := make([]string, n)
	for i := range fields {
		fields[i] = fmt.Sprintf(`"f%d":1`, i)
	}
	return strings.Join(fields, ",")
}

// TestAllFieldsAtOnce: whoever fills in a form wants to hear of every mistake.
func TestAllFieldsAtOnce(t *testing.T) {
	w := newWorld(t)
	a := w.try(request{as: "editor", method: "POST", path: root + "/objectives", body: `{"title":1,"urgent":2,"colour":3,"due_on":"x"}`})
	if fields, _ := a.json["errors"].([]any); len(fields) != 4 {
		t.Errorf("%s", a.Body)
	}
}

func TestContentTypes(t *testing.T) {
	w := newWorld(t)
	w.basics()
	for name, c := range map[string]struct {
		method, path, contentType string
		status                    int
	}{
		"none":                 {"POST", root + "/objectives", "", 415},
		"form":                 {"POST", root + "/objectives", "application/x-www-form-urlencoded", 415},
		"patch on a POST":      {"POST", root + "/objectives", mediaMergePatch, 415},
		"JSON on a PATCH":      {"PATCH", root + "/objectives/OB-01", mediaJSON, 415},
		"other charset":        {"POST", root + "/objectives", mediaJSON + "; charset=iso-8859-1", 415},
		"broken":               {"POST", root + "/objectives", "application/json; charset", 415},
		"JSON with a charset":  {"POST", root + "/objectives", mediaJSON + "; charset=UTF-8", 201},
		"patch with a charset": {"PATCH", root + "/objectives/OB-01", mediaMergePatch + ";charset=utf-8", 200},
	} {
		t.Run(name, func(t *testing.T) {
			body := `{"title":"x"}`
			if c.method == "POST" {
				body = `{"code":"OB-07","title":"x","horizon":"short"}`
			}
			a := w.try(request{as: "editor", method: c.method, path: c.path, body: body, header: map[string]string{"Content-Type": c.contentType, "If-Match": "*"}})
			if a.Code != c.status {
				t.Errorf("%d, want %d: %s", a.Code, c.status, a.Body)
			}
			if c.status == 415 && (c.method == "PATCH") != (a.Header().Get("Accept-Patch") == mediaMergePatch) {
				t.Errorf("Accept-Patch is %q", a.Header().Get("Accept-Patch"))
			}
		})
	}
	compressed := w.try(request{as: "editor", method: "POST", path: root + "/objectives", body: `{}`, header: map[string]string{"Content-Encoding": "gzip"}})
	if compressed.Code != http.StatusUnsupportedMediaType {
		t.Errorf("a compressed body: %d", compressed.Code)
	}
}

func TestBadQueries(t *testing.T) {
	w := newWorld(t)
	w.basics()
	for query, want := range map[string]struct {
		status         int
		location, rule string
	}{
		"limit=0":                       {422, "query.limit", "number.range"},
		"limit=101":                     {422, "query.limit", "number.range"},
		"limit=abc":                     {422, "query.limit", "type.integer"},
		"limit=5&limit=6":               {422, "query.limit", "parameter.repeated"},
		"limit=99999999999999999999999": {422, "query.limit", "type.integer"},
		"sort=colour":                   {422, "query.sort", "value.unknown"},
		"state=finished":                {422, "query.state", "value.unknown"},
		"overdue=maybe":                 {422, "query.overdue", "type.boolean"},
		"due_before=2026-02-30":         {422, "query.due_before", "date.form"},
		"as_of=yesterday":               {422, "query.as_of", "date.form"},
		"office=Not%20A%20Code":         {422, "query.office", "text.pattern"},
		"office=a%00b":                  {422, "query.office", "text.pattern"},
		"colour=red":                    {422, "query.colour", "parameter.unknown"},
		"Xk9=red":                       {422, "query.?", "parameter.unknown"},
		"cursor=zzzz":                   {400, "query.cursor", "cursor"},
		"cursor=%21":                    {422, "query.cursor", "text.pattern"},
		"limit=%zz":                     {400, "", ""},
		"a;b":                           {400, "", ""},
		strings.Repeat("a", 5000):       {400, "", ""},
	} {
		t.Run(query[:min(len(query), 30)], func(t *testing.T) {
			a := w.try(request{method: "GET", path: root + "/milestones?" + query})
			if want.rule == "" {
				if a.Code != want.status {
					t.Errorf("%d: %s", a.Code, a.Body)
				}
				return
			}
			a.refused(t, want.status, want.location, want.rule)
		})
	}
	future := w.try(request{method: "GET", path: root + "/milestones?as_of=2026-11-23"})
	if future.Code != http.StatusUnprocessableEntity && future.Code != http.StatusBadRequest {
		t.Errorf("tomorrow: %d %s", future.Code, future.Body)
	}
}

func TestAddressesThatAreNotThere(t *testing.T) {
	w := newWorld(t)
	w.basics()
	for _, c := range []struct {
		method, path string
		status       int
		allow        string
	}{
		{"GET", "/nothing", 404, ""},
		{"GET", "/", 404, ""},
		{"GET", "//organizations", 404, ""},
		{"GET", "/organizations/../organizations", 404, ""},
		{"GET", "/organizations/", 404, ""},
		{"GET", "/organizations/c_none", 404, ""},
		{"GET", "/organizations/C_M403", 404, ""},
		{"GET", "/organizations/a%00b", 404, ""},
		{"GET", root + "/objectives/ob-01", 404, ""},
		{"GET", root + "/objectives/OB-99", 404, ""},
		{"GET", root + "/objectives/OB-02", 404, ""},
		{"GET", root + "/objectives/OB-02/milestones", 404, ""},
		{"GET", root + "/milestones/OB-02.1", 404, ""},
		{"GET", root + "/milestones/OB-01.0", 404, ""},
		{"GET", root + "/milestones/OB-01.99", 404, ""},
		{"GET", root + "/updates/none/review", 404, ""},
		{"GET", root + "/meetings/" + strings.Repeat("a", 65), 404, ""},
		{"DELETE", root + "/objectives", 405, "GET, HEAD, POST"},
		{"PUT", root + "/objectives/OB-01", 405, "DELETE, GET, HEAD, PATCH"},
		{"OPTIONS", root + "/objectives/OB-01", 405, "DELETE, GET, HEAD, PATCH"},
		{"POST", "/status", 405, "GET, HEAD"},
	} {
		t.Run(c.method+" "+c.path, func(t *testing.T) {
			a := w.try(request{method: c.method, path: c.path})
			if a.Code != c.status || a.Header().Get("Allow") != c.allow {
				t.Errorf("%d, Allow %q: %s", a.Code, a.Header().Get("Allow"), a.Body)
			}
		})
	}
}

// TestTenantsAreIsolated tries every operation with another ente's identity and with
// none: nothing that is not public is read, nothing is written.
func TestTenantsAreIsolated(t *testing.T) {
	w := newWorld(t)
	w.basics()
	before := w.get("viewer", root+"/audit-entries").json["total"]
	for _, o := range operationsOf(t, "openapi.json") {
		path := strings.NewReplacer("{organization}", ente, "{office}", "ufficio-europa", "{objective}", "OB-02", "{milestone}", "OB-02.1",
			"{update}", "u-1", "{meeting}", "m-1", "{action}", "a-1", "{account}", "a-1", "{decision}", "d-1", "{series}", "s-1",
			"{funding}", "f-1", "{import}", "i-1", "{indicator}", "i-1", "{measurement}", "m-1").Replace(o.path)
		for _, as := range []string{"", "stranger"} {
			if strings.HasPrefix(path, "/account") { // everybody's own: account_test.go
				continue
			}
			a := w.try(request{as: as, method: strings.ToUpper(o.method), path: path, body: bodyFor(o.method), header: map[string]string{"If-Match": "*"}})
			public := w.try(request{method: strings.ToUpper(o.method), path: path})
			switch {
			case o.method != "get" || o.forStaff():
				want := http.StatusUnauthorized
				if as != "" {
					want = http.StatusForbidden
				}
				if a.Code != want {
					t.Errorf("%s as %q: %d", o, as, a.Code)
				}
			case a.Body.String() != public.Body.String() && a.Code < 400:
				t.Errorf("%s as %q sees other than the public", o, as)
			case strings.Contains(a.Body.String(), "segret"):
				t.Errorf("%s as %q sees a draft: %s", o, as, a.Body)
			}
		}
	}
	if after := w.get("viewer", root+"/audit-entries").json["total"]; after != before {
		t.Errorf("%v writes became %v", before, after)
	}
}

// TestTokensThatAreNarrower: one that may only read sees what its account sees and writes
// nothing; one for another organization is a stranger's here.
func TestTokensThatAreNarrower(t *testing.T) {
	w := newWorld(t)
	w.basics()
	trail := w.get("admin", root+"/audit-entries")
	for _, as := range []string{"admin, reading", "admin, elsewhere"} {
		for _, q := range []request{
			{method: "PATCH", path: root, body: object{"region": "x"}},
			{method: "POST", path: root + "/offices", body: object{"code": "nuovo", "name": "Nuovo"}},
			{method: "PATCH", path: root + "/objectives/OB-01", body: object{"title": "x"}},
			{method: "DELETE", path: root + "/objectives/OB-01"},
			{method: "POST", path: root + "/milestones/OB-01.1/updates", body: object{"percent": 5}},
		} {
			q.as, q.header = as, map[string]string{"If-Match": "*"}
			w.expect(http.StatusForbidden, q)
		}
	}
	if got := w.get("admin, reading", root+"/audit-entries"); got.Body.String() != trail.Body.String() {
		t.Errorf("the trail read with a token that reads: %s, want %s", got.Body, trail.Body)
	}
	w.get("admin, reading", root+"/objectives/OB-02")
	w.expect(http.StatusForbidden, request{as: "admin, elsewhere", method: "GET", path: root + "/audit-entries"})
	w.expect(http.StatusNotFound, request{as: "admin, elsewhere", method: "GET", path: root + "/objectives/OB-02"})
	w.get("admin, elsewhere", root+"/objectives/OB-01") // as the public does
}

func bodyFor(method string) any {
	if method == "post" || method == "patch" {
		return `{"title":"x"}`
	}
	return nil
}

// TestNothingIsEchoed puts a marker everywhere that a request has room for one: it must
// never come back in a refusal, and no operation may fail over it.
func TestNothingIsEchoed(t *testing.T) {
	w := newWorld(t)
	w.basics()
	random := rand.New(rand.NewPCG(20261122, 1))
	marker := func() string { return fmt.Sprintf("Zq%dxK%d", random.Uint32(), random.Uint32()) }
	values := []func(string) string{
		func(m string) string { return `"` + m + `"` },
		func(m string) string { return `["` + m + `"]` },
		func(m string) string { return `{"` + m + `":"` + m + `"}` },
		func(m string) string { return `[{"` + m + `":1}]` },
		func(m string) string { return `"` + m + `\u0000"` },
		func(m string) string { return m },
	}
	for _, o := range operationsOf(t, "openapi.json") {
		names := fieldsOf(t, o)
		for round := range 40 {
			m := marker()
			path := strings.NewReplacer("{organization}", ente, "{office}", "ufficio-europa", "{objective}", "OB-01", "{milestone}", "OB-01.1",
				"{update}", "u-1", "{meeting}", "m-1", "{action}", "a-1", "{account}", "a-1", "{decision}", "d-1", "{series}", "s-1",
				"{funding}", "f-1", "{import}", "i-1", "{indicator}", "i-1", "{measurement}", "m-1").Replace(o.path)
			header := map[string]string{"If-Match": "*"}
			var body any
			switch round % 5 {
			case 0:
				path += "?" + m + "=" + m
			case 1:
				path += "?limit=" + m + "&sort=" + m + "&cursor=" + m + "&as_of=" + m
			case 2:
				parts := strings.Split(path, "/")
				parts[1+random.IntN(len(parts)-1)] = m
				path = strings.Join(parts, "/")
			case 3:
				header["If-Match"], header["Idempotency-Key"], header["Accept"] = m, m+" "+m, m
			}
			if o.method == "post" || o.method == "patch" {
				name := m
				if len(names) > 0 && random.IntN(3) > 0 {
					name = names[random.IntN(len(names))]
				}
				body = `{"` + name + `":` + values[random.IntN(len(values))](m) + `}`
			}
			a := w.try(request{as: "admin", method: strings.ToUpper(o.method), path: path, body: body, header: header})
			if a.Code >= 500 {
				t.Errorf("%s %s with %v: %d", o.method, path, body, a.Code)
			}
			if a.Code >= 400 && strings.Contains(a.Body.String(), m) {
				t.Errorf("%s %s with %v comes back: %s", o.method, path, body, a.Body)
			}
		}
	}
}

// fieldsOf are the fields that an operation's body may have.
func fieldsOf(t *testing.T, o foundOperation) []string {
	t.Helper()
	content, _ := dig(o.object, "requestBody", "content").(object)
	for _, c := range content {
		schema := resolve(golden(t, "openapi.json"), dig(c, "schema"))
		var names []string
		properties, _ := schema["properties"].(object) // a body may have none
		for name := range properties {
			names = append(names, name)
		}
		slices.Sort(names)
		return names
	}
	return nil
}

func TestTextsComeBackAsTheyWentIn(t *testing.T) {
	w := newWorld(t)
	w.basics()
	for i, text := range []string{
		"Perché così è la città di Niccolò", "👩🏽‍🌾 agricoltura 🇮🇹", "مرحبا بالعالم", "שלום עולם", "e\u0301 is not é", `"virgolette" \ <b>&amp;</b>`, "a\u200fb", "'; DROP TABLE x; --",
	} {
		code := fmt.Sprintf("TX-%d", i)
		made := w.create("editor", root+"/objectives", object{"code": code, "title": text, "description": text + "\n\t" + text, "horizon": "short", "state": "active"})
		read := w.get("", root+"/objectives/"+code)
		for _, a := range []answer{made, read} {
			if a.json["title"] != text || a.json["description"] != text+"\n\t"+text {
				t.Errorf("%q came back as %q", text, a.json["title"])
			}
		}
	}
}

package app_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/traguardi/traguardi/internal/app"
	"github.com/traguardi/traguardi/internal/auth"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/testkit/migrated"
	"github.com/traguardi/traguardi/internal/testkit/openapi"
)

// rolesTable says of every operation of the API and of every page of the staff who may: a
// row each, a column for each sort of asker, "yes" or "no". It is written by hand and read
// by people; the walk below holds the program to it.
const rolesTable = "testdata/roles.tsv"

// askers are the columns of the table.
//
//	nobody             not signed in
//	stranger           an admin of another ente
//	viewer, reviewer, editor, admin   of this one
//	contributor        the referent of the office that the object belongs to
//	contributor-other  the referent of another office
var askers = []string{"nobody", "stranger", "viewer", "contributor", "contributor-other", "reviewer", "editor", "admin"}

const ownOffice, otherOffice = "servizi-informatici", "tributi"

// Everybody tries everything: what the table allows is never refused for want of a right,
// what it does not is always refused, whoever asks and whatever they send.
func TestEveryRoleOnEveryOperationAndPage(t *testing.T) {
	t.Parallel() // beside TestAlertsFireInPrometheus, which waits
	table := readRoles(t)
	walked := map[string]bool{}
	c := settings(migrated.SQLite.URL(t))
	c.Demo = true
	s := boot(t, c)
	w := newWalk(t, s)
	for _, target := range append(w.operations(), w.pages()...) {
		walked[target.name] = true
		row, ok := table[target.name]
		if !ok {
			t.Errorf("%s is not in %s; it answers now:\n%s", target.name, rolesTable, w.suggestion(target))
			continue
		}
		for _, who := range askers {
			status := w.ask(target, who)
			switch {
			case status >= http.StatusInternalServerError:
				t.Errorf("%s as %s: %d", target.name, who, status)
			case row[who] != w.allowed(target, who, status):
				t.Errorf("%s as %s: %d, and the table says %s", target.name, who, status, yesNo(row[who]))
			}
		}
	}
	for name := range table {
		if !walked[name] {
			t.Errorf("%s has a row for %s, which is not there", rolesTable, name)
		}
	}
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

func readRoles(t *testing.T) map[string]map[string]bool {
	t.Helper()
	raw, err := os.ReadFile(rolesTable)
	if err != nil {
		t.Fatal(err)
	}
	table := map[string]map[string]bool{}
	for i, line := range strings.Split(strings.TrimSpace(string(raw)), "\n") {
		cells := strings.Split(line, "\t")
		if i == 0 {
			if !slices.Equal(cells[1:], askers) {
				t.Fatalf("%s: the columns are %v, want %v", rolesTable, cells[1:], askers)
			}
			continue
		}
		if len(cells) != len(askers)+1 {
			t.Fatalf("%s: line %d has %d cells", rolesTable, i+1, len(cells))
		}
		if table[cells[0]] != nil {
			t.Fatalf("%s: %s is there twice", rolesTable, cells[0])
		}
		table[cells[0]] = map[string]bool{}
		for j, who := range askers {
			if cells[j+1] != "yes" && cells[j+1] != "no" {
				t.Fatalf("%s: line %d says %q", rolesTable, i+1, cells[j+1])
			}
			table[cells[0]][who] = cells[j+1] == "yes"
		}
	}
	return table
}

// target is something that can be asked for.
type target struct {
	name   string // "PATCH /organizations/{organization}", "GET /area/{ipa}/traguardi"
	method string
	url    string
	body   string
	media  string
	page   bool
}

// walk has what the variables of addresses stand for, and a token for each asker.
type walk struct {
	t      *testing.T
	site   string
	tokens map[string]string
	// accounts are the identifiers of the askers' accounts.
	accounts map[string]string
	sessions *auth.Sessions
	values   map[string]string
	server   *app.Server
}

func newWalk(t *testing.T, s *app.Server) *walk {
	w := &walk{t: t, site: "http://" + s.Address, tokens: map[string]string{}, accounts: map[string]string{}, server: s}
	w.sessions = auth.NewSessions(s.Store, plan.SessionTerms{Idle: time.Hour, Lifetime: time.Hour}, time.Now, uuid.NewString)
	ente(t, s, "c_h501", "Un altro ente")
	for who, user := range map[string]app.User{
		"stranger":          {Role: "admin", Organization: "c_h501"},
		"viewer":            {Role: "viewer", Organization: "c_m403"},
		"contributor":       {Role: "contributor", Organization: "c_m403", Office: ownOffice},
		"contributor-other": {Role: "contributor", Organization: "c_m403", Office: otherOffice},
		"reviewer":          {Role: "reviewer", Organization: "c_m403"},
		"editor":            {Role: "editor", Organization: "c_m403"},
		"admin":             {Role: "admin", Organization: "c_m403"},
	} {
		w.account(who, user)
	}
	w.values = map[string]string{
		"organization": "c_m403", "ipa": "c_m403", "office": ownOffice, "ufficio": ownOffice,
	}
	milestone := w.first("/milestones?office="+ownOffice+"&limit=100", func(item map[string]any) bool {
		return w.first("/milestones/"+item["id"].(string)+"/updates?limit=1", nil) != nil
	})
	w.values["milestone"] = milestone["id"].(string)
	w.values["update"] = w.first("/milestones/"+w.values["milestone"]+"/updates?limit=1", nil)["id"].(string)
	objective := w.first("/objectives?limit=100", func(item map[string]any) bool { return item["lead_office"] == ownOffice })
	w.values["objective"] = objective["code"].(string)
	w.values["meeting"] = w.first("/meetings?limit=100", func(item map[string]any) bool { return item["state"] == "held" })["id"].(string)
	w.values["riunione"], w.values["traguardo"] = w.values["meeting"], w.values["milestone"]
	w.values["funding"] = w.first("/fundings?limit=1", nil)["id"].(string)
	w.values["indicator"] = w.first("/indicators?limit=100", func(item map[string]any) bool { return item["measurements"] != 0.0 })["id"].(string)
	w.values["measurement"] = w.first("/indicators/"+w.values["indicator"]+"/measurements?limit=1", nil)["id"].(string)
	w.values["action"] = w.first("/actions?limit=100", func(item map[string]any) bool { return item["office"] == ownOffice })["id"].(string)
	return w
}

// account makes one for an asker, with a token.
func (w *walk) account(who string, user app.User) {
	w.t.Helper()
	user.Email, user.Password = who+"@walk.example", "una lunga frase d'ordine"
	if _, err := w.server.CreateUser(w.t.Context(), user); err != nil {
		w.t.Fatal(err)
	}
	token, err := w.server.CreateToken(w.t.Context(), app.NewToken{Email: user.Email, Name: "walk", Scope: "write", Expires: 12 * time.Hour})
	if err != nil {
		w.t.Fatal(err)
	}
	w.tokens[who] = token
	account, err := w.server.Store.AccountByEmail(w.t.Context(), user.Email)
	if err != nil {
		w.t.Fatal(err)
	}
	w.accounts[who] = account.ID
}

// first is the first entry of a list, as the admin sees it, that fits; nil where none does.
func (w *walk) first(path string, fits func(map[string]any) bool) map[string]any {
	w.t.Helper()
	a := call(w.t, http.MethodGet, w.site+"/api/v1/organizations/c_m403"+path, "", "Authorization", "Bearer "+w.tokens["admin"])
	items, _ := a.json(w.t)["items"].([]any)
	for _, item := range items {
		if entry := item.(map[string]any); fits == nil || fits(entry) {
			return entry
		}
	}
	if fits != nil {
		w.t.Fatalf("no entry of %s fits", path)
	}
	return nil
}

var variable = regexp.MustCompile(`\{([a-z_]+)(?:\.\.\.)?\}`)

// fill puts the demonstration's own values into the variables of an address.
func (w *walk) fill(pattern string) string {
	return variable.ReplaceAllStringFunc(pattern, func(v string) string {
		name := variable.FindStringSubmatch(v)[1]
		value, ok := w.values[name]
		if !ok {
			// Of what the demonstration has none, nobody gets to see one: the policy comes first.
			return "0190a5d2-7c3e-7b1a-9f00-3a5b6c7d8e9f"
		}
		return value
	})
}

// document is the API's, as the server gives it.
func (w *walk) document() *openapi.Document {
	w.t.Helper()
	document, err := openapi.Parse([]byte(call(w.t, http.MethodGet, w.site+"/api/v1/openapi.json", "").body))
	if err != nil {
		w.t.Fatal(err)
	}
	return document
}

// operations are those of the OpenAPI document, with bodies made of its examples.
func (w *walk) operations() []target {
	w.t.Helper()
	document := w.document()
	var all []target
	for _, o := range document.Operations() {
		one := target{name: o.String(), method: o.Method, url: w.site + "/api/v1" + w.fill(o.Path)}
		one.url += requiredQuery(o.Object)
		content, _ := openapi.Dig(o.Object, "requestBody", "content").(openapi.Object)
		for media, described := range content {
			example, err := json.Marshal(document.Example(openapi.Dig(described, "schema")))
			if err != nil {
				w.t.Fatal(err)
			}
			one.body, one.media = string(example), media
		}
		all = append(all, one)
	}
	slices.SortFunc(all, func(a, b target) int { return strings.Compare(a.name, b.name) })
	return all
}

// requiredQuery is the query that an operation cannot do without, from its examples.
func requiredQuery(operation openapi.Object) string {
	query := url.Values{}
	parameters, _ := openapi.Dig(operation, "parameters").([]any)
	for _, p := range parameters {
		if openapi.Dig(p, "in") == "query" && openapi.Dig(p, "required") == true {
			query.Set(fmt.Sprint(openapi.Dig(p, "name")), fmt.Sprint(openapi.Dig(p, "example")))
		}
	}
	if len(query) == 0 {
		return ""
	}
	return "?" + query.Encode()
}

// pages are the staff's, by their routes.
func (w *walk) pages() []target {
	w.t.Helper()
	var all []target
	for _, route := range w.server.StaffPages() {
		method, pattern, ok := strings.Cut(route, " ")
		if !ok {
			w.t.Fatalf("a route without a method: %s", route)
		}
		all = append(all, target{name: route, method: method, url: w.site + w.fill(pattern), page: true})
	}
	return all
}

// ask sends one request as somebody, and tells how it was answered.
func (w *walk) ask(target target, who string) int {
	w.t.Helper()
	// A precondition that is long out of date: the policy comes first.
	a := w.send(target, who, `"1"`)
	if target.page && a.status == http.StatusSeeOther && strings.HasPrefix(a.header.Get("Location"), "/accesso?") {
		return http.StatusUnauthorized
	}
	return a.status
}

// send sends one request as somebody; redirects are answers, not followed.
func (w *walk) send(target target, who, precondition string) answer {
	w.t.Helper()
	request, err := http.NewRequestWithContext(w.t.Context(), target.method, target.url, strings.NewReader(target.body))
	if err != nil {
		w.t.Fatal(err)
	}
	switch {
	case target.page && target.method == http.MethodPost:
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	case target.media != "":
		request.Header.Set("Content-Type", target.media)
	}
	if target.method != http.MethodGet && !target.page {
		request.Header.Set("If-Match", precondition)
	}
	switch account := w.accounts[who]; {
	case account == "":
	case target.page, strings.Contains(target.name, " /account"), strings.HasSuffix(target.name, "/calendar-address"): // it takes a sign-in; each request has a session of its own: one of them ends it
		token, _, err := w.sessions.Begin(w.t.Context(), auth.NewSession{AccountID: account, Method: plan.SignInPassword})
		if err != nil {
			w.t.Fatal(err)
		}
		request.AddCookie(&http.Cookie{Name: auth.NewCookies(false).Name(), Value: token})
	default:
		request.Header.Set("Authorization", "Bearer "+w.tokens[who])
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.Do(request)
	if err != nil {
		w.t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		w.t.Error(err)
	}
	return answer{response.StatusCode, response.Header, string(body)}
}

// allowed reads an answer: it fails the test where a refusal is not of the sort that fits
// the asker.
func (w *walk) allowed(target target, who string, status int) bool {
	w.t.Helper()
	switch {
	case status == http.StatusUnauthorized && who != "nobody":
		w.t.Errorf("%s as %s is asked who it is", target.name, who)
		return false
	case status == http.StatusForbidden && who == "nobody":
		w.t.Errorf("%s as nobody is forbidden, not asked who it is", target.name)
		return false
	}
	return status != http.StatusUnauthorized && status != http.StatusForbidden
}

// suggestion is the row that would fit what the program does now.
func (w *walk) suggestion(target target) string {
	w.t.Helper()
	cells := []string{target.name}
	var told []string
	for _, who := range askers {
		status := w.ask(target, who)
		cells = append(cells, yesNo(status != http.StatusUnauthorized && status != http.StatusForbidden))
		told = append(told, fmt.Sprint(status))
	}
	return strings.Join(cells, "\t") + "\n(" + strings.Join(told, " ") + ")"
}

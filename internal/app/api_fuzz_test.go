package app_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/app"
	"github.com/traguardi/traguardi/internal/auth"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/testkit/migrated"
	"github.com/traguardi/traguardi/internal/testkit/openapi"
)

// Whatever anybody sends to whichever operation, right or broken, as whoever: no answer is a fault of the program,
// every refusal is a problem that tells nothing of the inside, every success is what the document says. The requests
// are made of the OpenAPI document that the server itself gives.
//
// TRAGUARDI_FUZZ_REQUESTS and TRAGUARDI_FUZZ_SEED make it longer and another one: `make fuzz-api`.
func TestWhateverTheAPIIsSent(t *testing.T) {
	t.Parallel() // beside TestAlertsFireInPrometheus, which waits
	requests, seed := fromEnvironment(t, "TRAGUARDI_FUZZ_REQUESTS", 1500), uint64(fromEnvironment(t, "TRAGUARDI_FUZZ_SEED", 20261127))
	c := settings(migrated.SQLite.URL(t))
	c.Demo = true
	c.TrustedProxies = []string{"127.0.0.0/8"} // each request is a client's of its own: none is slowed down for another's guesses
	s, log := bootOn(t, c, time.Now)
	z := newAPIFuzz(t, s, seed)
	for i := range requests {
		if i%400 == 0 {
			z.learn()
		}
		z.one(i)
		if z.faults > 20 {
			t.Fatalf("stopped after %d requests", i+1)
		}
	}
	for _, line := range strings.Split(log.String(), "\n") {
		if strings.Contains(line, `"level":"ERROR"`) {
			t.Errorf("the log tells of a fault: %.500s", line)
		}
	}
	z.tell(requests, seed)
}

func fromEnvironment(t *testing.T, name string, otherwise int) int {
	t.Helper()
	text := os.Getenv(name)
	if text == "" {
		return otherwise
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		t.Fatalf("%s is %q", name, text)
	}
	return n
}

// apiFuzz sends what a generator makes, and judges the answers.
type apiFuzz struct {
	*walk
	document *openapi.Document
	made     *openapi.Generator
	random   *rand.Rand
	client   *http.Client

	faults    int
	statuses  map[int]int
	asked     map[string]int // by operation
	succeeded map[string]int
	busy      int
}

// whoAsks has an admin more often than others, who would seldom get further than the policy.
var whoAsks = []string{"admin", "admin", "admin", "admin", "admin", "admin", "editor", "editor", "editor", "reviewer", "contributor", "contributor", "contributor-other", "viewer", "stranger", "nobody", "nobody"}

func newAPIFuzz(t *testing.T, s *app.Server, seed uint64) *apiFuzz {
	z := &apiFuzz{
		walk: newWalk(t, s), random: rand.New(rand.NewPCG(seed, 2)), statuses: map[int]int{}, asked: map[string]int{}, succeeded: map[string]int{},
		client: &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }, Timeout: time.Minute},
	}
	catalogue(t, s)
	// The requests about one's own account are sent with one that may lose its sign-ins.
	z.account("owner", app.User{Role: "viewer", Organization: "c_h501"})
	z.document = z.walk.document()
	z.made = openapi.NewGenerator(z.document, seed)
	z.made.LearnOnly("organization", "c_m403", "c_m403", "c_m403", "c_m403", "c_m403", "c_m403", "c_m403", "c_h501")
	z.made.LearnOnly("from", time.Now().AddDate(0, 0, 3).Format(time.DateOnly), "2026-01-01")
	return z
}

// catalogue imports two editions of a national plan, of two lines each.
func catalogue(t *testing.T, s *app.Server) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "linee.csv")
	lines := "codice,capitolo,obiettivo,risultato_atteso,inizio,entro,forma_data,destinatari,riguarda_comune,testo,testo_troncato,fonte\n" +
		"CAP1.PA.01,1,1.1,RA1.1.1,2024-03,,da,enti interessati,condizionato,Propongono,no,x\nCAP1.PA.02,1,1.1,,,2025-02,mese,PA,si,Adottano,no,x\n"
	if err := os.WriteFile(file, []byte(lines), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, edition := range []app.CatalogueEdition{{Code: "pt-2024-2026", Name: "Piano 2024-2026", Published: "2024-01"}, {Code: "pt-2025-2027", Name: "Piano 2025-2027", Published: "2025-01"}} {
		if _, err := s.ImportCatalogue(t.Context(), app.Import{File: file}, edition, nil); err != nil {
			t.Fatal(err)
		}
	}
}

// learn tells the generator what there is now, so that what it makes of that reaches further than "not found".
func (z *apiFuzz) learn() {
	for _, known := range [][3]string{
		{"objectives", "objective", "code"}, {"milestones", "milestone", "id"}, {"offices", "office", "code"}, {"sectors", "sector", "code"}, {"meetings", "meeting", "id"},
		{"actions", "action", "id"}, {"fundings", "funding", "id"}, {"indicators", "indicator", "id"}, {"imports", "import", "id"}, {"accounts", "account", "id"}, {"review-queue", "update", "id"},
	} {
		for _, item := range z.items("/organizations/c_m403/" + known[0] + "?limit=50") {
			id, _ := item[known[2]].(string)
			if id == "" {
				id, _ = openapi.Dig(item, "update", "id").(string)
			}
			if known[1] == "account" && z.isAsker(id) {
				continue // it would sign the askers out
			}
			z.made.Learn(known[1], id)
		}
	}
	for _, item := range z.items("/catalogue/editions?limit=10") {
		z.made.Learn("edition", fmt.Sprint(item["code"]))
	}
	for _, inner := range [][4]string{{"meetings", "meeting", "decisions", "decision"}, {"indicators", "indicator", "measurements", "measurement"}} {
		for _, outer := range z.items("/organizations/c_m403/" + inner[0] + "?limit=5") {
			id, _ := outer["id"].(string)
			for _, item := range z.items("/organizations/c_m403/" + inner[0] + "/" + id + "/" + inner[2] + "?limit=5") {
				of, _ := item["id"].(string)
				z.made.LearnPair(inner[1], id, inner[3], of)
			}
		}
	}
}

func (z *apiFuzz) isAsker(id string) bool {
	for _, account := range z.accounts {
		if account == id {
			return true
		}
	}
	return false
}

func (z *apiFuzz) items(path string) []map[string]any {
	z.t.Helper()
	a := call(z.t, http.MethodGet, z.site+"/api/v1"+path, "", "Authorization", "Bearer "+z.tokens["admin"])
	if a.status != http.StatusOK {
		z.fault("GET %s: %d %s", path, a.status, a.body)
		return nil
	}
	var out []map[string]any
	items, _ := a.json(z.t)["items"].([]any)
	for _, item := range items {
		out = append(out, item.(map[string]any))
	}
	return out
}

func (z *apiFuzz) fault(form string, of ...any) {
	z.t.Helper()
	z.faults++
	z.t.Errorf(form, of...)
}

// one sends the next request.
func (z *apiFuzz) one(i int) {
	z.t.Helper()
	made := z.made.Next()
	who := whoAsks[z.random.IntN(len(whoAsks))]
	if strings.Contains(made.Operation.Path, "review") && z.random.IntN(2) == 0 {
		who = "reviewer" // nobody else may
	}
	if z.random.IntN(50) == 0 {
		z.raw(made)
		return
	}
	path, query, asked := strings.Cut(made.Target, "?")
	request := (&http.Request{
		Method: made.Method, URL: &url.URL{Scheme: "http", Host: strings.TrimPrefix(z.site, "http://"), Opaque: "/api/v1" + path, RawQuery: query, ForceQuery: asked},
		Header: made.Header.Clone(), Body: io.NopCloser(bytes.NewReader(made.Body)), ContentLength: int64(len(made.Body)),
	}).WithContext(z.t.Context())
	if len(made.Body) == 0 {
		request.Body = http.NoBody
	}
	request.Header.Set("X-Forwarded-For", fmt.Sprintf("198.%d.%d.%d", 18+z.random.IntN(2), z.random.IntN(256), z.random.IntN(256)))
	known := z.signIn(request, made, &who)
	response, err := z.client.Do(request)
	if err != nil {
		// A body that is refused before it was read to its end can break the connection: that is HTTP's way.
		if len(made.Body) <= 1<<20 {
			z.fault("%s: %v", describe(i, made, who), err)
		}
		return
	}
	body, err := io.ReadAll(response.Body)
	if closing := response.Body.Close(); err != nil || closing != nil {
		z.fault("%s: %v, %v", describe(i, made, who), err, closing)
		return
	}
	z.asked[made.Operation.String()]++
	z.statuses[response.StatusCode]++
	if response.StatusCode < 300 && made.Method == made.Operation.Method {
		z.succeeded[made.Operation.String()]++
	}
	for _, complaint := range z.judge(made.Method, path, response, body) {
		z.fault("%s: %d: %s\n%.400s", describe(i, made, who), response.StatusCode, complaint, body)
	}
	if who == "owner" && response.StatusCode < 300 {
		z.own(made.Operation.Path, body)
	}
	if known && response.StatusCode == http.StatusUnauthorized {
		z.fault("%s: it is asked who it is", describe(i, made, who))
	}
}

// own learns what the owner's account has of its own.
func (z *apiFuzz) own(path string, body []byte) {
	name, ok := map[string]string{"/account/sessions": "session", "/account/tokens": "id"}[path]
	var answer map[string]any
	if !ok || json.Unmarshal(body, &answer) != nil {
		return // nothing that has identifiers
	}
	items, _ := answer["items"].([]any)
	for _, item := range append(items, answer) {
		id, _ := openapi.Dig(item, "id").(string)
		z.made.Learn(name, id)
	}
}

// signIn lets a request be somebody's, and reports whether it has credentials that hold.
func (z *apiFuzz) signIn(request *http.Request, made openapi.Request, who *string) bool {
	z.t.Helper()
	own := strings.HasPrefix(made.Operation.Path, "/account")
	if (own || strings.HasSuffix(made.Operation.Path, "/calendar-address")) && z.random.IntN(2) == 0 { // they take a sign-in
		*who = "viewer"
		if own {
			*who = "owner"
		}
		token, _, err := z.sessions.Begin(z.t.Context(), auth.NewSession{AccountID: z.accounts[*who], Method: plan.SignInPassword})
		if err != nil {
			z.t.Fatal(err)
		}
		request.Header.Del("Cookie")
		request.AddCookie(&http.Cookie{Name: auth.NewCookies(false).Name(), Value: token})
		return false // a request from elsewhere is not taken for its holder's
	}
	if token := z.tokens[*who]; token != "" && (!strings.Contains(made.Broken, "header") || z.random.IntN(4) > 0) {
		request.Header.Set("Authorization", "Bearer "+token)
		return true
	}
	if strings.Contains(made.Broken, "header") {
		garbage := []string{"Bearer", "Bearer ", "Bearer x", "Basic YTpi", "bearer trg_aaaa", "Bearer " + strings.Repeat("a", 5000), "\xff", ","}
		request.Header.Set("Authorization", garbage[z.random.IntN(len(garbage))])
	}
	return false
}

// inside is what only somebody inside the program could have written.
var inside = regexp.MustCompile(`(?i)sqlite|postgres|\bpq:|goroutine|panic|runtime error|\.go:\d|/internal/|modernc|constraint failed|no such (table|column)|syntax error at|strconv\.|json: (cannot|un|invalid)|unmarshal|invalid character|unexpected EOF|context canceled|\bnil\b|%!`)

// judge lists what is wrong with an answer.
func (z *apiFuzz) judge(method, path string, response *http.Response, body []byte) []string {
	var out []string
	media, _, _ := strings.Cut(response.Header.Get("Content-Type"), ";")
	switch status := response.StatusCode; {
	case status == http.StatusServiceUnavailable:
		z.busy++
	case status >= http.StatusInternalServerError:
		return []string{"a fault of the program"}
	case status >= 300 && status < 400:
		return nil
	case status >= 400 && fromHTTPItself(response, body):
		return nil
	}
	var value any
	plainJSON := strings.HasSuffix(media, "json") && response.Header.Get("Content-Encoding") == "" && len(body) > 0
	if plainJSON {
		if err := json.Unmarshal(body, &value); err != nil {
			return []string{"not JSON: " + err.Error()}
		}
	}
	if response.StatusCode >= 400 {
		if media != "application/problem+json" {
			out = append(out, "a refusal in "+media)
		}
		if found := inside.Find(body); found != nil {
			out = append(out, fmt.Sprintf("it tells of the inside: %q", found))
		}
		if plainJSON {
			out = append(out, z.document.Misfits(openapi.Object{"$ref": "#/components/schemas/Problem"}, value)...)
			if openapi.Dig(value, "status") != float64(response.StatusCode) {
				out = append(out, "the problem says another status")
			}
		}
	}
	operation := z.document.At(method, path)
	if operation == nil {
		return out
	}
	declared := z.document.Resolve(openapi.Dig(operation, "responses", strconv.Itoa(response.StatusCode)))
	if declared == nil && response.StatusCode == http.StatusRequestEntityTooLarge && operation["requestBody"] == nil {
		return out // a body that nobody asked for, too large for any operation
	}
	if declared == nil {
		return append(out, "the status is not declared")
	}
	if len(body) == 0 {
		return out
	}
	described := openapi.Dig(declared, "content", media)
	if described == nil {
		return append(out, media+" is not declared")
	}
	if plainJSON && response.StatusCode < 300 {
		out = append(out, z.document.Misfits(openapi.Dig(described, "schema"), value)...)
	}
	return out
}

// fromHTTPItself reports whether the library refused what it could not read as a request at all.
func fromHTTPItself(response *http.Response, body []byte) bool {
	of := []int{http.StatusBadRequest, http.StatusExpectationFailed, http.StatusRequestHeaderFieldsTooLarge, http.StatusNotImplemented, http.StatusHTTPVersionNotSupported}
	return slices.Contains(of, response.StatusCode) && response.Close && (len(body) == 0 || strings.HasPrefix(string(body), strconv.Itoa(response.StatusCode)+" "))
}

// raw writes what no client of HTTP would send, and reads whatever comes back.
func (z *apiFuzz) raw(made openapi.Request) {
	z.t.Helper()
	garbage := []string{
		"GET /api/v1/%zz HTTP/1.1\r\nHost: x\r\n\r\n", "GET /api/v1/status HTTP/1.1\r\n\r\n", "GET  /api/v1/status HTTP/1.1\r\nHost: x\r\n\r\n", "GET /api/v1/status HTTP/9.9\r\nHost: x\r\n\r\n",
		"POST /api/v1/status HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", "POST /api/v1/status HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
		"POST /api/v1/status HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\nzz\r\n", "GET http://evil.example/api/v1/status HTTP/1.1\r\nHost: x\r\n\r\n",
		"GET /api/v1/status HTTP/1.1\r\nHost: a b\r\n\r\n", "GET /api/v1/status HTTP/1.1\r\nHost: x\r\nA\x00: b\r\n\r\n", "\x16\x03\x01\x02\x00\x01", "GET * HTTP/1.1\r\nHost: x\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
		"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", "GET /api/v1/status HTTP/1.1\r\nHost: x\r\n A: folded\r\n\r\n", "GET /api/v1/organizations/\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n",
		fmt.Sprintf("%s /api/v1%s HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"a\":\r\n0\r\n\r\n", made.Operation.Method, made.Operation.Path),
	}
	text := garbage[z.random.IntN(len(garbage))]
	connection, err := net.Dial("tcp", strings.TrimPrefix(z.site, "http://"))
	if err != nil {
		z.t.Fatal(err)
	}
	defer connection.Close()
	if err := connection.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
		z.t.Fatal(err)
	}
	if _, err := io.WriteString(connection, text); err != nil {
		return // it was hung up on
	}
	if half, ok := connection.(*net.TCPConn); ok {
		if err := half.CloseWrite(); err != nil {
			return
		}
	}
	response, err := http.ReadResponse(bufio.NewReader(connection), nil)
	if err != nil {
		return // hung up on, without a word
	}
	body, _ := io.ReadAll(response.Body) // cut off, where the connection is
	z.statuses[response.StatusCode]++
	if response.StatusCode >= http.StatusInternalServerError && !fromHTTPItself(response, body) || inside.Match(body) && response.StatusCode >= 400 {
		z.fault("%q: %d %.300s", text, response.StatusCode, body)
	}
}

func describe(i int, made openapi.Request, who string) string {
	return fmt.Sprintf("request %d (%s) as %s: %s /api/v1%.300s %v %.600q", i, made.Broken, who, made.Method, made.Target, made.Header, made.Body)
}

// tell says what was asked; every operation has to have been.
func (z *apiFuzz) tell(requests int, seed uint64) {
	z.t.Helper()
	var never []string
	succeeded := 0
	for _, o := range z.document.Operations() {
		if z.asked[o.String()] == 0 {
			z.t.Errorf("%s was never asked", o)
		}
		if z.succeeded[o.String()] == 0 {
			never = append(never, o.String())
		} else {
			succeeded++
		}
	}
	if least := len(z.document.Operations()) * 2 / 3; succeeded < least {
		z.t.Errorf("%d operations succeeded at all, fewer than %d: the requests do not get far enough", succeeded, least)
	}
	z.t.Logf("%d requests (seed %d): %v; 503: %d; never successful: %v", requests, seed, z.statuses, z.busy, never)
}

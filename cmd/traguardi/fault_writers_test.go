package main_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// Fault tests come in two lengths: the short one is part of make test, the long one is make test-faults.
const (
	envFaults     = "TRAGUARDI_FAULTS"      // "long"
	envFaultsSeed = "TRAGUARDI_FAULTS_SEED" // repeats a run
)

// long says how often something is done: more often in the long form.
func long(short, long int) int {
	if os.Getenv(envFaults) == "long" {
		return long
	}
	return short
}

// chance is where the moments of a fault test come from; its seed is reported, and can be set.
func chance(t *testing.T) *rand.Rand {
	t.Helper()
	seed := rand.Uint64()
	if text := os.Getenv(envFaultsSeed); text != "" {
		var err error
		if seed, err = strconv.ParseUint(text, 10, 64); err != nil {
			t.Fatalf("%s: %v", envFaultsSeed, err)
		}
	}
	t.Logf("%s=%d", envFaultsSeed, seed)
	return rand.New(rand.NewPCG(seed, seed))
}

const (
	writersOfEach = 8 // on each of the two enti
	reportPath    = "/api/v1/organizations/%s/milestones/%s"
)

// crowd is sixteen people who report on a milestone each, one report after the other, and remember
// what they were told.
type crowd struct {
	t       *testing.T
	client  *http.Client
	writers []*writer
	tokens  map[string]string // by ente
	// site is where the server is, which may change while they ask.
	site atomic.Pointer[string]
	// persists tells that a connection that breaks is tried again: somebody else answers then.
	persists bool
	// trail is what was read of the audit trail about updates, by ente and update; checked the last
	// entry of each.
	trail   map[string]map[string]entry
	checked map[string]int64

	refused, storedUnanswered, lostUnanswered int
}

// writer is one of them.
type writer struct {
	*crowd
	token, organization, milestone string

	count    int   // reports sent
	revision int64 // of the milestone, as last told
	// acked are the reports that were answered with 201, by id; fresh those since the last look.
	acked, fresh map[string]report
	// unsure was sent and never answered with yes or no.
	unsure  *attempt
	refused int
}

// report is an update as the API tells it.
type report struct {
	ID        string `json:"id"`
	Milestone string `json:"milestone"`
	Percent   int    `json:"percent"`
	Note      string `json:"note"`
	Revision  int64  `json:"revision"`
}

// attempt is a report as it is sent, and sent again: with the same key, so that it counts once.
type attempt struct {
	percent  int
	note     string
	revision int64
}

// newCrowd makes two enti with a milestone for each of sixteen writers.
func newCrowd(t *testing.T, url string, s *server) *crowd {
	t.Helper()
	tokens := map[string]string{"c_prova": withStaff(t, url)}
	run(t, "organization", "create", "--database", url, "--id", "c_altro", "--name", "Comune Altro").want(t, 0)
	call{in: password + "\n", args: []string{"user", "create", "--database", url, "--email", "admin@altro.example", "--role", "admin", "--organization", "c_altro"}}.do(t).want(t, 0)
	tokens["c_altro"] = strings.TrimSpace(run(t, "token", "create", "--database", url, "--email", "admin@altro.example", "--name", "test").want(t, 0).out)
	c := &crowd{t: t, tokens: tokens, trail: map[string]map[string]entry{}, checked: map[string]int64{}, client: &http.Client{
		Timeout: patience, Transport: &http.Transport{MaxIdleConnsPerHost: 2 * writersOfEach, DisableCompression: true},
	}}
	t.Cleanup(c.client.CloseIdleConnections)
	c.at(s)
	for _, organization := range []string{"c_prova", "c_altro"} {
		base, token := "/api/v1/organizations/"+organization, tokens[organization]
		c.create(base+"/offices", token, `{"code":"tributi","name":"Ufficio Tributi"}`)
		c.create(base+"/objectives", token, `{"code":"OB-01","title":"Pagare senza code","horizon":"short","lead_office":"tributi","state":"active","start_on":"2026-01-01","added_on":"2026-01-01"}`)
		for n := range writersOfEach {
			c.create(base+"/objectives/OB-01/milestones", token, fmt.Sprintf(`{"title":"Passo %d","office":"tributi","due_on":"2026-12-31","added_on":"2026-01-01"}`, n+1))
			w := &writer{crowd: c, token: token, organization: organization, milestone: fmt.Sprintf("OB-01.%d", n+1), acked: map[string]report{}, fresh: map[string]report{}}
			var m struct {
				Revision int64 `json:"revision"`
			}
			c.read(fmt.Sprintf(reportPath, organization, w.milestone), token, &m)
			w.revision = m.Revision
			c.writers = append(c.writers, w)
		}
	}
	return c
}

// at tells the crowd where the server is.
func (c *crowd) at(s *server) { c.site.Store(&s.site) }

func (c *crowd) create(path, token, body string) {
	c.t.Helper()
	response, text, err := c.send(http.MethodPost, path, token, body)
	if err != nil || response.StatusCode != http.StatusCreated {
		c.t.Fatalf("POST %s: %v %v: %s", path, response, err, text)
	}
}

// read asks until the answer can be read: what is looked at here is what is stored.
func (c *crowd) read(path, token string, into any) {
	c.t.Helper()
	response, text, err := c.send(http.MethodGet, path, token, "")
	if err == nil && response.StatusCode != http.StatusOK {
		err = errors.New(response.Status)
	}
	if err == nil {
		err = json.Unmarshal(text, into)
	}
	if err != nil {
		c.t.Fatalf("GET %s: %v: %s", path, err, text)
	}
}

func (c *crowd) send(method, path, token, body string, header ...string) (*http.Response, []byte, error) {
	request, err := http.NewRequest(method, *c.site.Load()+path, strings.NewReader(body))
	if err != nil {
		return nil, nil, err
	}
	request.Header.Set("Authorization", "Bearer "+token)
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
	}
	response, err := c.client.Do(request)
	if err != nil {
		return nil, nil, err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	return response, text, err
}

// write lets everybody report until the channel is closed or the server is gone; it returns when all
// have ended.
func (c *crowd) write(stop <-chan struct{}) {
	var group sync.WaitGroup
	for _, w := range c.writers {
		group.Go(func() { w.run(stop) })
	}
	group.Wait()
	for _, w := range c.writers {
		c.refused += w.refused
		w.refused = 0
	}
}

func (w *writer) run(stop <-chan struct{}) {
	for {
		select {
		case <-stop:
			return
		default:
		}
		if w.unsure == nil {
			w.count++
			w.unsure = &attempt{percent: w.count%98 + 1, note: fmt.Sprintf("%s %s numero %d", w.organization, w.milestone, w.count), revision: w.revision}
		}
		answered, again := w.try(*w.unsure)
		switch {
		case answered:
			w.unsure = nil
		case !again:
			return
		default: // refused for the moment
			select {
			case <-stop:
				return
			case <-time.After(20 * time.Millisecond):
			}
		}
	}
}

// try sends a report once. again tells that it was refused for the moment.
func (w *writer) try(a attempt) (answered, again bool) {
	body, err := json.Marshal(map[string]any{"percent": a.percent, "note": a.note})
	if err != nil {
		w.t.Error(err)
		return false, false
	}
	response, text, err := w.send(http.MethodPost, fmt.Sprintf(reportPath, w.organization, w.milestone)+"/updates", w.token, string(body),
		"If-Match", fmt.Sprintf(`"%d"`, a.revision), "Idempotency-Key", strings.ReplaceAll(a.note, " ", "-"))
	if err != nil {
		return false, w.persists // the server is gone; what became of it is looked up later
	}
	switch response.StatusCode {
	case http.StatusCreated:
		var r report
		if err := json.Unmarshal(text, &r); err != nil {
			w.t.Errorf("an answer that cannot be read: %v: %s", err, text)
			return false, false
		}
		if r.Note != a.note || r.Percent != a.percent || r.Milestone != w.milestone || r.Revision <= a.revision {
			w.t.Errorf("%+v was answered with %+v", a, r)
		}
		w.acked[r.ID], w.fresh[r.ID], w.revision = r, r, r.Revision
		return true, false
	case http.StatusServiceUnavailable, http.StatusInsufficientStorage:
		if response.Header.Get("Retry-After") == "" || response.Header.Get("Content-Type") != "application/problem+json" {
			w.t.Errorf("refused for the moment with %v: %s", response.Header, text)
		}
		w.refused++
		return false, true
	}
	w.t.Errorf("%s: %s: %s", a.note, response.Status, text)
	return false, false
}

// entry is an audit entry as the API tells it.
type entry struct {
	Sequence   int64  `json:"sequence"`
	Action     string `json:"action"`
	ObjectType string `json:"object_type"`
	ObjectID   string `json:"object_id"`
	Revision   int64  `json:"revision"`
	Detail     string `json:"detail"`
}

// pages reads a list to its end, or as long as the function wants more.
func pages[T any](c *crowd, path, token string, each func(T) (more bool)) {
	c.t.Helper()
	for cursor := ""; ; {
		var page struct {
			Items []T    `json:"items"`
			Next  string `json:"next"`
		}
		c.read(path+cursor, token, &page)
		for _, item := range page.Items {
			if !each(item) {
				return
			}
		}
		if page.Next == "" {
			return
		}
		cursor = "&cursor=" + url.QueryEscape(page.Next)
	}
}

// verify looks for what the writers were told, and tells how many reports it found: each as it was
// answered, with one entry on the audit trail that says the same. What was not answered is whole or
// absent; and there is nothing that nobody sent. Where all is false, it looks at what is new since
// the last time.
func (c *crowd) verify(all bool) (found int) {
	c.t.Helper()
	for organization := range c.tokens {
		c.readTrail(organization, all)
	}
	listed := map[string]int{}
	for _, w := range c.writers {
		f, l := w.verify(all)
		found += f
		listed[w.organization] += l
	}
	for organization, trail := range c.trail {
		if all && len(trail) != listed[organization] {
			c.t.Errorf("%s has %d updates, and %d on the audit trail", organization, listed[organization], len(trail))
		}
	}
	return found
}

// readTrail reads the entries about updates that are new, or all, and fails where an update has two.
func (c *crowd) readTrail(organization string, all bool) {
	c.t.Helper()
	last, expect := c.checked[organization], int64(0)
	since := last
	if all || c.trail[organization] == nil {
		since, c.trail[organization] = 0, map[string]entry{}
	}
	trail := c.trail[organization]
	pages(c, "/api/v1/organizations/"+organization+"/audit-entries?sort=-sequence&limit=100", c.tokens[organization], func(e entry) bool {
		if expect != 0 && e.Sequence != expect {
			c.t.Errorf("%s: audit entry %d follows %d", organization, expect+1, e.Sequence)
		}
		expect = e.Sequence - 1
		last = max(last, e.Sequence)
		if e.Sequence <= since {
			return false
		}
		if e.ObjectType == "update" {
			if twice, ok := trail[e.ObjectID]; ok {
				c.t.Errorf("%s: update %s has the entries %d and %d", organization, e.ObjectID, twice.Sequence, e.Sequence)
			}
			trail[e.ObjectID] = e
		}
		return true
	})
	c.checked[organization] = last
}

// verify tells how many reports it found of those that it looked for, and how many updates it saw.
func (w *writer) verify(all bool) (found, listed int) {
	w.t.Helper()
	trail := w.trail[w.organization]
	looked := w.fresh
	if all {
		looked = w.acked
	}
	missing := map[string]report{}
	for id, r := range looked {
		missing[id] = r
	}
	var newest *report
	unsure := false
	pages(w.crowd, fmt.Sprintf(reportPath, w.organization, w.milestone)+"/updates?sort=-recorded_at&limit=100", w.token, func(r report) bool {
		if r.Note == "" { // the milestone's first, made with it
			return true
		}
		if newest == nil {
			newest = &r
		}
		told, known := missing[r.ID]
		_, before := w.acked[r.ID]
		switch {
		case known && told != r:
			w.t.Errorf("acknowledged as %+v, found as %+v", told, r)
		case known:
			found++
		case before && !all:
			return false // looked at an earlier time, as is all that is older
		case w.unsure != nil && r.Note == w.unsure.note && r.Percent == w.unsure.percent && !unsure:
			unsure = true
		default:
			w.t.Errorf("%s has an update that nobody was told of: %+v", w.milestone, r)
		}
		delete(missing, r.ID)
		listed++
		if e, ok := trail[r.ID]; !ok || e.Revision != r.Revision || !strings.Contains(e.Detail, r.Note) {
			w.t.Errorf("of %+v the audit trail tells %+v", r, e)
		}
		return true
	})
	for _, r := range missing {
		w.t.Errorf("LOST: acknowledged, and not there any more: %s %+v", w.organization, r)
	}
	if newest != nil {
		var m struct {
			Percent  int   `json:"percent"`
			Revision int64 `json:"revision"`
		}
		w.read(fmt.Sprintf(reportPath, w.organization, w.milestone), w.token, &m)
		if m.Percent != newest.Percent || m.Revision != newest.Revision {
			w.t.Errorf("%s %s stands at %+v, its last update is %+v", w.organization, w.milestone, m, *newest)
		}
	}
	if w.unsure != nil {
		if unsure {
			w.storedUnanswered++
		} else {
			w.lostUnanswered++
		}
	}
	clear(w.fresh)
	return found, listed
}

// acknowledged is how many reports were answered with 201 so far.
func (c *crowd) acknowledged() (n int) {
	for _, w := range c.writers {
		n += len(w.acked)
	}
	return n
}

// everything looks for all that was ever acknowledged, has the audit chain computed again, and
// reports the count.
func (c *crowd) everything(url, what string) {
	c.t.Helper()
	told, found := c.acknowledged(), c.verify(true)
	if found != told || told == 0 {
		c.t.Errorf("%d writes acknowledged, %d found", told, found)
	}
	run(c.t, "audit", "verify", "--database", url).want(c.t, 0, "c_prova whole", "c_altro whole")
	c.t.Logf("%s: %d writes acknowledged, %d found again; %d refused for the moment; of those without an answer %d were stored, %d not",
		what, told, found, c.refused, c.storedUnanswered, c.lostUnanswered)
}

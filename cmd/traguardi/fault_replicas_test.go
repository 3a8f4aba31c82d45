package main_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/testkit/pgtest"
)

// balancer sends requests to replicas in turn, none of them twice in a row, as one that is not sticky
// does. What may be asked again it asks the next one where a replica is gone; for the rest it says
// that it should be tried again.
type balancer struct {
	*httptest.Server
	mu   sync.Mutex
	all  []*url.URL
	next int
}

func newBalancer(t *testing.T) *balancer {
	t.Helper()
	b := &balancer{}
	proxy := &httputil.ReverseProxy{
		Transport: b,
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetXForwarded()
			r.Out.Host = r.In.Host
		},
		ErrorHandler: func(w http.ResponseWriter, _ *http.Request, _ error) {
			w.Header().Set("Retry-After", "1")
			w.Header().Set("Content-Type", "application/problem+json")
			w.WriteHeader(http.StatusServiceUnavailable)
		},
	}
	b.Server = httptest.NewServer(proxy)
	t.Cleanup(b.Close)
	return b
}

// behind says which replicas there are.
func (b *balancer) behind(t *testing.T, all []*server) {
	t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	b.all = nil
	for _, s := range all {
		u, err := url.Parse(s.site)
		if err != nil {
			t.Fatal(err)
		}
		b.all = append(b.all, u)
	}
}

func (b *balancer) pick() *url.URL {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.next++
	return b.all[b.next%len(b.all)]
}

// RoundTrip implements http.RoundTripper.
func (b *balancer) RoundTrip(r *http.Request) (*http.Response, error) {
	again := r.Method == http.MethodGet || r.Method == http.MethodHead
	for tries := 0; ; tries++ {
		to := b.pick()
		r.URL.Scheme, r.URL.Host = to.Scheme, to.Host
		response, err := http.DefaultTransport.RoundTrip(r)
		if err == nil || !again || tries == 4 || r.Context().Err() != nil {
			return response, err
		}
	}
}

// visitor is somebody who looks at pages and is told to come again at worst.
type visitor struct {
	t      *testing.T
	site   string
	client *http.Client
	again  atomic.Int64 // requests that had to be sent again
	read   atomic.Int64
}

func newVisitor(t *testing.T, site string) *visitor {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &visitor{t: t, site: site, client: &http.Client{
		Jar: jar, Timeout: patience, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// do sends a request until it is answered with something else than to come again; repeated tells that it took more than
// one.
func (v *visitor) do(method, path string, form url.Values) (status int, location, body string, repeated bool) {
	deadline := time.Now().Add(patience)
	for ; time.Now().Before(deadline); repeated = true {
		request, err := http.NewRequest(method, v.site+path, strings.NewReader(form.Encode()))
		if err != nil {
			v.t.Error(err)
			return 0, "", "", repeated
		}
		if method == http.MethodPost {
			request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			request.Header.Set("Sec-Fetch-Site", "same-origin")
		}
		response, err := v.client.Do(request)
		if err == nil {
			var text []byte
			text, err = io.ReadAll(response.Body)
			err = errors.Join(err, response.Body.Close())
			if err == nil && response.StatusCode != http.StatusServiceUnavailable {
				v.read.Add(1)
				return response.StatusCode, response.Header.Get("Location"), string(text), repeated
			}
			if err == nil && response.Header.Get("Retry-After") == "" {
				v.t.Errorf("%s %s: 503 without a word on when to come again: %s", method, path, text)
			}
		}
		v.again.Add(1)
		time.Sleep(20 * time.Millisecond)
	}
	v.t.Errorf("%s %s was not answered within %s", method, path, patience)
	return 0, "", "", repeated
}

// want fails where a page is not there, or does not say something.
func (v *visitor) want(path string, says ...string) {
	status, _, body, _ := v.do(http.MethodGet, path, nil)
	if status != http.StatusOK {
		v.t.Errorf("GET %s: %d: %s", path, status, body)
	}
	for _, text := range says {
		if !strings.Contains(body, text) {
			v.t.Errorf("GET %s does not say %q", path, text)
		}
	}
}

// aDay of somebody at work: signs in, adds an office, sees it at once on the staff's page, on the
// public one and through the API, changes it, sees that, and signs out.
func (v *visitor) aDay(n int) {
	status, location, body, _ := v.do(http.MethodPost, "/accesso", url.Values{"email": {"admin@prova.example"}, "password": {password}})
	if status != http.StatusSeeOther {
		v.t.Errorf("sign-in %d: %d %s: %s", n, status, location, body)
		return
	}
	const offices = "/area/c_prova/amministrazione/uffici"
	code, name := fmt.Sprintf("ufficio-%d", n), fmt.Sprintf("Ufficio numero %d.", n)
	status, _, body, repeated := v.do(http.MethodPost, offices+"/nuovo", url.Values{"code": {code}, "name": {name}})
	// Where the answer of the first was lost with its replica, the second finds the office there.
	if status != http.StatusSeeOther && !(repeated && status == http.StatusConflict || repeated && status == http.StatusUnprocessableEntity) {
		v.t.Errorf("office %d: %d: %s", n, status, body)
	}
	v.want(offices, name)
	v.want("/enti/c_prova/uffici", name)
	v.want("/api/v1/organizations/c_prova/offices/"+code, name)
	status, _, body, _ = v.do(http.MethodPost, "/accesso/uscita", nil)
	if status != http.StatusSeeOther {
		v.t.Errorf("sign-out %d: %d: %s", n, status, body)
	}
	if status, _, _, _ := v.do(http.MethodGet, offices, nil); status == http.StatusOK {
		v.t.Errorf("signed in after signing out")
	}
}

var jobLine = regexp.MustCompile(`"msg":"a job ran","job":"([^"]+)","slot":"([^"]+)"`)

// Three replicas behind a balancer that is not sticky, one of them killed at any moment, another
// one started in its place: sixteen programs report, somebody signs in, works and signs out, readers
// read. Nobody sees anything worse than to come again; whoever wrote sees it at once wherever they
// are sent; what was acknowledged is there; each job ran once for its slot.
func TestFaultReplicas(t *testing.T) {
	t.Run("direct", func(t *testing.T) {
		t.Parallel()
		replicasUnderFire(t, pgtest.URL(t))
	})
	t.Run("through PgBouncer", func(t *testing.T) {
		t.Parallel()
		// Fewer connections of the server than the replicas' pools have of the pooler.
		pooler := pgtest.NewPooler(t, pgtest.URL(t), 8)
		replicasUnderFire(t, pooler.URL, "--database-direct", pooler.Direct)
	})
}

func replicasUnderFire(t *testing.T, database string, more ...string) {
	moments := chance(t)
	b := newBalancer(t)
	more = append([]string{"--base-url", b.URL, "--trusted-proxies", "127.0.0.1/32", "--rate-limit", "0", "--poll-interval", "1h"}, more...)
	start := func() *server { return serve(t, servers(database, more...)) }
	var all, ever []*server
	for range 3 {
		s := start()
		all, ever = append(all, s), append(ever, s)
	}
	b.behind(t, all)
	direct := database
	for i, word := range more {
		if word == "--database-direct" {
			direct = more[i+1]
		}
	}
	c := newCrowd(t, direct, &server{site: b.URL})
	c.persists = true

	stop := make(chan struct{})
	var people sync.WaitGroup
	people.Go(func() { c.write(stop) })
	staff := newVisitor(t, b.URL)
	days := 0
	until := func(do func()) {
		people.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
					do()
				}
			}
		})
	}
	until(func() { days++; staff.aDay(days) })
	readers := newVisitor(t, b.URL)
	for range 2 {
		until(func() {
			readers.want("/enti/c_prova", "Comune di Prova")
			readers.want("/api/v1/organizations/c_altro/objectives", "OB-01")
			readers.want("/")
		})
	}
	pause := func(most time.Duration) { time.Sleep(time.Duration(moments.Int64N(int64(most)))) }
	rounds := long(2, 20)
	for round := range rounds {
		pause(1500 * time.Millisecond)
		victim := moments.IntN(3)
		if err := all[victim].process.Process.Signal(syscall.SIGKILL); err != nil {
			t.Errorf("kill: %v", err)
		}
		<-all[victim].ended
		pause(800 * time.Millisecond) // it is missing for a while
		all[victim] = start()
		ever = append(ever, all[victim])
		b.behind(t, all)
		if t.Failed() {
			t.Errorf("in round %d", round+1)
			break
		}
	}
	pause(time.Second)
	close(stop)
	people.Wait()
	if staff.read.Load() == 0 || readers.read.Load() == 0 || days == 0 {
		t.Errorf("%d days of work, %d pages of staff, %d of readers", days, staff.read.Load(), readers.read.Load())
	}
	c.everything(direct, fmt.Sprintf("%d replicas killed", rounds))
	t.Logf("%d days of work; staff had to ask again %d times of %d, readers %d of %d", days,
		staff.again.Load(), staff.read.Load()+staff.again.Load(), readers.again.Load(), readers.read.Load()+readers.again.Load())

	ran := map[string]int{}
	for _, s := range ever {
		for _, line := range jobLine.FindAllStringSubmatch(s.logged(), -1) {
			ran[line[1]+" of "+line[2]]++
		}
	}
	if len(ran) == 0 {
		t.Error("no job ran")
	}
	for run, n := range ran {
		if n != 1 {
			t.Errorf("%s ran %d times", run, n)
		}
	}
}

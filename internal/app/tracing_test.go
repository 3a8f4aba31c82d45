package app_test

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	spans "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"

	"github.com/traguardi/traguardi/internal/testkit/migrated"
)

// receiver is a collector: it takes OTLP over HTTP and keeps what comes.
type receiver struct {
	t     *testing.T
	mu    sync.Mutex
	spans []*spans.Span
	raw   []byte
}

func (c *receiver) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path != "/v1/traces" || r.Header.Get("Content-Type") != "application/x-protobuf" {
		c.t.Errorf("traces come to %s as %s", r.URL.Path, r.Header.Get("Content-Type"))
	}
	var body io.Reader = r.Body
	if r.Header.Get("Content-Encoding") == "gzip" {
		var err error
		if body, err = gzip.NewReader(r.Body); err != nil {
			c.t.Error(err)
			return
		}
	}
	text, err := io.ReadAll(body)
	var told collector.ExportTraceServiceRequest
	if err == nil {
		err = proto.Unmarshal(text, &told)
	}
	if err != nil {
		c.t.Error(err)
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.raw = append(c.raw, text...)
	for _, resource := range told.ResourceSpans {
		for _, scope := range resource.ScopeSpans {
			c.spans = append(c.spans, scope.Spans...)
		}
	}
}

// named gives the spans of a name.
func (c *receiver) named(name string) (found []*spans.Span) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, s := range c.spans {
		if s.Name == name {
			found = append(found, s)
		}
	}
	return found
}

// below gives the names of what belongs to a span, in all depths.
func (c *receiver) below(parent *spans.Span) (names []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	within := map[string]bool{string(parent.SpanId): true}
	for range c.spans { // a child may come before its parent
		for _, s := range c.spans {
			if within[string(s.ParentSpanId)] && !within[string(s.SpanId)] {
				within[string(s.SpanId)] = true
				names = append(names, s.Name)
				if string(s.TraceId) != string(parent.TraceId) {
					c.t.Errorf("%s is below %s and in another trace", s.Name, parent.Name)
				}
			}
		}
	}
	return names
}

// One request is one trace: the request, the use case below it, what was asked of the
// database below that; nothing that somebody entered leaves the program.
func TestTraces(t *testing.T) {
	t.Parallel() // beside TestAlertsFireInPrometheus, which waits
	onBoth(t, func(t *testing.T, url string) {
		told := &receiver{t: t}
		there := httptest.NewServer(told)
		defer there.Close()
		c := settings(url)
		c.TraceEndpoint, c.TraceRatio = there.URL, 1
		c.SnapshotDelay = time.Hour // or the job would load the plan before a reader does
		s := boot(t, c)
		ente(t, s, "c_prova", "Comune di Prova")
		admin := staff(t, s, "c_prova", "admin")
		base := "http://" + s.Address + "/api/v1/organizations/c_prova"
		post(t, base+"/offices", admin, `{"code":"tributi","name":"Ufficio Segretissimo"}`)
		read := call(t, http.MethodGet, base+"/offices/tributi", "")
		changed := call(t, http.MethodPatch, base+"/offices/tributi", `{"name":"Ufficio Segretissimo Due"}`,
			"Authorization", "Bearer "+admin, "If-Match", read.header.Get("ETag"), "Content-Type", "application/merge-patch+json",
			"Traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
		if changed.status != http.StatusOK {
			t.Fatalf("patch: %d %s", changed.status, changed.body)
		}
		if page := call(t, http.MethodGet, "http://"+s.Address+"/enti/c_prova", ""); page.status != http.StatusOK {
			t.Fatalf("page: %d", page.status)
		}
		call(t, http.MethodGet, "http://"+s.Address+"/readyz", "")
		const patch = "PATCH /api/v1/organizations/{organization}/offices/{office}"
		eventually(t, "the traces arrive", func() bool {
			return len(told.named(patch)) == 1 && len(told.named("GET /enti/{ipa}")) == 1
		})
		request := told.named(patch)[0]
		if len(request.ParentSpanId) != 0 {
			t.Errorf("a stranger put its request into the trace %x", request.TraceId)
		}
		below := told.below(request)
		operations := told.named("office.change")
		if len(operations) != 1 || string(operations[0].ParentSpanId) != string(request.SpanId) {
			t.Fatalf("the operation is not below the request: %v", below)
		}
		if queries := told.below(operations[0]); len(queries) < 4 || !slices.Contains(queries, "Commit") {
			t.Errorf("below the operation there are %v", queries)
		}
		if page := told.below(told.named("GET /enti/{ipa}")[0]); !slices.Contains(page, "render") {
			t.Errorf("below the page there are %v", page)
		}
		if loads := told.named("board load"); len(loads) == 0 || len(told.below(loads[0])) == 0 {
			t.Error("nobody loaded a plan, or by no query")
		}
		if len(told.named("GET /readyz")) != 0 {
			t.Error("health checks are traced")
		}
		told.mu.Lock()
		defer told.mu.Unlock()
		for _, secret := range []string{"Segretissimo", admin, "127.0.0.1"} {
			if strings.Contains(string(told.raw), secret) {
				t.Errorf("the traces hold %q", secret)
			}
		}
	})
}

// What a trusted proxy says of its trace is believed: where the request belongs, and that it
// is not to be traced.
func TestTracesOfATrustedProxy(t *testing.T) {
	t.Parallel() // beside TestAlertsFireInPrometheus, which waits
	told := &receiver{t: t}
	there := httptest.NewServer(told)
	defer there.Close()
	c := settings(migrated.SQLite.URL(t))
	c.TraceEndpoint, c.TraceRatio, c.TrustedProxies = there.URL, 0, []string{"127.0.0.0/8"}
	s := boot(t, c)
	site := "http://" + s.Address + "/metodo"
	call(t, http.MethodGet, site, "")
	call(t, http.MethodGet, site, "", "Traceparent", "00-0af7651916cd43dd8448eb211c80319d-b7ad6b7169203331-00")
	call(t, http.MethodGet, site, "", "Traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
	eventually(t, "the trace arrives", func() bool { return len(told.named("GET /metodo")) > 0 })
	found := told.named("GET /metodo")
	if len(found) != 1 || string(found[0].TraceId) != "\x0a\xf7\x65\x19\x16\xcd\x43\xdd\x84\x48\xeb\x21\x1c\x80\x31\x9c" || len(found[0].ParentSpanId) != 8 {
		t.Errorf("traces: %v", found)
	}
}

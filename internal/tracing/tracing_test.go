package tracing

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
)

// Where nothing is traced nothing runs, and following costs no allocation.
func TestOff(t *testing.T) {
	before := runtime.NumGoroutine()
	var off *Tracer
	if off.Requests() != nil || off.Operations() != nil || off.Parts() != nil || off.Statements("sqlite") != nil {
		t.Error("a tracer that is off watches")
	}
	if err := off.Stop(t.Context()); err != nil {
		t.Error(err)
	}
	ctx := t.Context()
	watch := off.Statements("sqlite")
	if n := testing.AllocsPerRun(100, func() {
		_, end := watch.Begin(ctx, "Query")
		end(nil)
	}); n != 0 {
		t.Errorf("it allocates %v times", n)
	}
	if after := runtime.NumGoroutine(); after > before {
		t.Errorf("%d goroutines became %d", before, after)
	}
}

// What does not belong to a traced request is not traced, and the errors of a collector that
// is away are told in the log.
func TestWithoutARequestOrACollector(t *testing.T) {
	away := httptest.NewServer(http.NotFoundHandler())
	defer away.Close()
	var log strings.Builder
	tracer, err := Start(t.Context(), Options{Endpoint: away.URL, Ratio: 1, Log: slog.New(slog.NewTextHandler(&log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	_, end := tracer.Operations().Begin(t.Context(), "job")
	end(nil)
	ctx, finish := tracer.Requests()(t.Context(), "", "id")
	_, end = tracer.Operations().Begin(ctx, "office.change")
	end(plan.NotFound("office"))
	finish("GET /", "GET", 200)
	stopping, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if err := tracer.Stop(stopping); err != nil {
		t.Error(err)
	}
	if !strings.Contains(log.String(), "traces could not be sent") || !strings.Contains(log.String(), "spans=2") {
		t.Errorf("the log says %s", &log)
	}
}

// BenchmarkOff is what following costs where nothing is traced.
func BenchmarkOff(b *testing.B) {
	var off *Tracer
	watch, ctx := off.Statements("sqlite"), b.Context()
	b.ReportAllocs()
	for b.Loop() {
		_, end := watch.Begin(ctx, "Query")
		end(nil)
	}
}

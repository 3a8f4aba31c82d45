package metrics_test

import (
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/traguardi/traguardi/internal/metrics"
)

func TestRequestSeriesAreBounded(t *testing.T) {
	reg := prometheus.NewPedanticRegistry()
	h, err := metrics.NewHTTP(reg)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range []struct {
		route, method string
		status        int
	}{
		{"GET /{organization}/obiettivi", "GET", 200}, {"GET /{organization}/obiettivi", "GET", 200},
		{"GET /{organization}/obiettivi", "HEAD", 304}, {"", "GET", 404},
		{"", "get", 405}, {"", "PROPFIND", 405}, {"", "x\xff", 405},
	} {
		h.Observe(r.route, r.method, r.status, 3*time.Millisecond)
	}
	series := func(code, method, route string) string {
		return "http_request_duration_seconds{code=" + code + ",method=" + method + ",route=" + route + "}"
	}
	want(t, gather(t, reg), map[string]float64{
		series("200", "GET", "GET /{organization}/obiettivi"):  2,
		series("304", "HEAD", "GET /{organization}/obiettivi"): 1,
		series("404", "GET", "none"):                           1,
		series("405", "other", "none"):                         3,
	})
}

func TestSeriesAreRegisteredOnce(t *testing.T) {
	reg := prometheus.NewRegistry()
	register := map[string]func() error{
		"requests": func() error { _, err := metrics.NewHTTP(reg); return err },
		"process":  func() error { return metrics.RegisterProcess(reg, "1.0.0", "abc", "go1") },
		"plan":     func() error { return metrics.NewProgress(reg, &boards{}, snapshots{}, 1, nil) },
		"jobs":     func() error { _, err := metrics.NewJobs(reg, []string{"snapshot"}, []string{"done"}); return err },
	}
	for name, add := range register {
		if err := add(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if err := add(); err == nil || !strings.HasPrefix(err.Error(), "metrics: ") {
			t.Errorf("%s a second time: %v", name, err)
		}
	}
}

func TestWhatIsRunning(t *testing.T) {
	reg := prometheus.NewRegistry()
	if err := metrics.RegisterProcess(reg, "1.2.3", "abcdef", "go1.25"); err != nil {
		t.Fatal(err)
	}
	families, err := reg.Gather()
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]int{}
	for _, f := range families {
		names[f.GetName()] = len(f.GetMetric())
		if f.GetName() != "traguardi_build_info" {
			continue
		}
		for _, l := range f.GetMetric()[0].GetLabel() {
			if value := map[string]string{"version": "1.2.3", "commit": "abcdef", "go_version": "go1.25"}[l.GetName()]; l.GetValue() != value {
				t.Errorf("%s is %q", l.GetName(), l.GetValue())
			}
		}
	}
	if names["traguardi_build_info"] != 1 || names["go_goroutines"] != 1 || names["process_open_fds"] > 1 {
		t.Errorf("families: %v", names)
	}
}

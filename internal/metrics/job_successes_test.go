package metrics

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// jobRuns are last successes as the database tells them.
type jobRuns map[string]time.Time

func (r jobRuns) LastSuccess(ctx context.Context, job string) (scheduledFor, finishedAt time.Time, ok bool, err error) {
	if _, limited := ctx.Deadline(); !limited {
		return time.Time{}, time.Time{}, false, errors.New("a scrape must end")
	}
	if job == "unreadable" {
		return time.Time{}, time.Time{}, false, errors.New("no")
	}
	at, ok := r[job]
	return at, at, ok, nil
}

// gathered reads the samples of one series: its labels' values, joined, to its value.
func gathered(t *testing.T, reg prometheus.Gatherer, name string) map[string]float64 {
	t.Helper()
	families, err := reg.Gather()
	if err != nil {
		t.Fatal(err)
	}
	samples := map[string]float64{}
	for _, f := range families {
		if f.GetName() != name {
			continue
		}
		for _, m := range f.GetMetric() {
			var labels []string
			for _, l := range m.GetLabel() {
				labels = append(labels, l.GetValue())
			}
			samples[strings.Join(labels, " ")] = m.GetGauge().GetValue() + m.GetCounter().GetValue()
		}
	}
	return samples
}

// The last success is what the database says at each scrape, whoever ran the job; a job
// that never succeeded, or that cannot be asked about, has none.
func TestJobSuccesses(t *testing.T) {
	reg := prometheus.NewPedanticRegistry()
	runs := jobRuns{"snapshot": time.Unix(1_700_000_000, 500_000_000)}
	names := []string{"unreadable", "snapshot", "retention"}
	if err := NewJobSuccesses(reg, runs, names, slog.New(slog.DiscardHandler)); err != nil {
		t.Fatal(err)
	}
	if err := NewJobSuccesses(reg, runs, names, slog.New(slog.DiscardHandler)); err == nil {
		t.Error("it was registered twice")
	}
	const name = "traguardi_job_last_success_timestamp_seconds"
	if got := gathered(t, reg, name); len(got) != 1 || got["snapshot"] != 1_700_000_000.5 {
		t.Errorf("at first: %v", got)
	}
	runs["retention"] = time.Unix(1_700_000_060, 0) // by another replica
	if got := gathered(t, reg, name); len(got) != 2 || got["retention"] != 1_700_000_060 {
		t.Errorf("later: %v", got)
	}
}

// Runs are counted from zero, by outcome.
func TestJobs(t *testing.T) {
	reg := prometheus.NewPedanticRegistry()
	j, err := NewJobs(reg, []string{"snapshot"}, []string{"success", "failure"})
	if err != nil {
		t.Fatal(err)
	}
	j.Observe("snapshot", "failure", 2*time.Second)
	got := gathered(t, reg, "traguardi_job_runs_total")
	if success, ok := got["snapshot success"]; len(got) != 2 || !ok || success != 0 || got["snapshot failure"] != 1 {
		t.Errorf("runs: %v", got)
	}
	if got := gathered(t, reg, "traguardi_job_duration_seconds"); len(got) != 1 {
		t.Errorf("durations: %v", got)
	}
}

package main

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

func TestRunsAreAddedUp(t *testing.T) {
	metrics := `# HELP traguardi_job_runs_total Runs of a job by this replica, by how they ended.
# TYPE traguardi_job_runs_total counter
traguardi_job_runs_total{job="lines",outcome="success"} 1
traguardi_job_runs_total{job="snapshot",outcome="failure"} 2
traguardi_job_runs_total{job="snapshot",outcome="success"} 3
traguardi_job_runs_total{job="snapshot-after-change",outcome="success"} 40
traguardi_job_last_success_timestamp_seconds{job="snapshot"} 1.8e+09
`
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(metrics)) }))
	defer s.Close()
	servers := []*server{{metrics: s.URL}, {metrics: s.URL}}
	for _, c := range []struct {
		jobs []string
		want int
	}{{[]string{"snapshot"}, 10}, {[]string{"lines", "snapshot"}, 12}, {[]string{"retention"}, 0}} {
		if got, err := runs(t.Context(), servers, c.jobs...); err != nil || got != c.want {
			t.Errorf("%v ran %d times, want %d; %v", c.jobs, got, c.want, err)
		}
	}
}

func TestWhenAJobWasDue(t *testing.T) {
	zone := time.FixedZone("there", 5*60*60)
	now := time.Now()
	for job, at := range nightly {
		due := slot(job, zone)
		hour, minute, second := due.Clock()
		if got := time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute + time.Duration(second)*time.Second; got != at {
			t.Errorf("%s is due at %s of the day, want %s", job, got, at)
		}
		if ago := now.Sub(due); ago < -time.Second || ago > 24*time.Hour {
			t.Errorf("%s was due %s ago", job, ago)
		}
	}
}

func TestLooksBetween(t *testing.T) {
	at := time.Date(2026, 11, 28, 0, 0, 0, 0, time.UTC)
	l := looks{{at.Add(-time.Second), 1, muchRead}, {at, 2, muchRead}, {at.Add(time.Second), 3, theList}, {at.Add(time.Minute), 4, theList}}
	got := l.between(at, at.Add(time.Minute))
	if len(got[muchRead]) != 1 || got[muchRead][0] != 2 || len(got[theList]) != 1 || got[theList][0] != 3 || len(got[anyEnte]) != 0 {
		t.Errorf("%v", got)
	}
}

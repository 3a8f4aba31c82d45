package metrics

import (
	"fmt"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// Jobs counts the runs of jobs. Make it with NewJobs.
type Jobs struct {
	runs        *prometheus.CounterVec
	duration    *prometheus.HistogramVec
	lastSuccess *prometheus.GaugeVec
}

// NewJobs registers the series of the named jobs, at zero, so that an alert on their
// absence can tell a job that never ran from one that does not exist.
func NewJobs(reg prometheus.Registerer, names, outcomes []string) (*Jobs, error) {
	j := &Jobs{
		runs: prometheus.NewCounterVec(prometheus.CounterOpts{
			Namespace: namespace, Name: "job_runs_total", Help: "Runs of a job by this replica, by how they ended.",
		}, []string{"job", "outcome"}),
		duration: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Namespace: namespace, Name: "job_duration_seconds", Help: "How long runs of a job took.",
			Buckets: []float64{0.01, 0.05, 0.25, 1, 5, 15, 60, 300, 1800},
		}, []string{"job"}),
		lastSuccess: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Namespace: namespace, Name: "job_last_success_timestamp_seconds", Help: "When a job last succeeded, as far as this replica knows.",
		}, []string{"job"}),
	}
	for _, c := range []prometheus.Collector{j.runs, j.duration, j.lastSuccess} {
		if err := reg.Register(c); err != nil {
			return nil, fmt.Errorf("metrics: %w", err)
		}
	}
	for _, name := range names {
		j.duration.WithLabelValues(name)
		for _, outcome := range outcomes {
			j.runs.WithLabelValues(name, outcome)
		}
	}
	return j, nil
}

// Succeeded notes when a job last succeeded before this process began: daily jobs would
// else have no last success after a restart, and the alert on their age no ground.
func (j *Jobs) Succeeded(job string, finished time.Time) {
	j.lastSuccess.WithLabelValues(job).Set(float64(finished.UnixNano()) / 1e9)
}

// Observe notes one run. Success tells whether it counts as the last success.
func (j *Jobs) Observe(job, outcome string, success bool, took time.Duration, finished time.Time) {
	j.runs.WithLabelValues(job, outcome).Inc()
	j.duration.WithLabelValues(job).Observe(took.Seconds())
	if success {
		j.Succeeded(job, finished)
	}
}

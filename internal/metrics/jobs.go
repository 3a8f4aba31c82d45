package metrics

import (
	"fmt"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// Jobs counts the runs of jobs by this replica. Make it with NewJobs.
type Jobs struct {
	runs     *prometheus.CounterVec
	duration *prometheus.HistogramVec
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
	}
	for _, c := range []prometheus.Collector{j.runs, j.duration} {
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

// Observe notes one run.
func (j *Jobs) Observe(job, outcome string, took time.Duration) {
	j.runs.WithLabelValues(job, outcome).Inc()
	j.duration.WithLabelValues(job).Observe(took.Seconds())
}

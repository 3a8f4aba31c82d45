package metrics

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// JobRuns tells when a scheduled job last succeeded, on whichever replica; ok is false
// where it never did.
type JobRuns interface {
	LastSuccess(ctx context.Context, job string) (scheduledFor, finishedAt time.Time, ok bool, err error)
}

// JobSuccesses collects when jobs last succeeded from the database at scrape time:
// every replica says the same, and a restart forgets nothing. Make it with
// NewJobSuccesses.
type JobSuccesses struct {
	runs    JobRuns
	jobs    []string
	timeout time.Duration
	log     *slog.Logger
}

// NewJobSuccesses registers the collector for the named jobs.
func NewJobSuccesses(reg prometheus.Registerer, runs JobRuns, jobs []string, log *slog.Logger) error {
	if err := reg.Register(&JobSuccesses{runs: runs, jobs: jobs, timeout: scrapeTimeout, log: log}); err != nil {
		return fmt.Errorf("metrics: %w", err)
	}
	return nil
}

var jobLastSuccess = desc("job_last_success_timestamp_seconds", "When a scheduled job last succeeded, on any replica.", "job")

// Describe names the one series.
func (s *JobSuccesses) Describe(ch chan<- *prometheus.Desc) { ch <- jobLastSuccess }

// Collect sends nothing for a job that never succeeded. One that cannot be asked about
// is logged, and its series is absent.
func (s *JobSuccesses) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), s.timeout)
	defer cancel()
	for _, job := range s.jobs {
		_, finished, ok, err := s.runs.LastSuccess(ctx, job)
		if err != nil {
			s.log.WarnContext(ctx, "no last success of a job for the metrics", "job", job, "error", err)
			continue
		}
		if ok {
			gauge(ch, jobLastSuccess, float64(finished.UnixNano())/1e9, job)
		}
	}
}

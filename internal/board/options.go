package board

import (
	"log/slog"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
)

// Options are the settings of Boards. Clock is required; what is left zero gets the
// default told beside it.
type Options struct {
	Clock plan.Clock
	Log   *slog.Logger // slog.Default()
	// StaleAfterDays is as in progress.Options.
	StaleAfterDays int
	// MaxOrganizations (10,000) and MaxBytes (512 MiB, estimated) bound what is kept in
	// memory: organizations that nobody asked for longest leave first. One stays always.
	MaxOrganizations int
	MaxBytes         int64
	// PastDays (4) is how many past days are kept of each organization.
	PastDays int
	// PastWorkers (2) is how many boards and contents of past days are made at the same
	// time, of all organizations; more readers wait in line.
	PastWorkers int
	// Patience (2 s) is how long a reader waits for a newer board while there is an
	// older one to serve.
	Patience time.Duration
	// RetryAfter (1 s) is how long the source is left alone after it failed.
	RetryAfter time.Duration
	// LoadTimeout (30 s) bounds one reading of the source.
	LoadTimeout time.Duration
	// Watch is told of each loading of an organization that a reader began; nil: nobody is.
	Watch plan.Watch
}

func (o Options) withDefaults() Options {
	if o.Log == nil {
		o.Log = slog.Default()
	}
	defaultTo(&o.MaxOrganizations, 10_000)
	defaultTo(&o.MaxBytes, 512<<20)
	defaultTo(&o.PastDays, 4)
	defaultTo(&o.PastWorkers, 2)
	defaultTo(&o.Patience, 2*time.Second)
	defaultTo(&o.RetryAfter, time.Second)
	defaultTo(&o.LoadTimeout, 30*time.Second)
	return o
}

func defaultTo[T int | int64 | time.Duration](value *T, fallback T) {
	if *value <= 0 {
		*value = fallback
	}
}

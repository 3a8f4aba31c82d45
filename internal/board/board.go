package board

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/progress"
)

// Board is a ledger on a day: every objective as it was, with the figures of all. It
// is safe for concurrent use; what it hands out is immutable.
type Board struct {
	ledger *Ledger
	moment moment
	days   []*objectiveDay // of ledger.blocks, in that order
	// offices are those not removed by the day, by name; former the others.
	offices, former []*plan.Office
	report          progress.Report // Objectives are in days

	mu sync.Mutex // guards the rest: made when first asked for
	// earlier is what a board of an earlier revision and the same moment had made.
	earlier made
	made    made
	// public and staff can be read without the lock, once they are there.
	public atomic.Pointer[Public]
	staff  atomic.Pointer[Staff]
	// indexes have a lock of their own.
	indexes indexes
}

// made are the parts of a board that not everybody asks for.
type made struct {
	bodies  []*objectiveBody // of Board.days, in that order
	history *history
	public  *projection
	staff   *projection
}

// View is the day that a board shows, and the settings that it depends on.
type View struct {
	// Day is shown; Today is the present day. Day is not after Today.
	Day, Today plan.Date
	// StaleAfterDays is as in progress.Options.
	StaleAfterDays int
	// Location is the zone in which days begin and end; required.
	Location *time.Location
}

// On shows the ledger on a day. The board of an earlier revision and the same view
// (nil where there is none) makes it cheap: only what changed since is computed.
func (l *Ledger) On(v View, earlier *Board) *Board {
	m := moment{day: v.Day, today: v.Today, location: v.Location, progress: progress.Options{StaleAfterDays: v.StaleAfterDays}}
	b := &Board{ledger: l, moment: m, days: make([]*objectiveDay, len(l.blocks))}
	if earlier != nil {
		b.indexes.after(&earlier.indexes)
	}
	if earlier != nil && earlier.moment == m {
		b.earlier = earlier.parts()
	} else {
		earlier = &Board{ledger: &Ledger{}}
	}
	known := earlier.days
	for i, block := range l.blocks {
		var prev *objectiveDay
		for len(known) > 0 && known[0].block.objective.Code < block.objective.Code {
			known = known[1:]
		}
		if len(known) > 0 && known[0].block.objective.Code == block.objective.Code {
			prev = known[0]
		}
		if prev != nil && prev.block == block {
			b.days[i] = prev
		} else {
			b.days[i] = newObjectiveDay(block, m, prev)
		}
	}
	b.offices, b.former = officesOn(l.offices, m.day)
	b.report = b.combine((*objectiveDay).presentOnDay, reportOf(earlier))
	return b
}

// Day is the day that the board shows.
func (b *Board) Day() plan.Date { return b.moment.day }

// Revision is the ledger's.
func (b *Board) Revision() int64 { return b.ledger.Revision() }

// Report is every figure of the day, drafts' own included; it makes none of the
// content, and is what snapshots are taken from.
func (b *Board) Report() progress.Report {
	r := b.report
	for _, o := range b.days {
		if o.present {
			r.Objectives = append(r.Objectives, progress.ObjectiveFigures{Objective: o.block.objective.Code, Figures: o.figures})
		}
	}
	return r
}

// parts gives what has been made, or what an earlier board had made of it.
func (b *Board) parts() made {
	b.mu.Lock()
	defer b.mu.Unlock()
	bodies := b.made.bodies
	if bodies == nil {
		bodies = b.earlier.bodies
	}
	return made{
		bodies:  bodies,
		history: cmp.Or(b.made.history, b.earlier.history),
		public:  cmp.Or(b.made.public, b.earlier.public),
		staff:   cmp.Or(b.made.staff, b.earlier.staff),
	}
}

func (o *objectiveDay) presentOnDay() bool { return o.present }

// officesOn are the offices not removed by the day, and those removed, by name.
func officesOn(offices []plan.Office, day plan.Date) (shown, former []*plan.Office) {
	shown = make([]*plan.Office, 0, len(offices))
	for i := range offices {
		if removed := offices[i].RemovedOn; removed.IsZero() || removed.After(day) {
			shown = append(shown, &offices[i])
		} else {
			former = append(former, &offices[i])
		}
	}
	byName := func(a, b *plan.Office) int {
		return cmp.Or(cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), cmp.Compare(a.Code, b.Code))
	}
	slices.SortFunc(shown, byName)
	slices.SortFunc(former, byName)
	return shown, former
}

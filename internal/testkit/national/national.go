// Package national fills an installation of every ente of Italy with plans: what the open data do
// not tell. The same seed gives the same plans.
package national

import (
	"context"
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"io"
	"log/slog"
	"math/rand/v2"
	"sync/atomic"
	"time"
	_ "time/tzdata" // plans are told by the days of Rome

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/store"
	"github.com/traguardi/traguardi/internal/tracker"
)

// Enti is how many enti the open data of all measures tell of.
const Enti = 7_896

// Counts is what an installation holds.
type Counts struct{ Organizations, Objectives, Milestones int64 }

// Plan gives every organization of an installation a plan, whatever it has already, through the
// plan's importer. Enti have from a dozen milestones to a thousand: few are large.
func Plan(ctx context.Context, database string, seed uint64) (counts Counts, err error) {
	zone, err := time.LoadLocation("Europe/Rome")
	if err != nil {
		return counts, err
	}
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	s, err := store.Open(ctx, store.Options{URL: database, Log: log})
	if err != nil {
		return counts, err
	}
	defer func() {
		if closing := s.Close(); err == nil {
			err = closing
		}
	}()
	t, err := tracker.New(tracker.Dependencies{
		Store: s, Clock: plan.Clock{Now: time.Now, Location: zone}, Log: log,
		NewID: func() string { return uuid.Must(uuid.NewV7()).String() },
	})
	if err != nil {
		return counts, err
	}
	organizations, err := s.Organizations(ctx)
	if err != nil {
		return counts, err
	}
	ctx = plan.WithActor(ctx, plan.SystemActor)
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(workers)
	for _, o := range organizations {
		cmd := PlanOf(o.ID, seed, t.Today())
		counts.Objectives += int64(len(cmd.Rows)-1)/perObjective + 1
		group.Go(func() error {
			done, err := t.ImportPlan(ctx, cmd)
			if err != nil {
				return fmt.Errorf("%s: %w", o.ID, err)
			}
			for _, row := range done.Rows {
				if row.Refused != nil {
					return fmt.Errorf("%s: row %d: %w", o.ID, row.Line, row.Refused)
				}
			}
			atomic.AddInt64(&counts.Milestones, int64(len(done.Rows)))
			return nil
		})
	}
	counts.Organizations = int64(len(organizations))
	return counts, group.Wait()
}

const (
	workers      = 4
	perObjective = 5
)

// PlanOf is the plan of one ente, as a file of it would tell.
func PlanOf(organization string, seed uint64, today plan.Date) tracker.ImportPlan {
	sum := fnv.New64a()
	_, _ = sum.Write(binary.BigEndian.AppendUint64([]byte(organization), seed)) // a hash takes everything
	r := rand.New(rand.NewPCG(seed, sum.Sum64()))
	milestones, offices := size(r), 2+r.IntN(6)
	cmd := tracker.ImportPlan{Organization: organization, File: "piano.csv", CreateOffices: true, Rows: make([]tracker.PlanRow, milestones)}
	var objective tracker.PlanObjective
	for i := range cmd.Rows {
		if i%perObjective == 0 {
			n := i/perObjective + 1
			objective = tracker.PlanObjective{
				Code: fmt.Sprintf("OB-%03d", n), Title: plan.Some(fmt.Sprintf("%s, intervento %d", themes[r.IntN(len(themes))], n)),
				Description: plan.Some("Un intervento come ce ne sono in molti enti, con i suoi passi e le sue scadenze, descritto in una frase."),
				Horizon:     plan.Some(plan.Horizons[r.IntN(len(plan.Horizons))]), State: plan.Some(plan.ObjectiveActive),
				LeadOffice: plan.Some(officeName(r.IntN(offices))), StartOn: plan.Some(today.AddDays(-600)), AddedOn: plan.Some(today.AddDays(-600)),
			}
		}
		cmd.Rows[i] = tracker.PlanRow{Line: i + 2, Objective: objective, Milestone: milestone(r, i%perObjective+1, officeName(r.IntN(offices)), today)}
	}
	return cmd
}

func milestone(r *rand.Rand, number int, office string, today plan.Date) *tracker.PlanMilestone {
	start := today.AddDays(-500 + r.IntN(600))
	due := start.AddDays(60 + r.IntN(500))
	m := &tracker.PlanMilestone{
		Number: number, Title: plan.Some(fmt.Sprintf("%s, fase %d", steps[r.IntN(len(steps))], number)), Office: plan.Some(office),
		StartOn: plan.Some(start), DueOn: plan.Some(due), AddedOn: today.AddDays(-600),
		State: plan.Some(plan.MilestonePlanned), Percent: plan.Some(0),
	}
	switch passed := today.DaysSince(start); {
	case passed <= 0:
	case r.IntN(100) < 45 && due.Before(today.AddDays(60)):
		m.State, m.Percent, m.CompletedOn = plan.Some(plan.MilestoneDone), plan.Some(100), start.AddDays(r.IntN(passed)+1)
		m.Evidence = plan.Some(plan.Evidence{Note: "Atto agli atti dell'ufficio."})
	case r.IntN(100) < 5:
		m.State, m.Percent = plan.Some(plan.MilestoneBlocked), plan.Some(r.IntN(60))
	default:
		m.State, m.Percent = plan.Some(plan.MilestoneInProgress), plan.Some(1+r.IntN(95))
	}
	return m
}

// size is how many milestones an ente has: most are small.
func size(r *rand.Rand) int {
	switch u := r.IntN(1_000); {
	case u < 700:
		return 10 + r.IntN(15)
	case u < 950:
		return 25 + r.IntN(36)
	case u < 995:
		return 60 + r.IntN(140)
	default:
		return 300 + r.IntN(700)
	}
}

func officeName(n int) string { return fmt.Sprintf("Settore %d", n+1) }

var (
	themes = []string{"Servizi in rete", "Scuole sicure", "Strade e piazze", "Verde pubblico", "Personale e formazione", "Bilancio chiaro", "Archivi digitali", "Acqua e rifiuti"}
	steps  = []string{"Progetto approvato", "Gara pubblicata", "Contratto firmato", "Lavori avviati", "Collaudo concluso", "Servizio aperto al pubblico"}
)

package board

import (
	"context"
	"fmt"

	"github.com/traguardi/traguardi/internal/plan"
)

// ReadPlan is the plan of one organization, read for what is computed of all of them, and let go
// of when that is done.
type ReadPlan struct {
	Organization string
	// Err is why this one cannot be computed; the others can.
	Err error
	// FirstDay is the earliest day on which the plan had an objective; zero for none.
	FirstDay plan.Date
	// Numbers are as Boards.Numbers gives them.
	Numbers func(day plan.Date) ([]plan.Snapshot, error)
	// Line is the organization's line of figures as of a day, to be kept.
	Line func(day plan.Date) (plan.Line, error)

	// Public is what everybody may see of a day.
	Public func(day plan.Date) (*Public, error)

	summary func() (Summary, error) // today's
}

// plansTogether is how many plans are read at a time: enough that what a statement costs by itself
// is spread over many, and few enough to be held in memory.
const plansTogether = 100

// EachPlan reads every organization's plan from the source, some at a time, and hands those over
// that were read together; the next ones are read meanwhile. Nothing of it is kept, and nothing that
// is kept is driven out. Where do fails, or the source, that is the end.
func (b *Boards) EachPlan(ctx context.Context, do func([]ReadPlan) error) error {
	type portion struct {
		plans []ReadPlan
		err   error
	}
	ctx, stop := context.WithCancel(ctx)
	portions := make(chan portion) // who reads waits with one until it is asked for
	go func() {
		defer close(portions)
		for after := ""; ; {
			var p portion
			p.plans, p.err = guarded(func() ([]ReadPlan, error) { return b.readPlans(ctx, after) })
			select {
			case portions <- p:
			case <-ctx.Done():
				return
			}
			if p.err != nil || len(p.plans) == 0 || ctx.Err() != nil { // it may have been taken by who lets go of it
				return
			}
			after = p.plans[len(p.plans)-1].Organization
		}
	}()
	defer func() {
		stop()
		for range portions { // nobody reads on behind the back of who has been given an answer
		}
	}()
	for p := range portions {
		if p.err != nil || len(p.plans) == 0 {
			return p.err
		}
		if err := do(p.plans); err != nil {
			return err
		}
	}
	return ctx.Err()
}

func (b *Boards) readPlans(ctx context.Context, after string) ([]ReadPlan, error) {
	reading, cancel := context.WithTimeout(ctx, b.options.LoadTimeout)
	defer cancel()
	all, err := b.source.Plans(reading, after, plansTogether)
	b.sourceAnswered(err)
	switch {
	case err == nil:
	case ctx.Err() != nil || plan.KindOf(err) == plan.KindUnavailable:
		return nil, err
	default:
		// Something among them cannot be read: find out which, and give the others.
		return b.readPlansAlone(ctx, after, err)
	}
	plans := make([]ReadPlan, len(all))
	for i := range all {
		plans[i] = b.readPlan(all[i])
		all[i] = Changes{} // the rows are in the ledger
	}
	return plans, nil
}

// readPlansAlone reads the next plans one by one.
func (b *Boards) readPlansAlone(ctx context.Context, after string, why error) ([]ReadPlan, error) {
	ids, err := b.source.After(ctx, after, plansTogether)
	if err != nil {
		return nil, err
	}
	if len(ids) == 0 {
		return nil, why
	}
	plans := make([]ReadPlan, 0, len(ids))
	for _, id := range ids {
		all, err := b.changes(ctx, id, 0)
		switch {
		case ctx.Err() != nil || plan.KindOf(err) == plan.KindUnavailable:
			return nil, err
		case err != nil:
			plans = append(plans, unreadable(id, err))
		default:
			plans = append(plans, b.readPlan(all))
		}
	}
	return plans, nil
}

// unreadable is a plan of which nothing can be computed.
func unreadable(organization string, err error) ReadPlan {
	return ReadPlan{
		Organization: organization, Err: err,
		Numbers: func(plan.Date) ([]plan.Snapshot, error) { return nil, err },
		Line:    func(plan.Date) (plan.Line, error) { return plan.Line{}, err },
		Public:  func(plan.Date) (*Public, error) { return nil, err },
		summary: func() (Summary, error) { return Summary{}, err },
	}
}

func (b *Boards) readPlan(all Changes) ReadPlan {
	p := ReadPlan{Organization: all.Organization.ID}
	ledger, err := guarded(func() (*Ledger, error) { return NewLedger(all) })
	if err != nil {
		return unreadable(all.Organization.ID, err)
	}
	p.FirstDay = ledger.firstDay()
	var last *Board // the line is of a day whose numbers were asked for, mostly
	on := func(day plan.Date) (*Board, error) {
		today := b.options.Clock.Today()
		if day.After(today) {
			return nil, fmt.Errorf("board: %s has not come yet", day)
		}
		if last != nil && last.moment.day == day && last.moment.today == today {
			return last, nil
		}
		board, err := guarded(func() (*Board, error) { return ledger.On(b.view(day, today), nil), nil })
		last = board
		return board, err
	}
	p.Numbers = func(day plan.Date) ([]plan.Snapshot, error) {
		board, err := on(day)
		if err != nil {
			return nil, err
		}
		return board.Numbers(), nil
	}
	p.Line = func(day plan.Date) (plan.Line, error) {
		board, err := on(day)
		if err != nil {
			return plan.Line{}, err
		}
		return guarded(func() (plan.Line, error) { return board.line(b.options.StaleAfterDays) })
	}
	p.Public = func(day plan.Date) (*Public, error) {
		board, err := on(day)
		if err != nil {
			return nil, err
		}
		return guarded(func() (*Public, error) { return board.Public(), nil })
	}
	p.summary = func() (Summary, error) {
		board, err := on(b.options.Clock.Today())
		if err != nil {
			return Summary{}, err
		}
		return board.summary(all.Organization), nil
	}
	return p
}

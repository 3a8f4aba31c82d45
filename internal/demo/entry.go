package demo

import (
	"context"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// entry is one update of a milestone with what the reviewer said of it. Entries are
// made by at, done, moved, blocked and dropped; unless told otherwise the reviewer
// confirms them a few days later.
type entry struct {
	days      int // from the present day
	state     plan.MilestoneState
	percent   plan.Opt[int]
	due       day // where the date moves
	evidence  proof
	reason    string
	decidedIn string // key of a meeting
	note      string
	verdict   plan.Verdict
	question  string // the note of a reviewer who questions
}

// reviewedAfter is how many days the reviewer takes.
const reviewedAfter = 3

// at reports how far the work has come.
func at(days, percent int, note string) entry {
	return entry{days: days, percent: plan.Some(percent), note: note, verdict: plan.VerdictConfirmed}
}

// done reports that the milestone is reached.
func done(days int, evidence proof, note string) entry {
	return entry{days: days, state: plan.MilestoneDone, evidence: evidence, note: note, verdict: plan.VerdictConfirmed}
}

// moved reports a new due date with its reason.
func moved(days int, due day, reason string) entry {
	return entry{days: days, due: due, reason: reason, verdict: plan.VerdictConfirmed}
}

// blocked reports that work cannot go on, and why.
func blocked(days int, reason string) entry {
	return entry{days: days, state: plan.MilestoneBlocked, reason: reason, verdict: plan.VerdictConfirmed}
}

// dropped reports that the milestone is given up.
func dropped(days int, note string) entry {
	return entry{days: days, state: plan.MilestoneCancelled, note: note, verdict: plan.VerdictConfirmed}
}

// in names the meeting that decided it.
func (e entry) in(meeting string) entry {
	e.decidedIn = meeting
	return e
}

// and reports a percentage besides.
func (e entry) and(percent int) entry {
	e.percent = plan.Some(percent)
	return e
}

// to moves the due date besides.
func (e entry) to(due day) entry {
	e.due = due
	return e
}

// waiting leaves the entry without a verdict.
func (e entry) waiting() entry {
	e.verdict = ""
	return e
}

// questioned lets the reviewer ask.
func (e entry) questioned(question string) entry {
	e.verdict, e.question = plan.VerdictQuestioned, question
	return e
}

// proof is what shows that a milestone was reached on a day.
type proof func(on plan.Date) plan.Evidence

// site stands for the ente's: an address set aside for examples, so that no invented
// link leads to a real page.
const site = "https://example.org/"

// link is a page or a document.
func link(page string) proof {
	return func(plan.Date) plan.Evidence { return plan.Evidence{URL: site + page} }
}

// act is an administrative act of that very day.
func act(kind, number string) proof {
	return func(on plan.Date) plan.Evidence {
		return plan.Evidence{Act: &plan.Act{Kind: kind, Number: number, Date: on, URL: site + "albo/" + number}}
	}
}

// statement is what the office declares.
func statement(text string) proof {
	return func(plan.Date) plan.Evidence { return plan.Evidence{Note: text} }
}

// report adds an entry and its review.
func (s *script) report(id string, e entry) {
	r := plan.Report{Percent: e.percent, Reason: e.reason, Note: e.note}
	if e.state != "" {
		r.State = plan.Some(e.state)
	}
	if e.due != nil {
		r.DueOn = plan.Some(e.due.on(s.today))
	}
	if e.evidence != nil {
		r.Evidence = plan.Some(e.evidence(d(e.days).workday(s.today)))
	}
	var update string
	s.add(d(e.days), morning, "report "+id, func(ctx context.Context, t *tracker.Tracker) (err error) {
		if r.DecidedIn, err = s.meeting(e.decidedIn); err != nil {
			return err
		}
		receipt, err := t.ReportUpdate(ctx, tracker.ReportUpdate{Organization: ente, Milestone: id, Report: r})
		update = receipt.ID
		return err
	})
	if e.verdict == "" {
		return
	}
	s.add(d(min(e.days+reviewedAfter, -1)), afternoon, "review "+id, func(ctx context.Context, t *tracker.Tracker) error {
		_, err := t.ReviewUpdate(ctx, tracker.ReviewUpdate{Organization: ente, UpdateID: update, Verdict: e.verdict, Note: e.question})
		return err
	})
}

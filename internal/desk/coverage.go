package desk

import (
	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
)

// LineState is how an organization stands to a line of a national plan.
type LineState string

// The states, first that fits.
const (
	// LineUncovered: no objective carries it out. Whether what it asks was done otherwise the
	// plan does not say, so it is never late.
	LineUncovered LineState = "uncovered"
	// LineDone: every objective that carries it out is complete.
	LineDone LineState = "done"
	// LineLate: the month by which it was to be done is over, and it is not.
	LineLate LineState = "late"
	// LineCovered: under way, in time or without a time.
	LineCovered LineState = "covered"
)

// LineStates in the order in which they are shown: what asks for something first.
var LineStates = []LineState{LineLate, LineUncovered, LineCovered, LineDone}

// CoveredLine is a line of an edition, and what an organization does about it.
type CoveredLine struct {
	plan.CatalogueLine
	State LineState
	// Due reports whether it asks for something already (plan.CatalogueLine.Due).
	Due bool
	// Objectives carry it out, in the plan's order: neither cancelled nor removed.
	Objectives []*board.Objective
}

// CoverageCounts are how many lines stand how. Covered, Done, Late and Uncovered add up to
// Lines.
type CoverageCounts struct {
	Lines, Covered, Done, Late, Uncovered int
	// Due are those that ask for something already, UncoveredDue those of them that nobody
	// covers.
	Due, UncoveredDue int
}

// Coverage is what an organization does about one edition of a national plan.
type Coverage struct {
	Edition plan.CatalogueEdition
	// Lines are those that concern a comune, surely or on a condition, and any other that an
	// objective carries out all the same, dropped ones too.
	Lines []CoveredLine
	// Counts are over the lines that concern every comune, Conditional over those with a
	// condition. Dropped lines are in neither.
	Counts, Conditional CoverageCounts
}

// CoverageOf holds the objectives of a board against an edition, on the board's day. A draft
// covers a line where the content has drafts.
func CoverageOf(c *board.Content, edition *plan.CatalogueContent) Coverage {
	covering := map[string][]*board.Objective{}
	for _, o := range c.InOrder() {
		if o.Terms.State == plan.ObjectiveCancelled {
			continue
		}
		for _, ref := range o.Lines {
			if ref.Edition == edition.Edition.Code {
				covering[ref.Code] = append(covering[ref.Code], o)
			}
		}
	}
	out := Coverage{Edition: edition.Edition}
	for _, l := range edition.Lines {
		by := covering[l.Code]
		if len(by) == 0 && (l.Dropped || l.Concerns == plan.ConcernsNone) {
			continue
		}
		line := CoveredLine{CatalogueLine: l, State: lineState(l, by, c.Day), Due: l.Due(c.Day), Objectives: by}
		out.Lines = append(out.Lines, line)
		switch {
		case l.Dropped:
		case l.Concerns == plan.ConcernsAll:
			out.Counts.add(line)
		case l.Concerns == plan.ConcernsConditional:
			out.Conditional.add(line)
		}
	}
	return out
}

func lineState(l plan.CatalogueLine, by []*board.Objective, day plan.Date) LineState {
	if len(by) == 0 {
		return LineUncovered
	}
	for _, o := range by {
		if !ObjectiveComplete(o) {
			if l.Expired(day) {
				return LineLate
			}
			return LineCovered
		}
	}
	return LineDone
}

// ObjectiveComplete reports whether nothing is left to do of an objective: it was closed as
// completed, or all that counts of it is done.
func ObjectiveComplete(o *board.Objective) bool {
	return o.Terms.State == plan.ObjectiveCompleted || o.Figures.Actual != nil && *o.Figures.Actual >= 1
}

func (c *CoverageCounts) add(l CoveredLine) {
	c.Lines++
	switch l.State {
	case LineUncovered:
		c.Uncovered++
		if l.Due {
			c.UncoveredDue++
		}
	case LineDone:
		c.Done++
	case LineLate:
		c.Late++
	case LineCovered:
		c.Covered++
	}
	if l.Due {
		c.Due++
	}
}

// Line finds a line among those of the coverage.
func (c Coverage) Line(code string) (CoveredLine, bool) {
	for _, l := range c.Lines {
		if l.Code == code {
			return l, true
		}
	}
	return CoveredLine{}, false
}

package board

import (
	"encoding/json"
	"fmt"

	"github.com/traguardi/traguardi/internal/plan"
)

// lineForm says how lines are made: it changes with the formulas, so that a line of an earlier
// release is computed anew instead of shown.
const lineForm = 1

// keptLine is a line as it is kept: a summary but for the organization's row, which has its own
// place.
type keptLine struct {
	Form           int                       `json:"form"`
	StaleAfterDays int                       `json:"stale_after_days"` // the setting that it was made with
	Shown          int                       `json:"shown"`
	ShownPlanned   int                       `json:"shown_planned"`
	Health         string                    `json:"health"`
	Objectives     int                       `json:"objectives"`
	Actual         *float64                  `json:"actual,omitempty"`
	Planned        *float64                  `json:"planned,omitempty"`
	Horizons       []keptHorizon             `json:"horizons"`
	Meetings       map[plan.MeetingState]int `json:"meetings,omitempty"`
	OverdueActions int                       `json:"overdue_actions,omitempty"`
}

type keptHorizon struct {
	Horizon plan.Horizon `json:"horizon"`
	Actual  *float64     `json:"actual,omitempty"`
	Planned *float64     `json:"planned,omitempty"`
}

// line gives the board's line, to be kept.
func (b *Board) line(staleAfterDays int) (plan.Line, error) {
	s := b.summary(b.ledger.Organization())
	k := keptLine{
		Form: lineForm, StaleAfterDays: staleAfterDays,
		Shown: s.Shown, ShownPlanned: s.ShownPlanned, Health: s.Health, Objectives: s.Objectives, Actual: s.Actual, Planned: s.Planned,
		Horizons: make([]keptHorizon, len(s.Horizons)), Meetings: s.Meetings, OverdueActions: s.OverdueActions,
	}
	for i, h := range s.Horizons {
		k.Horizons[i] = keptHorizon(h)
	}
	content, err := json.Marshal(k)
	return plan.Line{Organization: b.ledger.organization.ID, Revision: b.Revision(), Day: b.moment.day, Content: string(content)}, err
}

// summaryOf reads a line that was kept of an organization.
func (b *Boards) summaryOf(row plan.Organization, l plan.Line) (Summary, error) {
	var k keptLine
	if err := json.Unmarshal([]byte(l.Content), &k); err != nil {
		return Summary{}, fmt.Errorf("board: the line of %s: %w", l.Organization, err)
	}
	if k.Form != lineForm || k.StaleAfterDays != b.options.StaleAfterDays {
		return Summary{}, fmt.Errorf("board: the line of %s was made in another way", l.Organization)
	}
	row.Revision = l.Revision
	s := Summary{
		Organization: row, Day: l.Day, Shown: k.Shown, ShownPlanned: k.ShownPlanned, Health: k.Health, Objectives: k.Objectives,
		Actual: k.Actual, Planned: k.Planned, Horizons: make([]HorizonSummary, len(k.Horizons)), Meetings: k.Meetings, OverdueActions: k.OverdueActions,
	}
	if s.Meetings == nil {
		s.Meetings = map[plan.MeetingState]int{}
	}
	for i, h := range k.Horizons {
		s.Horizons[i] = HorizonSummary(h)
	}
	return s, nil
}

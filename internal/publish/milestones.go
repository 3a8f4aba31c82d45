package publish

import (
	"strconv"

	"github.com/traguardi/traguardi/internal/board"
)

// milestoneColumns are those of the API's list of milestones: the same names in the same
// order, as a test over there sees to.
var milestoneColumns = []string{
	"id", "objective", "number", "title", "description", "office", "weight", "start_on", "due_on", "added_on", "baseline_due_on",
	"state", "percent", "completed_on", "evidence_url", "evidence_note", "evidence_act_kind", "evidence_act_number", "evidence_act_date",
	"evidence_act_url", "slippage_days", "slippage_reason", "overdue", "days_overdue", "stale", "updated_on", "revision",
}

// MilestonesCSV writes milestones in the order given.
func MilestonesCSV(list []*board.Milestone) ([]byte, error) {
	return CSV(milestoneColumns, func(yield func([]string) bool) {
		for _, m := range list {
			if !yield(milestoneCells(m)) {
				return
			}
		}
	})
}

func milestoneCells(m *board.Milestone) []string {
	s, slippage := m.Status, ""
	if m.SlippageDays != nil {
		slippage = strconv.Itoa(*m.SlippageDays)
	}
	cells := []string{
		m.ID, m.Objective, strconv.Itoa(m.Number), Cell(m.Title), Cell(m.Description), s.Office, strconv.FormatFloat(s.Weight, 'f', -1, 64),
		s.StartOn.String(), s.DueOn.String(), m.AddedOn.String(), m.BaselineDueOn.String(), string(s.State), strconv.Itoa(s.Percent),
		s.CompletedOn.String(), Cell(s.Evidence.URL), Cell(s.Evidence.Note),
	}
	if act := s.Evidence.Act; act != nil {
		cells = append(cells, Cell(act.Kind), Cell(act.Number), act.Date.String(), Cell(act.URL))
	} else {
		cells = append(cells, "", "", "", "")
	}
	return append(cells, slippage, Cell(m.LastReason), strconv.FormatBool(m.Overdue), strconv.Itoa(m.DaysOverdue), strconv.FormatBool(m.Stale),
		m.UpdatedOn.String(), strconv.FormatInt(m.Revision, 10))
}

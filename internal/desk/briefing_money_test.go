package desk_test

import (
	"slices"
	"testing"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/desk"
	"github.com/traguardi/traguardi/internal/plan"
)

// TestWhatChangedOfTheMoney: a report tells what was assigned, paid or withdrawn since the day
// of the last one.
func TestWhatChangedOfTheMoney(t *testing.T) {
	of := func(id, assigned string, state plan.FundingState, on string) *board.Funding {
		f := &board.Funding{ID: id, Measure: id, AmountCents: 100, State: state}
		if assigned != "" {
			f.AssignedOn = day(assigned)
		}
		if on != "" {
			f.StateOn = day(on)
		}
		return f
	}
	staff := &board.Staff{Content: board.Content{Day: day("2026-11-20"), Fundings: []*board.Funding{
		of("old", "2026-01-01", plan.FundingAssigned, "2026-01-01"),
		of("new", "2026-11-10", plan.FundingAssigned, "2026-11-10"),
		of("paid since", "2026-01-01", plan.FundingPaid, "2026-11-12"),
		of("paid before", "2026-01-01", plan.FundingPaid, "2026-02-01"),
		of("withdrawn since", "2026-01-01", plan.FundingWithdrawn, "2026-11-07"),
		of("without a day", "", plan.FundingWithdrawn, ""),
	}}}
	news := desk.BriefingOf(staff, desk.Since{Day: day("2026-11-06")}).Money
	var told []string
	for _, c := range news.Changed {
		told = append(told, c.Funding.ID+": "+string(c.Before))
	}
	if got, want := told, []string{"paid since: assigned", "new: ", "withdrawn since: assigned"}; !slices.Equal(got, want) {
		t.Errorf("changed are %v, want %v", got, want)
	}
	if news.Before.Assigned != 300 || news.Before.Paid != 100 || news.Before.Withdrawn != 100 {
		t.Errorf("before it was %+v", news.Before)
	}
	if news.Now.Assigned != 200 || news.Now.Paid != 200 || news.Now.Withdrawn != 200 {
		t.Errorf("now it is %+v", news.Now)
	}
	if everything := desk.BriefingOf(staff, desk.Since{}).Money; len(everything.Changed) != 6 || everything.Before.Count() != 0 {
		t.Errorf("since the beginning it is %+v", everything)
	}
}

package desk

import (
	"cmp"
	"slices"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
)

// View is a ready-made list of the table of milestones.
type View string

// The views.
const (
	ViewAll       View = ""
	ViewOverdue   View = "overdue"
	ViewSoon      View = "soon" // due within SoonDays
	ViewBlocked   View = "blocked"
	ViewStale     View = "stale"
	ViewQuestions View = "questions" // with an open question
	ViewInReview  View = "in_review" // with updates that wait for a review
	ViewUndated   View = "undated"
)

// Views in the order in which they are offered.
var Views = []View{ViewAll, ViewOverdue, ViewSoon, ViewBlocked, ViewStale, ViewQuestions, ViewInReview, ViewUndated}

// StaffOnly reports whether a view tells what is not published.
func (v View) StaffOnly() bool { return v == ViewQuestions || v == ViewInReview }

// Selection says which milestones the table shows, and in which order. Empty fields do
// not narrow it.
type Selection struct {
	Words     string // of the codes, the titles and the milestone's description
	Objective string // code
	Office    string // code
	State     plan.MilestoneState
	Horizon   plan.Horizon // of the objective
	// Open leaves out what is done and what was cancelled.
	Open       bool
	View       View
	Order      Order
	Descending bool
}

// Row is a milestone in the table, with what asks for attention. Of a milestone that is
// not under way (see UnderWay) nothing does.
type Row struct {
	Milestone *board.Milestone
	Objective *board.Objective
	// DaysOverdue and DaysSilent are 0 where it is not overdue, or not stale.
	DaysOverdue, DaysSilent int
	// DueIn is in how many days it is due; -1 where it is not to come within SoonDays.
	DueIn     int
	Waiting   int         // updates that wait for a review
	Questions []*Question // those that are open
}

// Part is the rows of one objective; or all rows in one order, with no objective.
type Part struct {
	Objective *board.Objective
	Rows      []Row
}

// Table is a selection of an organization's milestones.
type Table struct {
	// Parts are of one objective each where the order keeps objectives together.
	Parts []Part
	// Counts are the rows of each view under the same filters.
	Counts map[View]int
	// Shown is the number of rows, of objectives that Objectives counts; Total are all
	// milestones of the plan.
	Shown, Objectives, Total int
}

// Milestones lists what is in the table, in its order.
func (t *Table) Milestones() []*board.Milestone {
	list := make([]*board.Milestone, 0, t.Shown)
	for _, part := range t.Parts {
		for _, r := range part.Rows {
			list = append(list, r.Milestone)
		}
	}
	return list
}

// SelectMilestones makes the table of a selection. Of a content that is the public's,
// handed in without reviews, nothing has a question.
func SelectMilestones(s *board.Staff, sel Selection) *Table {
	t := &Table{Counts: make(map[View]int, len(Views))}
	search := plan.NewSearch(sel.Words)
	var rows []Row
	for _, o := range s.InOrder() {
		t.Total += len(o.Milestones)
		found := len(rows)
		for _, m := range o.InOrder() {
			if !sel.admits(search, o, m) {
				continue
			}
			r := RowOf(s, o, m)
			for _, v := range Views {
				if r.In(v) {
					t.Counts[v]++
				}
			}
			if r.In(sel.View) {
				rows = append(rows, r)
			}
		}
		if len(rows) > found {
			t.Objectives++
		}
	}
	t.Shown = len(rows)
	sel.Order.sort(&s.Content, rows, sel.Descending)
	t.Parts = grouped(rows, sel.Order.Groups())
	return t
}

// Milestones lists what a selection lets through, in the order of the plan.
func Milestones(s *board.Staff, sel Selection) []*board.Milestone {
	search := plan.NewSearch(sel.Words)
	var found []*board.Milestone
	for _, o := range s.InOrder() {
		for _, m := range o.InOrder() {
			if sel.admits(search, o, m) && (sel.View == ViewAll || RowOf(s, o, m).In(sel.View)) {
				found = append(found, m)
			}
		}
	}
	return found
}

// admits reports whether the filters let a milestone through, views aside.
func (sel Selection) admits(search plan.Search, o *board.Objective, m *board.Milestone) bool {
	return (sel.Objective == "" || o.Code == sel.Objective) && (sel.Horizon == "" || o.Terms.Horizon == sel.Horizon) &&
		(sel.Office == "" || m.Status.Office == sel.Office) && (sel.State == "" || m.Status.State == sel.State) &&
		(!sel.Open || m.Status.Open()) && search.Finds(o.Code, o.Title, m.ID, m.Title, m.Description)
}

// RowOf is a milestone as the table shows it.
func RowOf(s *board.Staff, o *board.Objective, m *board.Milestone) Row {
	r := Row{Milestone: m, Objective: o, DueIn: -1, Waiting: WaitingOf(m), Questions: OpenQuestionsOf(s, o, m)}
	if !underWay(o, m) {
		return r
	}
	if m.Overdue {
		r.DaysOverdue = m.DaysOverdue
	}
	if m.Stale {
		r.DaysSilent = s.Day.DaysSince(m.UpdatedOn)
	}
	if within(m.Status.DueOn, s.Day, SoonDays) {
		r.DueIn = m.Status.DueOn.DaysSince(s.Day)
	}
	return r
}

// In reports whether a view has the row.
func (r Row) In(v View) bool {
	switch v {
	case ViewOverdue:
		return r.DaysOverdue > 0
	case ViewSoon:
		return r.DueIn >= 0
	case ViewBlocked:
		return underWay(r.Objective, r.Milestone) && r.Milestone.Status.State == plan.MilestoneBlocked
	case ViewStale:
		return r.DaysSilent > 0
	case ViewQuestions:
		return len(r.Questions) > 0
	case ViewInReview:
		return r.Waiting > 0
	case ViewUndated:
		return underWay(r.Objective, r.Milestone) && r.Milestone.Status.DueOn.IsZero()
	}
	return v == ViewAll
}

func grouped(rows []Row, byObjective bool) []Part {
	if len(rows) == 0 {
		return nil
	}
	if !byObjective {
		return []Part{{Rows: rows}}
	}
	var parts []Part
	for _, r := range rows {
		if last := len(parts) - 1; last < 0 || parts[last].Objective != r.Objective {
			parts = append(parts, Part{Objective: r.Objective})
		}
		g := &parts[len(parts)-1]
		g.Rows = append(g.Rows, r)
	}
	return parts
}

// Order is what the rows are ordered by. It is given by keys, texts that compare in its
// order, so that lists that are read page by page can carry a place in it.
type Order string

// The orders.
const (
	// OrderPlan is that of the plan: the objectives as they are listed, the milestones
	// of each.
	OrderPlan    Order = ""
	OrderCode    Order = "id"
	OrderTitle   Order = "title"
	OrderOffice  Order = "office" // by the office's name
	OrderState   Order = "state"  // from planned to cancelled
	OrderPercent Order = "percent"
	OrderDue     Order = "due_on" // undated ones last
	// OrderSlip goes by slippage; those that cannot tell come before all others.
	OrderSlip Order = "slippage_days"
	// OrderRecorded goes by when the last update was recorded.
	OrderRecorded Order = "recorded_at"
)

// Groups reports whether the order keeps the milestones of an objective together.
func (o Order) Groups() bool { return o == OrderPlan || o == OrderCode }

func (o Order) sort(c *board.Content, rows []Row, descending bool) {
	if o == OrderPlan {
		return // as they were found
	}
	keys := make(map[*board.Milestone]string, len(rows))
	for _, r := range rows {
		keys[r.Milestone] = o.Key(c, r.Milestone)
	}
	slices.SortStableFunc(rows, func(a, b Row) int {
		n := cmp.Or(cmp.Compare(keys[a.Milestone], keys[b.Milestone]), cmp.Compare(CodeKey(a.Milestone), CodeKey(b.Milestone)))
		if descending {
			return -n
		}
		return n
	})
}

package desk

import (
	"cmp"
	"slices"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
)

// ListGroup is a group of an office's list.
type ListGroup string

// The groups: see OfficeList.
const (
	GroupOverdue   ListGroup = "overdue"
	GroupSoon      ListGroup = "soon"
	GroupFurther   ListGroup = "further"
	GroupUndated   ListGroup = "undated"
	GroupDone      ListGroup = "done"
	GroupResting   ListGroup = "resting"
	GroupCancelled ListGroup = "cancelled"
)

// ListGroups in the order in which they are listed.
var ListGroups = []ListGroup{GroupOverdue, GroupSoon, GroupFurther, GroupUndated, GroupDone, GroupResting, GroupCancelled}

// of is the group's part of a list.
func (g ListGroup) of(l *OfficeList) []*board.Milestone {
	switch g {
	case GroupOverdue:
		return l.Overdue
	case GroupSoon:
		return l.Soon
	case GroupFurther:
		return l.Further
	case GroupUndated:
		return l.Undated
	case GroupDone:
		return l.Done
	case GroupResting:
		return l.Resting
	}
	return l.Cancelled
}

// Open reports whether somebody has to see to the milestones of the group.
func (g ListGroup) Open() bool {
	return g == GroupOverdue || g == GroupSoon || g == GroupFurther || g == GroupUndated
}

// Task is a milestone of an office with all that its list tells of it.
type Task struct {
	Milestone *board.Milestone
	Objective *board.Objective
	Group     ListGroup
	// Planned is the percentage planned by the day; -1 for a milestone without a date.
	Planned int
	// Waiting counts its updates that wait for a review.
	Waiting int
	// Questions are those about it that nobody has answered.
	Questions []*Question
	// Last is what was recorded last of it, whatever day it counts from; nil where
	// nothing was since it was added.
	Last *board.Update
}

// SilentToday reports whether the last thing recorded is that on the day there is nothing
// new.
func (t *Task) SilentToday(day plan.Date) bool {
	return t.Last != nil && t.Last.EffectiveOn == day && NothingNew(t.Last)
}

// Tasks lists what an office owns, group by group, each in its order.
func Tasks(s *board.Staff, office string) []*Task {
	list := ListOf(&s.Content, office)
	objectives := map[string]*board.Objective{}
	for _, o := range s.Objectives {
		objectives[o.Code] = o
	}
	var tasks []*Task
	for _, group := range ListGroups {
		for _, m := range group.of(&list) {
			o := objectives[m.Objective]
			tasks = append(tasks, &Task{
				Milestone: m, Objective: o, Group: group, Planned: PlannedPercent(&s.Content, m), Waiting: WaitingOf(m),
				Questions: OpenQuestionsOf(s, o, m), Last: lastRecorded(m),
			})
		}
	}
	return tasks
}

func lastRecorded(m *board.Milestone) *board.Update {
	if len(m.Updates) == 0 {
		return nil
	}
	return slices.MaxFunc(m.Updates, compareRecorded)
}

// Work is everything that an office has to see to, and what became of it.
type Work struct {
	Office *board.Office
	Tasks  []*Task
	// Questions nobody has answered, in the order in which they were put; Answered the
	// last answered first.
	Questions, Answered []*Question
	// Actions asked of it that are open, by due date; Completed those that are done, the
	// last first.
	Actions, Completed []*board.Action
	// Leads are the objectives that it leads and that are still to be delivered.
	Leads []RatingPair
}

// WorkOf gathers the work of an office; nil where there is no such office.
func WorkOf(s *board.Staff, office string) *Work {
	o, ok := s.Office(office)
	if !ok {
		return nil
	}
	w := &Work{
		Office: o, Tasks: Tasks(s, office), Questions: OpenQuestions(s, office), Answered: AnsweredQuestions(s, office),
		Actions: OpenActions(&s.Content, office), Completed: CompletedActions(&s.Content, office), Leads: RatingsOf(&s.Content, office),
	}
	slices.SortFunc(w.Answered, func(a, b *Question) int { return compareRecorded(b.Answer, a.Answer) })
	return w
}

// Group lists the tasks of one group.
func (w *Work) Group(g ListGroup) []*Task {
	var found []*Task
	for _, t := range w.Tasks {
		if t.Group == g {
			found = append(found, t)
		}
	}
	return found
}

// Open counts the milestones that the office has to see to.
func (w *Work) Open() int {
	n := 0
	for _, t := range w.Tasks {
		if t.Group.Open() {
			n++
		}
	}
	return n
}

// Task finds one by its milestone's id.
func (w *Work) Task(milestone string) (*Task, bool) {
	i := slices.IndexFunc(w.Tasks, func(t *Task) bool { return t.Milestone.ID == milestone })
	if i < 0 {
		return nil, false
	}
	return w.Tasks[i], true
}

// CompletedActions lists what meetings asked of an office and is done, the last first.
func CompletedActions(c *board.Content, office string) []*board.Action {
	var found []*board.Action
	for _, a := range c.Actions {
		if a.State == plan.ActionDone && (office == "" || a.Office == office) {
			found = append(found, a)
		}
	}
	slices.SortFunc(found, func(a, b *board.Action) int {
		return cmp.Or(b.CompletedOn.Compare(a.CompletedOn), cmp.Compare(a.ID, b.ID))
	})
	return found
}

// RatingsOf are the ratings of the objectives that an office leads.
func RatingsOf(c *board.Content, office string) []RatingPair {
	return slices.DeleteFunc(Ratings(c), func(p RatingPair) bool { return p.Objective.Terms.LeadOffice != office })
}

package plan

// ActionState is where an action stands. "Overdue" is computed.
type ActionState string

// The states of an action.
const (
	ActionOpen      ActionState = "open"
	ActionDone      ActionState = "done"
	ActionCancelled ActionState = "cancelled"
)

// ActionStates lists every state.
var ActionStates = []ActionState{ActionOpen, ActionDone, ActionCancelled}

// Action (azione) is what a meeting asked of an office.
type Action struct {
	ID          string      `json:"id"`
	Meeting     string      `json:"meeting"`
	Title       string      `json:"title"`
	Office      string      `json:"office"`
	DueOn       Date        `json:"due_on"`
	State       ActionState `json:"state"`
	CompletedOn Date        `json:"completed_on"`
	Objective   string      `json:"objective"` // code, or empty
	Milestone   string      `json:"milestone"` // OB-01.3, or empty
	// Decision of the same meeting that the action follows; empty for none.
	Decision string `json:"decision"`
	// Point of the meeting's agenda, from 1; 0 for none.
	Point     int   `json:"point"`
	RemovedOn Date  `json:"removed_on"`
	Revision  int64 `json:"revision"`
}

// Check notes every rule that the action breaks; today bounds the completion. Whether
// its point and its decision are the meeting's is for the tracker to see.
func (a Action) Check(today Date) error {
	var p Problems
	p.Line("title", a.Title, MaxTitle, true)
	if a.Office == "" {
		p.Add("office", "required", "is required")
	}
	if a.DueOn.IsZero() {
		p.Add("due_on", "required", "is required")
	}
	if !oneOf(a.State, ActionStates) {
		p.Add("state", "action.state", "must be open, done or cancelled")
	}
	switch {
	case a.State == ActionDone && a.CompletedOn.IsZero():
		p.Add("completed_on", "required", "is required when the state is done")
	case a.State != ActionDone && !a.CompletedOn.IsZero():
		p.Add("completed_on", "completed.state", "goes with the state done alone")
	case a.CompletedOn.After(today):
		p.Add("completed_on", "date.future", "must not be in the future")
	}
	return p.Err()
}

// OverdueOn reports whether the action is open and past its date on a day.
func (a Action) OverdueOn(day Date) bool { return a.State == ActionOpen && a.DueOn.Before(day) }

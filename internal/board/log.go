package board

import "github.com/traguardi/traguardi/internal/plan"

// Log is how an objective and its milestones came to be as they are: what is needed to
// tell the plan again elsewhere, and is shown on no page.
type Log struct {
	// Terms are the objective's, in the order in which they hold.
	Terms []plan.ObjectiveChange
	// Updates are each milestone's by number, the one it was added with too, in the order
	// in which they hold.
	Updates map[int][]plan.Update
	// BaselineSetOn is from which day each milestone's baseline counts.
	BaselineSetOn map[int]plan.Date
}

// LogOf gives an objective's log. The caller must not change anything in it.
func (s *Staff) LogOf(objective string) Log {
	if s.ledger == nil {
		return Log{}
	}
	i, ok := findBlock(s.ledger.blocks, objective)
	if !ok {
		return Log{}
	}
	block := s.ledger.blocks[i]
	log := Log{
		Terms: block.changes, Updates: make(map[int][]plan.Update, len(block.milestones)),
		BaselineSetOn: make(map[int]plan.Date, len(block.milestones)),
	}
	for _, m := range block.milestones {
		log.Updates[m.milestone.Number] = m.updates
		log.BaselineSetOn[m.milestone.Number] = m.milestone.BaselineSetOn
	}
	return log
}

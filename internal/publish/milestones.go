package publish

import (
	"iter"
	"time"

	"github.com/traguardi/traguardi/internal/board"
)

// MilestonesCSV writes milestones in the order given, with the columns of the dataset of
// milestones.
func MilestonesCSV(list []*board.Milestone) ([]byte, error) {
	s := dataset(milestonesData.Name, milestonesData.Title, milestonesData.Text, milestoneFields, func(*Data) iter.Seq[*board.Milestone] { return each(list) })
	return s.CSV(&Data{Zone: time.UTC})
}

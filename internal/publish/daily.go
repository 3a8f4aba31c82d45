package publish

import (
	"fmt"

	"github.com/traguardi/traguardi/internal/plan"
)

// DailyFiles are the files that are kept of a day: every dataset as CSV. Data.Snapshots must
// be those from the day of the files before until the day before this one, which are final: the
// files of many days together have the numbers of each day once.
func DailyFiles(d *Data) ([]plan.OpenDataFile, error) {
	var files []plan.OpenDataFile
	for _, s := range Datasets() {
		content, err := s.CSV(d)
		if err != nil {
			return nil, fmt.Errorf("publish: %s: %w", s.Name, err)
		}
		files = append(files, plan.OpenDataFile{Name: s.Name + ".csv", Content: content})
	}
	return files, nil
}

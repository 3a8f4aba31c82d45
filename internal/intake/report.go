package intake

import "github.com/traguardi/traguardi/internal/plan"

// KeptLines is how many lines a report keeps where nobody says otherwise.
const KeptLines = 1_000

// keptChanges is how many rows that changed something it keeps.
const keptChanges = 100

// Report is what an import tells: exact counts, and of the lines the first ones that
// somebody has to look at. Its size does not grow with the file.
type Report struct {
	Counts plan.ImportCounts
	// Warnings counts the rows that were taken and are worth a second look.
	Warnings int
	// Skipped counts the rows that were not asked for: those of other enti.
	Skipped int
	// Lines are the refused rows and those with a warning, in the order of the import; at
	// most as many as the report keeps. LeftOut is how many more there were.
	Lines   []plan.ImportLine
	LeftOut int
	// Changed are the first rows that something was made of, or that changed something.
	Changed []plan.ImportLine

	keep int
	tell func(plan.ImportLine) error
}

// NewReport makes a report that keeps at most so many lines and hands every line, of all
// rows, to tell as it comes; tell may be nil.
func NewReport(keep int, tell func(plan.ImportLine) error) *Report {
	return &Report{keep: keep, tell: tell}
}

// Add counts a row. What it tells of the row is the file's, who may have written anything: it is made
// legible. An error is that of the writer behind the report.
func (r *Report) Add(l plan.ImportLine) error {
	l.Key, l.Name, l.Why = plan.Legible(l.Key), plan.Legible(l.Name), plan.Legible(l.Why)
	r.Counts.Add(l.Outcome)
	if l.Outcome != plan.RowRefused && l.Why != "" {
		r.Warnings++
	}
	if l.Why != "" || l.Outcome == plan.RowRefused {
		if len(r.Lines) < r.keep {
			r.Lines = append(r.Lines, l)
		} else {
			r.LeftOut++
		}
	}
	if (l.Outcome == plan.RowCreated || l.Outcome == plan.RowUpdated) && len(r.Changed) < keptChanges {
		r.Changed = append(r.Changed, l)
	}
	if r.tell == nil {
		return nil
	}
	return r.tell(l)
}

// Refuse counts a row that was refused.
func (r *Report) Refuse(line int, key, why string) error {
	return r.Add(plan.ImportLine{Line: line, Key: key, Outcome: plan.RowRefused, Why: why})
}

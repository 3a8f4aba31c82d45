package plan

import "time"

// ImportState is how far a background import has come.
type ImportState string

// The states of a background import.
const (
	ImportQueued  ImportState = "queued"
	ImportRunning ImportState = "running"
	ImportDone    ImportState = "done"
	// ImportFailed: it ended before the end of the file; Reason says why. What was taken
	// over before stays, and the file may be handed in again.
	ImportFailed ImportState = "failed"
)

// ImportPADigitale is the kind of the files of funded applications.
const ImportPADigitale = "pa-digitale-2026"

// ImportRun is a file that was handed in to be imported in the background.
type ImportRun struct {
	ID           string
	Organization string
	Kind         string
	FileName     string
	Office       string // "" is the placeholder
	Measure      string // of rows that tell none
	DryRun       bool
	State        ImportState
	RecordedAt   time.Time
	By           Signature
	// Attempts counts how often it was begun: a replica that died leaves it to the next.
	Attempts   int
	FinishedAt time.Time
	// Reason is why it failed, in words that may be told.
	Reason string
	Report ImportReport
}

// ImportReport is what an import came to.
type ImportReport struct {
	Counts ImportCounts `json:"counts"`
	// Warnings counts the rows that were taken and are worth a second look, Skipped those
	// of other enti.
	Warnings int `json:"warnings"`
	Skipped  int `json:"skipped"`
	// Lines are the first that somebody has to look at; LeftOut is how many more there are.
	Lines   []ImportLine `json:"lines"`
	LeftOut int          `json:"left_out"`
}

// MaxImportBytes bounds a file that is handed in: 100,000 rows of applications.
const MaxImportBytes = 48 << 20

// Check notes what is wrong with what was asked for.
func (r ImportRun) Check() error {
	var p Problems
	if r.Kind != ImportPADigitale {
		p.Add("kind", "import.kind", "must be pa-digitale-2026")
	}
	p.Line("file_name", r.FileName, MaxName, false)
	if r.Office != "" && !ValidOfficeCode(r.Office) {
		p.Add("office", "office.unknown", "is not an office of this organization")
	}
	p.Line("measure", r.Measure, MaxShort, false)
	return p.Err()
}

package plan

import (
	"slices"
	"strings"
	"time"
)

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

// The kinds of files that can be imported.
const (
	// ImportPADigitale are files of funded applications.
	ImportPADigitale = "pa-digitale-2026"
	// ImportPlanFile are plans, as CSV or as workbooks.
	ImportPlanFile = "plan"
)

// ImportKinds are all of them.
var ImportKinds = []string{ImportPADigitale, ImportPlanFile}

// ImportRun is a file that was handed in to be imported in the background.
type ImportRun struct {
	ID           string
	Organization string
	Kind         string
	FileName     string
	Office       string // "" is the placeholder
	Measure      string // of rows that tell none
	// Mapping says how a plan's file is to be read; zero for files of other kinds.
	Mapping    FileMapping
	DryRun     bool
	State      ImportState
	RecordedAt time.Time
	By         Signature
	// Attempts counts how often it was begun: a replica that died leaves it to the next.
	Attempts   int
	FinishedAt time.Time
	// Reason is why it failed, in words that may be told.
	Reason string
	Report ImportReport
	// Columns are those of a plan's file, of a trial run as long as its file is kept.
	Columns ImportColumns
	// FileKept: the file is still there, so that the run can be followed by another one.
	FileKept bool
	// FollowedBy is the run that took a trial's file over: for real, or with other columns.
	FollowedBy string
}

// Ended reports whether nothing will happen to it any more.
func (r ImportRun) Ended() bool { return r.State == ImportDone || r.State == ImportFailed }

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
	// Changed are the first rows that something was made of, or that changed something.
	Changed []ImportLine `json:"changed,omitempty"`
	// Missing came from an earlier plan's file and are in this one no more; Offices are
	// those that were added.
	Missing []string `json:"missing,omitempty"`
	Offices []string `json:"offices,omitempty"`
	// Rule names why it failed, for translations; Problems are the fields that it is about.
	Rule     string          `json:"rule,omitempty"`
	Problems []ImportProblem `json:"problems,omitempty"`
}

// ImportProblem is a rule that the file as a whole breaks.
type ImportProblem struct {
	Location string `json:"location"`
	Rule     string `json:"rule"`
}

// ImportColumns are the columns of a plan's file as they were found.
type ImportColumns struct {
	// Sheets are the names of a workbook's sheets, Sheet the one that was read.
	Sheets []string `json:"sheets,omitempty"`
	Sheet  string   `json:"sheet,omitempty"`
	// Line is where the titles stand.
	Line    int            `json:"line,omitempty"`
	Columns []ImportColumn `json:"columns,omitempty"`
	// Issues: it is the list of a tracker of issues, such as Redmine.
	Issues bool `json:"issues,omitempty"`
}

// ImportColumn is one column of a file.
type ImportColumn struct {
	// Title tells it apart from the others, and is what a mapping names it by.
	Title string `json:"title"`
	// Samples are its first values.
	Samples []string `json:"samples"`
	// Key of the plan's column that it was taken for; empty for none.
	Key string `json:"key"`
	// Unused: it is known, and a plan has no place for it.
	Unused bool `json:"unused,omitempty"`
}

// MaxImportBytes bounds a file that is handed in: 100,000 rows of applications.
const MaxImportBytes = 48 << 20

// MaxPlanFileBytes bounds a file with a plan in it, which has some hundreds of rows.
const MaxPlanFileBytes = 10 << 20

// MaxImportFile is the bound of a kind of file, in bytes.
func MaxImportFile(kind string) int {
	if kind == ImportPlanFile {
		return MaxPlanFileBytes
	}
	return MaxImportBytes
}

// Check notes what is wrong with what was asked for.
func (r ImportRun) Check() error {
	var p Problems
	if !slices.Contains(ImportKinds, r.Kind) {
		p.Add("kind", "import.kind", "must be one of "+strings.Join(ImportKinds, ", "))
	}
	p.Line("file_name", r.FileName, MaxName, false)
	if r.Office != "" && !ValidOfficeCode(r.Office) {
		p.Add("office", "office.unknown", "is not an office of this organization")
	}
	p.Line("measure", r.Measure, MaxShort, false)
	if r.Kind == ImportPlanFile {
		r.Mapping.check(&p)
	} else if !r.Mapping.IsZero() {
		p.Add("mapping", "mapping.kind", "is for a plan's file alone")
	}
	return p.Err()
}

// FileMapping says how a plan's file is to be read where it does not say so by itself.
type FileMapping struct {
	// Columns gives the file's title for a key. A key that is not there is guessed; an empty
	// title says that the file does not have it.
	Columns map[string]string `json:"columns,omitempty"`
	// Defaults are the cells of columns that the file does not have, or that are empty.
	Defaults map[string]string `json:"defaults,omitempty"`
	// DateOrder is dmy or mdy; empty: it is found out.
	DateOrder string `json:"date_order,omitempty"`
	// Sheet of a workbook; empty: the one that looks most like a plan.
	Sheet string `json:"sheet,omitempty"`
	// CreateOffices adds the offices that nobody has heard of. It takes somebody who may.
	CreateOffices bool `json:"create_offices,omitempty"`
}

// IsZero reports whether it says nothing.
func (m FileMapping) IsZero() bool {
	return len(m.Columns) == 0 && len(m.Defaults) == 0 && m.DateOrder == "" && m.Sheet == "" && !m.CreateOffices
}

// DateOrders are what 03/04/2026 can be; empty: it is found out.
var DateOrders = []string{"", "dmy", "mdy"}

// Bounds of what a mapping names, in characters.
const (
	MaxColumnTitle   = 300
	MaxColumnDefault = 2000
)

func (m FileMapping) check(p *Problems) {
	taken := map[string]bool{}
	for _, c := range MappableColumns() {
		title, at := m.Columns[c.Key], "columns."+c.Key
		p.checkText(at, title, MaxColumnTitle, true)
		if title != "" && taken[title] {
			p.Add(at, "mapping.twice", "is a title that another column has already")
		}
		taken[title] = true
		p.checkText("defaults."+c.Key, m.Defaults[c.Key], MaxColumnDefault, true)
	}
	for _, named := range []map[string]string{m.Columns, m.Defaults} {
		for key := range named {
			if !IsMappableColumn(key) {
				p.Add("columns", "mapping.column", "names a column that a plan does not have")
				return
			}
		}
	}
	if !slices.Contains(DateOrders, m.DateOrder) {
		p.Add("date_order", "mapping.dates", "must be dmy or mdy")
	}
	p.checkText("sheet", m.Sheet, MaxColumnTitle, false)
}

package plan

// ImportOutcome is what became of a row of an imported file.
type ImportOutcome string

// What becomes of a row. The first three are said of a trial run too, where they are what
// would become of it.
const (
	RowCreated   ImportOutcome = "created"
	RowUpdated   ImportOutcome = "updated"
	RowUnchanged ImportOutcome = "unchanged"
	// RowRefused: nothing of the row was taken over; its line says why.
	RowRefused ImportOutcome = "refused"
)

// ImportOutcomes in the order in which they are told.
var ImportOutcomes = []ImportOutcome{RowCreated, RowUpdated, RowUnchanged, RowRefused}

// ImportLine is what is told of one row of a file.
type ImportLine struct {
	// Line is where the row begins in the file; the header is line 1.
	Line int `json:"line"`
	// Key names the row as its reader would: a CUP, a code.
	Key     string        `json:"key"`
	Outcome ImportOutcome `json:"outcome"`
	// Name is what people call it, where the file says it; may be empty.
	Name string `json:"name,omitempty"`
	// Why a row was refused, or what is worth a second look in one that was not; empty
	// where there is nothing to say. In Italian: it is for those who keep the file.
	Why string `json:"why"`
}

// ImportCounts is how many rows came to what.
type ImportCounts struct {
	Created   int `json:"created"`
	Updated   int `json:"updated"`
	Unchanged int `json:"unchanged"`
	Refused   int `json:"refused"`
}

// Rows is how many rows there were.
func (c ImportCounts) Rows() int { return c.Created + c.Updated + c.Unchanged + c.Refused }

// Add counts one more row.
func (c *ImportCounts) Add(o ImportOutcome) {
	switch o {
	case RowCreated:
		c.Created++
	case RowUpdated:
		c.Updated++
	case RowUnchanged:
		c.Unchanged++
	case RowRefused:
		c.Refused++
	}
}

package plan

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
)

// FileColumn is a column of the plan's file: its key, which is what programs name it by, and
// the title that it is written with, in Italian.
type FileColumn struct {
	Key   string
	Title string
	// Width is in characters, for spreadsheets.
	Width float64
}

// PlanColumns are those of the plan's file (docs/it/importare-un-piano.md), in the order in which it is
// written. One row is one milestone; an objective without milestones has a row of its own.
var PlanColumns = []FileColumn{
	{"objective_code", "Codice obiettivo", 16},
	{"objective_title", "Obiettivo", 40},
	{"objective_description", "Descrizione dell'obiettivo", 40},
	{"horizon", "Orizzonte", 12},
	{"urgent", "Urgente", 9},
	{"sectors", "Settori", 20},
	{"lead_office", "Ufficio capofila", 20},
	{"objective_state", "Stato dell'obiettivo", 14},
	{"objective_weight", "Peso dell'obiettivo", 10},
	{"objective_start_on", "Inizio dell'obiettivo", 12},
	{"objective_due_on", "Scadenza dell'obiettivo", 12},
	{"objective_added_on", "Obiettivo nel piano dal", 12},
	{"lines", "Linee di azione", 24},
	{"number", "Numero", 9},
	{"title", "Traguardo", 48},
	{"description", "Descrizione del traguardo", 40},
	{"office", "Ufficio", 20},
	{"weight", "Peso", 9},
	{"start_on", "Inizio", 12},
	{"due_on", "Scadenza", 12},
	{"baseline_due_on", "Scadenza iniziale", 12},
	{"baseline_set_on", "Scadenza iniziale fissata il", 12},
	{"added_on", "Nel piano dal", 12},
	{"state", "Stato", 12},
	{"percent", "Percentuale", 11},
	{"completed_on", "Completato il", 12},
	{"evidence_url", "Prova: indirizzo", 30},
	{"evidence_note", "Prova: nota", 40},
	{"evidence_act_kind", "Atto: tipo", 14},
	{"evidence_act_number", "Atto: numero", 14},
	{"evidence_act_date", "Atto: data", 12},
	{"evidence_act_url", "Atto: indirizzo", 30},
	{"reason", "Motivo dello spostamento", 40},
	{"updated_on", "Aggiornato il", 12},
	{"objective_print", "Impronta dell'obiettivo", 16},
	{"milestone_print", "Impronta del traguardo", 16},
}

// ReferenceColumn names a row of somebody else's list. The plan's own file does not have it:
// its rows are named by code and number.
var ReferenceColumn = FileColumn{"reference", "Riferimento", 14}

// MappableColumns are the columns that somebody can point at in a file of their own: those of
// the plan's file, and the one that names a row of somebody else's list.
func MappableColumns() []FileColumn { return append(slices.Clone(PlanColumns), ReferenceColumn) }

// IsMappableColumn reports whether a key is one of theirs.
func IsMappableColumn(key string) bool {
	return slices.ContainsFunc(MappableColumns(), func(c FileColumn) bool { return c.Key == key })
}

// PastColumns are those of the second sheet of the plan's workbook: how objectives and
// milestones came to be as they are, one row for each entry of their logs. The number is
// empty in those of an objective.
var PastColumns = []FileColumn{
	{"objective_code", "Codice obiettivo", 16},
	{"number", "Numero", 9},
	{"kind", "Che cosa", 14},
	{"effective_on", "Dal", 12},
	{"state", "Stato", 14},
	{"percent", "Percentuale", 11},
	{"start_on", "Inizio", 12},
	{"due_on", "Scadenza", 12},
	{"completed_on", "Completato il", 12},
	{"office", "Ufficio", 20},
	{"weight", "Peso", 9},
	{"horizon", "Orizzonte", 12},
	{"evidence_url", "Prova: indirizzo", 30},
	{"evidence_note", "Prova: nota", 40},
	{"evidence_act_kind", "Atto: tipo", 14},
	{"evidence_act_number", "Atto: numero", 14},
	{"evidence_act_date", "Atto: data", 12},
	{"evidence_act_url", "Atto: indirizzo", 30},
	{"reason", "Motivo", 40},
	{"note", "Nota", 40},
	{"after_baseline", "Dopo la scadenza iniziale", 14},
}

// The sheets of the plan's workbook.
const (
	PlanSheet = "Piano"
	PastSheet = "Storia"
)

// The words of the plan's file. Importing takes the code's own words too.
var (
	HorizonWords        = map[Horizon]string{HorizonShort: "breve", HorizonMedium: "medio", HorizonLong: "lungo"}
	ObjectiveStateWords = map[ObjectiveState]string{
		ObjectiveDraft: "bozza", ObjectiveActive: "attivo", ObjectiveSuspended: "sospeso", ObjectiveCompleted: "completato", ObjectiveCancelled: "annullato",
	}
	MilestoneStateWords = map[MilestoneState]string{
		MilestonePlanned: "pianificato", MilestoneInProgress: "in corso", MilestoneBlocked: "bloccato", MilestoneDone: "fatto", MilestoneCancelled: "annullato",
	}
	UpdateKindWords = map[UpdateKind]string{UpdateAdded: "aggiunto", UpdateReported: "aggiornato", UpdateRevised: "corretto"}
)

// ObjectiveCells is what a row of the plan's file says of an objective, as the plan has it.
type ObjectiveCells struct {
	Title       string         `json:"title"`
	Description string         `json:"description"`
	Horizon     Horizon        `json:"horizon"`
	Urgent      bool           `json:"urgent"`
	Sectors     []string       `json:"sectors"`
	LeadOffice  string         `json:"lead_office"`
	State       ObjectiveState `json:"state"`
	Weight      float64        `json:"weight"`
	StartOn     Date           `json:"start_on"`
	DueOn       Date           `json:"due_on"`
	AddedOn     Date           `json:"added_on"`
	Lines       []LineRef      `json:"lines"`
}

// CellsOfObjective gives what a row says of an objective.
func CellsOfObjective(o Objective) ObjectiveCells {
	t := o.Terms
	return ObjectiveCells{
		o.Title, o.Description, t.Horizon, o.Urgent, append([]string{}, o.Sectors...), t.LeadOffice, t.State, t.Weight,
		t.StartOn, t.DueOn, o.AddedOn, append([]LineRef{}, o.Lines...),
	}
}

// MilestoneCells is what a row says of a milestone.
type MilestoneCells struct {
	Title       string        `json:"title"`
	Description string        `json:"description"`
	Office      string        `json:"office"`
	Weight      float64       `json:"weight"`
	StartOn     Date          `json:"start_on"`
	DueOn       Date          `json:"due_on"`
	Progress    ProgressCells `json:"progress"`
}

// ProgressCells are the cells that only make sense together.
type ProgressCells struct {
	State       MilestoneState `json:"state"`
	Percent     int            `json:"percent"`
	CompletedOn Date           `json:"completed_on"`
	Evidence    Evidence       `json:"evidence"`
}

// CellsOfMilestone gives what a row says of a milestone.
func CellsOfMilestone(title, description string, s MilestoneStatus) MilestoneCells {
	return MilestoneCells{
		title, description, s.Office, s.Weight, s.StartOn, s.DueOn,
		ProgressCells{s.State, s.Percent, s.CompletedOn, s.Evidence},
	}
}

// Print is a short mark of cells: equal cells have the same. A row carries it, so that who
// takes the file back can tell whether the plan changed since it was written.
func (c ObjectiveCells) Print() string { return printOf(c) }

// Print is as that of an objective's cells.
func (c MilestoneCells) Print() string { return printOf(c) }

func printOf(cells any) string {
	text, err := json.Marshal(cells)
	if err != nil {
		panic(err) // structs of texts, numbers and days alone
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8])
}

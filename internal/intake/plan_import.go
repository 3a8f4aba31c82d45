package intake

import (
	"cmp"
	"context"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// PlanTracker is what an import of a plan needs of the use cases.
type PlanTracker interface {
	ImportPlan(ctx context.Context, cmd tracker.ImportPlan) (tracker.PlanImported, error)
}

// PlanOptions say how a plan's file is to be taken over.
type PlanOptions struct {
	Organization string
	// Name is what the file is called, for the audit trail.
	Name          string
	Mapping       PlanMapping
	CreateOffices bool
	DryRun        bool
}

// ImportPlan reads a plan's file and takes it over; the report has a line for every row, in
// the order of the file. An error is a *plan.Error where the file as a whole cannot be
// taken.
func ImportPlan(ctx context.Context, t PlanTracker, file io.Reader, o PlanOptions, report *Report) (tracker.PlanImported, error) {
	sheets, err := ReadSheets(file)
	if err != nil {
		return tracker.PlanImported{}, err
	}
	return ImportPlanSheets(ctx, t, sheets, o, report)
}

// ImportPlanSheets is ImportPlan of a file that was read.
func ImportPlanSheets(ctx context.Context, t PlanTracker, sheets []Sheet, o PlanOptions, report *Report) (tracker.PlanImported, error) {
	header, err := FindPlan(sheets, o.Mapping)
	if err != nil {
		return tracker.PlanImported{}, err
	}
	reading := ReadPlan(sheets, header, o.Mapping)
	done, err := t.ImportPlan(ctx, tracker.ImportPlan{
		Organization: o.Organization, File: o.Name, Rows: reading.Rows, Past: reading.Past, CreateOffices: o.CreateOffices, DryRun: o.DryRun,
	})
	if err != nil {
		return done, err
	}
	lines := reading.Refused
	for i, row := range done.Rows {
		line := plan.ImportLine{Line: row.Line, Outcome: row.Outcome, Key: cmp.Or(row.Milestone, row.Objective), Why: reading.Warnings[row.Line]}
		line.Name = cut(rowTitle(reading.Rows[i]), keptName)
		if line.Key == "" {
			line.Key = rowName(reading.Rows[i])
		}
		if row.Refused != nil {
			// What it would have been called in the plan tells nobody which row it is.
			line.Key, line.Why = rowName(reading.Rows[i]), Why(row.Refused)
		}
		var why []string
		if line.Why != "" {
			why = append(why, line.Why)
		}
		if len(row.Kept) > 0 {
			why = append(why, "resta com'è, perché cambiato da una persona: "+strings.Join(titles(row.Kept), ", "))
		}
		if row.BaselineKept {
			why = append(why, "la scadenza iniziale non si riscrive")
		}
		line.Why = strings.Join(why, "; ")
		lines = append(lines, line)
	}
	slices.SortStableFunc(lines, func(a, b plan.ImportLine) int { return a.Line - b.Line })
	for _, line := range lines {
		if err := report.Add(line); err != nil {
			return done, err
		}
	}
	return done, nil
}

// keptName bounds the name of a row, in characters.
const keptName = 120

// rowTitle is what a row is about, in the file's words.
func rowTitle(row tracker.PlanRow) string {
	if m := row.Milestone; m != nil {
		return m.Title.Value
	}
	return row.Objective.Title.Value
}

func titles(keys []string) []string {
	all := make([]string, len(keys))
	for i, key := range keys {
		if key == "progress" {
			all[i] = "Stato, percentuale e prova"
		} else {
			all[i] = columnTitle(key)
		}
	}
	return all
}

// Why tells in Italian why a row of a plan's file was refused.
func Why(err error) string {
	var refusal *plan.Error
	if !errors.As(err, &refusal) {
		return "errore del programma"
	}
	if len(refusal.Fields) == 0 {
		return refusal.Detail
	}
	var all []string
	for _, f := range refusal.Fields {
		if strings.HasPrefix(f.Location, "past[") {
			line := ""
			if len(f.Args) > 0 {
				if n, ok := f.Args[len(f.Args)-1].(int); ok {
					line = " riga " + strconv.Itoa(n)
				}
			}
			all = append(all, "foglio "+plan.PastSheet+line+": "+whyOf(f))
			continue
		}
		all = append(all, locationTitle(f.Location)+": "+whyOf(f))
	}
	return strings.Join(all, "; ")
}

func locationTitle(location string) string {
	if head, _, ok := strings.Cut(location, "["); ok {
		location = head
	}
	if location == "evidence" {
		return "Prova"
	}
	return columnTitle(strings.ReplaceAll(location, ".", "_"))
}

// whys are the rules that a row can break, in the words of those who keep the file.
var whys = map[string]string{
	"required":            "manca",
	"text.length":         "è troppo lungo (al massimo {0} caratteri)",
	"text.control":        "contiene caratteri di controllo",
	"text.bidi":           "contiene caratteri di controllo della direzione del testo",
	"text.utf8":           "contiene caratteri che non si possono leggere",
	"list.length":         "ha troppe voci (al massimo {0})",
	"list.unique":         "ha la stessa voce due volte",
	"link.form":           "deve essere un indirizzo completo che comincia con https:// o http://",
	"date.future":         "non può essere nel futuro",
	"date.order":          "non può essere prima dell'inizio",
	"weight.range":        "deve essere maggiore di 0 e al massimo 1000000",
	"objective.code":      "deve avere lettere maiuscole e cifre, a gruppi uniti da trattini, come OB-01",
	"objective.state":     "non è uno stato",
	"objective.horizon":   "deve essere breve, medio o lungo",
	"objective.redraft":   "non può tornare bozza",
	"office.unknown":      "non è un ufficio dell'ente (né il codice né il nome)",
	"sector.unknown":      "non è un settore del catalogo dell'ente",
	"line.edition":        "l'edizione si scrive come pt-2024-2026",
	"line.code":           "il codice della linea si scrive come CAP4.PA.01",
	"line.unknown":        "non è nel catalogo di quell'edizione",
	"milestone.number":    "deve essere fra 1 e 99999",
	"milestone.state":     "non è uno stato",
	"percent.range":       "deve essere fra 0 e 100",
	"percent.done":        "deve essere 100 se è fatto",
	"percent.planned":     "deve essere 0 se è pianificato",
	"percent.reopen":      "va scritta, sotto 100, per riaprire quello che era fatto",
	"state.complete":      "deve essere fatto se la percentuale è 100",
	"completed.state":     "va solo con lo stato fatto",
	"evidence.required":   "serve per dire fatto: un indirizzo, un atto o una nota",
	"reason.required":     "serve quando la scadenza non è più quella iniziale",
	"baseline.draft":      "va solo con un obiettivo che non è più una bozza",
	"update.before_added": "non può essere prima del giorno in cui è entrato nel piano",
	"unique":              "è già usato, o lo era: quello che fu tolto dal piano non torna con lo stesso nome",
	"row.contradicts":     "è diverso in una riga precedente dello stesso obiettivo",
	"row.twice":           "è già nella riga {0}",
	"past.broken":         "non rispetta le regole",
	"past.day":            "il giorno manca o è nel futuro",
	"past.order":          "i giorni devono essere in ordine",
	"past.first":          "deve cominciare con «aggiunto», una volta sola",
	"past.added":          "deve cominciare dal giorno in cui è nel piano",
	"past.office":         "nomina un ufficio che l'ente non ha mai avuto",
}

func whyOf(f plan.FieldError) string {
	text, ok := whys[f.Rule]
	if !ok {
		return f.Message
	}
	for i, arg := range f.Args {
		text = strings.ReplaceAll(text, "{"+strconv.Itoa(i)+"}", argument(arg))
	}
	return text
}

func argument(arg any) string {
	switch v := arg.(type) {
	case int:
		return strconv.Itoa(v)
	case string:
		return v
	case plan.Date:
		return v.String()
	}
	return ""
}

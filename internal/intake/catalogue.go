package intake

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// CatalogueImporter is what an import of a national plan needs of the tracker.
type CatalogueImporter interface {
	ImportCatalogue(ctx context.Context, in tracker.CatalogueImport) (tracker.CatalogueOutcome, error)
}

// CatalogueOptions are what no file says.
type CatalogueOptions struct {
	Edition plan.CatalogueEdition
	DryRun  bool
}

// ErrCatalogueHeader refuses a file whose header is of none of the three sorts.
var ErrCatalogueHeader = errors.New("the header is not that of action lines (codice, capitolo, riguarda_comune, testo), " +
	"of objectives (codice, titolo, capitolo) or of expected results (codice, target_anno, target)")

// ImportCatalogue reads one file of an edition of a national plan: its action lines, its
// objectives or its targets, which its header tells. The whole file is one write. What the
// edition had and the file has not is dropped, unless a row was refused: a file that was not
// read whole does not say what is missing. Errors that are not rows' are returned.
func ImportCatalogue(ctx context.Context, file io.Reader, into CatalogueImporter, options CatalogueOptions, report *Report) error {
	t, err := newTable(file)
	if err != nil {
		return err
	}
	in := tracker.CatalogueImport{Edition: options.Edition, DryRun: options.DryRun}
	switch {
	case t.has("codice", "capitolo", "riguarda_comune", "testo"):
		return importShelf(ctx, t, into, in, report, lineOf, func(l plan.CatalogueLine) string { return l.Code },
			func(in *tracker.CatalogueImport, rows []plan.CatalogueLine) { in.Lines = rows },
			func(out tracker.CatalogueOutcome) ([]plan.ImportOutcome, []string) {
				return out.Lines, out.DroppedLines
			})
	case t.has("codice", "target_anno", "target"):
		targets := targetReader{numbers: map[string]int{}}
		return importShelf(ctx, t, into, in, report, targets.targetOf, plan.CatalogueTarget.Key,
			func(in *tracker.CatalogueImport, rows []plan.CatalogueTarget) { in.Targets = rows },
			func(out tracker.CatalogueOutcome) ([]plan.ImportOutcome, []string) {
				return out.Targets, out.DroppedTargets
			})
	case t.has("codice", "titolo", "capitolo"):
		return importShelf(ctx, t, into, in, report, objectiveOf, func(o plan.CatalogueObjective) string { return o.Code },
			func(in *tracker.CatalogueImport, rows []plan.CatalogueObjective) { in.Objectives = rows },
			func(out tracker.CatalogueOutcome) ([]plan.ImportOutcome, []string) {
				return out.Objectives, out.DroppedObjectives
			})
	}
	return ErrCatalogueHeader
}

// importShelf reads the rows of one sort, refuses those that break a rule or come twice, and
// writes the rest.
func importShelf[T interface{ Check() error }](
	ctx context.Context, t *table, into CatalogueImporter, in tracker.CatalogueImport, report *Report,
	read func(*table) (T, string, error), key func(T) string,
	put func(*tracker.CatalogueImport, []T), got func(tracker.CatalogueOutcome) ([]plan.ImportOutcome, []string),
) error {
	rows, lines, first := []T{}, []int{}, map[string]int{}
	for {
		line, err := t.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if isUnreadable(err) {
			if err := report.Refuse(line, "", err.Error()); err != nil {
				return err
			}
			continue
		}
		if err != nil {
			return err
		}
		row, why, err := readRow(t, read)
		if err != nil {
			return err
		}
		if earlier := first[key(row)]; why == "" && earlier > 0 {
			why = "lo stesso codice è già alla riga " + strconv.Itoa(earlier)
		}
		if why != "" {
			if err := report.Refuse(line, t.text("codice"), why); err != nil {
				return err
			}
			continue
		}
		if len(rows) == plan.MaxCatalogueRows {
			return fmt.Errorf("the file has more than %d rows: that is no edition of a plan", plan.MaxCatalogueRows)
		}
		first[key(row)] = line
		rows, lines = append(rows, row), append(lines, line)
	}
	put(&in, rows)
	in.Whole = report.Counts.Refused == 0 && len(rows) > 0
	out, err := into.ImportCatalogue(ctx, in)
	if err != nil {
		return err
	}
	outcomes, dropped := got(out)
	for i, outcome := range outcomes {
		if err := report.Add(plan.ImportLine{Line: lines[i], Key: key(rows[i]), Outcome: outcome}); err != nil {
			return err
		}
	}
	for _, code := range dropped {
		// Line 0: the file has none.
		if err := report.Add(plan.ImportLine{Key: code, Outcome: plan.RowUpdated, Why: "non è più nel file: nascosta, resta per gli obiettivi che la citano"}); err != nil {
			return err
		}
	}
	return nil
}

// readRow reads a row and holds it against the rules; why says in Italian what is wrong.
func readRow[T interface{ Check() error }](t *table, read func(*table) (T, string, error)) (row T, why string, err error) {
	row, why, err = read(t)
	if why != "" || err != nil {
		return row, why, err
	}
	var refusal *plan.Error
	if broken := row.Check(); errors.As(broken, &refusal) {
		var columns []string
		for _, f := range refusal.Fields {
			columns = append(columns, catalogueWhy(f))
		}
		return row, strings.Join(columns, "; "), nil
	} else if broken != nil {
		return row, "", broken
	}
	return row, "", nil
}

// catalogueColumns are the columns of the files by the names that rules use.
var catalogueColumns = map[string]string{
	"code": "codice", "chapter": "capitolo", "objective": "obiettivo", "result": "risultato atteso", "from": "inizio", "by": "entro",
	"addressed_to": "destinatari", "concerns": "riguarda_comune", "text": "testo", "source": "fonte", "title": "titolo",
	"year": "target_anno", "indicator": "indicatore", "target": "target",
}

var catalogueWhys = map[string]string{
	"required":      "manca",
	"line.code":     "non ha la forma di un codice, come CAP4.PA.01",
	"line.order":    "viene prima di «inizio»",
	"line.concerns": "deve essere si, condizionato o no",
	"month.form":    "deve essere un mese, AAAA-MM",
	"target.year":   "deve essere un anno",
	"text.length":   "è troppo lungo",
}

func catalogueWhy(f plan.FieldError) string {
	why, ok := catalogueWhys[f.Rule]
	if !ok {
		why = "contiene caratteri non ammessi"
	}
	return catalogueColumns[f.Location] + ": " + why
}

var concerns = map[string]plan.Concern{
	"si": plan.ConcernsAll, "sì": plan.ConcernsAll, "condizionato": plan.ConcernsConditional, "no": plan.ConcernsNone,
}

// lineOf reads an action line.
func lineOf(t *table) (plan.CatalogueLine, string, error) {
	l := plan.CatalogueLine{
		Code: strings.ToUpper(t.text("codice")), Chapter: t.text("capitolo"), Objective: t.text("obiettivo"), Result: t.text("risultato_atteso"),
		From: monthOf(t.text("inizio")), By: monthOf(t.text("entro")), AddressedTo: t.text("destinatari"),
		Concerns: concerns[strings.ToLower(t.text("riguarda_comune"))], Text: t.text("testo"), Source: t.text("fonte"),
	}
	switch strings.ToLower(t.text("testo_troncato")) {
	case "si", "sì":
		l.Cut = true
	case "no", "":
	default:
		return l, "testo_troncato: deve essere si o no", nil
	}
	// The form says in a word which date there is. A row that contradicts itself was spoilt
	// on its way.
	switch form := strings.ToLower(t.text("forma_data")); {
	case form == "da" && (l.From == "" || l.By != ""):
		return l, "forma_data: «da» vuole «inizio» e non «entro»", nil
	case (form == "mese" || form == "entro") && (l.By == "" || l.From != ""):
		return l, "forma_data: «" + form + "» vuole «entro» e non «inizio»", nil
	case form == "vigente" && (l.From != "" || l.By != ""):
		return l, "forma_data: «vigente» non ha date", nil
	}
	return l, "", nil
}

// monthOf takes a month, and the month of a day. Anything else stays as it is: the rules
// refuse it.
func monthOf(s string) plan.Month {
	if _, err := plan.ParseDate(s); err == nil {
		s = s[:len("2006-01")]
	}
	return plan.Month(s)
}

// objectiveOf reads an objective.
func objectiveOf(t *table) (plan.CatalogueObjective, string, error) {
	return plan.CatalogueObjective{
		Code: t.text("codice"), Title: t.text("titolo"), Chapter: t.text("capitolo"), Source: t.text("fonte"),
	}, "", nil
}

// targetReader reads targets; a result can have several in one year, which their order
// tells apart.
type targetReader struct{ numbers map[string]int }

func (r *targetReader) targetOf(t *table) (plan.CatalogueTarget, string, error) {
	year, err := strconv.Atoi(t.text("target_anno"))
	g := plan.CatalogueTarget{
		Result: strings.ToUpper(t.text("codice")), Year: year, Objective: t.text("obiettivo"), Indicator: t.text("indicatore"),
		Target: t.text("target"), Source: t.text("fonte"),
	}
	if err != nil {
		return g, "target_anno: deve essere un anno", nil
	}
	of := g.Result + " " + strconv.Itoa(year)
	r.numbers[of]++
	g.Number = r.numbers[of]
	return g, "", nil
}

package intake

import (
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/traguardi/traguardi/internal/plan"
)

// planSynonyms are the other names that a column goes by, Redmine's among them.
var planSynonyms = map[string][]string{
	"objective_code":        {"codice obiettivo", "obiettivo codice", "id obiettivo", "objective", "objective code", "cod obiettivo", "n obiettivo"},
	"objective_title":       {"titolo obiettivo", "obiettivo titolo", "nome obiettivo", "objective title", "versione prevista", "versione", "target version", "fixed version"},
	"objective_description": {"descrizione obiettivo", "objective description"},
	"horizon":               {"orizzonte temporale", "termine temporale", "time horizon"},
	"urgent":                {"urgenza", "prioritario"},
	"sectors":               {"settore", "sector", "tag", "tags", "ambito", "ambiti"},
	"lead_office":           {"capofila", "lead office", "ufficio responsabile obiettivo"},
	"objective_state":       {"stato obiettivo", "objective state", "objective status"},
	"objective_weight":      {"peso obiettivo", "objective weight"},
	"objective_start_on":    {"inizio obiettivo", "objective start"},
	"objective_due_on":      {"scadenza obiettivo", "fine obiettivo", "objective due", "objective due date"},
	"objective_added_on":    {"objective added on"},
	"lines":                 {"linea di azione", "linee azione", "linea", "action lines", "line"},
	"number":                {"n", "nr", "numero traguardo", "traguardo numero", "milestone number", "n traguardo", "progressivo"},
	"title":                 {"titolo", "titolo traguardo", "traguardo titolo", "nome traguardo", "milestone", "milestone title", "oggetto", "subject", "attivita", "azione", "fase", "traguardo descrizione breve"},
	"description":           {"descrizione", "descrizione traguardo", "milestone description", "dettagli"},
	"office":                {"ufficio responsabile", "ufficio traguardo", "responsabile", "settore responsabile", "assegnato a", "assegnatario", "assignee", "assigned to", "owner"},
	"weight":                {"peso traguardo"},
	"start_on":              {"data inizio", "data d inizio", "inizio traguardo", "start", "start date", "avvio", "dal"},
	"due_on":                {"data scadenza", "scadenza traguardo", "due", "due date", "entro", "entro il", "termine", "data fine", "fine", "data prevista"},
	"baseline_due_on":       {"baseline", "baseline due", "scadenza originaria", "scadenza prevista", "data iniziale prevista"},
	"baseline_set_on":       {"baseline set on"},
	"added_on":              {"inserito il", "aggiunto il", "added on"},
	"state":                 {"status", "stato traguardo", "milestone state", "stato avanzamento"},
	"percent":               {"avanzamento", "percentuale avanzamento", "percentuale di avanzamento", "% avanzamento", "% fatto", "% done", "done ratio", "% completamento", "completamento", "% completato", "%", "progress"},
	"completed_on":          {"data completamento", "completato", "completed", "chiusa", "chiuso", "chiuso il", "chiusa il", "closed", "closed on", "data chiusura", "fatto il"},
	"evidence_url":          {"prova", "link", "indirizzo prova", "evidence", "url"},
	"evidence_note":         {"nota prova", "evidenza"},
	"evidence_act_kind":     {"tipo atto", "atto", "act kind"},
	"evidence_act_number":   {"numero atto", "n atto", "act number"},
	"evidence_act_date":     {"data atto", "act date"},
	"evidence_act_url":      {"indirizzo atto", "link atto", "act url"},
	"reason":                {"motivo", "motivo spostamento", "motivazione", "causa ritardo"},
	"updated_on":            {"aggiornato", "aggiornata", "updated", "data aggiornamento", "ultimo aggiornamento"},
	"objective_print":       {},
	"milestone_print":       {},
	"reference":             {"riferimento", "#", "id", "id segnalazione", "issue", "rif", "key"},
}

// unused are columns of Redmine that a plan has no place for, however alike they look.
var unused = map[string]bool{
	"autore": true, "author": true, "attivita principale": true, "parent task": true, "progetto": true, "project": true, "tracker": true,
	"tempo stimato": true, "estimated time": true, "creato": true, "creata": true, "created": true, "priorita": true, "priority": true,
	"categoria": true, "category": true, "segnalazioni correlate": true, "related issues": true, "file": true, "files": true, "privato": true, "private": true,
	"osservatori": true, "watchers": true, "ultimo aggiornamento di": true, "last updated by": true, "ultime note": true, "last notes": true,
	"tempo impiegato": true, "spent time": true, "tempo totale stimato": true, "total estimated time": true, "tempo totale impiegato": true, "total spent time": true,
	"oggetto dell attivita principale": true, "parent task subject": true,
}

// headerWords is a title without what makes no difference: case, accents, punctuation,
// articles, order of the words.
func headerWords(title string) string {
	folded := plan.Fold(clean(title))
	words := strings.FieldsFunc(folded, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '#' && r != '%'
	})
	words = slices.DeleteFunc(words, func(w string) bool {
		switch w {
		case "di", "del", "dell", "della", "dello", "dei", "il", "la", "lo", "l", "the", "of", "al", "a":
			return true
		}
		return false
	})
	slices.Sort(words)
	return strings.Join(words, " ")
}

var known = func() map[string]string {
	all := map[string]string{}
	for _, c := range plan.MappableColumns() {
		all[headerWords(c.Title)] = c.Key
		all[headerWords(c.Key)] = c.Key
	}
	for _, c := range plan.MappableColumns() {
		for _, title := range planSynonyms[c.Key] {
			if _, taken := all[headerWords(title)]; !taken {
				all[headerWords(title)] = c.Key
			}
		}
	}
	return all
}()

// recognise gives the column that a title stands for, "" for none. above is the title that
// it stands under, where there are two rows of them.
func recognise(title, above string) string {
	words := headerWords(title)
	if words == "" || unused[headerWordsOf(title)] {
		return ""
	}
	if above != "" && headerWords(above) != words {
		if key, ok := known[headerWords(above+" "+title)]; ok {
			return key
		}
	}
	if key, ok := known[words]; ok {
		return key
	}
	if len(words) < 6 {
		return ""
	}
	best, most := "", 0.82
	for other, key := range known {
		if alike := similarity(words, other); alike > most || (alike == most && key < best) {
			best, most = key, alike
		}
	}
	return best
}

func headerWordsOf(title string) string {
	return strings.Join(strings.FieldsFunc(plan.Fold(clean(title)), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }), " ")
}

// similarity is the share of pairs of letters that two texts have in common (Dice).
func similarity(a, b string) float64 {
	pairs := map[string]int{}
	n := 0
	for i := 0; i+1 < len(a); i++ {
		pairs[a[i:i+2]]++
		n++
	}
	common := 0
	for i := 0; i+1 < len(b); i++ {
		n++
		if pairs[b[i:i+2]] > 0 {
			pairs[b[i:i+2]]--
			common++
		}
	}
	if n == 0 {
		return 0
	}
	return 2 * float64(common) / float64(n)
}

// PlanMapping says which column of a file is which of the plan's.
type PlanMapping struct {
	// Columns gives the file's title for a key. A key that is not there is guessed; an empty
	// title says that the file does not have it.
	Columns map[string]string
	// Defaults are the cells of columns that the file does not have, or that are empty.
	Defaults map[string]string
	// Dates is the order of the file's dates; empty: it is found out.
	Dates DateOrder
	// Sheet of a workbook; empty: the one that looks most like a plan.
	Sheet string
}

// Set adds what somebody typed: due_on=Termine names a column, office==tributi gives a
// default, due_on= says that there is no such column.
func (m *PlanMapping) Set(text string) error {
	key, value, ok := strings.Cut(text, "=")
	key = strings.TrimSpace(key)
	if !ok || !plan.IsMappableColumn(key) {
		names := make([]string, 0, len(planSynonyms))
		for _, c := range plan.MappableColumns() {
			names = append(names, c.Key)
		}
		return plan.Errorf(plan.KindInvalid, "a mapping is COLUMN=TITLE or COLUMN==TEXT; the columns are %s", strings.Join(names, ", ")).WithRule("mapping.column")
	}
	if text, isDefault := strings.CutPrefix(value, "="); isDefault {
		if m.Defaults == nil {
			m.Defaults = map[string]string{}
		}
		m.Defaults[key] = text
		return nil
	}
	if m.Columns == nil {
		m.Columns = map[string]string{}
	}
	m.Columns[key] = value
	return nil
}

// PlanHeader is where the titles of a sheet are, and which column each of the plan's is.
type PlanHeader struct {
	Sheet  Sheet
	Row    int // place in Sheet.Rows
	Titles []string
	// Columns gives a place in Titles for a key.
	Columns map[string]int
	// Issues: it is the list of a tracker of issues (Redmine), whose words for states and
	// percentages are not a plan's.
	Issues bool
}

// FindPlan finds the sheet with the plan, its titles and their columns. The error is a
// *plan.Error.
func FindPlan(sheets []Sheet, mapping PlanMapping) (PlanHeader, error) {
	best, found := PlanHeader{}, 0
	for _, s := range sheets {
		if mapping.Sheet != "" && !strings.EqualFold(s.Name, mapping.Sheet) {
			continue
		}
		header, score := findHeader(s, mapping)
		if s.Name == plan.PastSheet && len(sheets) > 1 && mapping.Sheet == "" {
			score = 0
		}
		if score > found {
			best, found = header, score
		}
	}
	if found == 0 {
		if mapping.Sheet != "" && !slices.ContainsFunc(sheets, func(s Sheet) bool { return strings.EqualFold(s.Name, mapping.Sheet) }) {
			return best, plan.Errorf(plan.KindInvalid, "the workbook has no such sheet").WithRule("file.sheet")
		}
		return best, plan.Errorf(plan.KindInvalid, "no row of the file has the titles of a plan: at least that of the milestone or of the objective").WithRule("file.titles")
	}
	var problems plan.Problems
	for _, key := range slices.Sorted(maps.Keys(mapping.Columns)) {
		if _, ok := best.Columns[key]; mapping.Columns[key] != "" && !ok {
			problems.Add(key, "mapping.title", "is mapped to a title that the file does not have")
		}
	}
	return best, problems.Err()
}

// headerSearch is among how many rows the titles are looked for.
const headerSearch = 30

func findHeader(s Sheet, mapping PlanMapping) (best PlanHeader, score int) {
	for i, row := range s.Rows {
		if i == headerSearch {
			break
		}
		h := PlanHeader{Sheet: s, Row: i, Titles: row.Cells, Columns: map[string]int{}}
		if len(mapping.Columns) > 0 {
			names := columnNames(s, i)
			for key, title := range mapping.Columns {
				if at := namedColumn(row.Cells, names, title); at >= 0 {
					h.Columns[key] = at
				}
			}
		}
		named := len(h.Columns)
		for _, exact := range []bool{true, false} {
			for column, title := range row.Cells {
				above := ""
				if i > 0 {
					above = s.Rows[i-1].Cell(column)
				}
				key := recognise(title, above)
				if key == "" || h.has(column) {
					continue
				}
				if isExact := known[headerWords(title)] == key; exact && !isExact {
					continue
				}
				_, mapped := mapping.Columns[key]
				if _, already := h.Columns[key]; !already && !mapped {
					h.Columns[key] = column
				}
			}
		}
		h.Issues = h.issues()
		// What somebody named weighs more than what only looks alike.
		// One column is a list of titles where somebody says so, and chance where it is guessed.
		if n := len(h.Columns) + 10*named; n > score && h.names() && (len(h.Columns) > 1 || named > 0) {
			best, score = h, n
		}
	}
	return best, score
}

func (h PlanHeader) has(column int) bool {
	for _, at := range h.Columns {
		if at == column {
			return true
		}
	}
	return false
}

// names tells whether the rows say what they are about.
func (h PlanHeader) names() bool {
	for _, key := range []string{"title", "objective_title", "objective_code"} {
		if _, ok := h.Columns[key]; ok {
			return true
		}
	}
	return false
}

func (h PlanHeader) issues() bool {
	var reference, subject bool
	for _, title := range h.Titles {
		switch headerWords(title) {
		case "#":
			reference = true
		case "oggetto", "subject":
			subject = true
		}
	}
	return reference && subject
}

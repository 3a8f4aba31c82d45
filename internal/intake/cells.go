package intake

import (
	"errors"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
)

// The readers of cells: what a person or a spreadsheet wrote becomes a value, or an error
// that says in Italian what is wrong with it.

// DateOrder says what a date such as 03/04/2026 means.
type DateOrder string

// The orders of dates.
const (
	DayFirst   DateOrder = "dmy" // 3 April
	MonthFirst DateOrder = "mdy" // 4 March
)

// dateStyle is how the dates of a file are to be read.
type dateStyle struct {
	order     DateOrder
	since1904 bool
}

var (
	isoDateRE    = regexp.MustCompile(`^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$`)
	partsDateRE  = regexp.MustCompile(`^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})$`)
	wordsDateRE  = regexp.MustCompile(`^(?:[a-z]+[ ,]+)?(\d{1,2})(?:°|º)?[ -](?:de[il] )?([a-z]+)\.?,?[ -](\d{4})$`)
	englishRE    = regexp.MustCompile(`^([a-z]+)\.? (\d{1,2}),? (\d{4})$`)
	serialDateRE = regexp.MustCompile(`^\d{1,6}(\.\d+)?$`)
	timeBehindRE = regexp.MustCompile(`^(.*\d)[ ,t]+\d{1,2}[:.]\d{2}([:.]\d{2})?(\.\d+)?( ?[ap]m| ?z|[+-]\d{2}:?\d{2})?$`)
)

var months = map[string]int{}

func init() {
	for i, names := range []string{
		"gennaio gen january jan", "febbraio feb february", "marzo mar march", "aprile apr april", "maggio mag may", "giugno giu june jun",
		"luglio lug july jul", "agosto ago august aug", "settembre set sett september sep sept", "ottobre ott october oct",
		"novembre nov november", "dicembre dic december dec",
	} {
		for _, name := range strings.Fields(names) {
			months[name] = i + 1
		}
	}
}

var errDate = errors.New("non è una data: scriverla come 16/03/2026")

// date reads a day; "" is no date.
func (s dateStyle) date(text string) (plan.Date, error) {
	text = strings.ToLower(clean(text))
	if text == "" || text == "-" || text == "–" {
		return plan.Date{}, nil
	}
	if m := timeBehindRE.FindStringSubmatch(text); m != nil && !serialDateRE.MatchString(text) {
		text = m[1]
	}
	if serialDateRE.MatchString(text) {
		return s.serial(text)
	}
	if m := isoDateRE.FindStringSubmatch(text); m != nil {
		return day(number(m[1]), number(m[2]), number(m[3]))
	}
	if m := partsDateRE.FindStringSubmatch(text); m != nil {
		first, second, year := number(m[1]), number(m[2]), number(m[3])
		if len(m[3]) == 2 {
			year += 2000
		}
		if s.order == MonthFirst {
			first, second = second, first
		}
		return day(year, second, first)
	}
	if m := wordsDateRE.FindStringSubmatch(text); m != nil {
		return day(number(m[3]), months[m[2]], number(m[1]))
	}
	if m := englishRE.FindStringSubmatch(text); m != nil {
		return day(number(m[3]), months[m[1]], number(m[2]))
	}
	return plan.Date{}, errDate
}

// serial is a spreadsheet's number of days. Those that count from 1900 believe that there
// was a 29 February in it. Numbers of less than five digits are no dates of a plan: a year
// alone, or a slip.
func (s dateStyle) serial(text string) (plan.Date, error) {
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || n < 10_000 || n >= 110_000 {
		return plan.Date{}, errDate
	}
	origin := time.Date(1899, time.December, 30, 0, 0, 0, 0, time.UTC)
	if s.since1904 {
		origin = time.Date(1904, time.January, 1, 0, 0, 0, 0, time.UTC)
	}
	d, err := plan.ParseDate(origin.AddDate(0, 0, int(n)).Format(plan.DateLayout))
	if err != nil {
		return d, errDate
	}
	return d, nil
}

func day(year, month, d int) (plan.Date, error) {
	if month < 1 || month > 12 || d < 1 || d > 31 || year < 1 || year > 9999 {
		return plan.Date{}, errDate
	}
	written := strconv.Itoa(year) + "-" + two(month) + "-" + two(d)
	parsed, err := plan.ParseDate(written)
	if err != nil {
		return parsed, errDate
	}
	return parsed, nil
}

func two(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}

// number is for what a pattern has already found to be digits.
func number(digits string) int {
	n, err := strconv.Atoi(digits)
	if err != nil {
		return -1
	}
	return n
}

// orderOf tells from the dates of a file whether they begin with the day: one that cannot
// begin with a month decides. Italian ones, and those that leave it open, begin with the day.
func orderOf(texts []string) DateOrder {
	monthFirst := false
	for _, text := range texts {
		text = clean(text)
		if m := timeBehindRE.FindStringSubmatch(strings.ToLower(text)); m != nil {
			text = m[1]
		}
		m := partsDateRE.FindStringSubmatch(text)
		if m == nil {
			continue
		}
		if number(m[1]) > 12 {
			return DayFirst
		}
		monthFirst = monthFirst || number(m[2]) > 12
	}
	if monthFirst {
		return MonthFirst
	}
	return DayFirst
}

var (
	plainNumberRE   = regexp.MustCompile(`^-?\d+(\.\d+)?(e[+-]?\d+)?$`)
	italianNumberRE = regexp.MustCompile(`^-?\d{1,3}(\.\d{3})*(,\d+)?$|^-?\d+,\d+$`)
	errNumber       = errors.New("non è un numero")
)

// decimal reads 1.5, 1,5 and 1.234,5.
func decimal(text string) (float64, error) {
	text = strings.ToLower(strings.ReplaceAll(clean(text), " ", ""))
	switch {
	case plainNumberRE.MatchString(text):
	case italianNumberRE.MatchString(text):
		text = strings.ReplaceAll(strings.ReplaceAll(text, ".", ""), ",", ".")
	default:
		return 0, errNumber
	}
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsInf(n, 0) || math.IsNaN(n) {
		return 0, errNumber
	}
	return n, nil
}

var (
	errPercent      = errors.New("non è una percentuale: scriverla come 40 o 40%")
	errPercentWhole = errors.New("la percentuale deve essere intera: 40 o 41, non 40,5")
)

// percent reads 40, 40%, 40 %, 40,0 and 0.4. A number strictly between 0 and 1 without its
// sign is a share; whether a lone 1 is one shows in the other cells of its column.
func percent(text string, shares bool) (int, error) {
	text = clean(text)
	bare, signed := strings.CutSuffix(text, "%")
	n, err := decimal(bare)
	if err != nil {
		return 0, errPercent
	}
	if !signed && ((n > 0 && n < 1) || (shares && n == 1)) {
		n *= 100
	}
	n = rounded(n)
	if n != math.Trunc(n) {
		return 0, errPercentWhole
	}
	if n < 0 || n > 100 {
		return 0, errors.New("la percentuale deve stare fra 0 e 100")
	}
	return int(n), nil
}

// sharesIn tells a column of shares: none above 1, and at least one between 0 and 1.
func sharesIn(texts []string) bool {
	between := false
	for _, text := range texts {
		if strings.HasSuffix(clean(text), "%") {
			continue
		}
		n, err := decimal(text)
		if err != nil {
			continue
		}
		if n > 1 {
			return false
		}
		between = between || (n > 0 && n < 1)
	}
	return between
}

// rounded takes away what the arithmetic of a spreadsheet adds to 0.29 × 100.
func rounded(n float64) float64 { return math.Round(n*1e9) / 1e9 }

// yes reads a tick.
func yes(text string) (bool, error) {
	switch plan.Fold(clean(text)) {
	case "", "no", "n", "0", "false", "falso", "-":
		return false, nil
	case "si", "s", "x", "1", "true", "vero", "yes", "y", "✓", "✔":
		return true, nil
	}
	return false, errors.New("scrivere sì o no")
}

func word[T ~string](text string, words map[T]string, more map[string]T, what string) (T, error) {
	folded := plan.Fold(clean(text))
	var offered []string
	for value, italian := range words {
		if folded == plan.Fold(italian) || folded == string(value) || folded == strings.ReplaceAll(string(value), "_", " ") {
			return value, nil
		}
		offered = append(offered, italian)
	}
	if value, ok := more[folded]; ok {
		return value, nil
	}
	slices.Sort(offered)
	return "", errors.New(what + ": scrivere " + strings.Join(offered, ", "))
}

var horizonSynonyms = map[string]plan.Horizon{
	"breve termine": plan.HorizonShort, "medio termine": plan.HorizonMedium, "lungo termine": plan.HorizonLong,
}

var objectiveSynonyms = map[string]plan.ObjectiveState{
	"in corso": plan.ObjectiveActive, "attiva": plan.ObjectiveActive, "aperto": plan.ObjectiveActive, "open": plan.ObjectiveActive,
	"concluso": plan.ObjectiveCompleted, "raggiunto": plan.ObjectiveCompleted, "chiuso": plan.ObjectiveCompleted, "closed": plan.ObjectiveCompleted,
	"da approvare": plan.ObjectiveDraft,
}

var milestoneSynonyms = map[string]plan.MilestoneState{
	"da fare": plan.MilestonePlanned, "da iniziare": plan.MilestonePlanned, "non iniziato": plan.MilestonePlanned, "previsto": plan.MilestonePlanned,
	"iniziato": plan.MilestoneInProgress, "avviato": plan.MilestoneInProgress,
	"fermo": plan.MilestoneBlocked, "sospeso": plan.MilestoneBlocked,
	"completato": plan.MilestoneDone, "concluso": plan.MilestoneDone, "raggiunto": plan.MilestoneDone, "finito": plan.MilestoneDone,
}

// issueStates are the words of a tracker of issues, Redmine's own among them.
var issueStates = map[string]plan.MilestoneState{
	"nuovo": plan.MilestonePlanned, "nuova": plan.MilestonePlanned, "new": plan.MilestonePlanned, "assegnato": plan.MilestonePlanned, "assigned": plan.MilestonePlanned, "aperto": plan.MilestonePlanned, "open": plan.MilestonePlanned,
	"in elaborazione": plan.MilestoneInProgress, "in lavorazione": plan.MilestoneInProgress, "risolto": plan.MilestoneInProgress, "resolved": plan.MilestoneInProgress,
	"feedback": plan.MilestoneInProgress, "commenti": plan.MilestoneInProgress, "in attesa": plan.MilestoneBlocked, "on hold": plan.MilestoneBlocked,
	"chiuso": plan.MilestoneDone, "chiusa": plan.MilestoneDone, "closed": plan.MilestoneDone,
	"rifiutato": plan.MilestoneCancelled, "rigettato": plan.MilestoneCancelled, "respinto": plan.MilestoneCancelled, "rejected": plan.MilestoneCancelled,
}

// names splits a cell with several of something.
func names(text string) []string {
	list := []string{}
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return r == ';' || r == ',' || r == '\n' || r == '|' }) {
		if part = clean(part); part != "" && !slices.Contains(list, part) {
			list = append(list, part)
		}
	}
	return list
}

var errLines = errors.New("le linee di azione si scrivono edizione:codice, come pt-2024-2026:CAP4.PA.01")

func lineRefs(text string) ([]plan.LineRef, error) {
	list := []plan.LineRef{}
	for _, name := range names(text) {
		edition, code, ok := strings.Cut(name, ":")
		if !ok {
			return nil, errLines
		}
		list = append(list, plan.LineRef{Edition: strings.TrimSpace(edition), Code: strings.TrimSpace(code)})
	}
	return list, nil
}

// clean takes away what is around a text and cannot be seen.
func clean(text string) string {
	return strings.TrimSpace(strings.NewReplacer("\u00a0", " ", "\u202f", " ", "\u200b", "", "\ufeff", "").Replace(text))
}

// unshielded takes the apostrophe away that keeps a spreadsheet from running a text.
func unshielded(text string) string {
	if len(text) > 1 && text[0] == '\'' && strings.IndexByte("=+-@\t\r'", text[1]) >= 0 {
		return text[1:]
	}
	return text
}

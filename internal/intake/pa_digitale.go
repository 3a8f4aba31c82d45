package intake

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// ApplicationsBatch is how many rows are held at a time: what bounds the memory of an
// import, whatever the file's size.
const ApplicationsBatch = 5_000

// Applications imports the funded applications (candidature finanziate) that PA digitale
// 2026 publishes.
type Applications struct {
	Tracker interface {
		ImportApplications(ctx context.Context, cmd tracker.ImportApplications) (tracker.ImportedApplications, error)
	}
	// Organization is the ente whose rows are taken; "" takes all, and makes the enti that
	// are missing.
	Organization string
	// Office is who gets what the rows tell of; "" is the placeholder.
	Office string
	// Name is the file's: what the source of a funding says.
	Name string
	// Measure (1.4.3) is that of rows which name none and whose call does not tell; "" takes
	// it from the file's name.
	Measure string
	DryRun  bool
	Today   plan.Date
	Zone    *time.Location
}

// Applications' columns, by the names that the files have for them.
const (
	columnEnte      = "codice_ipa"
	columnEnteName  = "ente"
	columnType      = "tipologia_ente"
	columnISTAT     = "cod_comune"
	columnRegion    = "regione"
	columnAmount    = "importo_finanziamento"
	columnCall      = "avviso"
	columnAppliedOn = "data_invio_candidatura"
	columnAssigned  = "data_finanziamento"
	columnCUP       = "codice_cup"
	columnDecree    = "decreto_finanziamento"
	columnState     = "stato_candidatura"
	columnStateOn   = "data_stato_candidatura"
	columnMeasure   = "misura"
)

// applicationRow is a row that was read, and the ente that it is about.
type applicationRow struct {
	tracker.Application
	ente    plan.Organization
	warning string
}

// Import reads the file and takes its rows over, so many at a time, those of an ente
// together. Rows that cannot be taken are refused one by one in the report. Running it
// twice changes nothing. An error ends it: what was taken over before stays.
func (a Applications) Import(ctx context.Context, file io.Reader, report *Report) error {
	rows, err := newTable(file, columnEnte, columnCall, columnAmount, columnCUP, columnState, columnAssigned)
	if err != nil {
		return err
	}
	lines := make([]plan.ImportLine, 0, ApplicationsBatch)
	batch := make([]applicationRow, 0, ApplicationsBatch)
	flush := func() error {
		taken, err := a.take(ctx, batch)
		if err != nil {
			return err
		}
		lines = append(lines, taken...)
		slices.SortStableFunc(lines, func(a, b plan.ImportLine) int { return cmp.Compare(a.Line, b.Line) })
		for _, l := range lines {
			if err := report.Add(l); err != nil {
				return err
			}
		}
		lines, batch = lines[:0], batch[:0]
		return nil
	}
	for {
		line, err := rows.next()
		if errors.Is(err, io.EOF) {
			return flush()
		}
		if err != nil && !isUnreadable(err) {
			return err
		}
		ente := strings.ToLower(rows.get(columnEnte))
		switch {
		case err != nil:
			lines = append(lines, plan.ImportLine{Line: line, Outcome: plan.RowRefused, Why: err.Error()})
		case a.Organization != "" && ente != a.Organization:
			report.Skipped++
		default:
			row, why := a.read(rows, line)
			if why != "" {
				lines = append(lines, plan.ImportLine{Line: line, Key: rowKey(row), Outcome: plan.RowRefused, Why: why})
				break
			}
			batch = append(batch, row)
		}
		if len(batch)+len(lines) >= ApplicationsBatch {
			if err := flush(); err != nil {
				return err
			}
		}
	}
}

// take hands the rows of a batch over, ente by ente.
func (a Applications) take(ctx context.Context, batch []applicationRow) ([]plan.ImportLine, error) {
	var lines []plan.ImportLine
	slices.SortStableFunc(batch, func(a, b applicationRow) int { return strings.Compare(a.ente.ID, b.ente.ID) })
	for len(batch) > 0 {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		n := 1
		for n < len(batch) && batch[n].ente.ID == batch[0].ente.ID {
			n++
		}
		taken, err := a.takeEnte(ctx, batch[:n])
		if err != nil {
			return nil, err
		}
		lines = append(lines, taken...)
		batch = batch[n:]
	}
	return lines, nil
}

func (a Applications) takeEnte(ctx context.Context, rows []applicationRow) ([]plan.ImportLine, error) {
	cmd := tracker.ImportApplications{
		Organization: rows[0].ente.ID, Type: rows[0].ente.Type, Office: a.Office, DryRun: a.DryRun,
		Source: fmt.Sprintf("Open data di PA digitale 2026, %s, importato il %s, CC BY 4.0", a.name(), a.Today.Time().Format("02/01/2006")),
	}
	if a.Organization == "" {
		cmd.New = &rows[0].ente
		if err := cmd.New.Check(); err != nil {
			return refuseAll(rows, "il nome o il codice dell'ente non si può usare"), nil
		}
	}
	for _, r := range rows {
		cmd.Rows = append(cmd.Rows, r.Application)
	}
	results, err := a.Tracker.ImportApplications(ctx, cmd)
	if err != nil {
		return nil, err
	}
	lines := make([]plan.ImportLine, len(results.Rows))
	for i, r := range results.Rows {
		why := r.Why
		if r.Outcome != plan.RowRefused && why == "" {
			why = rows[i].warning
		}
		lines[i] = plan.ImportLine{Line: r.Line, Key: rowKey(rows[i]), Name: cut(rows[i].Call, keptName), Outcome: r.Outcome, Why: why}
	}
	return lines, nil
}

func refuseAll(rows []applicationRow, why string) []plan.ImportLine {
	lines := make([]plan.ImportLine, len(rows))
	for i, r := range rows {
		lines[i] = plan.ImportLine{Line: r.Line, Key: rowKey(r), Outcome: plan.RowRefused, Why: why}
	}
	return lines
}

func (a Applications) name() string {
	runes := []rune(a.Name)
	if len(runes) > plan.MaxName {
		return string(runes[:plan.MaxName])
	}
	return a.Name
}

// rowKey names a row in the report.
func rowKey(r applicationRow) string {
	return strings.TrimSpace(r.ente.ID + " " + r.CUP)
}

// read makes an application of a row, or says why it cannot.
func (a Applications) read(rows *table, line int) (r applicationRow, why string) {
	r.Line = line
	r.ente = plan.Organization{
		ID: strings.ToLower(rows.get(columnEnte)), Name: rows.get(columnEnteName), Type: rows.get(columnType),
		ISTATCode: istatCode(rows.get(columnISTAT)), Region: rows.get(columnRegion),
	}
	if r.ente.Name == "" {
		r.ente.Name = r.ente.ID
	}
	r.CUP = plan.NormalCUP(rows.get(columnCUP))
	r.Call, r.Decree = rows.get(columnCall), rows.get(columnDecree)
	if !plan.ValidOrganizationID(r.ente.ID) {
		return r, "il codice IPA manca o non ha la forma prevista"
	}
	if !plan.ValidCUP(r.CUP) {
		return r, "il CUP manca o non ha la forma prevista (una lettera, due cifre, una lettera, undici cifre)"
	}
	if r.Call == "" {
		return r, "manca l'avviso"
	}
	if r.MeasureCode, r.Measure = a.measureOf(rows.get(columnMeasure), r.Call); r.MeasureCode == "" {
		return r, "la misura non si ricava né dalla riga né dal nome del file: indicarla con --measure"
	}
	var ok bool
	if r.AmountCents, ok = cents(rows.get(columnAmount)); !ok {
		return r, "l'importo manca o non è un numero con al più due decimali"
	}
	for _, d := range []struct {
		column string
		day    *plan.Date
	}{{columnAppliedOn, &r.AppliedOn}, {columnAssigned, &r.AssignedOn}, {columnStateOn, &r.StateOn}} {
		if *d.day, ok = a.day(rows.get(d.column)); !ok {
			return r, "la data non si capisce: " + d.column
		}
	}
	switch strings.ToUpper(rows.get(columnState)) {
	case "A":
		r.State = plan.FundingAssigned
	case "R":
		r.State = plan.FundingWithdrawn
	case "E":
		r.State = plan.FundingPaid
	default:
		return r, "lo stato della candidatura non è A, R o E"
	}
	if !plan.UsualCUP(r.CUP) {
		r.warning = "il CUP ha lettere insolite (fuori da B-J): da ricontrollare"
	}
	return r, ""
}

// day reads a date, or an instant, whose day is that of the installation's zone. Nothing is
// no date.
func (a Applications) day(s string) (plan.Date, bool) {
	if s == "" {
		return plan.Date{}, true
	}
	if d, err := plan.ParseDate(s); err == nil {
		return d, true
	}
	for _, layout := range []string{"2006-01-02T15:04:05.999999999-0700", time.RFC3339Nano} {
		if t, err := time.Parse(layout, s); err == nil {
			d, err := plan.ParseDate(t.In(a.Zone).Format(plan.DateLayout))
			return d, err == nil
		}
	}
	for _, layout := range []string{"2006-01-02 15:04:05", "2006-01-02T15:04:05", "02/01/2006"} {
		if t, err := time.Parse(layout, s); err == nil {
			d, err := plan.ParseDate(t.Format(plan.DateLayout))
			return d, err == nil
		}
	}
	return plan.Date{}, false
}

// measures are the names of those that PA digitale 2026 funds, for files without them.
var measures = map[string]string{
	"1.1":   "1.1 Infrastrutture digitali",
	"1.2":   "1.2 Abilitazione e facilitazione migrazione al Cloud",
	"1.3.1": "1.3.1 Piattaforma Digitale Nazionale Dati",
	"1.4.1": "1.4.1 Esperienza del cittadino nei servizi pubblici",
	"1.4.3": "1.4.3 Adozione PagoPA e AppIO",
	"1.4.4": "1.4.4 Adozione identità digitale",
	"1.4.5": "1.4.5 Digitalizzazione degli avvisi pubblici",
}

var (
	// quotaRE is how a call for two measures says which one a row is about.
	quotaRE = regexp.MustCompile(`\(quota ([0-9]{1,2}(?:\.[0-9]{1,2}){1,3})\)`)
	// fileRE is the measure in a name such as candidature_finanziate_143.csv.
	fileRE = regexp.MustCompile(`_([0-9]{2,4})\.[A-Za-z]+$`)
)

// measureOf gives the measure of a row: its own, else what the call begins with, else what
// was said for the whole file, else what the file's name says.
func (a Applications) measureOf(measure, call string) (code, name string) {
	if measure != "" {
		return plan.MeasureCode(measure), measure
	}
	if quota := quotaRE.FindStringSubmatch(call); quota != nil {
		code = quota[1]
	} else if code = plan.MeasureNumber(call); code == "" {
		code = a.Measure
	}
	if code == "" {
		if file := fileRE.FindStringSubmatch(a.Name); file != nil {
			code = strings.Join(strings.Split(file[1], ""), ".")
		}
	}
	if name = measures[code]; name == "" {
		name = code
	}
	return code, name
}

// istatCode is a municipality's code with the zeros that a spreadsheet took away; nothing
// where it is none.
func istatCode(s string) string {
	s = strings.TrimSuffix(s, ".0")
	if len(s) < 1 || len(s) > 6 {
		return ""
	}
	for _, r := range s {
		if r < '0' || r > '9' {
			return ""
		}
	}
	return strings.Repeat("0", 6-len(s)) + s
}

var amountRE = regexp.MustCompile(`^([0-9]{1,15})(?:[.,]([0-9]{1,15}))?(?:[eE]\+?([0-9]{1,2}))?$`)

// cents reads euros as cents, exactly: 9506.14 and 4326.4, and 1.04E7 as some programs write
// large numbers. More than two decimals that say something are no amount.
func cents(s string) (int64, bool) {
	parts := amountRE.FindStringSubmatch(s)
	if parts == nil {
		return 0, false
	}
	exponent, err := strconv.Atoi(cmp.Or(parts[3], "0"))
	if err != nil || exponent > 15 {
		return 0, false
	}
	decimals := parts[2] + strings.Repeat("0", exponent+2)
	digits, rest := parts[1]+decimals[:exponent+2], decimals[exponent+2:]
	if strings.Trim(rest, "0") != "" {
		return 0, false
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	return n, err == nil
}

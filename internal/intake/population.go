package intake

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// Population imports how many people live in the comuni: ISTAT's "Popolazione residente al
// 1° gennaio" as demo.istat.it publishes it (POSAS_aaaa_it_Comuni.csv: a line of title,
// semicolons, a row for every age of every comune, of which 999 is the total), or any CSV with
// a column of ISTAT codes and one of inhabitants.
type Population struct {
	Tracker interface {
		ImportPopulation(ctx context.Context, cmd tracker.ImportPopulation) (tracker.ImportedPopulation, error)
	}
	// Organizations are the enti of the installation; codes of others are passed over. An ASL
	// or a school has the code of the comune that it is in: only comuni are looked at.
	Organizations []plan.Organization
	DryRun        bool
}

// The names that the columns have in ISTAT's files and in those that others make of them.
var (
	populationCodes  = []string{"codice comune", "codice_comune", "codice istat", "codice_istat", "istat_code", "cod_comune", "pro_com_t"}
	populationTotals = []string{"totale", "popolazione", "popolazione residente", "residenti", "abitanti", "population"}
	populationAges   = []string{"età", "et\ufffd", "eta"} // the second is what is left of it in Windows-1252
	populationSexes  = []string{"totale maschi", "totale femmine"}
)

// allAges is the age of the row with a comune's total.
const allAges = "999"

// Import reads the file. Running it twice changes nothing; numbers that people wrote stay.
func (p Population) Import(ctx context.Context, file io.Reader, report *Report) error {
	rows, above, err := populationTable(file)
	if err != nil {
		return err
	}
	code, total, age := rows.first(populationCodes), rows.first(populationTotals), rows.first(populationAges)
	if code == "" || total == "" && !rows.has(populationSexes...) {
		return plan.Errorf(plan.KindMalformed, "the file needs a column of ISTAT codes (%s) and one of inhabitants (%s)",
			strings.Join(populationCodes, ", "), strings.Join(populationTotals, ", ")).WithRule("import.column")
	}
	enti := map[string][]string{}
	for _, o := range p.Organizations {
		if o.Comune() && o.ISTATCode != "" {
			enti[o.ISTATCode] = append(enti[o.ISTATCode], o.ID)
		}
	}
	first := map[string]int{}
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		line, err := rows.next()
		line += above
		var unreadable *unreadableRow
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.As(err, &unreadable):
			if unreadable.cells == 1 { // a note below the table
				report.Skipped++
			} else if err := report.Refuse(line, "", err.Error()); err != nil {
				return err
			}
			continue
		case err != nil:
			return err
		}
		if age != "" && rows.get(age) != allAges {
			continue
		}
		istat := istatCode(rows.get(code))
		of := enti[istat]
		if istat == "" || len(of) == 0 {
			report.Skipped++
			continue
		}
		l := plan.ImportLine{Line: line, Key: strings.Join(of, " ") + " " + istat}
		inhabitants, ok := populationOf(rows, total)
		switch earlier := first[istat]; {
		case len(of) > 1:
			l.Outcome, l.Why = plan.RowRefused, "più enti hanno questo codice ISTAT: gli abitanti si scrivono nella scheda dell'ente"
		case earlier > 0:
			l.Outcome, l.Why = plan.RowRefused, fmt.Sprintf("lo stesso codice ISTAT è già alla riga %d", earlier)
		case !ok:
			l.Outcome, l.Why = plan.RowRefused, "gli abitanti non sono un numero intero maggiore di zero"
		default:
			done, err := p.Tracker.ImportPopulation(ctx, tracker.ImportPopulation{Organization: of[0], Population: inhabitants, DryRun: p.DryRun})
			if err != nil {
				return err
			}
			l.Outcome, l.Why = done.Outcome, done.Why
		}
		first[istat] = line
		if err := report.Add(l); err != nil {
			return err
		}
	}
}

// populationTable reads the header, and passes over a title above it; above is how many lines
// that took.
func populationTable(file io.Reader) (rows *table, above int, err error) {
	buffered := bufio.NewReaderSize(file, longestHeader)
	start, err := buffered.Peek(longestHeader)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, 0, fmt.Errorf("reading the file: %w", err)
	}
	if title, _, more := bytes.Cut(start, []byte("\n")); more {
		names := strings.ToLower(string(title))
		if !containsAny(names, populationCodes) {
			if _, err := buffered.Discard(len(title) + 1); err != nil {
				return nil, 0, err
			}
			above = 1
		}
	}
	rows, err = newTable(buffered)
	return rows, above, err
}

func containsAny(s string, parts []string) bool {
	for _, part := range parts {
		if strings.Contains(s, part) {
			return true
		}
	}
	return false
}

// populationOf is the row's number of inhabitants: its total, or its men and women.
func populationOf(rows *table, total string) (int, bool) {
	columns := []string{total}
	if total == "" {
		columns = populationSexes
	}
	sum := 0
	for _, column := range columns {
		n, err := strconv.Atoi(rows.get(column))
		if err != nil || n < 0 || n > 100_000_000 {
			return 0, false
		}
		sum += n
	}
	return sum, sum > 0
}

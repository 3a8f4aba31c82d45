package intake

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/traguardi/traguardi/internal/plan"
)

const (
	// surveyRows is among how many rows the first values of a column are looked for.
	surveyRows = 200
	// surveySamples is how many of them are told, surveyLetters how much of each.
	surveySamples = 3
	surveyLetters = 60
)

// SurveyPlan tells which columns a file has, with their first values, and which of the plan's
// each is taken for: so that somebody can say it better. It tells them too of a file that
// FindPlan makes nothing of.
func SurveyPlan(sheets []Sheet, mapping PlanMapping) plan.ImportColumns {
	var survey plan.ImportColumns
	for _, s := range sheets {
		if s.Name != "" {
			survey.Sheets = append(survey.Sheets, cut(s.Name, plan.MaxColumnTitle))
		}
	}
	header, err := FindPlan(sheets, mapping)
	if err != nil && len(header.Titles) == 0 {
		header = likelyHeader(sheets, mapping.Sheet)
	}
	if len(header.Titles) == 0 {
		return survey
	}
	survey.Sheet, survey.Line, survey.Issues = header.Sheet.Name, header.Sheet.Rows[header.Row].Line, header.Issues
	below := header.Sheet.Rows[header.Row+1:]
	below = below[:min(len(below), surveyRows)]
	dates := dateStyle{order: mapping.Dates, since1904: header.Sheet.Since1904}
	for at, name := range columnNames(header.Sheet, header.Row) {
		if name == "" {
			continue
		}
		column := plan.ImportColumn{Title: name, Unused: unused[headerWordsOf(header.Titles[at])], Samples: []string{}}
		for key, place := range header.Columns {
			if place == at {
				column.Key = key
			}
		}
		for _, row := range below {
			value := clean(row.Cell(at))
			if value == "" {
				continue
			}
			if slices.Contains(dateColumns, column.Key) && serialDateRE.MatchString(value) {
				if day, err := dates.date(value); err == nil {
					value = day.Time().Format("02/01/2006")
				}
			}
			if value = cut(value, surveyLetters); !slices.Contains(column.Samples, value) {
				column.Samples = append(column.Samples, value)
			}
			if len(column.Samples) == surveySamples {
				break
			}
		}
		survey.Columns = append(survey.Columns, column)
	}
	return survey
}

// cut shortens a text, and shows that it did.
func cut(s string, most int) string {
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most-1]) + "…"
}

// likelyHeader is where the titles may stand in a file whose titles say nothing: the first row
// that is as wide as any, in the sheet that was asked for or that has the most rows.
func likelyHeader(sheets []Sheet, asked string) (h PlanHeader) {
	for _, s := range sheets {
		if asked != "" && strings.EqualFold(s.Name, asked) || asked == "" && len(s.Rows) > len(h.Sheet.Rows) {
			h.Sheet = s
		}
	}
	widest := 0
	for i, row := range h.Sheet.Rows {
		if i == headerSearch {
			break
		}
		filled := 0
		for _, cell := range row.Cells {
			if clean(cell) != "" {
				filled++
			}
		}
		if filled > widest {
			widest, h.Row, h.Titles = filled, i, row.Cells
		}
	}
	h.Columns = map[string]int{}
	for at, title := range h.Titles {
		above := ""
		if h.Row > 0 {
			above = h.Sheet.Rows[h.Row-1].Cell(at)
		}
		key := recognise(title, above)
		if _, taken := h.Columns[key]; key != "" && !taken {
			h.Columns[key] = at
		}
	}
	return h
}

// columnNames are the names by which the columns below a row of titles are told apart, empty
// where there is no title: one that is there twice has the title above it in front, else its
// place behind it.
func columnNames(s Sheet, row int) []string {
	cells := s.Rows[row].Cells
	names := make([]string, len(cells))
	count := map[string]int{}
	for _, cell := range cells {
		count[clean(cell)]++
	}
	taken := map[string]bool{}
	for i, cell := range cells {
		name := clean(cell)
		if name == "" {
			continue
		}
		if count[name] > 1 && row > 0 {
			if above := clean(s.Rows[row-1].Cell(i)); above != "" && above != name {
				name = above + " / " + name
			}
		}
		for n := 2; taken[name]; n++ {
			name = clean(cell) + " (" + strconv.Itoa(n) + ")"
		}
		taken[name] = true
		if utf8.RuneCountInString(name) > plan.MaxColumnTitle {
			name = "" // no title of a column, but a text that fell into this row
		}
		names[i] = name
	}
	return names
}

// namedColumn finds the column that somebody named, -1 for none.
func namedColumn(cells, names []string, title string) int {
	title = clean(title)
	if title == "" {
		return -1
	}
	if at := slices.Index(names, title); at >= 0 {
		return at
	}
	return slices.IndexFunc(cells, func(c string) bool { return clean(c) == title })
}

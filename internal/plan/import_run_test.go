package plan_test

import (
	"strings"
	"testing"

	"github.com/traguardi/traguardi/internal/plan"
)

func TestWhatMayBeImported(t *testing.T) {
	check(t, func() plan.ImportRun {
		return plan.ImportRun{Kind: plan.ImportPADigitale, FileName: "candidature_finanziate_143.csv", Office: "tributi", Measure: "1.4.3"}
	}, plan.ImportRun.Check, map[string]row[plan.ImportRun]{
		"another sort of file":       {func(r *plan.ImportRun) { r.Kind = "altro" }, "kind import.kind"},
		"no office's code":           {func(r *plan.ImportRun) { r.Office = "Ufficio Tributi" }, "office office.unknown"},
		"a control character":        {func(r *plan.ImportRun) { r.FileName = "a\x00b" }, "file_name text.control"},
		"nothing but the kind":       {func(r *plan.ImportRun) { *r = plan.ImportRun{Kind: plan.ImportPADigitale} }, ""},
		"a measure of several lines": {func(r *plan.ImportRun) { r.Measure = "1\n2" }, "measure text.control"},
		"columns of applications":    {func(r *plan.ImportRun) { r.Mapping.Sheet = "Piano" }, "mapping mapping.kind"},
	})
}

func TestHowAPlansFileMayBeRead(t *testing.T) {
	check(t, func() plan.ImportRun {
		return plan.ImportRun{Kind: plan.ImportPlanFile, FileName: "piano.csv", Mapping: plan.FileMapping{
			Columns: map[string]string{"title": "Oggetto", "due_on": "Termine", "start_on": "", "description": ""}, Defaults: map[string]string{"office": "tributi"}, DateOrder: "dmy", Sheet: "Foglio1",
		}}
	}, plan.ImportRun.Check, map[string]row[plan.ImportRun]{
		"a title for two columns":        {func(r *plan.ImportRun) { r.Mapping.Columns["percent"] = "Oggetto" }, "columns.percent mapping.twice"},
		"a column that a plan has not":   {func(r *plan.ImportRun) { r.Mapping.Columns["colour"] = "Colore" }, "columns mapping.column"},
		"a default for one":              {func(r *plan.ImportRun) { r.Mapping.Defaults["colour"] = "rosso" }, "columns mapping.column"},
		"another order of dates":         {func(r *plan.ImportRun) { r.Mapping.DateOrder = "ymd" }, "date_order mapping.dates"},
		"a title that is too long":       {func(r *plan.ImportRun) { r.Mapping.Columns["percent"] = strings.Repeat("a", plan.MaxColumnTitle+1) }, "columns.percent text.length"},
		"a default that is too long":     {func(r *plan.ImportRun) { r.Mapping.Defaults["title"] = strings.Repeat("a", plan.MaxColumnDefault+1) }, "defaults.title text.length"},
		"a sheet's name of two lines":    {func(r *plan.ImportRun) { r.Mapping.Sheet = "a\nb" }, "sheet text.control"},
		"nothing":                        {func(r *plan.ImportRun) { r.Mapping = plan.FileMapping{} }, ""},
		"a title with a line break":      {func(r *plan.ImportRun) { r.Mapping.Columns["percent"] = "Fatto\n%" }, ""},
		"the reference of somebody else": {func(r *plan.ImportRun) { r.Mapping.Columns["reference"] = "#" }, ""},
	})
}

func TestOutcomesAddUp(t *testing.T) {
	var c plan.ImportCounts
	for _, o := range plan.ImportOutcomes {
		c.Add(o)
	}
	same(t, "the counts", c, plan.ImportCounts{Created: 1, Updated: 1, Unchanged: 1, Refused: 1})
	same(t, "the rows", c.Rows(), len(plan.ImportOutcomes))
}

package plan_test

import (
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

package intake_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/traguardi/traguardi/internal/intake"
	"github.com/traguardi/traguardi/internal/plan"
)

func TestAReportCountsAllAndKeepsAFew(t *testing.T) {
	told := 0
	r := intake.NewReport(2, func(plan.ImportLine) error { told++; return nil })
	for line := 2; line <= 11; line++ {
		l := plan.ImportLine{Line: line, Key: fmt.Sprint(line), Outcome: plan.RowCreated}
		switch {
		case line%2 == 0:
			l.Outcome, l.Why = plan.RowRefused, "no"
		case line == 3:
			l.Outcome, l.Why = plan.RowUnchanged, "look"
		case line == 5:
			l.Outcome = plan.RowUpdated
		}
		if err := r.Add(l); err != nil {
			t.Fatal(err)
		}
	}
	if want := (plan.ImportCounts{Created: 3, Updated: 1, Unchanged: 1, Refused: 5}); r.Counts != want || r.Counts.Rows() != told {
		t.Errorf("counted %+v of %d, want %+v", r.Counts, told, want)
	}
	if len(r.Lines) != 2 || r.Lines[0].Line != 2 || r.Lines[1].Line != 3 || r.LeftOut != 4 || r.Warnings != 1 {
		t.Errorf("kept %+v, %d left out, %d warnings", r.Lines, r.LeftOut, r.Warnings)
	}
}

func TestAReportStopsWhereItsWriterDoes(t *testing.T) {
	full := errors.New("disk full")
	r := intake.NewReport(1, func(plan.ImportLine) error { return full })
	if err := r.Refuse(2, "x", "no"); !errors.Is(err, full) {
		t.Errorf("the writer's error is lost: %v", err)
	}
}

// What a file has in its cells may be meant for the terminal or the page that the report is shown on.
func TestAReportIsLegible(t *testing.T) {
	var told plan.ImportLine
	report := intake.NewReport(10, func(l plan.ImportLine) error { told = l; return nil })
	if err := report.Add(plan.ImportLine{Line: 2, Key: "\x1b[31mF61\x00", Name: "Cloud\u202e\nper tutti", Outcome: plan.RowRefused, Why: "«\x07» non è una data"}); err != nil {
		t.Fatal(err)
	}
	want := plan.ImportLine{Line: 2, Key: "\ufffd[31mF61\ufffd", Name: "Cloud\ufffd per tutti", Outcome: plan.RowRefused, Why: "«\ufffd» non è una data"}
	if told != want || report.Lines[0] != want {
		t.Errorf("told %#v, kept %#v, want %#v", told, report.Lines[0], want)
	}
}

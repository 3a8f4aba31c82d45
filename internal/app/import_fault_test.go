package app

import (
	"strings"
	"testing"

	"github.com/traguardi/traguardi/internal/plan"
)

// A fault of the program ends an import, and not the server that runs it: here there is no
// database at all.
func TestAFaultEndsTheImportAlone(t *testing.T) {
	report, err := (&Server{Installation: &Installation{}}).tryImport(t.Context(), &plan.ImportRun{}, []byte("codice_ipa\n"))
	if err == nil || !strings.Contains(err.Error(), "panic") || plan.KindOf(err) != "" {
		t.Errorf("got %v", err)
	}
	if report == nil || report.Counts.Rows() != 0 {
		t.Errorf("the report is %+v", report)
	}
}

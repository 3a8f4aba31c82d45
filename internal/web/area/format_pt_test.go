package area_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

const formatPTAt = "/area/c_m403/format-pt"

// TestThePlanAsFormatPT: every line that an objective points at is told with what the ente does
// for it, also before the installation has the edition.
func TestThePlanAsFormatPT(t *testing.T) {
	w := newWorld(t)
	viewer := as(plan.RoleViewer, "")
	o, _ := w.staff().Objective("OB-06")
	_, err := w.tracker.ChangeObjective(by(amministratore), tracker.ChangeObjective{
		Organization: ente, Code: "OB-06", IfRevision: o.Revision, Lines: plan.Some([]plan.LineRef{{Edition: "pt-prova", Code: "CAP4.PA.06"}}),
	})
	w.must(err)
	page := w.get(viewer, formatPTAt+"?edizione=pt-prova")
	for _, want := range []string{
		"Capitolo 4. Piattaforme", "CAP4.PA.06", "OB-06 ", "Cosa deve fare l’amministrazione", "1.4.3 Adozione PagoPA e AppIO: 34.599,00 €, assegnato, CUP G31F22000130006", w.staff().OfficeName(o.Terms.LeadOffice),
	} {
		if !strings.Contains(page.mainText(), want) {
			t.Errorf("it does not say %q: %s", want, page.mainText())
		}
	}
	file := w.get(viewer, formatPTAt+".xlsx?edizione=pt-prova")
	if file.Code != http.StatusOK || !strings.HasPrefix(file.Body.String(), "PK") {
		t.Errorf("the workbook: %d", file.Code)
	}
	if unknown := w.get(viewer, formatPTAt+"?edizione=mai"); unknown.Code != http.StatusNotFound {
		t.Errorf("an edition that nobody knows: %d", unknown.Code)
	}
	if report := w.get(viewer, "/area/c_m403/rapporto").mainText(); !strings.Contains(report, "Format PT") || !strings.Contains(report, "Soldi: che cosa è cambiato") {
		t.Error("the report neither leads there nor tells the money")
	}
}

package plan_test

import (
	"testing"

	"github.com/traguardi/traguardi/internal/plan"
)

// Every population is in one class, and the classes leave nothing out between them.
func TestSizeClasses(t *testing.T) {
	for population, want := range map[int]string{
		0: "", -5: "", 1: "1-1000", 1_000: "1-1000", 1_001: "1001-5000", 5_000: "1001-5000", 5_001: "5001-10000", 10_001: "10001-20000",
		60_000: "20001-60000", 60_001: "60001-100000", 100_001: "100001-250000", 250_000: "100001-250000", 250_001: "250001-", 2_750_000: "250001-",
	} {
		c, ok := plan.SizeClassOf(population)
		if c.Code() != want || ok != (want != "") {
			t.Errorf("%d inhabitants: %q, %t, want %q", population, c.Code(), ok, want)
		}
	}
	for i, c := range plan.SizeClasses[1:] {
		if before := plan.SizeClasses[i]; c.From != before.To+1 {
			t.Errorf("%s does not follow on %s", c.Code(), before.Code())
		}
	}
}

func TestComuneAndMeasureCode(t *testing.T) {
	for _, c := range []struct {
		o    plan.Organization
		want bool
	}{
		{plan.Organization{ID: "c_m403"}, true},
		{plan.Organization{ID: "fvzwe5sf", Type: plan.TypeComuni}, true},
		{plan.Organization{ID: "c_m403", Type: "ASL"}, false},
		{plan.Organization{ID: "p_tn"}, false},
		{plan.Organization{ID: "c_l158a"}, false},
	} {
		if got := c.o.Comune(); got != c.want {
			t.Errorf("%+v: %t", c.o, got)
		}
	}
	for name, want := range map[string]string{
		"1.4.3 Adozione PagoPA e AppIO": "1.4.3", "1.2 Abilitazione": "1.2", "1.3.1": "1.3.1", "Altro": "Altro", "14 cose": "14 cose", "": "",
	} {
		if got := plan.MeasureCode(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

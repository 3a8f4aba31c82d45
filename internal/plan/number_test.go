package plan_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/traguardi/traguardi/internal/plan"
)

func TestAmountsAsTheyAreTyped(t *testing.T) {
	for typed, want := range map[string]int64{
		"34.599,00": 3459900, "34599": 3459900, "34.599,5": 3459950, "34.599": 3459900, "34599,00": 3459900, "34599.5": 3459950,
		"34599.50": 3459950, " 34.599,00 € ": 3459900, "€ 34.599": 3459900, "34 599,00": 3459900, "34\u00a0599,00\u00a0€": 3459900,
		"EUR 12": 1200, "12 euro": 1200, "0": 0, "0,01": 1, "0.5": 50, "1.234.567,89": 123456789, "1234567.89": 123456789,
		"-5": -500, "\u22125,00": -500, "100.000.000.000": plan.MaxAmountCents, "007": 700, "1.5": 150,
		// Sums that floats get wrong.
		"0,29": 29, "1,15": 115, "4.35": 435, "90071992547409,93": 9007199254740993,
	} {
		if got, ok := plan.ParseCents(typed); !ok || got != want {
			t.Errorf("%q is %d, %v; want %d", typed, got, ok, want)
		}
	}
	for _, typed := range []string{
		"", " ", "€", "uno", "34.599,001", "34.59,00", "3459.900,00", "34,599.00", "1,2,3", "34.599,", ",5", ".5", "5.", "1e5", "0x10", "NaN",
		"--5", "34.599.00", "0.599.000", "34 599.50", "12 34", "999999999999999999999", "١٢", "5 000 euro dollari", "34.599,00,",
	} {
		if got, ok := plan.ParseCents(typed); ok {
			t.Errorf("%q is read as %d", typed, got)
		}
	}
}

func TestValuesAsTheyAreTyped(t *testing.T) {
	for typed, want := range map[string]float64{
		"1.240": 1240, "47,5": 47.5, "47.5": 47.5, "0.125": 0.125, "0,125": 0.125, "-3,25": -3.25, "12": 12, "1.240,5": 1240.5, "1240.123": 1240.123, "-0": 0,
	} {
		if got, ok := plan.ParseValue(typed); !ok || got != want {
			t.Errorf("%q is %v, %v; want %v", typed, got, ok, want)
		}
	}
	for _, typed := range []string{"", "NaN", "Inf", "1e9", "dieci", "1.2.3", "12,5 %"} {
		if got, ok := plan.ParseValue(typed); ok {
			t.Errorf("%q is read as %v", typed, got)
		}
	}
}

// FuzzParseCents: whatever is read comes back the same when it is written the Italian way.
func FuzzParseCents(f *testing.F) {
	for _, seed := range []string{"34.599,00", "34599", "€ 1.5", "-0,01", "1 000 000", "\u00a0"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		cents, ok := plan.ParseCents(typed)
		if !ok {
			return
		}
		sign := ""
		abs := cents
		if cents < 0 {
			sign, abs = "-", -cents
		}
		whole := fmt.Sprint(abs / 100)
		for i := len(whole) - 3; i > 0; i -= 3 {
			whole = whole[:i] + "." + whole[i:]
		}
		written := fmt.Sprintf("%s%s,%02d", sign, whole, abs%100)
		if again, ok := plan.ParseCents(written); !ok || again != cents {
			t.Errorf("%q is %d, and %q is %d, %v", typed, cents, written, again, ok)
		}
		if strings.ContainsAny(typed, "eE") && !strings.Contains(strings.ToLower(typed), "eur") {
			t.Errorf("%q is read", typed)
		}
	})
}

package plan_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/traguardi/traguardi/internal/plan"
)

func TestSectorCode(t *testing.T) {
	for name, want := range map[string]string{
		"Turismo":                   "turismo",
		"Beni culturali e società":  "beni-culturali-e-societa",
		"  PNRR: cap. 4 (digitale)": "pnrr-cap-4-digitale",
		"L’ambiente":                "l-ambiente",
		"Çağ":                       "cag",
		"日本":                        "",
		"":                          "",
		strings.Repeat("ab ", 40):   strings.Repeat("ab-", 19) + "ab",
	} {
		same(t, name, plan.SectorCode(name), want)
	}
}

// What a name makes is a code, or nothing.
func TestSectorCodeIsACode(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.String().Draw(t, "name")
		if code := plan.SectorCode(name); code != "" {
			if err := (plan.Sector{Code: code}).CheckCode(); err != nil {
				t.Fatalf("%q makes %q: %v", name, code, err)
			}
		}
	})
}

func TestSectorRules(t *testing.T) {
	for want, s := range map[string]plan.Sector{
		"":                 {Code: "x", Name: "Turismo"},
		"name required":    {Code: "x"},
		"name text.length": {Code: "x", Name: strings.Repeat("è", plan.MaxSector+1)},
	} {
		same(t, "the rules broken", broken(t, s.Check()), want)
	}
	for code, want := range map[string]string{"turismo": "", "": "code sector.code", "Beni culturali": "code sector.code", "a--b": "code sector.code"} {
		same(t, code, broken(t, plan.Sector{Code: code}.CheckCode()), want)
	}
}

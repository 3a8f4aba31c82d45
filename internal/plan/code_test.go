package plan_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/traguardi/traguardi/internal/plan"
)

func TestIdentifiers(t *testing.T) {
	for name, c := range map[string]struct {
		valid     func(string) bool
		good, bad []string
	}{
		"organization": {plan.ValidOrganizationID, []string{"c_m403", "a", "agid", "0", strings.Repeat("a", 32)},
			[]string{"", "C_M403", "c-m403", "c m403", "c_m403\n", "è", "c_m403/..", strings.Repeat("a", 33)}},
		"office": {plan.ValidOfficeCode, []string{"ufficio-europa", "a", "1", "a-1-b", strings.Repeat("a", 64)},
			[]string{"", "-a", "a-", "a--b", "A", "ufficio_europa", "ufficio europa", "uffició", "a\x00", "a\n", strings.Repeat("a", 65)}},
		"objective": {plan.ValidObjectiveCode, []string{"OB-01", "A", "1", "CAP4-PA-01", strings.Repeat("A", 32)},
			[]string{"", "ob-01", "OB-", "-OB", "OB--01", "OB.01", "OB 01", "OB-01\n", "ÒB", strings.Repeat("A", 33)}},
	} {
		for _, s := range c.good {
			if !c.valid(s) {
				t.Errorf("%s: %q is refused", name, s)
			}
		}
		for _, s := range c.bad {
			if c.valid(s) {
				t.Errorf("%s: %q is accepted", name, s)
			}
		}
	}
}

func TestParseMilestoneID(t *testing.T) {
	for _, c := range []struct {
		id, objective string
		number        int
	}{{"OB-01.3", "OB-01", 3}, {"A.1", "A", 1}, {"OB-01.99999", "OB-01", 99_999}} {
		objective, number, ok := plan.ParseMilestoneID(c.id)
		if !ok || objective != c.objective || number != c.number {
			t.Errorf("%s was read as %q, %d, %v", c.id, objective, number, ok)
		}
		same(t, "written", plan.MilestoneID(c.objective, c.number), c.id)
	}
	for _, id := range []string{"", ".", ".1", "OB-01", "OB-01.", "OB-01.0", "OB-01.03", "OB-01.-3", "OB-01.+3", "OB-01.3.", "OB-01.3.1", "OB-01.100000", "OB-01.x", "ob-01.3", "OB-01 .3", "OB-01.3 ", "OB-01.99999999999999999999", "OB-01.３"} {
		if objective, number, ok := plan.ParseMilestoneID(id); ok {
			t.Errorf("%q was read as %q, %d", id, objective, number)
		}
	}
	same(t, "of a milestone", plan.Milestone{Objective: "OB-01", Number: 7}.ID(), "OB-01.7")
	same(t, "of an update", plan.Update{Objective: "OB-01", Number: 7}.Milestone(), "OB-01.7")
}

// The pattern that the OpenAPI document states and the parser agree, and what is read
// writes back as it was.
func FuzzParseMilestoneID(f *testing.F) {
	for _, s := range []string{"OB-01.3", "A.1", "OB-01.0", "OB-01.99999", "OB-01.100000", "..", "A.B.1"} {
		f.Add(s)
	}
	pattern := regexp.MustCompile(plan.PatternMilestone)
	f.Fuzz(func(t *testing.T, id string) {
		objective, number, ok := plan.ParseMilestoneID(id)
		i := strings.LastIndexByte(id, '.')
		if want := pattern.MatchString(id) && i <= plan.MaxObjectiveCode; ok != want {
			t.Errorf("%q: parsed %v, by the pattern %v", id, ok, want)
		}
		if ok && plan.MilestoneID(objective, number) != id {
			t.Errorf("%q was read as %q, %d", id, objective, number)
		}
	})
}

func TestLinks(t *testing.T) {
	for s, want := range map[string]string{
		"":                                       "",
		"https://www.comune.example/a?b":         "",
		"http://[2001:db8::1]:8080/":             "",
		"https://esempio.example/però":           "",
		"ftp://a.example":                        "url link.form",
		"javascript:alert(1)":                    "url link.form",
		"JaVaScRiPt://a.example/%0aalert(1)":     "url link.form",
		"data:text/html,x":                       "url link.form",
		"//a.example/x":                          "url link.form",
		"/x":                                     "url link.form",
		"https://":                               "url link.form",
		"https://:443/":                          "url link.form",
		"https://me@a.example":                   "url link.form",
		"https://me:pw@a.example":                "url link.form",
		"https://a b.example":                    "url link.form",
		"https://a.example/\x00":                 "url link.form, url text.control",
		"https://a.example/\u202e":               "url text.bidi",
		"https://a.example/" + long(plan.MaxURL): "url text.length",
	} {
		var p plan.Problems
		p.Link("url", s)
		same(t, s, broken(t, p.Err()), want)
	}
}

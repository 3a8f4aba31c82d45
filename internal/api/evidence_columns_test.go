package api

import "testing"

// A table has a cell for everything that the object's evidence tells.
func TestEvidenceColumns(t *testing.T) {
	text := func(s string) *string { return &s }
	all := &Evidence{URL: text("https://a.example"), Note: text("nota"), Act: &Act{Kind: "determina", Number: "412", Date: "2025-10-24", URL: text("https://b.example")}}
	for name, want := range map[string][2]string{
		"evidence_url":        {"https://a.example", ""},
		"evidence_note":       {"nota", ""},
		"evidence_act_kind":   {"determina", ""},
		"evidence_act_number": {"412", ""},
		"evidence_act_date":   {"2025-10-24", ""},
		"evidence_act_url":    {"https://b.example", ""},
	} {
		found := false
		for _, c := range evidenceColumns(func(e *Evidence) *Evidence { return e }) {
			if c.name != name {
				continue
			}
			found = true
			for i, row := range []*Evidence{all, nil} {
				if got := c.value(row); got != want[i] {
					t.Errorf("%s of row %d is %q, want %q", name, i, got, want[i])
				}
			}
		}
		if !found {
			t.Errorf("no column %s", name)
		}
	}
}

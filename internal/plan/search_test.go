package plan_test

import (
	"strings"
	"testing"

	"github.com/traguardi/traguardi/internal/plan"
)

func TestCleanSearch(t *testing.T) {
	for in, want := range map[string]string{
		"":                       "",
		"  mensa \t scuola\n":    "mensa scuola",
		"a\x00b\x7fc":            "a b c",
		"\xff\xfe":               "",
		"città":                  "città",
		strings.Repeat("è", 200): strings.Repeat("è", plan.MaxSearch),
	} {
		if got := plan.CleanSearch(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestSearch(t *testing.T) {
	if got := plan.Fold("CITTÀ è Perché"); got != "citta e perche" {
		t.Errorf("folded: %q", got)
	}
	for _, c := range []struct {
		typed string
		texts []string
		want  bool
	}{
		{"", nil, true},
		{"  ", []string{"mensa"}, true},
		{"perche", []string{"PERCHÉ no"}, true},
		{"scuola mensa", []string{"Mensa", "della scuola"}, true},
		{"mensadella", []string{"mensa", "della"}, false},
		{"mensa asilo", []string{"Mensa", "della scuola"}, false},
		{"mensa", nil, false},
		{"dell'ufficio", []string{"Il capo dell’ufficio"}, true},
		{"L’UFFICIO", []string{"l'ufficio"}, true},
		{"ufficio", []string{"uﬃcio"}, true},
	} {
		if got := plan.NewSearch(c.typed).Finds(c.texts...); got != c.want {
			t.Errorf("%q in %q: %t", c.typed, c.texts, got)
		}
	}
}

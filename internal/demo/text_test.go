package demo

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/traguardi/traguardi/internal/board"
)

// Two capitals in a row are how a person's name looks; these are no persons.
var noPersons = []string{"Sala Giunta", "Ufficio Europa", "Ufficio Personale", "Ufficio Urbanistica", "Regione Calabria", "Il Consiglio", "La Giunta"}

var (
	properNames = regexp.MustCompile(`\p{Lu}\p{Ll}+ \p{Lu}\p{Ll}+`)
	titles      = regexp.MustCompile(`(?i)\b(sig|dott|dr|ing|avv|geom|arch|rag|prof)(\.|ssa)`)
	mail        = regexp.MustCompile(`\S+@\S+`)
	// Days move with the present one, so texts cannot name them.
	calendar = regexp.MustCompile(`(?i)\b(gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre|lunedì|martedì|mercoledì|giovedì|venerdì|estate|inverno|primavera|autunno|natale|20[0-9][0-9])\b`)
	straight = regexp.MustCompile(`\p{L}'|  |\p{L}"`)
)

// checkTexts: they name no person and no day.
func checkTexts(t *testing.T, p *board.Public) {
	invented := *p
	invented.Fundings = nil // real ones, with the names and days of the open data
	texts := publicTexts(t, &invented)
	if len(texts) < 400 {
		t.Fatalf("only %d texts were found", len(texts))
	}
	for _, text := range texts {
		for _, name := range properNames.FindAllString(text, -1) {
			if !slices.Contains(noPersons, name) {
				t.Errorf("%q looks like a person in %q", name, text)
			}
		}
		if titles.MatchString(text) || mail.MatchString(text) {
			t.Errorf("a person's title or address in %q", text)
		}
		if calendar.MatchString(text) && !strings.Contains(text, "16 marzo 2021") {
			t.Errorf("a day of the calendar in %q", text)
		}
		if straight.MatchString(text) {
			t.Errorf("typewriter signs or double spaces in %q", text)
		}
	}
}

// publicTexts are all the sentences that the public sees, wherever they stand.
func publicTexts(t *testing.T, content any) []string {
	t.Helper()
	encoded, err := json.Marshal(content)
	if err != nil {
		t.Fatal(err)
	}
	var tree any
	if err := json.Unmarshal(encoded, &tree); err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	var walk func(any)
	walk = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			for _, of := range v {
				walk(of)
			}
		case []any:
			for _, of := range v {
				walk(of)
			}
		case string:
			if strings.Contains(v, " ") {
				found[v] = true
			}
		}
	}
	walk(tree)
	texts := []string{}
	for text := range found {
		texts = append(texts, text)
	}
	slices.Sort(texts)
	return texts
}

// Whoever takes part is told by role.
func TestParticipantsAreRoles(t *testing.T) {
	roles := []string{
		assessore, rtd, officeHead, officeWorker, wholeOffice, "Sindaco", "Responsabili degli uffici presenti", "Responsabili di tutti gli uffici",
		"Assessore al personale, agli affari legali e alla digitalizzazione", "Responsabile digitale del Comune", "Esperto di informatica", "Tecnico del fornitore",
	}
	for _, m := range meetings() {
		if len(m.participants) == 0 {
			t.Errorf("nobody takes part in %q", m.title)
		}
		for _, p := range m.participants {
			if !slices.Contains(roles, p.Role) {
				t.Errorf("%q is not a role that the demonstration uses", p.Role)
			}
		}
	}
}

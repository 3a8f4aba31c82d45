package search_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/search"
)

// segment has one item for each list of texts.
func segment(items ...[]search.Text) *search.Segment {
	return search.NewBuilder().Segment(len(items), func(i int, add func(search.Text)) {
		for _, t := range items[i] {
			add(t)
		}
	})
}

func title(s string) []search.Text { return []search.Text{{Place: search.InTitle, Text: s}} }

func one(s *search.Segment) func(func(*search.Segment) bool) {
	return func(yield func(*search.Segment) bool) { yield(s) }
}

func find(t rapid.TB, s *search.Segment, typed string) []search.Match {
	q, err := search.Parse(typed)
	if err != nil {
		t.Fatal(err)
	}
	return slices.Clone(search.NewFinder(q, one(s)).Find(s))
}

func TestWhatIsForgiven(t *testing.T) {
	for _, c := range []struct {
		typed, text string
		want        bool
	}{
		// Accents and upper case.
		{"perche", "PERCHÉ così", true},
		{"perché", "Perche' no", true},
		{"perchè", "perché", true},
		{"CITTA", "la città", true},
		{"citta\u0300", "città", true}, // composed of two runes
		{"attivita", "Attività produttive", true},
		{"ufficio", "uﬃcio", true}, // as a PDF has it
		// Apostrophes, of either kind, and articles.
		{"ufficio", "il capo dell'ufficio", true},
		{"ufficio", "il capo dell’ufficio", true},
		{"dell'ufficio", "l'ufficio tecnico", true},
		{"dell’ufficio", "Ufficio tecnico", true},
		{"l'", "l'ufficio", true},
		// Endings.
		{"regolamenti", "Regolamento comunale", true},
		{"regolamento", "i regolamenti", true},
		{"procedura", "Le procedure di gara", true},
		{"digitali", "servizio digitale", true},
		{"pubblicazioni", "pubblicazione degli atti", true},
		{"strade", "manutenzione della strada", true},
		{"uffici", "ufficio", true},
		{"mensa", "asilo", false},
		{"gara", "garanzia", true}, // the last word may go on
		{"gara asilo", "garanzia dell'asilo", false},
		{"gara ", "garanzia", false}, // it does not go on
		{"g", "gara", false},         // one letter is no beginning
		// Little words.
		{"piano della mobilità", "Piano per la mobilità", true},
		{"di", "piano di mobilità", true},
		{"di", "piano", false},
		{"di", "Diffida", true},
		// All words, in any order.
		{"mobilità piano", "piano mobilità", true},
		{"piano asilo", "piano mobilità", false},
		{"piano piano", "piano", true},
		// Hyphens and codes.
		{"e-mail", "una e-mail al mese", true},
		{"email", "una e-mail al mese", true},
		{"e-mail", "una email al mese", true},
		{"mail", "una e-mail al mese", true},
		{"E-mail", "mail", false},
		{"OB-01.3", "si veda OB-01.3.", true},
		{"ob-01.3", "OB-01.3", true},
		{"OB-01", "OB-01.3", true},
		{"OB-01 stato", "stato di OB-01.3", true},
		{"OB-01 stato", "stato di OB-012", false},
		{"OB-01.3", "OB-01.30", true}, // may still be being typed
		{"OB-01.3 ", "OB-01.30", false},
		{"OB-01.3", "OB-3.01", true}, // nobody has it: its parts
		{"1.4.3", "misura 1.4.3", true},
		{"j51f22001230006", "CUP J51F22001230006", true},
		{"J51F", "CUP J51F22001230006", true},
		{"n. 12/2026", "delibera n. 12/2026", true},
		{"12/2026", "delibera 12/2026.", true},
		{"2026", "delibera 12/2026", true},
		{"fine.Il", "alla fine.Il resto", true},
		{"resto", "alla fine.Il resto", true},
		{"", "tutto", false},
		{"   ?!", "tutto", false},
	} {
		if got := len(find(t, segment(title(c.text)), c.typed)) == 1; got != c.want {
			t.Errorf("%q in %q: %t", c.typed, c.text, got)
		}
	}
}

// A code is looked for by its parts only where nobody has it.
func TestACodeBeforeItsParts(t *testing.T) {
	s := segment(title("OB-01.3"), title("3 OB 01"), title("OB-02"))
	if got := find(t, s, "OB-01.3 "); len(got) != 1 || got[0].Item != 0 {
		t.Errorf("found %v", got)
	}
	if got := find(t, s, "3-OB-01 "); len(got) != 2 {
		t.Errorf("by its parts: %v", got)
	}
}

func TestWhatStandsHigher(t *testing.T) {
	text := func(s string) []search.Text { return []search.Text{{Place: search.InText, Text: s}} }
	items := [][]search.Text{
		{{Place: search.InCode, Text: "GARA-1"}, {Place: search.InTitle, Text: "Altro"}},
		title("La gara"), title("Le gare"), title("Garante"), text("La gara"), text("Le gare"), text("Garante"), title("Asilo"),
	}
	got := find(t, segment(items...), "gara")
	slices.SortStableFunc(got, func(a, b search.Match) int { return int(b.Score) - int(a.Score) })
	var order []int
	for _, m := range got {
		order = append(order, m.Item)
	}
	if want := []int{0, 1, 2, 3, 4, 5, 6}; !slices.Equal(order, want) {
		t.Errorf("order %v, want %v (%v)", order, want, got)
	}
	// Words add up, and each counts once.
	twice := find(t, segment(append(title("gara gara"), text("gara")...), title("gara d'appalto")), "gara appalto")
	if len(twice) != 1 || twice[0].Item != 1 || twice[0].Score != 16 {
		t.Errorf("two words: %v", twice)
	}
}

// The 3 of OB-01.3 is no word, where it is the item's own code.
func TestPartsOfCodesAreNoWords(t *testing.T) {
	s := segment([]search.Text{{Place: search.InCode, Text: "OB-01.3"}})
	if got := find(t, s, "3"); len(got) != 0 {
		t.Errorf("found %v", got)
	}
}

func TestTooManyWords(t *testing.T) {
	many := ""
	for i := range search.MaxWords + 1 {
		many += fmt.Sprintf("p%d ", i)
	}
	_, err := search.Parse(many)
	if plan.KindOf(err) != plan.KindInvalid {
		t.Fatalf("taken: %v", err)
	}
	if _, err := search.Parse(strings.Repeat("è", plan.MaxSearch+1)); plan.KindOf(err) != plan.KindInvalid {
		t.Errorf("too long: %v", err)
	}
	if _, err := search.Parse(strings.Repeat("la di e ", 12) + "gara"); err != nil {
		t.Errorf("little words count: %v", err)
	}
}

var wordGen = rapid.StringMatching(`[a-zA-Zàèéìòù]{1,12}|[A-Z]{2}-[0-9]{2}(\.[0-9]{1,2})?|[0-9]{1,4}`)

// Every word of a title finds it, alone, in upper case, without its accents, and as the
// segment is made anew by a builder that knows an earlier one.
func TestEveryWordOfATitleFindsIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var items [][]search.Text
		for range rapid.IntRange(1, 6).Draw(t, "items") {
			items = append(items, title(strings.Join(rapid.SliceOfN(wordGen, 1, 6).Draw(t, "words"), rapid.SampledFrom([]string{" ", "  ", ", ", "'", " ’"}).Draw(t, "between"))))
		}
		s := segment(items...)
		b := search.NewBuilder()
		b.Knows(s)
		again := b.Segment(len(items), func(i int, add func(search.Text)) { add(items[i][0]) })
		for i, item := range items {
			for _, w := range strings.FieldsFunc(item[0].Text, func(r rune) bool { return strings.ContainsRune(" ,'’", r) }) {
				for _, typed := range []string{w, strings.ToUpper(w), plan.Fold(w), w + " "} {
					got := find(t, s, typed)
					if !slices.ContainsFunc(got, func(m search.Match) bool { return m.Item == i }) {
						t.Fatalf("%q does not find %q: %v", typed, item[0].Text, got)
					}
					if other := find(t, again, typed); !slices.Equal(got, other) {
						t.Fatalf("made anew: %v, before %v", other, got)
					}
				}
			}
		}
	})
}

// What is found is found by what is marked, and an excerpt has it.
func TestMarksAndExcerpts(t *testing.T) {
	for _, c := range []struct{ typed, text, want string }{
		{"perche", "Perché no? Perché sì.", "[Perché] no? [Perché] sì."},
		{"regolamenti", "il Regolamento d'uso", "il [Regolamento] d'uso"},
		{"dell'ufficio", "capo dell’Ufficio", "capo dell’[Ufficio]"},
		{"ob-01.3", "vedi OB-01.3!", "vedi [OB-01.3]!"},
		{"email", "una e-mail", "una [e-mail]"},
		{"niente", "una <b>cosa</b>", "una <b>cosa</b>"},
	} {
		q, err := search.Parse(c.typed)
		if err != nil {
			t.Fatal(err)
		}
		if got := marked(q.Pieces(c.text)); got != c.want {
			t.Errorf("%q: %q, want %q", c.typed, got, c.want)
		}
	}
	long := strings.Repeat("prima di tutto ", 40) + "la gara e l'appalto della gara " + strings.Repeat("e poi ancora ", 40)
	q, _ := search.Parse("gara appalto")
	pieces, found := q.Excerpt(long, 120)
	if got := marked(pieces); found != 3 || !strings.Contains(got, "[gara] e l'[appalto] della [gara]") || !strings.HasPrefix(got, "… ") || !strings.HasSuffix(got, " …") {
		t.Errorf("excerpt %d %q", found, got)
	}
	if pieces, found := q.Excerpt("  nulla \n di tutto", 120); marked(pieces) != "nulla di tutto" || found != 0 {
		t.Errorf("short: %q", marked(pieces))
	}
}

func marked(pieces []search.Piece) string {
	var b strings.Builder
	for _, p := range pieces {
		if p.Found {
			b.WriteString("[" + p.Text + "]")
		} else {
			b.WriteString(p.Text)
		}
	}
	return b.String()
}

func TestPlain(t *testing.T) {
	if got := search.Plain("# Esito\n\n- **Uno**\n- due `tre`\n> quattro"); strings.Join(strings.Fields(got), " ") != "Esito Uno due tre quattro" {
		t.Errorf("%q", got)
	}
}

// Whatever is typed, and whatever stands in a text: no panic, marks lie in the text at whole
// runes and in order, and excerpts are made of it.
func FuzzSearch(f *testing.F) {
	for _, s := range [][2]string{
		{"dell'ufficio", "capo dell’ufficio"}, {"OB-01.3", "OB-01.3"}, {"\xff\xfe", "à\u0300"}, {"---", "a-b-c.d/e_f"}, {"ﬁ ½", "Ⅷ İ ß"},
		{"a.b", "1.2.3.4.5.6.7.8.9.10.11.12.13.14.15"}, {strings.Repeat("è", 300), strings.Repeat("è", 300)}, {"\u0301", "\u0301\u0302-1"},
	} {
		f.Add(s[0], s[1])
	}
	f.Fuzz(func(t *testing.T, typed, text string) {
		q, err := search.Parse(typed)
		if err != nil {
			return
		}
		s := segment(title(text), title(typed))
		matches := find(t, s, typed)
		if !q.Empty() && !slices.ContainsFunc(matches, func(m search.Match) bool { return m.Item == 1 }) {
			t.Fatalf("%q does not find itself", typed)
		}
		at := 0
		for _, span := range q.Marks(text) {
			if span.From < at || span.To <= span.From || span.To > len(text) {
				t.Fatalf("span %v of %q", span, text)
			}
			at = span.To
		}
		if utf8.ValidString(text) {
			pieces, _ := q.Excerpt(text, 40)
			for _, p := range pieces {
				if !utf8.ValidString(p.Text) {
					t.Fatalf("cut in the middle of a letter: %q", p.Text)
				}
			}
		}
	})
}

package chart

import (
	"math"
	"testing"
)

var (
	nan = math.NaN()
	inf = math.Inf(1)
)

func TestNum(t *testing.T) {
	for _, tc := range []struct {
		in   float64
		want string
	}{
		{0, "0"}, {-0.001, "0"}, {42.25, "42.25"}, {42.256, "42.26"}, {100, "100"}, {.5, "0.5"}, {-7, "-7"},
		{nan, "0"}, {inf, "0"}, {-inf, "0"},
	} {
		if got := num(tc.in); got != tc.want {
			t.Errorf("num(%v) = %q, want %q", tc.in, got, tc.want)
		}
	}
}

func TestPct(t *testing.T) {
	for _, tc := range []struct {
		in   float64
		want string
	}{
		{0, "0%"}, {.4225, "42.25%"}, {1, "100%"}, {1.5, "100%"}, {-1, "0%"}, {nan, "0%"}, {inf, "100%"},
	} {
		if got := pct(tc.in); got != tc.want {
			t.Errorf("pct(%v) = %q, want %q", tc.in, got, tc.want)
		}
	}
}

func TestEscape(t *testing.T) {
	for _, tc := range []struct{ in, want string }{
		{"mensa & scuolabus", "mensa &amp; scuolabus"},
		{`<b onload="x">'`, "&lt;b onload=&#34;x&#34;&gt;&#39;"},
		{"l’84 %", "l’84 %"},
		{"a\x00b\x0bc", "a\ufffdb\ufffdc"},
		{"riga\nnuova\t", "riga nuova "},
		{"rotto \xff", "rotto \ufffd"},
		{"\uffff\ufffe", "\ufffd\ufffd"},
	} {
		if got := escape(tc.in); got != tc.want {
			t.Errorf("escape(%q) = %q, want %q", tc.in, got, tc.want)
		}
	}
}

func TestFit(t *testing.T) {
	for _, tc := range []struct {
		in   string
		max  float64
		want string
	}{
		{"breve", 200, "breve"},
		{"Iscrizione online alla mensa", 120, "Iscrizione on…"},
		{"due parole", 52, "due…"},
		{"", 10, ""},
		{"qualcosa", 0, "…"},
	} {
		if got := fit(tc.in, 16, tc.max); got != tc.want {
			t.Errorf("fit(%q, %v) = %q, want %q", tc.in, tc.max, got, tc.want)
		}
	}
}

func TestSimplify(t *testing.T) {
	straight := []vertex{{0, 0}, {10, 10}, {20, 20}, {30, 30}}
	if got := simplify(straight, 1); len(got) != 2 || got[0] != straight[0] || got[1] != straight[3] {
		t.Errorf("a straight line keeps %v", got)
	}
	step := []vertex{{0, 1000}, {499, 1000}, {500, 200}, {1000, 200}}
	if got := simplify(step, 1); len(got) != 4 {
		t.Errorf("a step keeps %d of its 4 corners", len(got))
	}
	// No point that was dropped lies further from the line that is left than the tolerance.
	var wave []vertex
	for i := range 2001 {
		x := float64(i) / 2
		wave = append(wave, vertex{x, 500 + 400*math.Sin(x/120)})
	}
	kept := simplify(wave, 1)
	if len(kept) > 80 {
		t.Errorf("%d of %d points kept", len(kept), len(wave))
	}
	for _, p := range wave {
		nearest := inf
		for i := 1; i < len(kept); i++ {
			nearest = math.Min(nearest, distance(p, kept[i-1], kept[i]))
		}
		if nearest > 1+1e-9 {
			t.Fatalf("%v is %v away from what is drawn", p, nearest)
		}
	}
}

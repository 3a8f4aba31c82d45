package prepared

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestParseAcceptEncoding(t *testing.T) {
	const full = weightFactor * 1000
	tests := []struct {
		name               string
		lines              []string
		br, gzip, identity int16
		chosen             encoding
	}{
		{"no field: all will do, identity first", nil, barely, barely, full, encodingIdentity},
		{"empty field: identity alone", []string{""}, 0, 0, barely, encodingIdentity},
		{"a browser", []string{"gzip, deflate, br, zstd"}, full, full, barely, encodingBrotli},
		{"gzip alone", []string{"gzip"}, 0, full, barely, encodingGzip},
		{"the old name of gzip", []string{"x-gzip"}, 0, full, barely, encodingGzip},
		{"any case, spaces and tabs", []string{" \tGZip ;\tQ=0.5 ,BR;q=0.25"}, 500, 1000, barely, encodingGzip},
		{"a named coding beats identity, however little it weighs", []string{"gzip;q=0.001"}, 0, 2, barely, encodingGzip},
		{"identity preferred by weight", []string{"identity, gzip;q=0.9"}, 0, 1800, full, encodingIdentity},
		{"zero refuses", []string{"br;q=0, gzip;q=0.000, *"}, 0, 0, full, encodingIdentity},
		{"the star stands for what is not named", []string{"gzip;q=0.2, *;q=0.7"}, 1400, 400, 1400, encodingBrotli},
		{"identity refused, gzip taken", []string{"identity;q=0, gzip"}, 0, full, 0, encodingGzip},
		{"nothing acceptable gets identity", []string{"*;q=0"}, 0, 0, 0, encodingIdentity},
		{"an unknown coding only", []string{"zstd"}, 0, 0, barely, encodingIdentity},
		{"several lines are one list", []string{"gzip;q=0.5", "br"}, full, 1000, barely, encodingBrotli},
		{"the last mention counts", []string{"gzip;q=0, gzip"}, 0, full, barely, encodingGzip},
		{"weights over one are absent", []string{"gzip;q=1.001, br;q=2"}, 0, 0, barely, encodingIdentity},
		{"weights of four decimals are absent", []string{"gzip;q=0.0001"}, 0, 0, barely, encodingIdentity},
		{"weights that are none are absent", []string{"gzip;q=, br;q=a, br;q=-1, br;q=.5, br;x=1, br;q"}, 0, 0, barely, encodingIdentity},
		{"empty elements are skipped", []string{",,gzip,,"}, 0, full, barely, encodingGzip},
	}
	answer := page(t, 2*minCompressed)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := parseAcceptEncoding(test.lines)
			want := acceptance{encodingBrotli: test.br, encodingGzip: test.gzip, encodingIdentity: test.identity}
			if got != want {
				t.Errorf("weights %v, want %v", got, want)
			}
			if chosen := answer.choose(got); chosen != test.chosen {
				t.Errorf("chose %d, want %d", chosen, test.chosen)
			}
		})
	}
}

// The law: what was meant when the field was written is what is read, however it is spelled.
func TestAcceptEncodingReadsWhatWasMeant(t *testing.T) {
	names := map[string]encoding{"br": encodingBrotli, "gzip": encodingGzip, "x-gzip": encodingGzip, "identity": encodingIdentity}
	rapid.Check(t, func(t *rapid.T) {
		meant := map[encoding]int{}
		others, starred := 0, false
		var elements []string
		for range rapid.IntRange(0, 6).Draw(t, "elements") {
			name := rapid.SampledFrom([]string{"br", "gzip", "x-gzip", "identity", "*", "zstd", "deflate"}).Draw(t, "coding")
			thousandths := rapid.IntRange(0, 1000).Draw(t, "weight")
			elements = append(elements, spell(t, name, thousandths))
			if name == "*" {
				others, starred = thousandths, true
			} else if e, known := names[name]; known {
				meant[e] = thousandths
			}
		}
		got := parseAcceptEncoding([]string{strings.Join(elements, ",")})
		for e := range encoding(encodings) {
			want := 0
			if e == encodingIdentity {
				want = barely
			}
			if thousandths, named := meant[e]; named {
				want = weightFactor * thousandths
			} else if starred {
				want = weightFactor * others
			}
			if int(got[e]) != want {
				t.Fatalf("%q: encoding %d weighs %d, want %d", elements, e, got[e], want)
			}
		}
	})
}

// spell writes an element in one of the ways the grammar allows.
func spell(t *rapid.T, name string, thousandths int) string {
	space := rapid.SampledFrom([]string{"", " ", "\t", "  "})
	if rapid.Bool().Draw(t, "upper") {
		name = strings.ToUpper(name)
	}
	weight := fmt.Sprintf("%d.%03d", thousandths/1000, thousandths%1000)
	if rapid.Bool().Draw(t, "short") {
		weight = strings.TrimSuffix(strings.TrimRight(weight, "0"), ".")
		if weight == "" {
			weight = "0"
		}
	}
	parameter := ";" + space.Draw(t, "space") + rapid.SampledFrom([]string{"q=", "Q="}).Draw(t, "q") + weight
	if thousandths == 1000 && rapid.Bool().Draw(t, "bare") {
		parameter = ""
	}
	return space.Draw(t, "space") + name + space.Draw(t, "space") + parameter + space.Draw(t, "space")
}

func FuzzAcceptEncoding(f *testing.F) {
	for _, seed := range []string{"", "gzip, deflate, br, zstd", "*;q=0", "gzip;q=1.000, br;q=0.5", ";;,,q=", "identity;q=0,*;q=0.001", "\x00;q=1"} {
		f.Add(seed)
	}
	answer := page(f, 2*minCompressed)
	f.Fuzz(func(t *testing.T, line string) {
		accepted := parseAcceptEncoding([]string{line})
		for e, weight := range accepted {
			if weight < 0 || weight > weightFactor*1000 {
				t.Fatalf("%q: encoding %d weighs %d", line, e, weight)
			}
		}
		chosen := answer.choose(accepted)
		for e, weight := range accepted {
			if weight > accepted[chosen] {
				t.Fatalf("%q: chose %d, but %d weighs more", line, chosen, e)
			}
		}
		// Appending an element cannot change how the ones before it are cut.
		if also := parseAcceptEncoding([]string{line, "gzip;q=0.123"}); also[encodingGzip] != weightFactor*123 {
			t.Fatalf("%q: a further line for gzip was read as %d", line, also[encodingGzip])
		}
	})
}

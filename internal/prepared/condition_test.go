package prepared

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestMatchTags(t *testing.T) {
	all := acceptance{2000, 2000, 1}
	tags := [encodings]string{`"v-br"`, `"v-gzip"`, `"v"`}
	tests := []struct {
		name     string
		lines    []string
		accepted acceptance
		chosen   encoding
		want     matched
		wantTag  encoding
	}{
		{"the chosen one", []string{`"v-br"`}, all, encodingBrotli, matchTag, encodingBrotli},
		{"another one that is accepted", []string{`"v"`}, all, encodingBrotli, matchTag, encodingIdentity},
		{"the chosen one goes first, wherever it stands", []string{`"v", "v-gzip", "v-br"`}, all, encodingBrotli, matchTag, encodingBrotli},
		{"one that the request does not accept", []string{`"v-gzip"`}, acceptance{0, 0, 1}, encodingIdentity, matchNone, encodingIdentity},
		{"weak, as proxies make it", []string{`W/"v-gzip"`}, all, encodingGzip, matchTag, encodingGzip},
		{"star", []string{` * `}, all, encodingGzip, matchAny, encodingGzip},
		{"star in a list is no star", []string{`*, "v"`}, all, encodingGzip, matchNone, encodingGzip},
		{"star after a tag", []string{`"a", *`}, all, encodingGzip, matchNone, encodingGzip},
		{"star on a line of its own", []string{`"a"`, `*`}, all, encodingGzip, matchNone, encodingGzip},
		{"in a list with others, and empty elements", []string{`,"a" ,, "b","v-gzip"`}, all, encodingGzip, matchTag, encodingGzip},
		{"on a later line", []string{`"a"`, `"v-gzip"`}, all, encodingGzip, matchTag, encodingGzip},
		{"a comma within a tag", []string{`"a,b", "v-gzip"`}, all, encodingGzip, matchTag, encodingGzip},
		{"ours within another's tag", []string{`"a, W/v-gzip", "x"`}, all, encodingGzip, matchNone, encodingGzip},
		{"older", []string{`"u-gzip"`}, all, encodingGzip, matchNone, encodingGzip},
		{"unquoted", []string{`v-gzip`}, all, encodingGzip, matchNone, encodingGzip},
		{"not closed", []string{`"v-gzip`}, all, encodingGzip, matchNone, encodingGzip},
		{"weakness is a capital W", []string{`w/"v-gzip"`}, all, encodingGzip, matchNone, encodingGzip},
		{"no separator", []string{`"a""v-gzip"`}, all, encodingGzip, matchNone, encodingGzip},
		{"a space within a tag ends the reading", []string{`"a b", "v-gzip"`}, all, encodingGzip, matchNone, encodingGzip},
		{"empty", []string{""}, all, encodingGzip, matchNone, encodingGzip},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, tag := matchTags(test.lines, &tags, test.accepted, test.chosen)
			if got != test.want || tag != test.wantTag {
				t.Errorf("got %d with encoding %d, want %d with %d", got, tag, test.want, test.wantTag)
			}
		})
	}
}

// The law: a well-formed list matches exactly when it holds one of the answer's tags.
func TestMatchTagsIsMembership(t *testing.T) {
	tags := [encodings]string{`"v-br"`, `"v-gzip"`, `"v"`}
	rapid.Check(t, func(t *rapid.T) {
		opaque := rapid.OneOf(
			rapid.SampledFrom([]string{"v", "v-gzip", "v-br", "w", ""}),
			rapid.StringMatching(`[!#-~]{0,12}`),
		)
		space := rapid.SampledFrom([]string{"", " ", "\t", " ,"})
		var list strings.Builder
		member := false
		for i := range rapid.IntRange(0, 6).Draw(t, "tags") {
			if i > 0 {
				list.WriteByte(',')
			}
			tag := opaque.Draw(t, "tag")
			member = member || tag == "v" || tag == "v-gzip" || tag == "v-br"
			mark := rapid.SampledFrom([]string{"", "W/"}).Draw(t, "mark")
			fmt.Fprintf(&list, `%s%s"%s"%s`, space.Draw(t, "before"), mark, tag, rapid.SampledFrom([]string{"", " "}).Draw(t, "after"))
		}
		got, e := matchTags([]string{list.String()}, &tags, acceptance{1, 1, 1}, encodingGzip)
		if (got == matchTag) != member {
			t.Fatalf("%q: got %d, membership is %v", list.String(), got, member)
		}
		if member && !strings.Contains(list.String(), tags[e]) {
			t.Fatalf("%q: answered with %s, which is not in it", list.String(), tags[e])
		}
	})
}

func FuzzIfNoneMatch(f *testing.F) {
	for _, seed := range []string{"", "*", `"v"`, `W/"v-gzip", "x"`, `"a,b"`, `"`, `W/`, `*,"v"`, "\"\x7f\""} {
		f.Add(seed)
	}
	tags := [encodings]string{`"v-br"`, `"v-gzip"`, `"v"`}
	f.Fuzz(func(t *testing.T, line string) {
		got, e := matchTags([]string{line}, &tags, acceptance{1, 1, 1}, encodingIdentity)
		switch got {
		case matchAny:
			if strings.Trim(line, " \t") != "*" {
				t.Fatalf("%q was taken for a star", line)
			}
		case matchTag:
			if !strings.Contains(line, tags[e]) {
				t.Fatalf("%q does not hold %s", line, tags[e])
			}
		case matchNone:
			// A list that is nothing but our tag must match, whatever stands on the line before.
			if again, _ := matchTags([]string{line, tags[encodingIdentity]}, &tags, acceptance{1, 1, 1}, encodingIdentity); again != matchTag {
				t.Fatalf("%q hid the line after it", line)
			}
		}
	})
}

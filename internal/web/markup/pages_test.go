package markup

import (
	"fmt"
	"html/template"
	"strings"
	"testing"
	"testing/fstest"
)

func files(of map[string]string) fstest.MapFS {
	m := fstest.MapFS{}
	for name, text := range of {
		m[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return m
}

var someFiles = map[string]string{
	"shared/layout.html": `{{define "layout"}}<p title="{{.}}">{{template "frame" .}}</p>{{template "foot" .}}{{end}}
{{define "frame"}}[{{template "main" .}}]{{end}}{{define "foot"}}({{shout .}}){{end}}`,
	"pages/a.html":    `{{define "main"}}a{{template "part" .}}{{end}}{{define "part"}}-one:{{.}}{{end}}`,
	"pages/b.html":    `{{define "main"}}b{{if .}}{{range .}}{{template "part" .}}{{else}}{{with 1}}{{template "part" .}}{{end}}{{end}}{{end}}{{end}}{{define "part"}}-two:{{.}}{{end}}`,
	"more/c.html":     `{{define "main"}}c{{template "foot" "<>"}}{{end}}{{define "foot"}}own {{.}}{{end}}`,
	"more/empty.html": `{{define "main"}}{{end}}`,
	"more/d.html":     `{{define "layout"}}whole {{template "foot" .}}{{end}}`,
}

var someFunctions = template.FuncMap{"shout": func(v any) string { return strings.ToUpper(fmt.Sprint(v)) }}

func TestPagesAreEachWhatTheirFileSays(t *testing.T) {
	pages, err := ParsePages(files(someFiles), someFunctions, "shared/*.html", "pages", "more")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		page, part string
		data       any
		want       string
	}{
		{"a", "layout", `x"<`, `<p title="x&#34;&lt;">[a-one:x&#34;&lt;]</p>(X&#34;&lt;)`},
		{"b", "layout", []string{"y", "z"}, `<p title="[y z]">[b-two:y-two:z]</p>([Y Z])`},
		{"c", "layout", "w", `<p title="w">[cown &lt;&gt;]</p>own w`},
		{"d", "layout", "w", "whole (W)"},
		{"empty", "layout", "w", `<p title="w">[]</p>(W)`},
		{"a", "part", "<", "-one:&lt;"},
		{"b", "part", 1, "-two:1"},
		{"b", "foot", "f", "(F)"},
		{"a", "layout", "again", `<p title="again">[a-one:again]</p>(AGAIN)`},
	} {
		var b strings.Builder
		if err := pages.Execute(&b, c.page, c.part, c.data); err != nil {
			t.Errorf("%s, %s: %v", c.page, c.part, err)
		}
		if b.String() != c.want {
			t.Errorf("%s, %s: %s\nwant %s", c.page, c.part, b.String(), c.want)
		}
	}
	for _, c := range [][2]string{{"e", "layout"}, {"a", "none"}, {"a", "a:nothing"}} {
		if err := pages.Execute(&strings.Builder{}, c[0], c[1], nil); err == nil {
			t.Errorf("%s, %s is written", c[0], c[1])
		}
	}
}

func TestFilesThatAreNoPages(t *testing.T) {
	for name, more := range map[string]map[string]string{
		"an unknown function":   {"pages/e.html": `{{define "main"}}{{whisper .}}{{end}}`},
		"one in what is shared": {"shared/e.html": `{{define "more"}}{{whisper .}}{{end}}`},
		"a mistake":             {"pages/e.html": `{{define "main"}}{{if}}{{end}}`},
		"two of one name":       {"more/a.html": `{{define "main"}}{{end}}`},
	} {
		all := map[string]string{}
		for _, from := range []map[string]string{someFiles, more} {
			for file, text := range from {
				all[file] = text
			}
		}
		if _, err := ParsePages(files(all), someFunctions, "shared/*.html", "pages", "more"); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
	if _, err := ParsePages(files(someFiles), someFunctions, "shared/*.html", "pages", "nowhere"); err == nil {
		t.Error("a folder without pages is taken")
	}
}

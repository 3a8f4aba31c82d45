package ui

import (
	"io/fs"
	"slices"
	"testing"
	"testing/fstest"
)

const goodManifest = `{
	"assets/scss/site.scss": {
		"file": "site-1.css", "src": "assets/scss/site.scss", "isEntry": true,
		"assets": ["titillium-2.woff2", "picture-3.svg"]
	},
	"assets/icons/favicon.svg": {"file": "favicon-4.svg"}
}`

func builtFS(manifest string) fstest.MapFS {
	fsys := fstest.MapFS{".keep": {}, manifestPath: {Data: []byte(manifest)}}
	for _, name := range []string{"site-1.css", "titillium-2.woff2", "picture-3.svg", "favicon-4.svg"} {
		fsys[name] = &fstest.MapFile{}
	}
	return fsys
}

func TestAssetsOfABuild(t *testing.T) {
	a, err := NewAssets(builtFS(goodManifest))
	if err != nil {
		t.Fatal(err)
	}
	if !a.Built() {
		t.Error("Built() = false for a build")
	}
	if got, want := a.Stylesheets(), []string{"/assets/site-1.css"}; !slices.Equal(got, want) {
		t.Errorf("Stylesheets() = %q, want %q", got, want)
	}
	if got, want := a.Fonts(), []string{"/assets/titillium-2.woff2"}; !slices.Equal(got, want) {
		t.Errorf("Fonts() = %q, want %q", got, want)
	}
	for name, want := range map[string]string{
		"assets/icons/favicon.svg": "/assets/favicon-4.svg",
		"assets/icons/absent.svg":  "",
		"":                         "",
	} {
		if got := a.URL(name); got != want {
			t.Errorf("URL(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestAssetsWithoutABuild(t *testing.T) {
	a, err := NewAssets(fstest.MapFS{".keep": {}})
	if err != nil {
		t.Fatal(err)
	}
	if a.Built() || len(a.Stylesheets()) != 0 || len(a.Fonts()) != 0 || a.URL("assets/icons/favicon.svg") != "" {
		t.Errorf("an absent build offers assets: %+v", a)
	}
}

func TestAssetsRefuseABrokenManifest(t *testing.T) {
	entry := `{"assets/scss/site.scss": {"file": %s}}`
	for name, manifest := range map[string]string{
		"not JSON":         `{`,
		"no entry":         `{}`,
		"file not there":   `{"assets/scss/site.scss": {"file": "gone.css"}}`,
		"font not there":   `{"assets/scss/site.scss": {"file": "site-1.css", "assets": ["gone.woff2"]}}`,
		"outside":          `{"assets/scss/site.scss": {"file": "../go.mod"}}`,
		"absolute":         `{"assets/scss/site.scss": {"file": "/etc/passwd"}}`,
		"hidden":           `{"assets/scss/site.scss": {"file": ".keep"}}`,
		"empty":            `{"assets/scss/site.scss": {}}`,
		"not even a shape": entry,
	} {
		t.Run(name, func(t *testing.T) {
			if a, err := NewAssets(builtFS(manifest)); err == nil {
				t.Errorf("NewAssets accepted it: %+v", a)
			}
		})
	}
}

// Whatever is embedded, the program must start with it: a checkout without a build too.
func TestEmbeddedDist(t *testing.T) {
	a, err := NewAssets(Dist)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := fs.Stat(Dist, ".keep"); err != nil {
		t.Errorf("dist/.keep is gone, go:embed will not compile on a fresh checkout: %v", err)
	}
	if !a.Built() {
		t.Log("dist holds no build; run `npm run build` in ui to test it too")
		return
	}
	if len(a.Stylesheets()) != 1 {
		t.Errorf("Stylesheets() = %q, want one", a.Stylesheets())
	}
	if got := len(a.Fonts()); got != 4 {
		t.Errorf("%d fonts, want the three weights of Titillium Web and Lora", got)
	}
	for _, name := range []string{"assets/icons/favicon.svg", "assets/icons/sprite.svg"} {
		if a.URL(name) == "" {
			t.Errorf("%s was not built", name)
		}
	}
}

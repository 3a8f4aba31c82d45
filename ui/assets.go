// Package ui holds what the pages are made of: the built style sheets, fonts and icons
// (dist, made by `npm run build`), and beside them the templates and their texts.
package ui

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"
)

//go:embed all:dist
var dist embed.FS

// Dist is the built assets, rooted at dist. It is empty but for ".keep" where
// `npm run build` has not been run. Files and folders whose name begins with a dot
// (".keep", ".vite") are not meant to be served.
var Dist = mustSub(dist, "dist")

// AssetPrefix is the path below which every file of Dist is served.
const AssetPrefix = "/assets/"

// siteEntry is the one style sheet that every page links, by its name in the manifest.
const siteEntry = "assets/scss/site.scss"

// manifestPath is where Vite lists what it built.
const manifestPath = ".vite/manifest.json"

// Assets answers which URL a source file has after the build. It is immutable and
// safe for use by several goroutines.
type Assets struct {
	built  bool
	chunks map[string]chunk
}

// chunk is one record of Vite's manifest; only what pages need is read.
type chunk struct {
	File   string   `json:"file"`
	CSS    []string `json:"css"`
	Assets []string `json:"assets"`
}

// NewAssets reads the manifest of a build, usually NewAssets(Dist). A build that has not
// been made is no error: Built reports false and pages go unstyled. A manifest that
// cannot be read, or that names a file that is not there, is one.
func NewAssets(built fs.FS) (*Assets, error) {
	raw, err := fs.ReadFile(built, manifestPath)
	if errors.Is(err, fs.ErrNotExist) {
		return &Assets{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("ui: read %s: %w", manifestPath, err)
	}
	chunks := map[string]chunk{}
	if err := json.Unmarshal(raw, &chunks); err != nil {
		return nil, fmt.Errorf("ui: parse %s: %w", manifestPath, err)
	}
	if _, ok := chunks[siteEntry]; !ok {
		return nil, fmt.Errorf("ui: %s does not list %s", manifestPath, siteEntry)
	}
	for name, c := range chunks {
		for _, file := range c.files() {
			if !servable(file) {
				return nil, fmt.Errorf("ui: %s: %q has the unservable file %q", manifestPath, name, file)
			}
			if _, err := fs.Stat(built, file); err != nil {
				return nil, fmt.Errorf("ui: %s: %q: %w", manifestPath, name, err)
			}
		}
	}
	return &Assets{built: true, chunks: chunks}, nil
}

// Built reports whether there are assets to link.
func (a *Assets) Built() bool { return a.built }

// Stylesheets returns the URLs of the style sheets every page links, in order;
// none where nothing is built.
func (a *Assets) Stylesheets() []string {
	c, ok := a.chunks[siteEntry]
	if !ok {
		return nil
	}
	var urls []string
	for _, file := range append([]string{c.File}, c.CSS...) {
		if path.Ext(file) == ".css" {
			urls = append(urls, AssetPrefix+file)
		}
	}
	return urls
}

// Fonts returns the URLs of the fonts that the first screen of a page needs, for
// <link rel="preload" as="font" type="font/woff2" crossorigin>.
func (a *Assets) Fonts() []string {
	var urls []string
	for _, file := range a.chunks[siteEntry].Assets {
		if path.Ext(file) == ".woff2" {
			urls = append(urls, AssetPrefix+file)
		}
	}
	return urls
}

// URL returns the URL of a source file by its path below ui, such as
// "assets/icons/favicon.svg", and the empty string for one that was not built.
func (a *Assets) URL(name string) string {
	c, ok := a.chunks[name]
	if !ok {
		return ""
	}
	return AssetPrefix + c.File
}

func (c chunk) files() []string {
	return append(append([]string{c.File}, c.CSS...), c.Assets...)
}

// servable keeps a manifest from pointing outside dist or at a hidden file.
func servable(file string) bool {
	if !fs.ValidPath(file) || file == "." {
		return false
	}
	for _, part := range strings.Split(file, "/") {
		if strings.HasPrefix(part, ".") {
			return false
		}
	}
	return true
}

func mustSub(fsys fs.FS, dir string) fs.FS {
	sub, err := fs.Sub(fsys, dir)
	if err != nil {
		panic(err) // only a malformed constant gets here
	}
	return sub
}

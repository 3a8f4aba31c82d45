package web

import (
	"bytes"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"strings"

	"github.com/traguardi/traguardi/internal/web/format"
	"github.com/traguardi/traguardi/internal/web/markup"
	"github.com/traguardi/traguardi/internal/web/words"
)

const contentTypeHTML = "text/html; charset=utf-8"

// contentSecurityPolicy allows the pages their own style sheet, fonts and images and
// nothing else: they have no script.
const contentSecurityPolicy = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// pageHeader is what every page is sent with.
func pageHeader(cacheControl string) http.Header {
	return http.Header{
		"Cache-Control":           {cacheControl},
		"Content-Security-Policy": {contentSecurityPolicy},
		"Referrer-Policy":         {"same-origin"},
		"X-Content-Type-Options":  {"nosniff"},
	}
}

// templates are the pages of one language by name: "ente", "obiettivo".
type templates map[string]*template.Template

// Folders of the templates: pages, one file each; what they share; and the long texts,
// which are written once in each language.
const (
	pagesFolder = "pages"
	sharedGlob  = "shared/*.html"
	textsFolder = "texts"
)

func parseTemplates(files fs.FS, speakers words.Catalogue) (map[format.Language]templates, error) {
	all := map[format.Language]templates{}
	for _, l := range format.Languages {
		shared, err := template.New("").Funcs(markup.Functions(speakers[l])).ParseFS(files, sharedGlob)
		if err != nil {
			return nil, err
		}
		all[l] = templates{}
		for _, folder := range []string{pagesFolder, textsFolder + "/" + string(l)} {
			if err := all[l].parseFolder(files, folder, shared); err != nil {
				return nil, err
			}
		}
		if err := markup.CheckSentences(all[l], speakers[l]); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func (t templates) parseFolder(files fs.FS, folder string, shared *template.Template) error {
	names, err := fs.Glob(files, folder+"/*.html")
	if err != nil {
		return err
	}
	if len(names) == 0 {
		return fmt.Errorf("no templates in %s", folder)
	}
	for _, name := range names {
		page, err := shared.Clone()
		if err != nil {
			return err
		}
		if page, err = page.ParseFS(files, name); err != nil {
			return err
		}
		t[strings.TrimSuffix(path.Base(name), ".html")] = page
	}
	return nil
}

// execute renders a page.
func (s *Site) execute(v *visit, name string, page view) (_ []byte, err error) {
	_, end := s.watch.Begin(v.ctx, "render")
	defer func() { end(err) }()
	t, ok := s.templates[v.say.Language][name]
	if !ok {
		return nil, fmt.Errorf("web: no template %q", name)
	}
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, "layout", page); err != nil {
		return nil, fmt.Errorf("web: page %s: %w", name, err)
	}
	return b.Bytes(), nil
}

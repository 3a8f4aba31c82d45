package web

import (
	"bytes"
	"fmt"
	"io/fs"
	"net/http"

	"github.com/traguardi/traguardi/internal/web/format"
	"github.com/traguardi/traguardi/internal/web/markup"
	"github.com/traguardi/traguardi/internal/web/words"
)

const contentTypeHTML = "text/html; charset=utf-8"

// contentSecurityPolicy allows the pages their own style sheet, fonts and images and
// nothing else: they have no script. What may be fetched is for tools that look at a page from
// within it: Lighthouse reads robots.txt so.
const contentSecurityPolicy = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; " +
	"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// pageHeader is what every page is sent with.
func pageHeader(cacheControl string) http.Header {
	return http.Header{
		"Cache-Control":           {cacheControl},
		"Content-Security-Policy": {contentSecurityPolicy},
		"Referrer-Policy":         {"same-origin"},
		"X-Content-Type-Options":  {"nosniff"},
	}
}

// Folders of the templates: pages, one file each; what they share; and the long texts,
// which are written once in each language.
const (
	pagesFolder = "pages"
	sharedGlob  = "shared/*.html"
	textsFolder = "texts"
)

func parseTemplates(files fs.FS, speakers words.Catalogue) (map[format.Language]*markup.Pages, error) {
	all := map[format.Language]*markup.Pages{}
	for _, l := range format.Languages {
		pages, err := markup.ParsePages(files, markup.Functions(speakers[l]), sharedGlob, pagesFolder, textsFolder+"/"+string(l))
		if err != nil {
			return nil, err
		}
		if err := pages.CheckSentences(speakers[l]); err != nil {
			return nil, err
		}
		all[l] = pages
	}
	return all, nil
}

// execute renders a page.
func (s *Site) execute(v *visit, name string, page view) (_ []byte, err error) {
	_, end := s.watch.Begin(v.ctx, "render")
	defer func() { end(err) }()
	var b bytes.Buffer
	if err := s.templates[v.say.Language].Execute(&b, name, "layout", page); err != nil {
		return nil, fmt.Errorf("web: page %s: %w", name, err)
	}
	return b.Bytes(), nil
}

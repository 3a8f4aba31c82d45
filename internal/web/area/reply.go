package area

import (
	"bytes"
	"fmt"
	"io/fs"
	"maps"
	"net/http"
	"strconv"
	"strings"

	"github.com/traguardi/traguardi/internal/prepared"
	"github.com/traguardi/traguardi/internal/web/markup"
	"github.com/traguardi/traguardi/internal/web/words"
)

// reply is what a handler answers with.
type reply interface{ send(v *visit) }

// view is a page ready for its template.
type view interface{ base() *frame }

type pageReply struct {
	status int
	body   []byte
	// large pages are compressed on their way: see largePage.
	large bool
}

// largePage is page for one that may be long and has no secret in it.
func (v *visit) largePage(name string, page view) (reply, error) {
	answer, err := v.page(name, page)
	if p, ok := answer.(pageReply); ok {
		p.large = true
		return p, err
	}
	return answer, err
}

// page renders a template with a view; a mistake in either is an error, not half a page.
func (v *visit) page(name string, page view) (reply, error) {
	return v.pageWith(http.StatusOK, name, page)
}

func (v *visit) pageWith(status int, name string, page view) (_ reply, err error) {
	_, end := v.site.Watch.Begin(v.r.Context(), "render")
	defer func() { end(err) }()
	if v.posted != nil && v.posted.refused != 0 && status == http.StatusOK {
		status = v.posted.refused
	}
	var b bytes.Buffer
	if err := v.site.templates.Execute(&b, name, "layout", page); err != nil {
		return nil, fmt.Errorf("area: page %s: %w", name, err)
	}
	return pageReply{status: status, body: b.Bytes()}, nil
}

// contentSecurityPolicy allows the pages their own files and nothing else; scripts may
// ask this site alone.
const contentSecurityPolicy = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; script-src 'self'; " +
	"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

func (p pageReply) send(v *visit) {
	h := v.w.Header()
	setPageHeader(h)
	h.Set("Content-Type", "text/html; charset=utf-8")
	body := p.body
	if p.large {
		var coding string
		if body, coding = prepared.Once(v.r, body); coding != "" {
			h.Set("Content-Encoding", coding)
		}
		h.Add("Vary", "Accept-Encoding")
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	v.w.WriteHeader(p.status)
	_, _ = v.w.Write(body) // whoever went away cannot be told
}

func setPageHeader(h http.Header) {
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", contentSecurityPolicy)
	if h.Get("Referrer-Policy") == "" {
		h.Set("Referrer-Policy", "same-origin")
	}
}

// redirect sends the reader on after a write, so that reload and back are safe. The notice
// is a sentence "notice.<name>" shown there; empty for none.
func (v *visit) redirect(address, notice string) (reply, error) {
	return redirectReply{withNotice(address, notice)}, nil
}

func withNotice(address, notice string) string {
	if notice == "" {
		return address
	}
	address, fragment, hasFragment := strings.Cut(address, "#")
	joint := "?"
	if strings.Contains(address, "?") {
		joint = "&"
	}
	address += joint + paramNotice + "=" + notice
	if hasFragment {
		address += "#" + fragment
	}
	return address
}

type redirectReply struct{ address string }

func (r redirectReply) send(v *visit) {
	v.w.Header().Set("Cache-Control", "no-store")
	http.Redirect(v.w, v.r, r.address, http.StatusSeeOther)
}

// file answers with something to take away.
func (v *visit) file(name, contentType string, body []byte) (reply, error) {
	return fileReply{name, contentType, body}, nil
}

type fileReply struct {
	name, contentType string
	body              []byte
}

func (f fileReply) send(v *visit) {
	h := v.w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Type", f.contentType)
	h.Set("Content-Disposition", `attachment; filename="`+f.name+`"`)
	h.Set("Content-Length", strconv.Itoa(len(f.body)))
	h.Set("X-Content-Type-Options", "nosniff")
	_, _ = v.w.Write(f.body) // whoever went away cannot be told
}

// Folders of the templates.
const (
	pagesFolder = "area"
	sharedGlob  = "area/shared/*.html"
)

func parseTemplates(files fs.FS, say *words.Speaker) (*markup.Pages, error) {
	all := markup.Functions(say)
	maps.Copy(all, functions(say))
	pages, err := markup.ParsePages(files, all, sharedGlob, pagesFolder)
	if err != nil {
		return nil, err
	}
	return pages, pages.CheckSentences(say)
}

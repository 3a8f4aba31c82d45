package web

import (
	"html/template"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/prepared"
	"github.com/traguardi/traguardi/internal/problem"
)

// failureView is a page that says why there is no other.
type failureView struct {
	frame
	Code    string // "404", empty where the number would only frighten
	Heading string
	Text    template.HTML
	Advice  []template.HTML
	Form    *asOfForm
	// Instance is what the log knows the failure by.
	Instance string
}

// RenderError answers with the page for a status: for what goes wrong before a request
// reaches its page (package httpserver). Statuses without a page of their own get that of
// their class. Headers already set on w stay.
func (s *Site) RenderError(w http.ResponseWriter, r *http.Request, status int) {
	s.renderFailure(w, r, s.visit(r), status, "")
}

// fail answers with the page for an error, which is logged where it is ours.
func (s *Site) fail(w http.ResponseWriter, r *http.Request, v *visit, err error) {
	p := problem.Report(r.Context(), s.log, err)
	if p.RetryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int((p.RetryAfter+time.Second-1)/time.Second)))
	}
	s.renderFailure(w, r, v, p.Status, strings.TrimPrefix(p.Instance, problem.InstancePrefix))
}

func (s *Site) renderFailure(w http.ResponseWriter, r *http.Request, v *visit, status int, instance string) {
	v.ctx, v.params = r.Context(), nil
	key := failureKey(status)
	page := &failureView{
		frame: v.failureFrame(status, v.say.Plain("error."+key+".title")), Code: strconv.Itoa(status),
		Heading: v.say.Plain("error." + key + ".title"), Text: v.say.T("error." + key + ".text"),
	}
	if status >= http.StatusInternalServerError {
		page.Instance = instance
	} else {
		page.Advice = []template.HTML{
			v.say.T("error.advice.home", "link", link(page.Institution.Home, page.Institution.Name)),
			v.say.T("error.advice.address"),
		}
	}
	s.send(w, r, v, status, page)
}

// failureKey names the sentences for a status.
func failureKey(status int) string {
	switch status {
	case http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusServiceUnavailable, http.StatusTooManyRequests:
		return strconv.Itoa(status)
	}
	if status >= http.StatusInternalServerError {
		return "500"
	}
	return "400"
}

// failureFrame surrounds a failure: with the plan's where there is one, with nothing that
// needs the boards where they may be what failed.
func (v *visit) failureFrame(status int, title string) frame {
	var f frame
	switch {
	case v.content != nil:
		f = v.frame(title, title, "", false)
		f.AsOf = nil
	case status >= http.StatusInternalServerError:
		v.links.organization = ""
		f = v.bareFrame(title, title)
		f.Nav = v.navigation("", false)
	default:
		v.links.organization = ""
		f = v.frame(title, title, "", false)
	}
	f.NoIndex, f.Past, f.Day = true, nil, plan.Date{}
	return f
}

// failDay answers to a day that cannot be shown, with the form to ask for another.
func (s *Site) failDay(w http.ResponseWriter, r *http.Request, v *visit, ipa string, bad *badDay) {
	content, freshness, err := s.boards.Public(r.Context(), ipa, plan.Date{})
	if err != nil {
		s.fail(w, r, v, err)
		return
	}
	v.content, v.stale = content, freshness.Stale
	key, status := "day.impossible", http.StatusBadRequest
	if bad.future {
		key, status = "day.future", http.StatusUnprocessableEntity
	}
	title := v.say.Plain("error." + key + ".title")
	f := v.frame(title, title, "", false)
	f.NoIndex = true
	page := &failureView{
		frame: f, Heading: title, Text: v.say.T("error."+key+".text", "today", v.today), Form: f.AsOf,
		Advice: []template.HTML{v.say.T("error.advice.today", "link", link(v.self(v.links), v.say.Plain("error.advice.today.link")))},
	}
	page.AsOf, page.Day, page.Past = nil, plan.Date{}, nil
	page.Form.Value = shorten(bad.asked, 40)
	page.Form.Text = !bad.future
	page.Form.Invalid = true
	s.send(w, r, v, status, page)
}

// send answers with a failure; nobody keeps it.
func (s *Site) send(w http.ResponseWriter, r *http.Request, v *visit, status int, page *failureView) {
	body, err := s.execute(v, "errore", page)
	if err == nil {
		var answer *prepared.Answer
		if answer, err = prepared.New(prepared.Content{Status: status, ContentType: contentTypeHTML, Body: body, Header: failureHeader}); err == nil {
			prepared.Serve(w, r, answer)
			return
		}
	}
	// Only a mistake in the template of the failures gets here.
	s.log.ErrorContext(r.Context(), "the page of an error could not be rendered", "status", status, "error", err)
	http.Error(w, http.StatusText(status), status)
}

var failureHeader = pageHeader("no-store")

// unrouted answers to addresses that no page has: with the address meant where a slash
// too many is all that is wrong, with 405 where only the method is, else with 404.
func (s *Site) unrouted(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		get := r.Clone(r.Context())
		get.Method = http.MethodGet
		if _, pattern := s.mux.Handler(get); pattern != "/" {
			w.Header().Set("Allow", "GET, HEAD")
			s.fail(w, r, s.visit(r), problem.MethodNotAllowed())
			return
		}
		s.fail(w, r, s.visit(r), plan.NotFound("page"))
		return
	}
	if trimmed := strings.TrimRight(r.URL.Path, "/"); trimmed != r.URL.Path && trimmed != "" {
		meant := r.Clone(r.Context())
		meant.URL.Path, meant.URL.RawPath = trimmed, ""
		if _, pattern := s.mux.Handler(meant); pattern != "/" {
			http.Redirect(w, r, meant.URL.RequestURI(), http.StatusPermanentRedirect)
			return
		}
	}
	s.fail(w, r, s.visit(r), plan.NotFound("page"))
}

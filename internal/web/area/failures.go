package area

import (
	"html/template"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/problem"
)

type failureView struct {
	frame
	Text template.HTML
	// Instance is what the log knows the failure by.
	Instance string
}

// RenderError answers with the page for a status, for what goes wrong before a request
// reaches its page (package httpserver).
func (s *Site) RenderError(w http.ResponseWriter, r *http.Request, status int) {
	s.renderFailure(s.visit(w, r), problem.FromStatus(r.Context(), status))
}

func (s *Site) renderFailure(v *visit, p problem.Problem) {
	v.sayWhen(p)
	title := v.say.Plain("failure." + failureKey(p.Kind) + ".title")
	page := &failureView{frame: v.frame(title, ""), Text: v.refusal(p)}
	if p.Status >= http.StatusInternalServerError {
		page.Instance = strings.TrimPrefix(p.Instance, problem.InstancePrefix)
	}
	answer, err := v.pageWith(p.Status, "errore", page)
	if err != nil {
		// Only a mistake in the template of the failures gets here.
		s.Log.ErrorContext(v.ctx(), "the page of an error could not be rendered", "status", p.Status, "error", err)
		http.Error(v.w, http.StatusText(p.Status), p.Status)
		return
	}
	answer.send(v)
}

// sayWhen tells when to try again, where that can help.
func (v *visit) sayWhen(p problem.Problem) {
	if p.RetryAfter > 0 && v.w.Header().Get("Retry-After") == "" {
		v.w.Header().Set("Retry-After", strconv.Itoa(int((p.RetryAfter+time.Second-1)/time.Second)))
	}
}

// refusal says a refusal that is about no field: by its rule where it has one, else by its
// kind.
func (v *visit) refusal(p problem.Problem) template.HTML {
	if key := "rule." + p.Rule; p.Rule != "" && v.say.Has(key) {
		return v.say.T(key)
	}
	return v.say.T("failure." + failureKey(p.Kind) + ".text")
}

// failureKey names the sentences for a kind of refusal.
func failureKey(kind plan.Kind) string {
	switch kind {
	case plan.KindForbidden, plan.KindNotFound, plan.KindConflict, plan.KindStale, plan.KindInvalid, plan.KindTooLarge,
		plan.KindRateLimited, plan.KindUnavailable, plan.KindUnauthenticated, problem.KindMethodNotAllowed:
		return string(kind)
	case problem.KindInternal:
		return "internal"
	}
	return "malformed"
}

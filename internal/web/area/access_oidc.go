package area

import (
	"errors"
	"net/http"
	"strings"

	"github.com/traguardi/traguardi/internal/auth"
	"github.com/traguardi/traguardi/internal/auth/oidc"
	"github.com/traguardi/traguardi/internal/plan"
)

const (
	// oidcPath is where a sign-in with the provider begins; its cookies go nowhere else.
	oidcPath = "/accesso/oidc"
	// OIDCReturnPath is where the provider sends people back to; it is registered with it.
	OIDCReturnPath = oidcPath + "/ritorno"
	// OIDCLeftPath is where the provider sends those who signed out there too.
	OIDCLeftPath = "/accesso/uscita"
	// resumePath is where somebody who signed in elsewhere goes on with what they typed.
	resumePath = "/accesso/ripresa"
)

func (s *Site) oidcRoutes() []route {
	return []route{
		{pattern: "GET " + oidcPath, open: true, handle: s.oidcBegin},
		{pattern: "GET " + OIDCReturnPath, open: true, handle: s.oidcReturn},
		{pattern: "GET " + resumePath, open: true, handle: s.resumeForm},
		{pattern: "POST " + resumePath, open: true, handle: s.resumeDraft},
	}
}

// oidcOffer is the sign-in with the provider as the page of the way in offers it.
type oidcOffer struct {
	Name, URL string
	// Away: the provider did not answer when it was last asked.
	Away bool
	// Aside opens it beside the page, which has what was typed.
	Aside bool
}

// oidcOffered is the offer for somebody who was going somewhere; nil where there is no
// provider. A draft may be longer than what can travel to the provider and back: it waits
// in its page, while the sign-in goes on beside it.
func (s *Site) oidcOffered(next, draft string) *oidcOffer {
	if s.Access.OIDC == nil {
		return nil
	}
	offer := &oidcOffer{Name: s.Access.OIDC.Name, Away: !s.Access.OIDC.Available(), Aside: draft != ""}
	if offer.Aside {
		next = resumePath
	}
	offer.URL = oidcPath + query(fieldNext, next)
	return offer
}

// afterOIDC is where to go after the provider.
func afterOIDC(next string) string {
	if next == resumePath {
		return next
	}
	return safeNext(next)
}

// oidcBegin sends the browser to the provider, with a cookie that binds the sign-in to it.
// It is a link, not a form: what a form is sent to may not lead to another site.
func (s *Site) oidcBegin(v *visit) (reply, error) {
	if s.Access.OIDC == nil {
		return nil, plan.NotFound("page")
	}
	next := afterOIDC(v.asked(fieldNext))
	address, flow, err := s.Access.OIDC.Begin(v.ctx(), next)
	if err != nil {
		return s.oidcFailed(v, next, err)
	}
	s.Access.Cookies.SetFor(v.w, flow.Name(), flow.Value(), oidcPath, oidc.FlowLifetime)
	return replyFunc(func(v *visit) {
		v.w.Header().Set("Cache-Control", "no-store")
		http.Redirect(v.w, v.r, address, http.StatusSeeOther) //nolint:gosec // the provider's own, as its discovery says
	}), nil
}

// oidcReturn takes what the provider sent the browser back with. The cookie of the sign-in
// is taken back first: what comes twice has none.
func (s *Site) oidcReturn(v *visit) (reply, error) {
	if s.Access.OIDC == nil {
		return nil, plan.NotFound("page")
	}
	answer := v.r.URL.Query()
	var flow oidc.Flow
	if name, ok := oidc.FlowName(answer.Get("state")); ok {
		if value, ok := s.Access.Cookies.ReadFor(v.r, name); ok {
			flow, _ = oidc.ReadFlow(value)
			s.Access.Cookies.SetFor(v.w, name, "", oidcPath, 0)
		}
	}
	next := afterOIDC(flow.Next)
	in, err := s.Access.OIDC.Enter(v.ctx(), flow, answer, auth.ClientName(v.r.UserAgent()))
	if err != nil {
		return s.oidcFailed(v, next, err)
	}
	if err := s.endSession(v); err != nil {
		return nil, err
	}
	s.Access.Cookies.Set(v.w, in.Token)
	return v.redirect(next, "")
}

// oidcFailed shows the way in again, with what went wrong in words.
func (s *Site) oidcFailed(v *visit, next string, err error) (reply, error) {
	var refusal *plan.Error
	reason := string(oidc.ReasonOf(err))
	status := http.StatusForbidden
	switch {
	case reason == string(oidc.ReasonAway):
		status = http.StatusServiceUnavailable
		v.w.Header().Set("Retry-After", "10")
	case reason == string(oidc.ReasonExpired):
		status = http.StatusBadRequest
	case reason != "":
	case errors.As(err, &refusal) && strings.HasPrefix(refusal.Rule, "account."):
		reason = strings.TrimPrefix(refusal.Rule, "account.")
		if refusal.Kind == plan.KindConflict {
			status = http.StatusConflict
		}
	default:
		return nil, err
	}
	s.Log.WarnContext(v.ctx(), "a sign-in with the provider was refused", "reason", reason, "error", err)
	page := s.accessViewOf(v, &form{}, next, "")
	page.Failure = v.say.T("access.oidc." + reason)
	return v.pageWith(status, "accesso", page)
}

// leaveURL is where to send the browser of somebody who signs out, so that the provider ends
// its session too; empty where there is nothing to end.
func (s *Site) leaveURL(v *visit) string {
	before, ok := auth.VisitFrom(v.ctx())
	if s.Access.OIDC == nil || !ok {
		return ""
	}
	return s.Access.OIDC.LeaveURL(v.ctx(), before.Session)
}

type leavingView struct {
	frame
	Name, URL string
}

// leaving is the page that goes on to the provider by itself. A redirect would not: the
// sign-out is a form, and where a form is sent to may not lead to another site.
func (s *Site) leaving(v *visit, address string) (reply, error) {
	page, err := v.page("accesso-uscita-ente", &leavingView{frame: v.frame(v.say.Plain("access.left.title"), ""), Name: s.Access.OIDC.Name, URL: address})
	if err != nil {
		return nil, err
	}
	return replyFunc(func(v *visit) {
		v.w.Header().Set("Refresh", "0; url="+address)
		page.send(v)
	}), nil
}

// resumeForm is where the sign-in beside a draft ends.
func (s *Site) resumeForm(v *visit) (reply, error) {
	if v.actor.Anonymous() {
		return v.redirect("/accesso"+query(fieldNext, "/area"), "")
	}
	return v.page("accesso-ripresa", &leftView{v.frame(v.say.Plain("access.resume.title"), "")})
}

// resumeDraft goes on with what was typed, once somebody has signed in beside it.
func (s *Site) resumeDraft(v *visit) (reply, error) {
	f, err := v.form()
	if err != nil {
		return nil, err
	}
	next, draft := f.text(fieldNext), f.values.Get(fieldDraft)
	if v.actor.Anonymous() {
		page := s.accessViewOf(v, &form{}, next, draft)
		page.Failure = v.say.T("access.resume.not_yet")
		return v.pageWith(http.StatusUnauthorized, "accesso", page)
	}
	return s.resume(v.ctx(), v, next, draft)
}

package area

import (
	"context"
	"errors"
	"html/template"
	"net/http"
	"net/netip"
	"strconv"
	"time"

	"github.com/traguardi/traguardi/internal/auth"
	"github.com/traguardi/traguardi/internal/auth/oidc"
	"github.com/traguardi/traguardi/internal/plan"
)

// Access is what the way in needs; all but Links and OIDC are required.
type Access struct {
	Local    *auth.Local
	Sessions *auth.Sessions
	Cookies  auth.Cookies
	// Client finds the address of a request's browser.
	Client func(*http.Request) netip.Addr
	// Links sends one-time links; nil where nothing is sent.
	Links LinkSender
	// OIDC is the sign-in with a provider; nil where there is none.
	OIDC *oidc.SignIn
}

// LinkSender has a one-time link made and sent to an account's own address.
type LinkSender interface {
	// Enabled reports whether this installation sends anything: pages say so where not.
	Enabled() bool
	SendLink(ctx context.Context, accountID string, kind plan.LinkKind) error
}

func (a Access) sends() bool { return a.Links != nil && a.Links.Enabled() }

func (s *Site) accessRoutes() []route {
	return []route{
		{pattern: "GET /accesso", open: true, handle: s.accessForm},
		{pattern: "POST /accesso", open: true, handle: s.accessEnter},
		{pattern: "GET /accesso/codice", open: true, handle: s.accessCode},
		{pattern: "POST /accesso/codice", open: true, handle: s.accessCode},
		{pattern: "GET /accesso/uscita", open: true, handle: s.accessLeft},
		{pattern: "POST /accesso/uscita", open: true, handle: s.accessLeave},
		{pattern: "GET /accesso/recupero", open: true, handle: s.accessRecovery},
		{pattern: "POST /accesso/recupero", open: true, handle: s.accessRecovery},
	}
}

type accessView struct {
	frame
	Local           bool // e-mail and password are taken here
	Email, Password field
	Next, Draft     string
	Lost            bool // a session ended while something was typed
	OIDC            *oidcOffer
	// Failure says why a sign-in with the provider went no further.
	Failure template.HTML
}

// accessForm is the page that asks who it is.
func (s *Site) accessForm(v *visit) (reply, error) {
	if !v.actor.Anonymous() {
		return v.redirect(safeNext(v.asked(fieldNext)), "")
	}
	return s.accessPage(v, &form{}, http.StatusOK, v.asked(fieldNext), "")
}

// accessPage asks who it is; f is what was refused of it, next where to go then, draft what
// was typed there.
func (s *Site) accessPage(v *visit, f *form, status int, next, draft string) (reply, error) {
	return v.pageWith(status, "accesso", s.accessViewOf(v, f, next, draft))
}

func (s *Site) accessViewOf(v *visit, f *form, next, draft string) *accessView {
	return &accessView{
		frame: v.frame(v.say.Plain("access.title"), ""), Local: s.Access.Local.On(),
		Email: f.fill(field{Name: "email", Label: v.say.Plain("access.email"), Type: "email", Required: true, Autocomplete: "username", Max: 254, Focus: !f.shown()}),
		Password: f.fill(field{
			Name: "password", Label: v.say.Plain("access.password"), Type: "password", Required: true, Autocomplete: "current-password", Max: auth.MaxPassword,
		}),
		Next: safeNext(next), Draft: draft, Lost: draft != "", OIDC: s.oidcOffered(safeNext(next), draft),
	}
}

// accessEnter takes an e-mail address and a password.
func (s *Site) accessEnter(v *visit) (reply, error) {
	f, err := v.form()
	if err != nil {
		return nil, err
	}
	in, err := s.signIn(v, f)
	if err != nil {
		if !v.refuseAccess(f, err) {
			return nil, err
		}
		return s.accessPage(v, f, f.refused, f.text(fieldNext), f.values.Get(fieldDraft))
	}
	return s.entered(v, in, f.text(fieldNext), f.values.Get(fieldDraft))
}

// signIn tries what was typed; a field left blank is no attempt.
func (s *Site) signIn(v *visit, f *form) (auth.SignedIn, error) {
	password := f.values.Get("password")
	if f.text("email") == "" {
		f.found.Add("email", "required", "is required")
	}
	if password == "" {
		f.found.Add("password", "required", "is required")
	}
	if err := f.err(); err != nil {
		return auth.SignedIn{}, err
	}
	return s.Access.Local.SignIn(v.ctx(), auth.Credentials{
		Email: f.text("email"), Password: password, Client: s.Access.Client(v.r), ClientName: auth.ClientName(v.r.UserAgent()),
	})
}

// refuseAccess is refuse for the way in: a wrong password is a form to correct, not a page to
// be asked who it is; and whoever has to wait is told for how long.
func (v *visit) refuseAccess(f *form, err error) bool {
	var refusal *plan.Error
	if errors.As(err, &refusal) && refusal.Kind == plan.KindUnauthenticated {
		err = plan.Errorf(plan.KindInvalid, "%s", refusal.Detail).WithRule(refusal.Rule)
	}
	if !v.refuse(f, err) {
		return false
	}
	if len(f.problems) == 0 { // there is nothing to save, and nothing to correct
		f.heading = v.say.T("access.refused")
	}
	var slowed *auth.Slowed
	if errors.As(err, &slowed) {
		seconds := int((slowed.Wait + time.Second - 1) / time.Second)
		v.w.Header().Set("Retry-After", strconv.Itoa(seconds))
		f.summary = v.say.N("access.wait.seconds", seconds)
		if seconds > 60 {
			f.summary = v.say.N("access.wait.minutes", (seconds+59)/60)
		}
	}
	return true
}

// entered goes on with whoever has just shown a password or a link: to the second factor
// where there is one, else to where they were going. The session before, if any, ends.
func (s *Site) entered(v *visit, in auth.SignedIn, next, draft string) (reply, error) {
	if err := s.endSession(v); err != nil {
		return nil, err
	}
	s.Access.Cookies.Set(v.w, in.Token)
	ctx := auth.Enter(v.ctx(), in)
	if !in.Session.Pending {
		return s.resume(ctx, v, next, draft)
	}
	if draft == "" {
		return v.redirect("/accesso/codice"+query(fieldNext, safeNext(next)), "")
	}
	return s.codePage(v, &form{}, http.StatusOK, next, draft)
}

// endSession ends the session that the request came with.
func (s *Site) endSession(v *visit) error {
	before, ok := auth.VisitFrom(v.ctx())
	if !ok {
		return nil
	}
	err := s.Access.Sessions.End(v.ctx(), before.Session.AccountID, before.Session.ID)
	if plan.KindOf(err) == plan.KindNotFound { // it has ended meanwhile
		return nil
	}
	return err
}

type codeView struct {
	frame
	Code        field
	Next, Draft string
}

// accessCode asks for the second factor and takes it.
func (s *Site) accessCode(v *visit) (reply, error) {
	f, err := v.form()
	if err != nil {
		return nil, err
	}
	next, draft := v.asked(fieldNext), ""
	if f.posted() {
		next, draft = f.text(fieldNext), f.values.Get(fieldDraft)
	}
	if !v.actor.Anonymous() {
		return v.redirect(safeNext(next), "")
	}
	pending, ok := auth.VisitFrom(v.ctx())
	if !ok {
		if !f.posted() {
			return v.redirect("/accesso"+query(fieldNext, safeNext(next)), "")
		}
		v.refuseAccess(f, plan.Errorf(plan.KindInvalid, "the sign-in took too long: begin again").WithRule("sign_in.late"))
		return s.accessPage(v, f, f.refused, next, draft)
	}
	if !f.posted() {
		return s.codePage(v, f, http.StatusOK, next, draft)
	}
	in, err := s.Access.Local.Code(v.ctx(), pending.Session, f.values.Get("code"))
	if err != nil {
		if !v.refuseAccess(f, err) {
			return nil, err
		}
		return s.codePage(v, f, f.refused, next, draft)
	}
	s.Access.Cookies.Set(v.w, in.Token)
	return s.resume(auth.Enter(v.ctx(), in), v, next, draft)
}

func (s *Site) codePage(v *visit, f *form, status int, next, draft string) (reply, error) {
	return v.pageWith(status, "accesso-codice", &codeView{
		frame: v.frame(v.say.Plain("access.code.title"), ""), Code: v.codeField(f), Next: safeNext(next), Draft: draft,
	})
}

// codeField asks for a code of the authenticator or a recovery code.
func (v *visit) codeField(f *form) field {
	one := f.fill(field{
		Name: "code", Label: v.say.Plain("access.code"), Hint: v.say.T("access.code.hint"), Required: true, Autocomplete: "one-time-code",
		Max: 40, Short: true, Focus: !f.shown(),
	})
	one.Value = "" // a code that was refused is of no use again
	return one
}

// accessLeave ends the session.
func (s *Site) accessLeave(v *visit) (reply, error) {
	provider := s.leaveURL(v)
	if err := s.endSession(v); err != nil {
		return nil, err
	}
	s.Access.Cookies.Clear(v.w)
	if provider != "" {
		return s.leaving(v, provider)
	}
	return v.redirect(OIDCLeftPath, "")
}

type leftView struct{ frame }

func (s *Site) accessLeft(v *visit) (reply, error) {
	if !v.actor.Anonymous() {
		return v.redirect("/area", "")
	}
	return v.page("accesso-uscita", &leftView{v.frame(v.say.Plain("access.left.title"), "")})
}

type recoveryView struct {
	frame
	Local, Sends bool
	Email        field
}

// accessRecovery has a link to a new password sent, where this installation sends mail; else
// it says who can give one. It tells nobody who has an account.
func (s *Site) accessRecovery(v *visit) (reply, error) {
	show := func(f *form) (reply, error) {
		return v.page("accesso-recupero", &recoveryView{
			frame: v.frame(v.say.Plain("access.recovery.title"), ""), Local: s.Access.Local.On(), Sends: s.Access.sends(),
			Email: f.fill(field{Name: "email", Label: v.say.Plain("access.email"), Type: "email", Required: true, Autocomplete: "username", Max: 254}),
		})
	}
	f, err := v.form()
	if err != nil {
		return nil, err
	}
	if !f.posted() || !s.Access.sends() {
		return show(&form{})
	}
	accountID, ok, err := s.Access.Local.Recover(v.ctx(), f.text("email"), s.Access.Client(v.r))
	if err == nil && ok {
		err = s.Access.Links.SendLink(v.ctx(), accountID, plan.LinkReset)
	}
	if err != nil {
		if !v.refuseAccess(f, err) {
			return nil, err
		}
		return show(f)
	}
	return v.redirect("/accesso/recupero", "recovery")
}

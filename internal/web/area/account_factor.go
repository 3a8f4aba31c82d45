package area

import (
	"html/template"
	"strings"

	"github.com/traguardi/traguardi/internal/auth"
	"github.com/traguardi/traguardi/internal/plan"
)

// What the form of the second factor asks for, in the field "do".
const (
	factorBegin   = "begin"
	factorConfirm = "confirm"
	factorRemove  = "remove"
)

type factorView struct {
	frame
	Own auth.OwnState
	// Of one that is being set up.
	QR     template.HTML
	Secret string
	// Fields are those of the form at hand.
	Fields []field
}

// secondFactor turns the own second factor on and off. Recovery codes are shown where they
// were made, once.
func (s *Site) secondFactor(v *visit) (reply, error) {
	if _, err := v.session(); err != nil {
		return nil, err
	}
	return v.submitAs(func(f *form) (reply, error) { return s.changeSecondFactor(v, f) },
		func(f *form) (reply, error) { return s.secondFactorPage(v, f) })
}

func (s *Site) changeSecondFactor(v *visit, f *form) (reply, error) {
	local := s.Access.Local
	switch f.text("do") {
	case factorBegin:
		if err := local.BeginSecondFactor(v.ctx()); err != nil {
			return nil, err
		}
		return v.redirect("/area/account/secondo-fattore", "")
	case factorConfirm:
		codes, in, err := local.ConfirmSecondFactor(v.ctx(), f.values.Get("current_password"), f.values.Get("code"))
		if err != nil {
			return nil, err
		}
		s.Access.Cookies.Set(v.w, in.Token)
		return s.codesPage(v, codes)
	case factorRemove:
		in, err := local.RemoveSecondFactor(v.ctx(), f.values.Get("current_password"), f.values.Get("code"))
		if err != nil {
			return nil, err
		}
		s.Access.Cookies.Set(v.w, in.Token)
		return v.redirect("/area/account", "factor-off")
	}
	return nil, plan.Errorf(plan.KindMalformed, "the form does not say what to do")
}

func (s *Site) secondFactorPage(v *visit, f *form) (reply, error) {
	own, err := s.Access.Local.State(v.ctx())
	if err != nil {
		return nil, err
	}
	page := &factorView{Own: own}
	switch {
	case own.BeingSetUp:
		e, err := s.Access.Local.Enrolment(v.ctx())
		if err != nil {
			return nil, err
		}
		if page.QR, err = qrCode(e.URL, v.say.Plain("account.factor.qr")); err != nil {
			return nil, err
		}
		page.Secret = grouped(e.Secret)
		code := v.codeField(f)
		code.Hint, code.Focus = v.say.T("account.factor.code.hint"), false
		page.Fields = []field{v.presentPassword(f), code}
	case own.SecondFactor:
		code := v.codeField(f)
		code.Focus = false
		page.Fields = []field{v.presentPassword(f), code}
	}
	page.frame = v.frame(v.say.Plain("account.factor.title"), sectionAccount)
	page.Crumbs = v.accountCrumbs(page.Title)
	return v.page("account-secondo-fattore", page)
}

type codesView struct {
	frame
	Codes []string // made a moment ago; none on the page that asks
	Left  int
	Code  field
}

// recoveryCodes makes new recovery codes for whoever gives a code.
func (s *Site) recoveryCodes(v *visit) (reply, error) {
	if _, err := v.session(); err != nil {
		return nil, err
	}
	return v.submitAs(func(f *form) (reply, error) {
		codes, err := s.Access.Local.RenewRecoveryCodes(v.ctx(), f.values.Get("code"))
		if err != nil {
			return nil, err
		}
		return s.codesPage(v, codes)
	}, func(f *form) (reply, error) {
		own, err := s.Access.Local.State(v.ctx())
		if err != nil {
			return nil, err
		}
		if !own.SecondFactor {
			return v.redirect("/area/account/secondo-fattore", "")
		}
		page := &codesView{frame: v.frame(v.say.Plain("account.codes.title"), sectionAccount), Left: own.RecoveryCodes, Code: v.codeField(f)}
		page.Crumbs = v.accountCrumbs(page.Title)
		return v.page("account-codici", page)
	})
}

// codesPage shows recovery codes, this once.
func (s *Site) codesPage(v *visit, codes []string) (reply, error) {
	page := &codesView{frame: v.frame(v.say.Plain("account.codes.title"), sectionAccount), Codes: codes}
	page.Crumbs = v.accountCrumbs(page.Title)
	return v.page("account-codici", page)
}

// grouped writes a secret so that people can type it.
func grouped(secret string) string {
	var groups []string
	for len(secret) > 4 {
		groups, secret = append(groups, secret[:4]), secret[4:]
	}
	return strings.Join(append(groups, secret), " ")
}

package area

import (
	"net/http"
)

func (s *Site) accessRoutes() []route {
	return []route{
		{pattern: "GET /accesso", open: true, handle: s.accessForm},
	}
}

type accessView struct {
	frame
	Email, Password field
	Next, Draft     string
	Lost            bool // a session ended while something was typed
}

// accessForm is the page that asks who it is.
func (s *Site) accessForm(v *visit) (reply, error) {
	if !v.actor.Anonymous() {
		return v.redirect(safeNext(v.asked(fieldNext)), "")
	}
	return s.accessPage(v, http.StatusOK, v.asked(fieldNext), "")
}

// accessPage asks who it is; next is where to go then, draft what was typed there.
func (s *Site) accessPage(v *visit, status int, next, draft string) (reply, error) {
	f := &form{}
	page := &accessView{
		frame: v.frame(v.say.Plain("access.title"), ""),
		Email: f.fill(field{Name: "email", Label: v.say.Plain("access.email"), Type: "email", Required: true, Autocomplete: "username", Max: 254, Focus: true}),
		Password: f.fill(field{
			Name: "password", Label: v.say.Plain("access.password"), Type: "password", Required: true, Autocomplete: "current-password", Max: 256,
		}),
		Next: safeNext(next), Draft: draft, Lost: draft != "",
	}
	return v.pageWith(status, "accesso", page)
}

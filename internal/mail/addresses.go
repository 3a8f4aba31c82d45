package mail

import (
	"net/url"

	"github.com/traguardi/traguardi/internal/plan"
)

// area are the addresses of the staff's pages of one organization that letters lead to.
type area struct {
	base string // of the installation
	ipa  string
	// own: the reader's desk is the list of an office.
	own bool
}

func (a area) at(path string) string { return a.base + "/area/" + url.PathEscape(a.ipa) + path }

// desk is where the reader's work is.
func (a area) desk() string { return a.at("") }

func (a area) milestone(id string) string {
	if a.own { // its form, open
		return a.at("/ufficio?" + url.Values{"aggiorna": {id}}.Encode() + "#" + url.PathEscape(id))
	}
	return a.at("/traguardi?" + url.Values{"parole": {id}}.Encode())
}

func (a area) review(update string) string {
	return a.at("/verifica?" + url.Values{"aggiornamento": {update}}.Encode())
}

func (a area) meeting(id string) string { return a.at("/riunioni/" + url.PathEscape(id)) }

// notifications is where the reader says what to be reminded of.
func (a area) notifications() string { return a.base + "/area/account/avvisi" }

// own reports whether a role works from the list of its own office.
func own(r plan.Role) bool { return r == plan.RoleContributor }

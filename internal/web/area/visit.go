package area

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
	"github.com/traguardi/traguardi/internal/web/words"
)

// visit is one request of a member of the staff.
type visit struct {
	site  *Site
	w     http.ResponseWriter
	r     *http.Request
	say   *words.Speaker
	actor plan.Actor
	today plan.Date
	// ipa is the organization of the address, member the actor's role in it.
	ipa    string
	member plan.Membership
	// posted is what a form brought, read once; nil until then.
	posted *form
	// resumed tells a form that comes back after a session had ended: it is shown, not
	// written.
	resumed bool
	plan    *board.Staff
	stale   bool
}

func (s *Site) visit(w http.ResponseWriter, r *http.Request) *visit {
	return &visit{
		site: s, w: w, r: r, say: s.say, actor: plan.ActorFrom(r.Context()), today: s.Clock.Today(),
		resumed: isResumed(r.Context()),
	}
}

func (v *visit) ctx() context.Context { return v.r.Context() }

// staff is the organization's board of today, with what is not published. It asks the
// policy.
func (v *visit) staff() (*board.Staff, error) { return v.staffOn(plan.Date{}) }

// staffOn is the board of a day; only that of today (the zero day) is read once.
func (v *visit) staffOn(day plan.Date) (*board.Staff, error) {
	if day.IsZero() && v.plan != nil {
		return v.plan, nil
	}
	if err := tracker.Permit(v.actor, tracker.OpStaffRead, v.ipa, ""); err != nil {
		return nil, err
	}
	staff, freshness, err := v.site.Boards.Staff(v.ctx(), v.ipa, day)
	if err != nil {
		return nil, err
	}
	v.stale = v.stale || freshness.Stale
	if day.IsZero() {
		v.plan = staff
	}
	return staff, nil
}

// may reports whether the policy lets the actor do something in the organization, on some
// office at least: for what is offered, never instead of the use case's own question.
func (v *visit) may(op tracker.Operation) bool { return tracker.PermitAny(v.actor, op, v.ipa) == nil }

// mayOn reports the same for what belongs to an office.
func (v *visit) mayOn(op tracker.Operation, office string) bool {
	return tracker.Permit(v.actor, op, v.ipa, office) == nil
}

// at is an address of the organization's area: v.at("/uffici"), with parameters, names and
// values in turn; those without a value are left out.
func (v *visit) at(path string, params ...string) string {
	return "/area/" + url.PathEscape(v.ipa) + path + query(params...)
}

// public is the address of a public page of the organization.
func (v *visit) public(path string) string { return "/enti/" + url.PathEscape(v.ipa) + path }

// arg is a variable of the address.
func (v *visit) arg(name string) string { return v.r.PathValue(name) }

// asked is a parameter of the query string, trimmed.
func (v *visit) asked(name string) string { return strings.TrimSpace(v.r.URL.Query().Get(name)) }

func query(params ...string) string {
	values := make([]string, 0, len(params)/2)
	for i := 0; i+1 < len(params); i += 2 {
		if params[i+1] != "" {
			values = append(values, url.QueryEscape(params[i])+"="+url.QueryEscape(params[i+1]))
		}
	}
	if len(values) == 0 {
		return ""
	}
	return "?" + strings.Join(values, "&")
}

// officeName is the name of an office, its code where it is not there any more.
func (v *visit) officeName(code string) string {
	if v.plan == nil {
		return code
	}
	return v.plan.OfficeName(code)
}

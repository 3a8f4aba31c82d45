package area

import (
	"net/http"
	"strings"

	"github.com/traguardi/traguardi/internal/auth"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/problem"
	"github.com/traguardi/traguardi/internal/tracker"
)

// route is one page, or what a form of it is posted to.
type route struct {
	pattern string
	// op is what the policy is asked, in the organization of the address and on any office,
	// before the handler runs. Empty: nothing but that somebody is signed in.
	op tracker.Operation
	// open lets in whoever is not signed in: the way in itself.
	open   bool
	handle func(*visit) (reply, error)
}

// routes lists every page, one line for each file of pages.
func (s *Site) routes() []route {
	var all []route
	for _, some := range [][]route{
		s.homeRoutes(),
		s.officeRoutes(),
		s.tableRoutes(),
		s.accessRoutes(),
		s.oidcRoutes(),
		s.tokenRoutes(),
		s.reviewRoutes(),
		s.linkRoutes(),
		s.accountRoutes(),
		s.accountsRoutes(),
		s.objectivesRoutes(),
		s.lineRoutes(),
		s.fundingsRoutes(),
		s.searchRoutes(),
		s.indicatorsRoutes(),
		s.adminRoutes(),
		s.notificationRoutes(),
		s.briefingRoutes(),
		s.formatPTRoutes(),
		s.meetingRoutes(),
		s.calendarRoutes(),
		s.importRoutes(),
	} {
		all = append(all, some...)
	}
	return all
}

// Patterns lists the address of every page, "GET /area/{ipa}": the written table of roles
// has a row for each.
func (s *Site) Patterns() []string {
	var all []string
	for _, r := range s.routes() {
		all = append(all, r.pattern)
	}
	return all
}

// serve asks the policy and runs the handler of a route.
func (s *Site) serve(r route) http.HandlerFunc {
	return func(w http.ResponseWriter, req *http.Request) {
		v := s.visit(w, req)
		answer, err := s.answer(r, v)
		if err != nil {
			s.fail(v, err)
			return
		}
		answer.send(v)
	}
}

func (s *Site) answer(r route, v *visit) (reply, error) {
	if !r.open && v.actor.Anonymous() {
		// While the database is away nobody's session is known: that is no reason to ask for
		// a password, which could not be checked either.
		if err := auth.Refusal(v.ctx()); err != nil && plan.KindOf(err) != plan.KindUnauthenticated {
			return nil, err
		}
		return s.lost(v)
	}
	if v.actor.FactorDue && !r.open && !strings.HasPrefix(v.r.URL.Path, "/area/account") {
		return v.redirect("/area/account/secondo-fattore", "factor-due")
	}
	if ipa := v.r.PathValue("ipa"); ipa != "" {
		if !plan.ValidOrganizationID(ipa) {
			return nil, plan.NotFound("organization")
		}
		v.ipa = ipa
		v.member, _ = v.actor.In(ipa)
	}
	if r.op != "" {
		if err := tracker.PermitAny(v.actor, r.op, v.ipa); err != nil {
			return nil, err
		}
	}
	return r.handle(v)
}

// fail answers with the page for an error, which is logged where it is ours.
func (s *Site) fail(v *visit, err error) {
	s.renderFailure(v, problem.Report(v.r.Context(), s.Log, err))
}

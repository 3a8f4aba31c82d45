package web

import (
	"context"
	"net/http"
	"strconv"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/prepared"
)

// view is a page ready for its template.
type view interface{ base() *frame }

// page is how one page of a plan comes about.
type page struct {
	template string
	// params picks, from the query string, the page's own parameters in canonical order,
	// names and values in turn; keep is false where there are too many possible answers
	// to keep them (free text). Nil: the page has none.
	params func(v *visit) (params []string, keep bool)
	// build makes the page; a *plan.Error says why there is none.
	build func(v *visit) (view, error)
	// header is what the page is sent with; nil: what every page is.
	header func(v *visit) http.Header
	// peers tells that the page shows other enti too: it is made anew when they change.
	peers bool
}

// planPage serves a page of an organization's plan, on the day and in the language
// that the query string asks for.
func (s *Site) planPage(p page) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		s.servePlan(w, r, p, r.PathValue("ipa"))
	}
}

func (s *Site) servePlan(w http.ResponseWriter, r *http.Request, p page, ipa string) {
	v := s.visit(r)
	if !plan.ValidOrganizationID(ipa) {
		s.fail(w, r, v, plan.NotFound("organization"))
		return
	}
	v.links.organization = ipa
	day, bad := askedDay(v.query, v.today)
	if bad != nil {
		s.failDay(w, r, v, ipa, bad)
		return
	}
	content, freshness, err := s.boards.Public(r.Context(), ipa, day)
	if err != nil {
		s.fail(w, r, v, err)
		return
	}
	v.content, v.stale, v.links.day = content, freshness.Stale, day
	keep := true
	if v.national, err = s.boards.Catalogue(r.Context()); err != nil {
		if plan.KindOf(err) != plan.KindUnavailable {
			s.fail(w, r, v, err)
			return
		}
		// The database went away before anybody asked: the plan is shown without the texts.
		v.national, keep = &plan.Catalogue{}, false
	}
	others := ""
	if p.peers {
		if v.peers, err = s.boards.Peers(r.Context()); err != nil {
			s.fail(w, r, v, err)
			return
		}
		others = " " + strconv.FormatInt(v.peers.Version, 10)
	}
	if p.params != nil {
		fixed := false
		v.params, fixed = p.params(v)
		keep = keep && fixed
	}
	key := prepared.Key{
		Organization: ipa, Revision: content.Revision, Day: content.Day.String(),
		Path: v.path + query(v.params...), Language: string(v.say.Language),
		Variant: strconv.FormatInt(v.national.Version, 10) + others + " " + v.variant(),
	}
	s.serve(w, r, v, p, key, keep)
}

// variant tells apart pages that differ by what is no part of the plan: whether the
// database is away, and what day is today.
func (v *visit) variant() string {
	if v.stale {
		return "stale " + v.today.String()
	}
	return v.today.String()
}

// generalPage serves a page that belongs to no plan.
func (s *Site) generalPage(p page) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		v := s.visit(r)
		// Whose header the page wears depends on the enti there are.
		roster, freshness, err := s.boards.Roster(r.Context())
		if err != nil {
			s.fail(w, r, v, err)
			return
		}
		v.stale = freshness.Stale
		key := prepared.Key{
			Revision: roster.Version, Path: v.path, Language: string(v.say.Language), Variant: v.variant(),
		}
		s.serve(w, r, v, p, key, true)
	}
}

func (s *Site) visit(r *http.Request) *visit {
	query := parseQuery(r)
	lang := language(query)
	arg := r.PathValue("code")
	if arg == "" {
		arg = r.PathValue("id")
	}
	return &visit{
		site: s, ctx: r.Context(), say: s.speakers[lang], links: links{lang: lang},
		path: r.URL.Path, query: query, arg: arg, today: s.clock.Today(),
	}
}

// serve answers with the page kept under key, else renders it.
func (s *Site) serve(w http.ResponseWriter, r *http.Request, v *visit, p page, key prepared.Key, keep bool) {
	render := func(ctx context.Context) (*prepared.Answer, error) {
		v.ctx = ctx
		built, err := p.build(v)
		if err != nil {
			return nil, err
		}
		body, err := s.execute(v, p.template, built)
		if err != nil {
			return nil, err
		}
		header := s.html
		if p.header != nil {
			header = p.header(v)
		}
		return prepared.New(prepared.Content{ContentType: contentTypeHTML, Body: body, Header: header})
	}
	var answer *prepared.Answer
	var err error
	if keep {
		answer, err = s.cache.Get(r.Context(), key, render)
	} else {
		answer, err = render(r.Context())
	}
	if err != nil {
		s.fail(w, r, v, err)
		return
	}
	prepared.Serve(w, r, answer)
}

package web

import (
	"context"
	"net/http"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/prepared"
)

// file is how something of a plan that programs take comes about: a dataset, a catalogue, a
// feed. Everybody may read it from everywhere.
type file struct {
	// today: the file is of today whatever day is asked for.
	today bool
	// params and vary tell answers apart: what the file goes by in the query string, and what
	// may change without the plan's revision. Nil: nothing.
	params func(v *visit) []string
	vary   func(v *visit) (string, error)
	// make makes the file; a *plan.Error says why there is none.
	make func(v *visit) (prepared.Content, error)
}

// planFile serves a file of an organization's plan, kept as pages are.
func (s *Site) planFile(f file) http.HandlerFunc {
	return anyOrigin(func(w http.ResponseWriter, r *http.Request) {
		v := s.visit(r)
		if err := s.openPlan(v, r, f.today); err != nil {
			s.fail(w, r, v, err)
			return
		}
		key := prepared.Key{
			Organization: v.links.organization, Revision: v.content.Revision, Day: v.content.Day.String(), Path: v.path,
			Language: string(v.say.Language),
		}
		if f.params != nil {
			v.params = f.params(v)
			key.Path += query(v.params...)
		}
		if f.vary != nil {
			var err error
			if key.Variant, err = f.vary(v); err != nil {
				s.fail(w, r, v, err)
				return
			}
		}
		answer, err := s.cache.Get(r.Context(), key, func(ctx context.Context) (*prepared.Answer, error) {
			v.ctx = ctx
			content, err := f.make(v)
			if err != nil {
				return nil, err
			}
			header := s.html.Clone()
			for name, values := range content.Header {
				header[name] = values
			}
			content.Header = header
			return prepared.New(content)
		})
		if err != nil {
			s.fail(w, r, v, err)
			return
		}
		prepared.Serve(w, r, answer)
	})
}

// openPlan reads the plan that the address is about, on the day asked for.
func (s *Site) openPlan(v *visit, r *http.Request, today bool) error {
	ipa := r.PathValue("ipa")
	if !plan.ValidOrganizationID(ipa) {
		return plan.NotFound("organization")
	}
	v.links.organization = ipa
	if !today {
		day, bad := askedDay(v.query, v.today)
		if bad != nil {
			return plan.NotFound("day")
		}
		v.links.day = day
	}
	content, freshness, err := s.boards.Public(r.Context(), ipa, v.links.day)
	if err != nil {
		return err
	}
	v.content, v.stale = content, freshness.Stale
	return nil
}

// anyOrigin lets the pages of every site read an answer, errors too.
func anyOrigin(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		header := w.Header()
		header.Set("Access-Control-Allow-Origin", "*")
		header.Set("Access-Control-Expose-Headers", "ETag, Content-Disposition, Link")
		header.Set("Cross-Origin-Resource-Policy", "cross-origin")
		next(w, r)
	}
}

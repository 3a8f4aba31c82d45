package web

import (
	"context"
	"encoding/xml"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/prepared"
	"github.com/traguardi/traguardi/internal/web/format"
)

// robots lets everybody read everything, and says where the list of pages is. Past days
// and filtered lists tell by themselves that they are not for an index.
func (s *Site) robots(w http.ResponseWriter, r *http.Request) {
	answer, err := prepared.New(prepared.Content{
		ContentType: "text/plain; charset=utf-8",
		Body:        []byte("User-agent: *\nAllow: /\nSitemap: " + s.base + "/sitemap.xml\n"),
		Header:      http.Header{"Cache-Control": {"public, max-age=86400"}},
	})
	if err != nil {
		s.fail(w, r, s.visit(r), err)
		return
	}
	prepared.Serve(w, r, answer)
}

const (
	// mostInSitemap is the limit of the sitemap protocol.
	mostInSitemap = 50_000
	// mostListedInFull is with how many organizations the pages of each are listed too:
	// reading more boards for a crawler would cost readers theirs.
	mostListedInFull = 20
)

type sitemapXML struct {
	XMLName xml.Name     `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
	URLs    []sitemapURL `xml:"url"`
}

type sitemapURL struct {
	Location string `xml:"loc"`
}

func (s *Site) sitemap(w http.ResponseWriter, r *http.Request) {
	v := s.visit(r)
	roster, _, err := s.boards.Roster(r.Context())
	if err != nil {
		s.fail(w, r, v, err)
		return
	}
	national, err := s.boards.Catalogue(r.Context())
	if err != nil {
		s.fail(w, r, v, err)
		return
	}
	// The pages of each are listed of few enti alone: of many nothing changes but who they are.
	state := roster.Version
	if len(roster.Organizations) <= mostListedInFull {
		for i := range roster.Organizations {
			state += roster.Organizations[i].Revision
		}
	}
	key := prepared.Key{Path: v.path, Revision: state, Day: v.today.String(), Variant: strconv.Itoa(len(roster.Organizations)) + " " + strconv.FormatInt(national.Version, 10)}
	answer, err := s.cache.Get(r.Context(), key, func(ctx context.Context) (*prepared.Answer, error) {
		paths, err := s.publicPaths(ctx, roster.Organizations, national)
		if err != nil {
			return nil, err
		}
		var list sitemapXML
		for _, path := range paths[:min(len(paths), mostInSitemap)] {
			list.URLs = append(list.URLs, sitemapURL{s.base + path})
		}
		body, err := xml.Marshal(list)
		if err != nil {
			return nil, err
		}
		return prepared.New(prepared.Content{
			ContentType: "application/xml; charset=utf-8", Body: []byte(xml.Header + string(body)),
			Header: http.Header{"Cache-Control": {"public, max-age=3600"}},
		})
	})
	if err != nil {
		s.fail(w, r, v, err)
		return
	}
	prepared.Serve(w, r, answer)
}

// publicPaths lists the pages of today, in Italian.
func (s *Site) publicPaths(ctx context.Context, organizations []plan.Organization, national *plan.Catalogue) ([]string, error) {
	paths := []string{"/", "/metodo", "/accessibilita", "/privacy", "/note-legali"}
	for i := range organizations {
		l := links{organization: organizations[i].ID, lang: format.Italian}
		paths = append(paths, l.plan())
		if len(organizations) > mostListedInFull {
			continue
		}
		content, _, err := s.boards.Public(ctx, l.organization, plan.Date{})
		switch {
		case plan.KindOf(err) == plan.KindUnavailable || ctx.Err() != nil:
			return nil, err // what is missing now would be missing from what is kept
		case err != nil:
			s.log.WarnContext(ctx, "the sitemap leaves out the pages of an organization", "organization", l.organization, "error", err)
			continue
		}
		paths = append(paths, l.objectives(), l.offices(), l.meetings(), l.dataPage(), l.archivePage())
		if slices.ContainsFunc(content.Fundings, (*board.Funding).Real) {
			paths = append(paths, l.peers(""))
		}
		if len(national.Editions) > 0 {
			paths = append(paths, l.national("", ""))
		}
		for _, o := range content.Objectives {
			paths = append(paths, l.objective(o.Code))
		}
		for _, o := range content.Offices {
			paths = append(paths, l.office(o.Code))
		}
		for _, m := range content.Meetings {
			paths = append(paths, l.meeting(m.ID))
		}
	}
	for i := range paths {
		paths[i] = strings.TrimSuffix(paths[i], "?")
	}
	return paths, nil
}

package web

import (
	"html/template"
	"net/http"
	"strconv"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/prepared"
	"github.com/traguardi/traguardi/internal/progress"
	"github.com/traguardi/traguardi/internal/web/chart"
	"github.com/traguardi/traguardi/internal/web/pager"
	"github.com/traguardi/traguardi/internal/web/words"
)

// organizationsPerPage is how many enti one page lists.
const organizationsPerPage = 50

type organizationsView struct {
	frame
	Empty   bool // no ente at all
	Words   string
	Hidden  []hidden
	Clear   string
	Count   template.HTML
	Entries []organizationRow
	Paging  *pager.Pages
}

type organizationRow struct {
	Name   string
	URL    string
	Sub    string
	Bar    barCell
	Health template.HTML
}

// home is the one ente's page, or the list of enti.
func (s *Site) home(w http.ResponseWriter, r *http.Request) {
	roster, _, err := s.boards.Roster(r.Context())
	if err != nil {
		s.fail(w, r, s.visit(r), err)
		return
	}
	if only, ok := roster.Only(); ok {
		s.servePlan(w, r, entePage, only.ID)
		return
	}
	organizations, freshness, err := s.boards.Organizations(r.Context())
	if err != nil {
		s.fail(w, r, s.visit(r), err)
		return
	}
	v := s.visit(r)
	v.stale = freshness.Stale
	search := plan.CleanSearch(v.query.Get(paramWords))
	v.params = []string{paramWords, search, pager.Param, pager.Value(pager.Asked(v.query))}
	key := prepared.Key{
		Revision: freshness.List, Day: v.today.String(), Path: v.path + query(v.params...), Language: string(v.say.Language),
		Variant: strconv.Itoa(len(organizations)) + " " + v.variant(),
	}
	list := page{template: "enti", build: func(v *visit) (view, error) { return buildOrganizations(v, organizations, search), nil }}
	s.serve(w, r, v, list, key, search == "" && pager.Asked(v.query) <= 1+len(organizations)/organizationsPerPage)
}

func buildOrganizations(v *visit, all []board.Summary, search string) view {
	page := &organizationsView{
		frame: v.frame(v.say.Plain("organizations.title"), v.say.Plain("organizations.description"), "organizations", true),
		Empty: len(all) == 0, Words: search, Clear: v.links.general("/"),
	}
	if l := v.links.langParam(); l != "" {
		page.Hidden = []hidden{{paramLang, l}}
	}
	page.NoIndex = search != ""
	picked := all
	if wanted := plan.NewSearch(search); len(wanted) > 0 {
		picked = nil
		for i := range all {
			if wanted.In(all[i].Folded()) {
				picked = append(picked, all[i])
			}
		}
	}
	from, to, pages := pager.Cut(len(picked), organizationsPerPage, pager.Asked(v.query), func(n int) string {
		return v.self(v.links, paramWords, search, pager.Param, pager.Value(n))
	})
	page.Paging = pages
	page.Count = v.say.N("organizations.count", len(picked))
	for i := range picked[from:to] {
		page.Entries = append(page.Entries, v.organizationRow(&picked[from+i]))
	}
	return page
}

func (v *visit) organizationRow(s *board.Summary) organizationRow {
	o := &s.Organization
	row := organizationRow{
		Name: o.Name, URL: links{organization: o.ID, lang: v.links.lang}.plan(),
		Sub: v.joined(o.Region, v.say.PlainN("count.objectives", s.Objectives)), Health: v.health(progress.Health(s.Health)),
		Bar: barCell{Assessed: s.Shown >= 0},
	}
	if row.Bar.Assessed {
		// The list has whole percentages alone: they are precise enough for a small bar.
		spec := chart.BarSpec{ID: v.id("bar"), Title: o.Name + ": " + v.say.Percent(s.Shown), Actual: ratioOf(s.Shown), Planned: ratioOf(s.ShownPlanned)}
		row.Bar.Bar, row.Bar.Shown = chart.ThinBar(spec), v.say.Percent(s.Shown)
		if s.ShownPlanned >= 0 {
			row.Bar.Planned = v.say.Plain("row.planned", "planned", words.Percent(s.ShownPlanned))
		}
	}
	return row
}

func ratioOf(percent int) *float64 {
	if percent < 0 {
		return nil
	}
	ratio := float64(percent) / 100
	return &ratio
}

package web

import (
	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/web/found"
)

const searchPath = "/cerca"

// searchPage finds words in all that is published of a plan.
var searchPage = page{template: "cerca", params: searchParams, build: buildSearch}

type searchView struct {
	frame
	Action  string
	Hidden  []hidden
	Results *found.Results
	// Nothing: what to read where nothing was found.
	ObjectivesURL, MeetingsURL string
}

// searchParams: answers are not kept, since there is no end to what people look for.
func searchParams(v *visit) (params []string, keep bool) {
	asked := found.Read(v.query)
	return asked.Params(), asked.Words == "" && asked.Kind == "" && asked.Page == 1
}

func buildSearch(v *visit) (view, error) {
	asked := found.Read(v.query)
	var index board.PublicIndex
	if !asked.Nothing() { // who only opens the page, as crawlers do, costs no index
		var err error
		if index, _, err = v.site.boards.PublicIndex(v.ctx, v.content.Organization.ID, v.links.day); err != nil {
			return nil, err
		}
	}
	title := v.say.Plain("search.title")
	if asked.Words != "" {
		title = v.say.Plain("search.title.words", "words", asked.Words)
	}
	page := &searchView{
		frame:  v.frame(title, v.say.Plain("search.description", "name", v.content.Organization.Name), "", false),
		Action: v.links.root() + searchPath, ObjectivesURL: v.links.objectives(), MeetingsURL: v.links.meetings(),
	}
	page.NoIndex = true
	page.Crumbs = v.crumbsTo(crumb{Text: v.say.Plain("search.title")})
	for _, one := range []hidden{{paramDay, v.links.day.String()}, {paramLang, v.links.langParam()}} {
		if one.Value != "" {
			page.Hidden = append(page.Hidden, one)
		}
	}
	page.Results = v.findings().Find(index.Index, asked)
	return page, nil
}

// findings lead to the public pages.
func (v *visit) findings() found.Site {
	return found.Site{
		Say: v.say, Content: &v.content.Content, To: v.links.search,
		Objective: func(h board.Hit) string { return v.links.objective(h.Objective.Code) },
		Milestone: func(h board.Hit) string { return v.links.milestone(h.Milestone.ID) },
		Meeting:   func(h board.Hit) string { return v.links.meeting(h.Meeting.ID) },
		Action:    func(h board.Hit) string { return v.links.meeting(h.Meeting.ID) },
		Funding:   func(h board.Hit) string { return v.links.objective(h.Funding.Objective) + "#soldi" },
	}
}

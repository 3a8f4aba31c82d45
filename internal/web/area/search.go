package area

import (
	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
	"github.com/traguardi/traguardi/internal/web/found"
)

const searchPath = "/cerca"

// searchRoutes find words in all that the staff may read.
func (s *Site) searchRoutes() []route {
	return []route{{pattern: "GET /area/{ipa}" + searchPath, op: tracker.OpStaffRead, handle: s.search}}
}

type searchView struct {
	frame
	Action  string
	Results *found.Results
}

func (s *Site) search(v *visit) (reply, error) {
	staff, err := v.staff()
	if err != nil {
		return nil, err
	}
	asked := found.Read(v.r.URL.Query())
	var index board.StaffIndex
	if !asked.Nothing() {
		if index, _, err = s.Boards.StaffIndex(v.ctx(), v.ipa, plan.Date{}); err != nil {
			return nil, err
		}
	}
	title := v.say.Plain("search.title")
	if asked.Words != "" {
		title = v.say.Plain("search.title.words", "words", asked.Words)
	}
	page := &searchView{frame: v.frame(title, ""), Action: v.at(searchPath)}
	page.Results = v.findings(staff).Find(index.Index, asked)
	return v.page("cerca", page)
}

// findings lead to the staff's pages.
func (v *visit) findings(staff *board.Staff) found.Site {
	objective := func(code string) string { return v.at(objectivesPath + "/" + code) }
	meeting := func(h board.Hit) string { return v.at("/riunioni/" + h.Meeting.ID) }
	return found.Site{
		Say: v.say, Content: &staff.Content, To: func(params ...string) string { return v.at(searchPath, params...) },
		Objective: func(h board.Hit) string { return objective(h.Objective.Code) },
		Milestone: func(h board.Hit) string { return objective(h.Objective.Code) + "#" + rowID(h.Milestone.ID) },
		Meeting:   meeting, Action: meeting,
		Funding: func(h board.Hit) string { return v.at(fundingsPath) + "#" + rowID(h.Funding.ID) },
	}
}

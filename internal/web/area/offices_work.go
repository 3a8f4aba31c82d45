package area

import (
	"net/url"

	"github.com/traguardi/traguardi/internal/desk"
	"github.com/traguardi/traguardi/internal/tracker"
)

// officesWorkView compares the lists of the offices, and leads to them.
type officesWorkView struct {
	frame
	Rows []officeWorkRow
	// AddURL is where the first office is added; empty for whoever may not.
	AddURL string
}

type officeWorkRow struct {
	Name, URL                                         string
	Own                                               bool
	Open, Overdue, Stale, Waiting, Questions, Actions int
}

func (s *Site) officesWork(v *visit) (reply, error) {
	staff, err := v.staff()
	if err != nil {
		return nil, err
	}
	page := &officesWorkView{frame: v.frame(v.say.Plain("work.title"), sectionWork)}
	page.Lede = v.say.T("work.lede")
	if v.may(tracker.OpOfficeCreate) {
		page.AddURL = v.atFirst([]string{"/amministrazione/uffici/nuovo"})
	}
	for _, o := range staff.Offices {
		row := officeWorkRow{
			Name: o.Name, URL: v.at("/uffici/" + url.PathEscape(o.Code) + "/lavoro"), Own: o.Code == v.member.Office,
			Open: len(desk.UnderWay(&staff.Content, o.Code)), Overdue: len(desk.Overdue(&staff.Content, o.Code)),
			Stale: len(desk.Stale(&staff.Content, o.Code)), Questions: len(desk.OpenQuestions(staff, o.Code)),
			Actions: len(desk.OpenActions(&staff.Content, o.Code)),
		}
		if row.Own {
			row.URL = v.at("/ufficio")
		}
		for _, m := range desk.UnderWay(&staff.Content, o.Code) {
			row.Waiting += desk.WaitingOf(m)
		}
		page.Rows = append(page.Rows, row)
	}
	return v.page("uffici-lavoro", page)
}

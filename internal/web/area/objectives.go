package area

import (
	"html/template"
	"strings"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/progress"
	"github.com/traguardi/traguardi/internal/tracker"
	"github.com/traguardi/traguardi/internal/web/chart"
	"github.com/traguardi/traguardi/internal/web/words"
)

const objectivesPath = "/obiettivi"

// objectivesRoutes are the plan's objectives and milestones, for everybody to read and for
// whoever keeps the plan to change.
func (s *Site) objectivesRoutes() []route {
	const list = "/area/{ipa}" + objectivesPath
	const one, milestones = list + "/{objective}", list + "/{objective}/traguardi"
	return []route{
		{pattern: "GET " + list, op: tracker.OpStaffRead, handle: s.objectives},
		{pattern: "POST " + list, op: tracker.OpObjectiveOrder, handle: s.moveObjective},
		{pattern: "GET " + list + "/nuovo", op: tracker.OpObjectiveCreate, handle: s.newObjective},
		{pattern: "POST " + list + "/nuovo", op: tracker.OpObjectiveCreate, handle: s.newObjective},
		{pattern: "GET " + one, op: tracker.OpStaffRead, handle: s.objective},
		{pattern: "POST " + one, op: tracker.OpMilestoneOrder, handle: s.moveMilestone},
		{pattern: "GET " + one + "/modifica", op: tracker.OpObjectiveChange, handle: s.editObjective},
		{pattern: "POST " + one + "/modifica", op: tracker.OpObjectiveChange, handle: s.editObjective},
		{pattern: "GET " + one + "/togli", op: tracker.OpObjectiveRemove, handle: s.removeObjective},
		{pattern: "POST " + one + "/togli", op: tracker.OpObjectiveRemove, handle: s.removeObjective},
		{pattern: "GET " + milestones + "/nuovo", op: tracker.OpMilestoneCreate, handle: s.newMilestone},
		{pattern: "POST " + milestones + "/nuovo", op: tracker.OpMilestoneCreate, handle: s.newMilestone},
		{pattern: "GET " + milestones + "/{milestone}", op: tracker.OpMilestoneChange, handle: s.editMilestone},
		{pattern: "POST " + milestones + "/{milestone}", op: tracker.OpMilestoneChange, handle: s.editMilestone},
		{pattern: "GET " + milestones + "/{milestone}/togli", op: tracker.OpMilestoneRemove, handle: s.removeMilestone},
		{pattern: "POST " + milestones + "/{milestone}/togli", op: tracker.OpMilestoneRemove, handle: s.removeMilestone},
	}
}

type objectivesView struct {
	frame
	Words    field
	Rows     []objectiveRow
	All      int
	MayOrder bool
	NewURL   string
	LinesURL string
	Narrowed bool
	WholeURL string
}

type objectiveRow struct {
	orderRow
	Code, Title, URL string
	About            string // horizon, urgency, lead office
	State            string // where it is not active
	Draft            bool
	Health           progress.Health
	Counted          bool
	Shown, Planned   string
	Bar              template.HTML
}

// objectives lists the plan in its order, drafts too.
func (s *Site) objectives(v *visit) (reply, error) {
	staff, err := v.staff()
	if err != nil {
		return nil, err
	}
	words := v.asked("parole")
	page := &objectivesView{LinesURL: v.at(linesPath), All: len(staff.Objectives), Narrowed: words != "", WholeURL: v.at(objectivesPath)}
	// Moving one past another says nothing where those between are not shown.
	page.MayOrder = v.may(tracker.OpObjectiveOrder) && !page.Narrowed
	if v.may(tracker.OpObjectiveCreate) {
		page.NewURL = v.at(objectivesPath + "/nuovo")
	}
	page.Words = (&form{}).fill(field{Name: "parole", Label: v.say.Plain("objectives.area.words"), Type: "search", Value: words, Max: 100, Unmarked: true})
	ordered := staff.InOrder()
	arrows := orderRows(v, ordered, func(o *board.Objective) (key, name string) { return o.Code, o.Code })
	for i, o := range ordered {
		if !fitsWords(o, words) {
			continue
		}
		row := v.objectiveRow(o)
		row.orderRow = arrows[i]
		page.Rows = append(page.Rows, row)
	}
	page.frame = v.frame(v.say.Plain("objectives.area.title"), sectionObjectives)
	page.Lede = v.say.N("objectives.area.count", len(staff.Objectives))
	page.Wide = true
	if page.MayOrder {
		page.script(v, orderScript)
	}
	return v.page("obiettivi", page)
}

// fitsWords looks for words in a code and a title.
func fitsWords(o *board.Objective, words string) bool {
	return plan.NewSearch(words).Finds(o.Code, o.Title)
}

func (v *visit) objectiveRow(o *board.Objective) objectiveRow {
	row := objectiveRow{
		Code: o.Code, Title: o.Title, URL: v.at(objectivesPath + "/" + o.Code), Draft: o.Terms.State == plan.ObjectiveDraft,
		Health: o.Figures.Health, Counted: o.Terms.State.Counted(), About: v.say.Plain("horizon." + string(o.Terms.Horizon) + ".lower"),
	}
	if o.Urgent {
		row.About += ", " + v.say.Plain("objective.urgent")
	}
	if o.Terms.LeadOffice != "" {
		row.About += " · " + v.officeName(o.Terms.LeadOffice)
	}
	if o.Terms.State != plan.ObjectiveActive {
		row.State = v.stateName(o.Terms.State)
	}
	if o.Figures.Shown >= 0 {
		row.Shown = v.say.Percent(o.Figures.Shown)
		row.Bar = chart.ThinBar(chart.BarSpec{Actual: o.Figures.Actual, Planned: o.Figures.Planned})
	}
	if o.Figures.ShownPlanned >= 0 {
		row.Planned = v.say.Plain("row.planned", "planned", words.Percent(o.Figures.ShownPlanned))
	}
	return row
}

// moveObjective gives an objective another place: before or after another.
func (s *Site) moveObjective(v *visit) (reply, error) {
	return v.move(v.at(objectivesPath), func(f *form, code string, place plan.Place[string]) error {
		_, err := s.Tracker.MoveObjective(v.write(f), tracker.MoveObjective{Organization: v.ipa, Code: code, Place: place})
		return err
	}, func() (reply, error) { return s.objectives(v) })
}

type objectivePageView struct {
	frame
	Objective   objectiveRow
	Description string
	Facts       []objectiveFact
	Rows        []milestoneItem
	EditURL     string
	RemoveURL   string
	NewURL      string
	PublicURL   string
	MayOrder    bool
}

type objectiveFact struct{ Term, Text string }

type milestoneItem struct {
	orderRow
	ID, Title, Office string
	URL               string // where it is changed; empty for whoever may not
	State             plan.MilestoneState
	Percent           int
	Due               plan.Date
}

// objective shows one objective with its milestones, and the ways to change them.
func (s *Site) objective(v *visit) (reply, error) {
	staff, err := v.staff()
	if err != nil {
		return nil, err
	}
	o, ok := staff.Objective(v.arg("objective"))
	if !ok {
		return nil, plan.NotFound("objective")
	}
	at := v.at(objectivesPath + "/" + o.Code)
	page := &objectivePageView{Objective: v.objectiveRow(o), Description: o.Description, Facts: v.objectiveFacts(staff, o)}
	if v.may(tracker.OpObjectiveChange) {
		page.EditURL = at + "/modifica"
	}
	if v.may(tracker.OpObjectiveRemove) {
		page.RemoveURL = at + "/togli"
	}
	if v.may(tracker.OpMilestoneCreate) {
		page.NewURL = at + "/traguardi/nuovo"
	}
	if !page.Objective.Draft {
		page.PublicURL = v.public("/obiettivi/" + o.Code)
	}
	page.MayOrder = v.may(tracker.OpMilestoneOrder)
	ordered := o.InOrder()
	arrows := orderRows(v, ordered, func(m *board.Milestone) (key, name string) { return m.ID, m.ID })
	for i, m := range ordered {
		item := milestoneItem{
			orderRow: arrows[i], ID: m.ID, Title: m.Title, Office: v.officeName(m.Status.Office), State: m.Status.State, Percent: m.Status.Percent, Due: m.Status.DueOn,
		}
		if v.may(tracker.OpMilestoneChange) {
			item.URL = at + "/traguardi/" + m.ID
		}
		page.Rows = append(page.Rows, item)
	}
	page.frame = v.frame(o.Code+" "+o.Title, sectionObjectives)
	page.Crumbs = []crumb{{v.say.Plain("objectives.area.title"), v.at(objectivesPath)}, {Text: o.Code}}
	if page.MayOrder {
		page.script(v, orderScript)
	}
	return v.page("obiettivo", page)
}

func (v *visit) objectiveFacts(staff *board.Staff, o *board.Objective) []objectiveFact {
	facts := []objectiveFact{
		{v.say.Plain("objectives.area.state"), capital(v.stateName(o.Terms.State))},
		{v.say.Plain("objectives.area.weight"), v.say.Weight(o.Terms.Weight)},
	}
	if !o.Terms.StartOn.IsZero() {
		facts = append(facts, objectiveFact{v.say.Plain("objectives.area.start"), v.say.Date(o.Terms.StartOn)})
	}
	if !o.Terms.DueOn.IsZero() {
		facts = append(facts, objectiveFact{v.say.Plain("objectives.area.due"), v.say.Date(o.Terms.DueOn)})
	}
	facts = append(facts, objectiveFact{v.say.Plain("objectives.area.added"), v.say.Date(o.AddedOn)})
	if len(o.Sectors) > 0 {
		var names []string
		for _, code := range o.Sectors {
			names = append(names, staff.SectorName(code))
		}
		facts = append(facts, objectiveFact{v.say.Plain("objectives.area.sectors"), strings.Join(names, ", ")})
	}
	if len(o.Lines) > 0 {
		names := make([]string, len(o.Lines))
		for i, l := range o.Lines {
			names[i] = l.Code + " (" + l.Edition + ")"
		}
		facts = append(facts, objectiveFact{v.say.Plain("lines.title"), strings.Join(names, ", ")})
	}
	return facts
}

// moveMilestone gives a milestone another place in its objective.
func (s *Site) moveMilestone(v *visit) (reply, error) {
	return v.move(v.at(objectivesPath+"/"+v.arg("objective")), func(f *form, id string, place plan.Place[string]) error {
		_, err := s.Tracker.MoveMilestone(v.write(f), tracker.MoveMilestone{Organization: v.ipa, Milestone: id, Place: place})
		return err
	}, func() (reply, error) { return s.objective(v) })
}

package area

import (
	"html/template"
	"slices"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
	"github.com/traguardi/traguardi/internal/web/gauge"
	"github.com/traguardi/traguardi/internal/web/minutes"
)

const indicatorsPath = "/indicatori"

// indicatorsRoutes are what is measured, for everybody of the staff to read and for whoever
// keeps the plan to change.
func (s *Site) indicatorsRoutes() []route {
	const list = "/area/{ipa}" + indicatorsPath
	const one = list + "/{indicator}"
	const measured = one + "/misure/{measurement}"
	return []route{
		{pattern: "GET " + list, op: tracker.OpStaffRead, handle: s.indicators},
		{pattern: "GET " + list + "/nuovo", op: tracker.OpIndicatorCreate, handle: s.newIndicator},
		{pattern: "POST " + list + "/nuovo", op: tracker.OpIndicatorCreate, handle: s.newIndicator},
		{pattern: "GET " + one, op: tracker.OpStaffRead, handle: s.indicator},
		{pattern: "POST " + one, op: tracker.OpMeasurementCreate, handle: s.indicator},
		{pattern: "GET " + one + "/modifica", op: tracker.OpIndicatorChange, handle: s.editIndicator},
		{pattern: "POST " + one + "/modifica", op: tracker.OpIndicatorChange, handle: s.editIndicator},
		{pattern: "GET " + one + "/togli", op: tracker.OpIndicatorRemove, handle: s.removeIndicator},
		{pattern: "POST " + one + "/togli", op: tracker.OpIndicatorRemove, handle: s.removeIndicator},
		{pattern: "GET " + measured, op: tracker.OpMeasurementChange, handle: s.editMeasurement},
		{pattern: "POST " + measured, op: tracker.OpMeasurementChange, handle: s.editMeasurement},
		{pattern: "GET " + measured + "/togli", op: tracker.OpMeasurementRemove, handle: s.removeMeasurement},
		{pattern: "POST " + measured + "/togli", op: tracker.OpMeasurementRemove, handle: s.removeMeasurement},
	}
}

type indicatorsView struct {
	frame
	Rows       []indicatorItem
	NewURL     string
	MayMeasure bool
}

type indicatorItem struct {
	Place, Title, URL string
	Objective         string
	ObjectiveURL      string // empty: of the whole ente
	Way               string
	Baseline, Target  string
	BaselineOn        plan.Date
	TargetOn          plan.Date
	Last              string // empty: never measured
	LastOn            plan.Date
	Spark             template.HTML
	Progress          string
}

func (v *visit) indicatorItem(staff *board.Staff, i *board.Indicator) indicatorItem {
	item := indicatorItem{
		Place: rowID(i.ID), Title: i.Title, URL: v.at(indicatorsPath + "/" + i.ID), Objective: v.say.Plain("indicators.whole"), Way: gauge.Way(v.say, i.Direction),
		Baseline: gauge.Value(v.say, i.Baseline, i.Unit), BaselineOn: i.BaselineOn, Target: gauge.Value(v.say, i.Target, i.Unit), TargetOn: i.TargetOn,
		Progress: gauge.Progress(v.say, i),
	}
	if i.Objective != "" {
		item.Objective, item.ObjectiveURL = v.objectiveName(staff, i.Objective), v.at(objectivesPath+"/"+i.Objective)
	}
	if i.Last != nil {
		item.Last, item.LastOn = gauge.Value(v.say, i.Last.Value, i.Unit), i.Last.MeasuredOn
		item.Spark = gauge.Spark(v.say, "andamento-"+fieldID(i.ID), i)
	}
	return item
}

// indicators lists what is measured, each with its small line.
func (s *Site) indicators(v *visit) (reply, error) {
	staff, err := v.staff()
	if err != nil {
		return nil, err
	}
	page := &indicatorsView{MayMeasure: v.may(tracker.OpMeasurementCreate)}
	if v.may(tracker.OpIndicatorCreate) {
		page.NewURL = v.at(indicatorsPath + "/nuovo")
	}
	for _, i := range staff.Indicators {
		page.Rows = append(page.Rows, v.indicatorItem(staff, i))
	}
	page.frame = v.frame(v.say.Plain("indicators.title"), sectionIndicators)
	page.Lede = v.say.N("indicators.count", len(page.Rows))
	page.Wide = true
	return v.largePage("indicatori", page)
}

type indicatorView struct {
	frame
	Indicator   indicatorItem
	Description string
	EditURL     string
	RemoveURL   string
	PublicURL   string
	Entry       [][]*editField // the form for a measurement; none for whoever may not
	Measured    []measuredItem
}

type measuredItem struct {
	Place             string
	On                plan.Date
	Value             string
	Note              string
	Source, SourceURL string
	By                string
	EditURL           string
	RemoveURL         string
}

// indicator shows one indicator with every measurement, and takes a new one.
func (s *Site) indicator(v *visit) (reply, error) {
	id := v.arg("indicator")
	at := v.at(indicatorsPath + "/" + id)
	return v.submit(
		func(f *form) (string, error) {
			m := plan.Measurement{Indicator: id, MeasuredOn: f.date("measured_on"), Value: f.measured("value"), Note: f.text("note"), Source: f.text("source")}
			if err := f.err(); err != nil {
				return "", err
			}
			receipt, err := s.Tracker.RecordMeasurement(v.write(f), v.ipa, m)
			return withNotice(at, "measured") + "#" + rowID(receipt.ID), err
		},
		func(f *form) (reply, error) {
			staff, err := v.staff()
			if err != nil {
				return nil, err
			}
			i, ok := staff.Indicator(id)
			if !ok {
				return nil, plan.NotFound("indicator")
			}
			return v.indicatorPage(f, staff, i)
		})
}

func (v *visit) indicatorPage(f *form, staff *board.Staff, i *board.Indicator) (reply, error) {
	page := &indicatorView{Indicator: v.indicatorItem(staff, i), Description: i.Description}
	if v.may(tracker.OpIndicatorChange) {
		page.EditURL = page.Indicator.URL + "/modifica"
	}
	if v.may(tracker.OpIndicatorRemove) {
		page.RemoveURL = page.Indicator.URL + "/togli"
	}
	if o, ok := staff.Objective(i.Objective); ok {
		if public := v.objectiveURL(o); public != "" {
			page.PublicURL = public + "#indicatori"
		}
	} else {
		page.PublicURL = v.public("") + "#indicatori"
	}
	if v.may(tracker.OpMeasurementCreate) {
		var entry []*editField
		for _, one := range v.measurementFields(i, board.Measurement{MeasuredOn: v.today}, "") {
			entry = append(entry, &editField{field: f.fill(one)})
		}
		page.Entry = sideBySide(entry)
	}
	for _, m := range slices.Backward(i.Measurements) {
		item := measuredItem{
			Place: rowID(m.ID), On: m.MeasuredOn, Value: gauge.Value(v.say, m.Value, i.Unit), Note: m.Note, Source: m.Source, SourceURL: minutes.SafeLink(m.Source),
			By: v.say.Plain("area.role."+string(m.ActorRole)) + ", " + v.moment(m.RecordedAt),
		}
		if v.may(tracker.OpMeasurementChange) {
			item.EditURL = page.Indicator.URL + "/misure/" + m.ID
		}
		if v.may(tracker.OpMeasurementRemove) {
			item.RemoveURL = page.Indicator.URL + "/misure/" + m.ID + "/togli"
		}
		page.Measured = append(page.Measured, item)
	}
	page.frame = v.frame(i.Title, sectionIndicators)
	page.Crumbs = []crumb{{v.say.Plain("indicators.title"), v.at(indicatorsPath)}, {Text: i.Title}}
	return v.page("indicatore", page)
}

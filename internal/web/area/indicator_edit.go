package area

import (
	"html/template"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// newIndicator adds something to be measured.
func (s *Site) newIndicator(v *visit) (reply, error) {
	return v.submit(
		func(f *form) (string, error) {
			i := plan.Indicator{
				Objective: f.text("objective"), Title: f.text("title"), Description: f.text("description"), Unit: f.text("unit"), Direction: plan.Direction(f.text("direction")),
				Baseline: f.measured("baseline"), BaselineOn: f.date("baseline_on"), Target: f.measured("target"), TargetOn: f.date("target_on"),
			}
			if err := f.err(); err != nil {
				return "", err
			}
			receipt, err := s.Tracker.CreateIndicator(v.write(f), v.ipa, i)
			return withNotice(v.at(indicatorsPath+"/"+receipt.ID), "saved"), err
		},
		func(f *form) (reply, error) {
			staff, err := v.staff()
			if err != nil {
				return nil, err
			}
			page := &planForm{Do: v.say.Plain("indicators.create"), Back: v.at(indicatorsPath)}
			page.frame = v.frame(v.say.Plain("indicators.new"), sectionIndicators)
			page.Crumbs = []crumb{{v.say.Plain("indicators.title"), v.at(indicatorsPath)}, {Text: page.Title}}
			return v.planPage(f, page, v.indicatorFields(staff, &board.Indicator{Objective: v.asked(paramObjective), Direction: plan.DirectionUp, BaselineOn: v.today}, true))
		})
}

// indicatorFields are the fields of an indicator, as they are stored.
func (v *visit) indicatorFields(staff *board.Staff, i *board.Indicator, isNew bool) []field {
	baseline, target := "", ""
	if !isNew {
		baseline, target = typedWeight(i.Baseline), typedWeight(i.Target)
	}
	var directions []choice
	for _, d := range plan.Directions {
		directions = append(directions, choice{Value: string(d), Text: v.say.Plain("indicators.direction." + string(d))})
	}
	return []field{
		{Name: "title", Label: v.say.Plain("indicators.name"), Required: true, Max: plan.MaxTitle, Value: i.Title, Hint: v.say.T("indicators.name.hint")},
		{Name: "description", Label: v.say.Plain("objectives.area.description"), Type: "textarea", Max: plan.MaxText, Value: i.Description, Hint: v.say.T("indicators.description.hint")},
		v.objectiveField(staff, field{Name: "objective", Label: v.say.Plain("fundings.objective"), Value: i.Objective, Hint: v.say.T("indicators.objective.hint")}, v.say.Plain("indicators.whole")),
		{Name: "unit", Label: v.say.Plain("indicators.unit"), Required: true, Short: true, Max: plan.MaxShort, Value: i.Unit, Hint: v.say.T("indicators.unit.hint")},
		{Name: "direction", Label: v.say.Plain("indicators.direction"), Type: "select", Required: true, Value: string(i.Direction), Options: directions, Hint: v.say.T("indicators.direction.hint")},
		{Name: "baseline", Label: v.say.Plain("indicators.baseline"), Required: true, Max: 40, Value: baseline, Hint: v.say.T("indicators.baseline.hint")},
		{Name: "baseline_on", Label: v.say.Plain("indicators.baseline_on"), Type: "date", Required: true, Most: v.today.String(), Value: i.BaselineOn.String(), Hint: v.say.T("indicators.baseline_on.hint")},
		{Name: "target", Label: v.say.Plain("indicators.target"), Required: true, Max: 40, Value: target, Hint: v.say.T("indicators.target.hint")},
		{Name: "target_on", Label: v.say.Plain("indicators.target_on"), Type: "date", Value: i.TargetOn.String(), Hint: v.say.T("indicators.target_on.hint")},
	}
}

// editIndicator changes an indicator field by field.
func (s *Site) editIndicator(v *visit) (reply, error) {
	id := v.arg("indicator")
	back := v.at(indicatorsPath + "/" + id)
	return v.planEdit(trail{"indicator", id, tracker.OpIndicatorChange}, func(staff *board.Staff) (int64, []field, error) {
		i, ok := staff.Indicator(id)
		if !ok {
			return 0, nil, plan.NotFound("indicator")
		}
		return i.Revision, v.indicatorFields(staff, i, false), nil
	}, func(f *form, e *edit) func(int64) error {
		direction := e.text("direction")
		cmd := tracker.ChangeIndicator{
			Organization: v.ipa, ID: id, Objective: e.text("objective"), Title: e.text("title"), Description: e.text("description"), Unit: e.text("unit"),
			Direction: plan.Opt[plan.Direction]{Set: direction.Set, Value: plan.Direction(direction.Value)},
			Baseline:  e.measured("baseline"), BaselineOn: e.date("baseline_on"), Target: e.measured("target"), TargetOn: e.date("target_on"),
		}
		return func(revision int64) error {
			cmd.IfRevision = revision
			_, err := s.Tracker.ChangeIndicator(v.write(f), cmd)
			return err
		}
	}, withNotice(back, "saved"), func(*edit) *planForm {
		page := &planForm{Do: v.say.Plain("objectives.area.save"), Back: back}
		page.frame = v.frame(v.say.Plain("indicators.edit"), sectionIndicators)
		page.Crumbs = []crumb{{v.say.Plain("indicators.title"), v.at(indicatorsPath)}, {Text: page.Title}}
		return page
	})
}

// removeIndicator asks, and hides the indicator where the answer is posted.
func (s *Site) removeIndicator(v *visit) (reply, error) {
	id := v.arg("indicator")
	return v.submit(
		func(f *form) (string, error) {
			revision := f.revision()
			if err := f.err(); err != nil {
				return "", err
			}
			_, err := s.Tracker.RemoveIndicator(v.write(f), v.ipa, id, revision)
			return withNotice(v.at(indicatorsPath), "removed"), err
		},
		func(*form) (reply, error) {
			staff, err := v.staff()
			if err != nil {
				return nil, err
			}
			i, ok := staff.Indicator(id)
			if !ok {
				return nil, plan.NotFound("indicator")
			}
			page := &askView{
				frame: v.frame(v.say.Plain("indicators.remove"), sectionIndicators), Revision: i.Revision,
				Text:   []template.HTML{v.say.N("indicators.remove.text", len(i.Measurements))},
				Button: v.say.Plain("indicators.remove.do"), Back: v.at(indicatorsPath + "/" + id),
			}
			page.Lede = text(i.Title)
			page.Crumbs = []crumb{{v.say.Plain("indicators.title"), v.at(indicatorsPath)}, {i.Title, page.Back}, {Text: page.Title}}
			return v.page("domanda", page)
		})
}

// measurementFields are the fields of a measurement; value is what it holds, as people type it.
func (v *visit) measurementFields(i *board.Indicator, m board.Measurement, value string) []field {
	return []field{
		{Name: "value", Label: v.say.Plain("measurements.value", "unit", i.Unit), Required: true, Short: true, Max: 40, Value: value, Hint: v.say.T("measurements.value.hint")},
		{Name: "measured_on", Label: v.say.Plain("measurements.on"), Type: "date", Required: true, Short: true, Min: i.BaselineOn.String(), Most: v.today.String(), Value: m.MeasuredOn.String(), Hint: v.say.T("measurements.on.hint")},
		{Name: "note", Label: v.say.Plain("measurements.note"), Max: plan.MaxNote, Value: m.Note, Hint: v.say.T("measurements.note.hint")},
		{Name: "source", Label: v.say.Plain("measurements.source"), Max: plan.MaxURL, Value: m.Source, Hint: v.say.T("measurements.source.hint")},
	}
}

// measurementOf finds the measurement of the address in the indicator of the address.
func (v *visit) measurementOf(staff *board.Staff) (*board.Indicator, board.Measurement, error) {
	if i, ok := staff.Indicator(v.arg("indicator")); ok {
		for _, m := range i.Measurements {
			if m.ID == v.arg("measurement") {
				return i, m, nil
			}
		}
	}
	return nil, board.Measurement{}, plan.NotFound("measurement")
}

// editMeasurement puts a measurement right.
func (s *Site) editMeasurement(v *visit) (reply, error) {
	indicator, id := v.arg("indicator"), v.arg("measurement")
	back := v.at(indicatorsPath + "/" + indicator)
	return v.planEdit(trail{"measurement", id, tracker.OpMeasurementChange}, func(staff *board.Staff) (int64, []field, error) {
		i, m, err := v.measurementOf(staff)
		if err != nil {
			return 0, nil, err
		}
		return m.Revision, v.measurementFields(i, m, typedWeight(m.Value)), nil
	}, func(f *form, e *edit) func(int64) error {
		cmd := tracker.ChangeMeasurement{
			Organization: v.ipa, Indicator: indicator, ID: id, MeasuredOn: e.date("measured_on"), Value: e.measured("value"), Note: e.text("note"), Source: e.text("source"),
		}
		return func(revision int64) error {
			cmd.IfRevision = revision
			_, err := s.Tracker.ChangeMeasurement(v.write(f), cmd)
			return err
		}
	}, withNotice(back, "saved")+"#"+rowID(id), func(*edit) *planForm {
		page := &planForm{Do: v.say.Plain("objectives.area.save"), Back: back, Remove: v.say.Plain("measurements.remove")}
		if v.may(tracker.OpMeasurementRemove) {
			page.RemoveURL = back + "/misure/" + id + "/togli"
		}
		page.frame = v.frame(v.say.Plain("measurements.edit"), sectionIndicators)
		page.Crumbs = []crumb{{v.say.Plain("indicators.title"), v.at(indicatorsPath)}, {v.say.Plain("measurements.of"), back}, {Text: page.Title}}
		return page
	})
}

// removeMeasurement asks, and hides the measurement where the answer is posted.
func (s *Site) removeMeasurement(v *visit) (reply, error) {
	indicator, id := v.arg("indicator"), v.arg("measurement")
	back := v.at(indicatorsPath + "/" + indicator)
	return v.submit(
		func(f *form) (string, error) {
			revision := f.revision()
			if err := f.err(); err != nil {
				return "", err
			}
			_, err := s.Tracker.RemoveMeasurement(v.write(f), v.ipa, indicator, id, revision)
			return withNotice(back, "removed"), err
		},
		func(*form) (reply, error) {
			staff, err := v.staff()
			if err != nil {
				return nil, err
			}
			i, m, err := v.measurementOf(staff)
			if err != nil {
				return nil, err
			}
			page := &askView{
				frame: v.frame(v.say.Plain("measurements.remove"), sectionIndicators), Revision: m.Revision, Text: []template.HTML{v.say.T("measurements.remove.text")},
				Button: v.say.Plain("measurements.remove.do"), Back: back,
			}
			page.Lede = v.say.T("measurements.remove.what", "value", typedWeight(m.Value)+" "+i.Unit, "day", m.MeasuredOn)
			page.Crumbs = []crumb{{v.say.Plain("indicators.title"), v.at(indicatorsPath)}, {i.Title, back}, {Text: page.Title}}
			return v.page("domanda", page)
		})
}

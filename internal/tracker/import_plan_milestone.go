package tracker

import (
	"context"
	"slices"
	"strings"

	"github.com/traguardi/traguardi/internal/plan"
)

// milestoneImport is what becomes of a milestone by a row.
type milestoneImport struct {
	said PlanMilestone
	key  string
	// before is nil for one that is new.
	before      *plan.Milestone
	now         plan.Milestone
	base        map[string]string
	apply, kept []string
	// updates are what the row adds to its log.
	updates []plan.Update
}

func (p *planImport) milestone(ctx context.Context, o *objectiveImport, row PlanRow, result *PlanRowImported) (*milestoneImport, error) {
	said := *row.Milestone
	m := &milestoneImport{said: said, key: said.key(o.now.Code)}
	siblings, err := p.milestonesOf(ctx, o.now.Code)
	if err != nil {
		return nil, err
	}
	number, err := p.numberOf(m, siblings)
	if err != nil {
		return nil, err
	}
	id := plan.MilestoneID(o.now.Code, number)
	result.Milestone = id
	if _, twice := p.lines[id]; twice {
		var problems plan.Problems
		problems.Add("number", "row.twice", "is in an earlier row of the file already", p.lines[id])
		return nil, problems.Err()
	}
	before, known := siblings.find(number)
	if known && !before.RemovedOn.IsZero() {
		return nil, taken(nil, "number", "a milestone with this number was removed from the plan")
	}
	if known {
		m.before = before
		err = p.changedMilestone(ctx, o, m)
	} else {
		err = p.newMilestone(ctx, o, m, number)
	}
	if err != nil {
		return nil, err
	}
	p.lines[id] = row.Line
	return m, nil
}

// numberOf finds the milestone that a row names, or gives it the next free number.
func (p *planImport) numberOf(m *milestoneImport, siblings *siblings) (int, error) {
	if n := m.said.Number; n != 0 {
		if n < 1 || n > plan.MaxMilestoneNumber {
			var problems plan.Problems
			problems.Add("number", "milestone.number", "must be between 1 and 99999", 1, plan.MaxMilestoneNumber)
			return 0, problems.Err()
		}
		return n, nil
	}
	if origin, ok := p.origins[m.key]; ok {
		if _, number, ok := plan.ParseMilestoneID(origin.ObjectID); ok {
			return number, nil
		}
	}
	title := plan.Fold(strings.TrimSpace(m.said.Title.Value))
	if m.said.Reference == "" {
		if number, ok := siblings.titled(title); ok {
			return number, nil
		}
	}
	return siblings.highest + 1, nil
}

func (p *planImport) newMilestone(ctx context.Context, o *objectiveImport, m *milestoneImport, number int) error {
	said := m.said
	office, err := p.ownerNamed(said.Office.Value)
	if err != nil {
		return err
	}
	m.now = plan.Milestone{
		Objective: o.now.Code, Number: number, Title: said.Title.Value, Description: said.Description.Value, AddedOn: said.AddedOn,
		Status: plan.MilestoneStatus{
			Office: office, Weight: said.Weight.Or(1), StartOn: said.StartOn.Value, DueOn: said.DueOn.Value, State: plan.MilestonePlanned,
		},
	}
	if m.now.AddedOn.IsZero() {
		m.now.AddedOn = p.today
	}
	if err := m.now.Check(p.today); err != nil {
		return err
	}
	if err := m.startBaseline(o, p.today); err != nil {
		return err
	}
	past := p.cmd.Past.Updates[m.now.ID()]
	if len(past) > 0 {
		err = m.replay(ctx, p, o, past)
	} else {
		err = m.begin()
	}
	if err != nil {
		return err
	}
	if err := m.arrive(p, len(past) > 0); err != nil {
		return err
	}
	if m.now.Status.Open() {
		return p.checkOwner(ctx, m.now.Status.Office)
	}
	return nil
}

// checkOwner is checkOwner that asks nobody about the offices that the import knows.
func (p *planImport) checkOwner(ctx context.Context, office string) error {
	if p.offices.codes[office] {
		return nil
	}
	return checkOwner(ctx, p.change, office)
}

func (p *planImport) ownerNamed(name string) (string, error) {
	code, known := p.officeNamed(name)
	if known {
		return code, nil
	}
	var problems plan.Problems
	problems.Add("office", "office.unknown", "is not an office of this organization")
	return "", problems.Err()
}

// startBaseline gives a milestone that is new the baseline that the file tells, or else the
// date that it has, as the rules do where its objective is not a draft.
func (m *milestoneImport) startBaseline(o *objectiveImport, today plan.Date) error {
	said := m.said
	var problems plan.Problems
	if o.now.Terms.State == plan.ObjectiveDraft {
		if !said.BaselineDueOn.IsZero() {
			problems.Add("baseline_due_on", "baseline.draft", "goes with an objective that is no longer a draft")
		}
		return problems.Err()
	}
	m.now.BaselineDueOn, m.now.BaselineSetOn = said.BaselineDueOn, said.BaselineSetOn
	if m.now.BaselineDueOn.IsZero() {
		m.now.BaselineDueOn = m.now.Status.DueOn
	}
	if m.now.BaselineDueOn.IsZero() {
		m.now.BaselineSetOn = plan.Date{}
		return nil
	}
	if m.now.BaselineSetOn.IsZero() {
		m.now.BaselineSetOn = m.now.AddedOn
	}
	if m.now.BaselineSetOn.After(today) {
		problems.Add("baseline_set_on", "date.future", "must not be in the future")
	}
	if m.now.Status.DueOn != m.now.BaselineDueOn && strings.TrimSpace(said.Reason) == "" {
		problems.Add("reason", "reason.required", "is required when the due date moves after the baseline is set")
	}
	return problems.Err()
}

// begin adds a milestone of which nothing is told but how it stands: it begins on its
// baseline.
func (m *milestoneImport) begin() error {
	first := m.now.Status
	if !m.now.BaselineDueOn.IsZero() {
		first.DueOn = m.now.BaselineDueOn
	}
	if first.DueOn.Before(first.StartOn) {
		first.StartOn = plan.Date{} // it was moved together with the date
	}
	m.now.Status = first
	m.updates = []plan.Update{{Kind: plan.UpdateAdded, EffectiveOn: m.now.AddedOn, After: first}}
	return nil
}

// replay adds a milestone with its log. Each entry is held against the rules by itself: the
// log is in the order in which it holds, not in the one in which it was written.
func (m *milestoneImport) replay(ctx context.Context, p *planImport, o *objectiveImport, past []PlanUpdate) error {
	due := map[plan.Date]bool{}
	for i, entry := range past {
		at := inList("past", entry.Line, "")
		var problems plan.Problems
		told := m.now
		told.Status = entry.After
		if err := told.Check(p.today); err != nil {
			problems.Add(at, "past.broken", "breaks a rule: "+err.Error(), entry.Line)
		}
		report := plan.Report{
			State: plan.Some(entry.After.State), Percent: plan.Some(entry.After.Percent), CompletedOn: plan.Some(entry.After.CompletedOn),
			Evidence: plan.Some(entry.After.Evidence), EffectiveOn: entry.EffectiveOn, Reason: entry.Reason, Note: entry.Note,
		}
		if entry.EffectiveOn.IsZero() {
			problems.Add(at, "past.day", "must have a day, not in the future", entry.Line)
		} else if _, err := report.Apply(m.now, entry.After, p.today); err != nil {
			problems.Add(at, "past.broken", "breaks a rule: "+err.Error(), entry.Line)
		}
		if (i == 0) != (entry.Kind == plan.UpdateAdded) {
			problems.Add(at, "past.first", "must begin with how it was added, once", entry.Line)
		}
		if i == 0 && entry.EffectiveOn != m.now.AddedOn {
			problems.Add(at, "past.added", "must begin on the day it was added", entry.Line)
		}
		if i > 0 && entry.EffectiveOn.Before(past[i-1].EffectiveOn) {
			problems.Add(at, "past.order", "must not come before the entry above it", entry.Line)
		}
		if i > 0 && entry.After.DueOn != past[i-1].After.DueOn && strings.TrimSpace(entry.Reason) == "" && m.needsReason(o, entry, due) {
			problems.Add(at, "reason.required", "is required when the due date moves after the baseline is set", entry.Line)
		}
		if _, err := p.pastOffice(ctx, entry.After.Office); err != nil {
			if plan.KindOf(err) != plan.KindNotFound {
				return err
			}
			problems.Add(at, "past.office", "names an office that this organization never had", entry.Line)
		}
		if err := problems.Err(); err != nil {
			return err
		}
		due[entry.After.DueOn] = true
		m.updates = append(m.updates, plan.Update{Kind: entry.Kind, EffectiveOn: entry.EffectiveOn, After: entry.After, Reason: entry.Reason, Note: entry.Note,
			AfterBaseline: entry.AfterBaseline})
	}
	m.now.Status = past[len(past)-1].After
	return nil
}

// needsReason: once the baseline counts, a move of the date has a reason. What is recorded
// late about an earlier day stands before entries that kept an earlier date, and need none.
func (m *milestoneImport) needsReason(o *objectiveImport, entry PlanUpdate, earlier map[plan.Date]bool) bool {
	return !m.now.BaselineDueOn.IsZero() && entry.EffectiveOn.After(m.now.BaselineSetOn) && !earlier[entry.After.DueOn] &&
		!o.draftOn(entry.EffectiveOn) && !o.draftOn(entry.EffectiveOn.AddDays(-1))
}

// arrive adds the update that leads from what the milestone began with, or its log ends
// with, to what the row says of it.
func (m *milestoneImport) arrive(p *planImport, told bool) error {
	said, before := m.said, m.now.Status
	report := plan.Report{State: said.State, Percent: said.Percent, Evidence: said.Evidence, Reason: said.Reason}
	if !said.CompletedOn.IsZero() {
		report.CompletedOn = plan.Some(said.CompletedOn)
	}
	if said.DueOn.Set || !told {
		report.DueOn = plan.Some(said.DueOn.Value)
	}
	report.EffectiveOn = m.effective(p.today)
	start := before.StartOn
	if said.StartOn.Set || !told {
		start = said.StartOn.Value
	}
	base := before
	base.StartOn = start
	after, err := report.Apply(m.now, base, p.today)
	if err != nil {
		return err
	}
	if told {
		office, err := p.ownerNamed(said.Office.Value)
		if err != nil {
			return err
		}
		if office != "" {
			after.Office = office
		}
		after.Weight = said.Weight.Or(after.Weight)
		if jsonText(after) == jsonText(before) {
			return nil
		}
		last := m.updates[len(m.updates)-1].EffectiveOn
		report.EffectiveOn = plan.Latest(report.EffectiveOn, last)
	} else if jsonText(after) == jsonText(before) && !said.UpdatedOn.After(m.now.AddedOn) {
		return nil
	}
	m.now.Status = after
	if strings.TrimSpace(report.Reason) != "" && after.DueOn == before.DueOn {
		report.Reason = ""
	}
	m.updates = append(m.updates, plan.Update{Kind: plan.UpdateReported, EffectiveOn: report.EffectiveOn, After: after, Reason: report.Reason,
		AfterBaseline: !m.now.BaselineDueOn.IsZero()})
	return nil
}

// effective is from which day the row's word counts for a milestone that is new: the day it
// tells, else that of its completion, else today.
func (m *milestoneImport) effective(today plan.Date) plan.Date {
	day := m.said.UpdatedOn
	if day.IsZero() && m.said.State.Value == plan.MilestoneDone {
		day = m.said.CompletedOn
	}
	if day.IsZero() || day.After(today) {
		day = today
	}
	return plan.Latest(day, m.now.AddedOn)
}

// changedMilestone finds which cells of a milestone that is there change.
func (p *planImport) changedMilestone(ctx context.Context, o *objectiveImport, m *milestoneImport) error {
	said, before := m.said, *m.before
	m.now = before
	present := plan.CellsOfMilestone(before.Title, before.Description, before.Status)
	wanted := present
	wanted.Title = said.Title.Or(present.Title)
	wanted.Description = said.Description.Or(present.Description)
	wanted.Weight = said.Weight.Or(present.Weight)
	wanted.StartOn = said.StartOn.Or(present.StartOn)
	wanted.DueOn = said.DueOn.Or(present.DueOn)
	if said.Office.Value != "" && said.Office.Value != present.Office {
		office, err := p.ownerNamed(said.Office.Value)
		if err != nil {
			return err
		}
		wanted.Office = office
	}
	wanted.Progress.State = said.State.Or(present.Progress.State)
	wanted.Progress.Percent = said.Percent.Or(present.Progress.Percent)
	if !said.CompletedOn.IsZero() {
		wanted.Progress.CompletedOn = said.CompletedOn
	}
	wanted.Progress.Evidence = said.Evidence.Or(present.Progress.Evidence)
	presentCells := cellsOf(present)
	var err error
	if m.base, err = p.base(m.key, said.Print, present.Print(), presentCells); err != nil {
		return err
	}
	m.apply, m.kept = decide(presentCells, cellsOf(wanted), m.base)
	if len(m.apply) == 0 {
		return nil
	}
	m.take(wanted)
	if err := checkedMilestone(ctx, p.change, m.now, before.Status); err != nil {
		return err
	}
	return m.report(ctx, p, o)
}

// take changes what describes the milestone: not its date, which only a report moves.
func (m *milestoneImport) take(wanted plan.MilestoneCells) {
	for _, field := range m.apply {
		switch field {
		case "title":
			m.now.Title = wanted.Title
		case "description":
			m.now.Description = wanted.Description
		case "office":
			m.now.Status.Office = wanted.Office
		case "weight":
			m.now.Status.Weight = wanted.Weight
		case "start_on":
			m.now.Status.StartOn = wanted.StartOn
			if slices.Contains(m.apply, "due_on") {
				m.now.Status.DueOn = wanted.DueOn // the two are held against one another below
			}
		}
	}
}

// report makes the updates of the changes: what an office would report, and what describes
// the milestone.
func (m *milestoneImport) report(ctx context.Context, p *planImport, o *objectiveImport) error {
	said, before := m.said, m.before.Status
	takes := func(field string) bool { return slices.Contains(m.apply, field) }
	revised := before
	revised.Office, revised.Weight, revised.StartOn = m.now.Status.Office, m.now.Status.Weight, m.now.Status.StartOn
	if !takes("due_on") && !takes("progress") {
		m.now.Status = revised
		if jsonText(revised) != jsonText(before) {
			m.updates = append(m.updates, plan.Update{Kind: plan.UpdateRevised, EffectiveOn: p.today, After: revised, AfterBaseline: !m.before.BaselineDueOn.IsZero()})
		}
		return nil
	}
	report := plan.Report{EffectiveOn: p.today}
	if takes("progress") {
		report.State, report.Percent, report.Evidence = said.State, said.Percent, said.Evidence
		if !said.CompletedOn.IsZero() {
			report.CompletedOn = plan.Some(said.CompletedOn)
		}
	}
	if takes("due_on") {
		report.DueOn, report.Reason = said.DueOn, said.Reason
	}
	// It counts from the day that the file tells, where nothing is known of a later one.
	if day := said.UpdatedOn; day.After(m.before.AddedOn) && day.Before(p.today) && jsonText(revised) == jsonText(before) {
		then, ok, err := p.StatusOn(ctx, m.now.Objective, m.now.Number, day)
		if err != nil {
			return err
		}
		if ok && jsonText(then) == jsonText(before) {
			report.EffectiveOn = day
		}
	}
	after, err := report.Apply(*m.before, revised, p.today)
	if err != nil {
		return err
	}
	if after.Open() && !before.Open() {
		if err := p.checkOwner(ctx, after.Office); err != nil {
			return err
		}
	}
	m.now.Status = after
	setBaseline(&m.now, o.now, report.EffectiveOn)
	m.updates = append(m.updates, plan.Update{Kind: plan.UpdateReported, EffectiveOn: report.EffectiveOn, After: after, Reason: report.Reason,
		AfterBaseline: !m.before.BaselineDueOn.IsZero()})
	return nil
}

func (m *milestoneImport) write(ctx context.Context, p *planImport, o *objectiveImport, result *PlanRowImported) error {
	result.Kept = append(result.Kept, m.kept...)
	id := m.now.ID()
	if m.before != nil && !m.said.BaselineDueOn.IsZero() && m.said.BaselineDueOn != m.before.BaselineDueOn {
		result.BaselineKept = true
	}
	if m.before != nil && len(m.apply) == 0 {
		return nil
	}
	if m.before != nil && o.before != nil && o.before.Terms.State == plan.ObjectiveDraft && !m.now.Status.DueOn.IsZero() {
		if o.now.Terms.State != plan.ObjectiveDraft { // it has left the draft with the date of this row
			m.now.BaselineDueOn, m.now.BaselineSetOn = m.now.Status.DueOn, p.today
		}
	}
	if err := p.SaveMilestone(ctx, m.now); err != nil {
		return err
	}
	for _, u := range m.updates {
		u.ID, u.Objective, u.Number = p.t.newID(), m.now.Objective, m.now.Number
		u.RecordedAt, u.By, u.Source = p.now, p.by, p.source()
		if err := p.AddUpdate(ctx, u); err != nil {
			return err
		}
	}
	took := func(field string) bool { return slices.Contains(m.apply, field) }
	outcome := plan.RowUpdated
	if m.before == nil {
		outcome, took = plan.RowCreated, everything
		p.numbers[m.now.Objective] = append(p.numbers[m.now.Objective], m.now.Number)
	}
	p.keep(m.now)
	p.note(result, outcome, id, m.apply)
	return p.saveOrigin(ctx, m.key, "milestone", id, m.base, cellsOf(plan.CellsOfMilestone(m.now.Title, m.now.Description, m.now.Status)), took)
}

package tracker

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/traguardi/traguardi/internal/plan"
)

// applicationImport works out what a batch of rows changes in a plan: it reads, and gathers
// what is to be written. A trial run and a real one go the same way up to there.
type applicationImport struct {
	importReader
	t     *Tracker
	cmd   ImportApplications
	today plan.Date

	results []ImportedApplication
	writes  []func(context.Context, *change) error

	// What the batch itself makes is not in the database yet.
	lines      map[string]int // key of a row → its line
	rows       map[string]Application
	first      map[string]plan.Date // measure → the earliest day that its rows tell
	objectives map[string]plan.Objective
	milestones map[string]map[int]plan.Milestone // objective → number
	highest    map[string]int                    // objective → the highest number
	office     string

	audit importDetail
}

// importDetail is what an audit entry tells of an import: everything that it wrote, by name.
type importDetail struct {
	Kind       string         `json:"kind"`
	Source     string         `json:"source"`
	Office     string         `json:"office,omitempty"` // made by the import
	Type       string         `json:"type,omitempty"`   // of the ente, told by the import
	Objectives []string       `json:"objectives,omitempty"`
	Fundings   []importedItem `json:"fundings,omitempty"`
}

type importedItem struct {
	ID         string             `json:"id"`
	Outcome    plan.ImportOutcome `json:"outcome"`
	Line       int                `json:"line"`
	CUP        string             `json:"cup"`
	State      plan.FundingState  `json:"state"`
	Milestones []string           `json:"milestones,omitempty"` // made or reported on
}

// importedApplication is what an origin keeps of a row: what the last import said.
type importedApplication struct {
	Row    Application `json:"row"`
	Source string      `json:"source"`
	// Objective is where the steps are.
	Objective string                  `json:"objective"`
	Steps     map[string]importedStep `json:"steps"`
}

type importedStep struct {
	Number int                 `json:"number"`
	State  plan.MilestoneState `json:"state"`
	On     plan.Date           `json:"on"`
}

func (t *Tracker) newApplicationImport(r importReader, cmd ImportApplications, today plan.Date) *applicationImport {
	return &applicationImport{
		importReader: r, t: t, cmd: cmd, today: today,
		lines: map[string]int{}, rows: map[string]Application{}, first: map[string]plan.Date{},
		objectives: map[string]plan.Objective{}, milestones: map[string]map[int]plan.Milestone{}, highest: map[string]int{},
		audit: importDetail{Kind: SourceApplications, Source: cmd.Source},
	}
}

// completeType takes the ente's type over from the rows where it has none: enti that were
// made before types were kept get theirs with the next import.
func (m *applicationImport) completeType(ctx context.Context, c *change) error {
	if m.cmd.Type == "" || Permit(plan.ActorFrom(ctx), OpOrganizationChange, m.cmd.Organization, "") != nil {
		return nil
	}
	o, err := c.LoadOrganization(ctx)
	if err != nil || o.Type != "" {
		return err
	}
	o.Type = m.cmd.Type
	if err := o.Check(); err != nil {
		return nil //nolint:nilerr // a type that cannot be kept is no reason to refuse the rows
	}
	m.audit.Type = o.Type
	m.write(func(ctx context.Context, c *change) error {
		o.Revision = c.Revision()
		return c.SaveOrganization(ctx, o)
	})
	return nil
}

func (m *applicationImport) write(do func(context.Context, *change) error) {
	m.writes = append(m.writes, do)
}

// plan works out every row. An error is the database's, or that of an office that is not
// there; rows that break a rule are among the results.
func (m *applicationImport) plan(ctx context.Context, rows []Application) error {
	if m.cmd.Office != "" {
		if _, err := m.givenOffice(ctx); err != nil {
			return err
		}
	}
	for _, a := range rows {
		if m.funding(a).Check(m.today) != nil {
			continue
		}
		if day := a.firstDay(); !day.IsZero() {
			if before := m.first[a.MeasureCode]; before.IsZero() || day.Before(before) {
				m.first[a.MeasureCode] = day
			}
		}
	}
	for _, a := range rows {
		before := len(m.writes)
		outcome, why, err := m.row(ctx, a)
		// A refused row leaves nothing: rules are asked before anything is gathered.
		if plan.KindOf(err) == plan.KindInvalid && len(m.writes) == before {
			outcome, why, err = plan.RowRefused, refusalInItalian(err), nil
		}
		if err != nil {
			return err
		}
		m.results = append(m.results, ImportedApplication{Line: a.Line, Outcome: outcome, Why: why})
	}
	return nil
}

func (m *applicationImport) row(ctx context.Context, a Application) (plan.ImportOutcome, string, error) {
	key := a.Key()
	if line, twice := m.lines[key]; twice {
		if a.same(m.rows[key]) {
			return plan.RowUnchanged, fmt.Sprintf("uguale alla riga %d", line), nil
		}
		return plan.RowRefused, fmt.Sprintf("stesso avviso, CUP e data della riga %d, con altri dati", line), nil
	}
	if !plan.ValidCUP(a.CUP) {
		return plan.RowRefused, "il CUP non ha la forma prevista (una lettera, due cifre, una lettera, undici cifre)", nil
	}
	if err := m.funding(a).Check(m.today); err != nil {
		return "", "", err
	}
	m.lines[key], m.rows[key] = a.Line, a
	origin, there, err := m.Origin(ctx, SourceApplications, key)
	if err != nil {
		return "", "", err
	}
	if !there {
		return m.create(ctx, a)
	}
	return m.update(ctx, a, origin)
}

// funding is what a row says of its funding.
func (m *applicationImport) funding(a Application) plan.Funding {
	return plan.Funding{
		Objective: "-", Measure: a.Measure, Call: a.Call, Decree: a.Decree, CUP: a.CUP, AmountCents: a.AmountCents,
		AppliedOn: a.AppliedOn, AssignedOn: a.AssignedOn, State: a.State, StateOn: a.StateOn, Source: m.cmd.Source,
	}
}

// create adds the funding and the steps of a row that nothing stands for yet.
func (m *applicationImport) create(ctx context.Context, a Application) (plan.ImportOutcome, string, error) {
	o, err := m.objectiveFor(ctx, a)
	if err != nil {
		return "", "", err
	}
	f := m.funding(a)
	f.ID, f.Objective = m.t.newID(), o.Code
	item := importedItem{ID: f.ID, Outcome: plan.RowCreated, Line: a.Line, CUP: f.CUP, State: f.State}
	m.write(func(ctx context.Context, c *change) error { return c.SaveFunding(ctx, f) })
	imported := importedApplication{Row: a, Source: m.cmd.Source, Objective: o.Code, Steps: map[string]importedStep{}}
	added := a.firstDay()
	if added.IsZero() {
		added = m.today
	}
	for _, s := range a.steps(nil, m.cmd.Source, m.today) {
		if err := m.addStep(ctx, o, a, s, added, &imported, &item); err != nil {
			return "", "", err
		}
	}
	m.audit.Fundings = append(m.audit.Fundings, item)
	return plan.RowCreated, "", m.keep(a, f.ID, imported)
}

// update brings what stands for a row to what the row says now, but for what people changed
// since the last import.
func (m *applicationImport) update(ctx context.Context, a Application, origin Origin) (plan.ImportOutcome, string, error) {
	var was importedApplication
	if err := json.Unmarshal([]byte(origin.Imported), &was); err != nil {
		return "", "", fmt.Errorf("the origin %s cannot be read: %w", origin.Key, err)
	}
	switch {
	case a.same(was.Row):
		return plan.RowUnchanged, "", nil
	case a.olderThan(was.Row):
		return plan.RowUnchanged, "la riga è più vecchia di quella già importata", nil
	}
	before, err := m.Funding(ctx, origin.ObjectID)
	if err != nil {
		return "", "", err
	}
	o, err := m.objective(ctx, was.Objective)
	if err != nil {
		return "", "", err
	}
	if !before.RemovedOn.IsZero() || !o.RemovedOn.IsZero() {
		return plan.RowUnchanged, "tolto dal piano da una persona: resta com'è", nil
	}
	f, kept := m.merged(before, a, was)
	if err := f.Check(m.today); err != nil {
		return "", "", err
	}
	item := importedItem{ID: f.ID, Outcome: plan.RowUpdated, Line: a.Line, CUP: f.CUP, State: f.State}
	imported := importedApplication{Row: a, Source: m.cmd.Source, Objective: o.Code, Steps: map[string]importedStep{}}
	for step, s := range was.Steps {
		imported.Steps[step] = s
	}
	for _, s := range a.steps(was.Steps, m.cmd.Source, m.today) {
		stays, err := m.moveStep(ctx, o, a, s, &imported, &item)
		if err != nil {
			return "", "", err
		}
		kept = kept || stays
	}
	why := ""
	if kept {
		why = "in parte modificato da una persona: quella parte resta com'è"
	}
	if f == before && len(item.Milestones) == 0 {
		return plan.RowUnchanged, why, nil
	}
	if f != before {
		m.write(func(ctx context.Context, c *change) error { return c.SaveFunding(ctx, f) })
	}
	m.audit.Fundings = append(m.audit.Fundings, item)
	return plan.RowUpdated, why, m.keep(a, f.ID, imported)
}

// merged is the funding with what the row says, wherever it still says what the last import
// left; kept tells that a difference is somebody's, and stays.
func (m *applicationImport) merged(before plan.Funding, a Application, was importedApplication) (f plan.Funding, kept bool) {
	f = before
	then := was.Row
	kept = take(&f.Measure, then.Measure, a.Measure) || kept
	kept = take(&f.Decree, then.Decree, a.Decree) || kept
	kept = take(&f.AmountCents, then.AmountCents, a.AmountCents) || kept
	kept = take(&f.AppliedOn, then.AppliedOn, a.AppliedOn) || kept
	type standing struct {
		state plan.FundingState
		on    plan.Date
	}
	stands := standing{f.State, f.StateOn}
	kept = take(&stands, standing{then.State, then.StateOn}, standing{a.State, a.StateOn}) || kept
	f.State, f.StateOn = stands.state, stands.on
	if f != before && before.Source == was.Source {
		f.Source = m.cmd.Source
	}
	return f, kept
}

// take puts what a row says now in the place of what it said, unless the value is neither.
func take[T comparable](value *T, then, now T) (kept bool) {
	switch {
	case then == now || *value == now:
		return false
	case *value != then:
		return true
	}
	*value = now
	return false
}

// keep stores what the import left, so that the next one knows it.
func (m *applicationImport) keep(a Application, funding string, imported importedApplication) error {
	text, err := json.Marshal(imported)
	if err != nil {
		return fmt.Errorf("origin: %w", err)
	}
	o := Origin{Source: SourceApplications, Key: a.Key(), ObjectType: "funding", ObjectID: funding, Imported: string(text)}
	m.write(func(ctx context.Context, c *change) error { return c.SaveOrigin(ctx, o) })
	return nil
}

// addStep adds the milestone of a step, with its past.
func (m *applicationImport) addStep(ctx context.Context, o plan.Objective, a Application, s applicationStep, added plan.Date, imported *importedApplication, item *importedItem) error {
	office, err := m.officeOf(ctx, o)
	if err != nil {
		return err
	}
	if err := m.loadMilestones(ctx, o.Code); err != nil {
		return err
	}
	number := m.highest[o.Code] + 1
	ms := plan.Milestone{
		Objective: o.Code, Number: number, Title: cut(s.title+": "+a.Call, plan.MaxTitle), AddedOn: added,
		Description: fmt.Sprintf("Candidatura a PA digitale 2026, avviso «%s», CUP %s.", a.Call, a.CUP),
		Status:      plan.MilestoneStatus{Office: office, Weight: 1, State: plan.MilestonePlanned},
	}
	if err := ms.Check(m.today); err != nil {
		return err
	}
	m.highest[o.Code] = number
	id := m.t.newID()
	saved, status := ms, ms.Status
	m.write(func(ctx context.Context, c *change) error {
		if err := c.SaveMilestone(ctx, saved); err != nil {
			return err
		}
		return c.AddUpdate(ctx, plan.Update{
			ID: id, Objective: saved.Objective, Number: saved.Number, Kind: plan.UpdateAdded,
			RecordedAt: c.now, EffectiveOn: saved.AddedOn, By: c.by, After: status, Source: m.cmd.Source,
		})
	})
	for _, then := range []*applicationStep{s.early, &s} {
		if then == nil || then.state == plan.MilestonePlanned {
			continue
		}
		if ms.Status, err = m.report(ms, ms.Status, *then, later(then.on, added)); err != nil {
			return err
		}
	}
	m.milestones[o.Code][number] = ms
	imported.Steps[s.step] = importedStep{Number: number, State: s.state, On: s.on}
	item.Milestones = append(item.Milestones, ms.ID())
	return nil
}

// moveStep brings a step to where the row says that it stands; stays tells that people
// changed it, so that it is left alone.
func (m *applicationImport) moveStep(ctx context.Context, o plan.Objective, a Application, s applicationStep, imported *importedApplication, item *importedItem) (stays bool, err error) {
	then, there := imported.Steps[s.step]
	if !there {
		added := s.on
		if added.IsZero() {
			added = m.today
		}
		return false, m.addStep(ctx, o, a, s, added, imported, item)
	}
	if s.state == then.State && (s.state != plan.MilestoneDone || s.on == then.On) {
		return false, nil
	}
	if err := m.loadMilestones(ctx, o.Code); err != nil {
		return false, err
	}
	ms, ok := m.milestones[o.Code][then.Number]
	if !ok || !ms.RemovedOn.IsZero() || ms.Status.State != then.State ||
		(then.State == plan.MilestoneDone && ms.Status.CompletedOn != then.On) {
		return true, nil
	}
	effective := s.on
	if effective.IsZero() {
		effective = later(a.StateOn, then.On)
	}
	if effective.IsZero() {
		effective = m.today
	}
	effective = later(effective, ms.AddedOn)
	before, ok, err := m.StatusOn(ctx, o.Code, then.Number, effective)
	if err != nil {
		return false, err
	}
	if !ok {
		before = ms.Status
	}
	last := ms.Status
	if ms.Status, err = m.report(ms, before, s, effective); err != nil {
		return false, err
	}
	// What was recorded of later days carries on as it was: it has to be told too.
	if last != before {
		if ms.Status, err = m.report(ms, last, s, m.today); err != nil {
			return false, err
		}
	}
	saved := ms
	m.write(func(ctx context.Context, c *change) error { return c.SaveMilestone(ctx, saved) })
	m.milestones[o.Code][then.Number] = ms
	imported.Steps[s.step] = importedStep{Number: then.Number, State: s.state, On: s.on}
	item.Milestones = append(item.Milestones, ms.ID())
	return false, nil
}

// report adds the update that puts a milestone where a step stands.
func (m *applicationImport) report(ms plan.Milestone, before plan.MilestoneStatus, s applicationStep, effective plan.Date) (plan.MilestoneStatus, error) {
	r := s.report(effective)
	after, err := r.Apply(ms, before, m.today)
	if err != nil {
		return before, err
	}
	id := m.t.newID()
	m.write(func(ctx context.Context, c *change) error {
		return c.AddUpdate(ctx, plan.Update{
			ID: id, Objective: ms.Objective, Number: ms.Number, Kind: plan.UpdateReported,
			RecordedAt: c.now, EffectiveOn: effective, By: c.by, After: after, Note: r.Note,
			Source: m.cmd.Source, AfterBaseline: !ms.BaselineDueOn.IsZero(),
		})
	})
	return after, nil
}

func (m *applicationImport) loadMilestones(ctx context.Context, objective string) error {
	if m.milestones[objective] != nil {
		return nil
	}
	all, err := m.MilestonesOf(ctx, objective)
	if err != nil {
		return err
	}
	m.milestones[objective] = map[int]plan.Milestone{}
	for _, ms := range all {
		m.milestones[objective][ms.Number] = ms
		m.highest[objective] = max(m.highest[objective], ms.Number)
	}
	return nil
}

// later is the later of two days; no day is before any.
func later(a, b plan.Date) plan.Date {
	if a.Compare(b) < 0 {
		return b
	}
	return a
}

// cut shortens a text to so many characters.
func cut(s string, most int) string {
	runes := []rune(s)
	if len(runes) <= most {
		return s
	}
	return strings.TrimSpace(string(runes[:most-1])) + "…"
}

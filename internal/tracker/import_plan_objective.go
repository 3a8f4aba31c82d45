package tracker

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/traguardi/traguardi/internal/plan"
)

// objectiveImport is what becomes of an objective by a row.
type objectiveImport struct {
	said PlanObjective
	key  string
	// before is nil for one that is new.
	before *plan.Objective
	now    plan.Objective
	// base is what the file's reader believes it holds; apply are the cells that change and
	// kept those that the file would change and may not.
	base        map[string]string
	apply, kept []string
	past        []PlanTerms
}

func (p *planImport) objective(said PlanObjective) (*objectiveImport, error) {
	o := &objectiveImport{said: said, key: said.key()}
	code, err := p.codeOf(said, o.key)
	if err != nil {
		return nil, err
	}
	if settled := p.settled[code]; settled != nil && settled.key == o.key {
		return settled, nil
	}
	before, exists := p.objectives[code]
	if exists && !before.RemovedOn.IsZero() {
		return nil, taken(nil, "objective_code", "an objective with this code was removed from the plan")
	}
	if !exists {
		return o, p.newObjective(o, code)
	}
	o.before, o.now = &before, before
	if err := p.changedObjective(o); err != nil {
		return o, err
	}
	if len(o.apply) == 0 {
		p.settled[code] = o
	}
	return o, nil
}

// codeOf finds the objective that a row names, or gives it the next free code.
func (p *planImport) codeOf(said PlanObjective, key string) (string, error) {
	if said.Code != "" {
		if !plan.ValidObjectiveCode(said.Code) {
			var problems plan.Problems
			problems.Add("objective_code", "objective.code", "must be upper-case letters and digits, in groups joined by hyphens", plan.MaxObjectiveCode)
			return "", problems.Err()
		}
		return said.Code, nil
	}
	title := strings.TrimSpace(said.Title.Value)
	if title == "" {
		var problems plan.Problems
		problems.Add("objective_code", "required", "is required, or the objective's title")
		return "", problems.Err()
	}
	if code, ok := p.codes[key]; ok {
		return code, nil
	}
	if origin, ok := p.origins[key]; ok {
		return origin.ObjectID, nil
	}
	for _, code := range slices.Sorted(maps.Keys(p.objectives)) {
		if o := p.objectives[code]; o.RemovedOn.IsZero() && plan.Fold(o.Title) == plan.Fold(title) {
			return code, nil
		}
	}
	for n := 1; ; n++ {
		code := fmt.Sprintf("OB-%02d", n)
		_, here := p.objectives[code]
		_, inFile := p.said["objective:"+code]
		if !here && !inFile {
			return code, nil
		}
	}
}

func (p *planImport) newObjective(o *objectiveImport, code string) error {
	said := o.said
	office, sectors, err := p.named(said)
	if err != nil {
		return err
	}
	o.now = plan.Objective{
		Code: code, Title: said.Title.Value, Description: said.Description.Value, Urgent: said.Urgent.Value,
		Sectors: sectors, Lines: slices.Clone(said.Lines.Value), AddedOn: said.AddedOn.Value,
		Terms: plan.ObjectiveTerms{
			State: plan.ObjectiveDraft, Weight: said.Weight.Or(1), Horizon: said.Horizon.Or(plan.HorizonMedium),
			StartOn: said.StartOn.Value, DueOn: said.DueOn.Value, LeadOffice: office,
		},
	}
	if said.State.Set {
		o.now.Terms.State = said.State.Value
	}
	if o.now.AddedOn.IsZero() {
		o.now.AddedOn = p.today
	}
	o.past = p.cmd.Past.Terms[code]
	return nil
}

// named finds the offices and sectors that a row names by code or by name. What nobody
// knows is passed on as it is: the rules refuse it by its field.
func (p *planImport) named(said PlanObjective) (office string, sectors []string, err error) {
	office, known := p.officeNamed(said.LeadOffice.Value)
	var problems plan.Problems
	if !known {
		problems.Add("lead_office", "office.unknown", "is not an office of this organization")
	}
	for i, name := range said.Sectors.Value {
		code, known := p.sectorNamed(name)
		if !known {
			problems.Add(inList("sectors", i, ""), "sector.unknown", "is not a sector that this organization's catalogue offers")
		}
		sectors = append(sectors, code)
	}
	return office, sectors, problems.Err()
}

// knownOffices are the offices that a file may name, by code or by name.
type knownOffices struct {
	codes map[string]bool
	names map[string]string // folded, to the code
}

func (k *knownOffices) add(o plan.Office) {
	if k.codes == nil {
		k.codes, k.names = map[string]bool{}, map[string]string{}
	}
	k.codes[o.Code] = true
	if name := plan.Fold(strings.TrimSpace(o.Name)); k.names[name] == "" {
		k.names[name] = o.Code
	}
}

func (p *planImport) officeNamed(name string) (code string, known bool) {
	if name == "" || p.offices.codes[name] {
		return name, true
	}
	if code, known := p.offices.names[plan.Fold(strings.TrimSpace(name))]; known {
		return code, true
	}
	return name, false
}

func (p *planImport) sectorNamed(name string) (code string, known bool) {
	for _, s := range p.sectors {
		if s.Code == name {
			return s.Code, true
		}
	}
	for _, s := range p.sectors {
		if s.RemovedOn.IsZero() && plan.Fold(s.Name) == plan.Fold(name) {
			return s.Code, true
		}
	}
	return name, false
}

// createOffices adds the offices that the rows name and nobody knows.
func (p *planImport) createOffices(ctx context.Context) error {
	for _, row := range p.cmd.Rows {
		names := []string{row.Objective.LeadOffice.Value}
		if row.Milestone != nil {
			names = append(names, row.Milestone.Office.Value)
		}
		for _, name := range names {
			if _, known := p.officeNamed(name); known {
				continue
			}
			o := plan.Office{Code: plan.SectorCode(name), Name: strings.TrimSpace(name)}
			if o.Check() != nil {
				continue // the row is refused for its office
			}
			if _, err := p.Office(ctx, o.Code); plan.KindOf(err) != plan.KindNotFound {
				if err != nil {
					return err
				}
				continue // an office with this code was removed: that is for people to decide
			}
			if err := p.SaveOffice(ctx, o); err != nil {
				return err
			}
			p.offices.add(o)
			p.done.Offices = append(p.done.Offices, o.Code)
			p.written = true
		}
	}
	return nil
}

// changedObjective finds which cells of an objective that is there change.
func (p *planImport) changedObjective(o *objectiveImport) error {
	present := plan.CellsOfObjective(*o.before)
	wanted := present
	said := o.said
	wanted.Title = said.Title.Or(present.Title)
	wanted.Description = said.Description.Or(present.Description)
	wanted.Horizon = said.Horizon.Or(present.Horizon)
	wanted.Urgent = said.Urgent.Or(present.Urgent)
	wanted.State = said.State.Or(present.State)
	wanted.Weight = said.Weight.Or(present.Weight)
	wanted.StartOn = said.StartOn.Or(present.StartOn)
	wanted.DueOn = said.DueOn.Or(present.DueOn)
	if !said.AddedOn.Value.IsZero() {
		wanted.AddedOn = said.AddedOn.Value
	}
	if said.Lines.Set {
		wanted.Lines = append([]plan.LineRef{}, said.Lines.Value...)
	}
	// An office or a sector that is not offered any more may stay where it is.
	if said.LeadOffice.Set && said.LeadOffice.Value == present.LeadOffice {
		said.LeadOffice = plan.Opt[string]{}
	}
	if said.Sectors.Set && slices.Equal(said.Sectors.Value, present.Sectors) {
		said.Sectors = plan.Opt[[]string]{}
	}
	office, sectors, err := p.named(said)
	if err != nil {
		return err
	}
	if said.LeadOffice.Set {
		wanted.LeadOffice = office
	}
	if said.Sectors.Set {
		wanted.Sectors = append([]string{}, sectors...)
	}
	presentCells := cellsOf(present)
	o.base, err = p.base(o.key, said.Print, present.Print(), presentCells)
	if err != nil {
		return err
	}
	o.apply, o.kept = decide(presentCells, cellsOf(wanted), o.base)
	for _, field := range o.apply {
		switch field {
		case "title":
			o.now.Title = wanted.Title
		case "description":
			o.now.Description = wanted.Description
		case "horizon":
			o.now.Terms.Horizon = wanted.Horizon
		case "urgent":
			o.now.Urgent = wanted.Urgent
		case "sectors":
			o.now.Sectors = wanted.Sectors
		case "lead_office":
			o.now.Terms.LeadOffice = wanted.LeadOffice
		case "state":
			o.now.Terms.State = wanted.State
		case "weight":
			o.now.Terms.Weight = wanted.Weight
		case "start_on":
			o.now.Terms.StartOn = wanted.StartOn
		case "due_on":
			o.now.Terms.DueOn = wanted.DueOn
		case "added_on":
			o.now.AddedOn = wanted.AddedOn
		case "lines":
			o.now.Lines = wanted.Lines
		}
	}
	return nil
}

// decide tells which cells change: those that are not as the file wants them and are still
// as its reader believes.
func decide(present, wanted, base map[string]string) (apply, kept []string) {
	for _, field := range slices.Sorted(maps.Keys(wanted)) {
		switch {
		case wanted[field] == present[field]:
		case base != nil && base[field] == present[field]:
			apply = append(apply, field)
		default:
			kept = append(kept, field)
		}
	}
	return apply, kept
}

// check holds it against the rules that every way in keeps.
func (o *objectiveImport) check(ctx context.Context, p *planImport) error {
	if o.before != nil && len(o.apply) == 0 {
		return nil
	}
	before := plan.Objective{}
	if o.before != nil {
		before = *o.before
	}
	if err := checkedObjective(ctx, p.change, o.now, before); err != nil {
		return named(err, objectiveColumns)
	}
	if o.before != nil {
		return named(mayChangeState(before.Terms.State, o.now.Terms.State), objectiveColumns)
	}
	return o.checkPast(ctx, p)
}

// checkPast holds the history of an objective that is new here against the rules.
func (o *objectiveImport) checkPast(ctx context.Context, p *planImport) error {
	state := plan.ObjectiveDraft
	for i, entry := range o.past {
		at := inList("past", entry.Line, "")
		told := o.now
		told.Terms = entry.Terms
		var problems plan.Problems
		if err := told.Check(p.today); err != nil {
			problems.Add(at, "past.broken", "breaks a rule: "+err.Error(), entry.Line)
		}
		if entry.EffectiveOn.IsZero() || entry.EffectiveOn.After(p.today) {
			problems.Add(at, "past.day", "must have a day, not in the future", entry.Line)
		}
		if i > 0 && entry.Terms.State == plan.ObjectiveDraft && state != plan.ObjectiveDraft {
			problems.Add(at, "objective.redraft", "cannot go back to draft once it has left it", entry.Line)
		}
		if i > 0 && entry.EffectiveOn.Before(o.past[i-1].EffectiveOn) {
			problems.Add(at, "past.order", "must not come before the entry above it", entry.Line)
		}
		if _, err := p.pastOffice(ctx, entry.Terms.LeadOffice); err != nil {
			if plan.KindOf(err) != plan.KindNotFound {
				return err
			}
			problems.Add(at, "past.office", "names an office that this organization never had", entry.Line)
		}
		if err := problems.Err(); err != nil {
			return err
		}
		state = entry.Terms.State
	}
	return nil
}

// pastOffice finds an office, removed or not.
func (p *planImport) pastOffice(ctx context.Context, code string) (plan.Office, error) {
	if code == "" {
		return plan.Office{}, nil
	}
	if !plan.ValidOfficeCode(code) {
		return plan.Office{}, plan.NotFound("office")
	}
	return p.Office(ctx, code)
}

// draftOn tells whether the history says that the objective was a draft on a day.
func (o *objectiveImport) draftOn(day plan.Date) bool {
	state := o.now.Terms.State
	for i, entry := range o.past {
		if i == 0 || !entry.EffectiveOn.After(day) {
			state = entry.Terms.State
		}
	}
	return state == plan.ObjectiveDraft
}

func (o *objectiveImport) write(ctx context.Context, p *planImport, result *PlanRowImported) error {
	p.codes[o.key] = o.now.Code
	for _, field := range o.kept {
		result.Kept = append(result.Kept, objectiveColumns[field])
	}
	if o.before != nil && len(o.apply) == 0 {
		return nil
	}
	if err := p.SaveObjective(ctx, o.now); err != nil {
		return err
	}
	p.objectives[o.now.Code] = o.now
	delete(p.settled, o.now.Code)
	took := func(field string) bool { return slices.Contains(o.apply, field) }
	outcome := plan.RowUpdated
	if o.before == nil {
		outcome, took = plan.RowCreated, everything
		if err := o.writeTerms(ctx, p); err != nil {
			return err
		}
	} else if o.now.Terms != o.before.Terms {
		if o.before.Terms.State == plan.ObjectiveDraft && o.now.Terms.State != plan.ObjectiveDraft {
			if err := fixBaselines(ctx, p.change, o.now.Code); err != nil {
				return err
			}
			delete(p.milestones, o.now.Code) // they are read anew, with their baselines
		}
		if err := p.t.recordTerms(ctx, p.change, o.now, p.today); err != nil {
			return err
		}
	}
	changed := make([]string, len(o.apply))
	for i, field := range o.apply {
		changed[i] = objectiveColumns[field]
	}
	p.note(result, outcome, o.now.Code, changed)
	return p.saveOrigin(ctx, o.key, "objective", o.now.Code, o.base, cellsOf(plan.CellsOfObjective(o.now)), took)
}

func (o *objectiveImport) writeTerms(ctx context.Context, p *planImport) error {
	last := plan.ObjectiveTerms{}
	for _, entry := range o.past {
		told := o.now
		told.Terms = entry.Terms
		if err := p.t.recordTerms(ctx, p.change, told, entry.EffectiveOn); err != nil {
			return err
		}
		last = entry.Terms
	}
	switch {
	case len(o.past) == 0:
		return p.t.recordTerms(ctx, p.change, o.now, o.now.AddedOn)
	case last != o.now.Terms: // the row was changed and its history was not
		return p.t.recordTerms(ctx, p.change, o.now, p.today)
	}
	return nil
}

// objectiveColumns are the columns of an objective's cells.
var objectiveColumns = map[string]string{
	"code": "objective_code", "title": "objective_title", "description": "objective_description", "horizon": "horizon", "urgent": "urgent",
	"sectors": "sectors", "lead_office": "lead_office", "state": "objective_state", "weight": "objective_weight",
	"start_on": "objective_start_on", "due_on": "objective_due_on", "added_on": "objective_added_on", "lines": "lines",
}

// named gives a refusal with the columns of the file in place of the fields of an object.
func named(err error, columns map[string]string) error {
	refusal, ok := err.(*plan.Error) //nolint:errorlint // the rules give it as it is
	if !ok {
		return err
	}
	copied := *refusal
	copied.Fields = slices.Clone(refusal.Fields)
	for i, f := range copied.Fields {
		head, rest := f.Location, ""
		if at := strings.IndexAny(f.Location, "[."); at >= 0 {
			head, rest = f.Location[:at], f.Location[at:]
		}
		if column, ok := columns[head]; ok {
			copied.Fields[i].Location = column + rest
		}
	}
	return &copied
}

package tracker

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/traguardi/traguardi/internal/plan"
)

// PlanSource names the plan's file among the sources of origins.
const PlanSource = "plan"

// ImportPlan is a plan's file, read.
type ImportPlan struct {
	Organization string
	// File is what the file is called, for the audit trail.
	File string
	Rows []PlanRow
	Past PlanPast
	// CreateOffices adds the offices that nobody has heard of. It takes somebody who may.
	CreateOffices bool
	// DryRun tells what would become of each row, and changes nothing.
	DryRun bool
}

// PlanRow is a row of the file: an objective, and one of its milestones. What the file does
// not have is not set.
type PlanRow struct {
	Line      int
	Objective PlanObjective
	Milestone *PlanMilestone // nil: an objective without milestones
}

// PlanObjective is what a row says of its objective. Rows of one objective must not
// contradict one another; an empty cell says nothing where another row has one that is not.
type PlanObjective struct {
	// Code, or empty: it is found by its title, and has the next free one where it is new.
	Code        string
	Title       plan.Opt[string]
	Description plan.Opt[string]
	Horizon     plan.Opt[plan.Horizon]
	Urgent      plan.Opt[bool]
	Sectors     plan.Opt[[]string] // codes or names
	LeadOffice  plan.Opt[string]   // code or name
	State       plan.Opt[plan.ObjectiveState]
	Weight      plan.Opt[float64]
	StartOn     plan.Opt[plan.Date]
	DueOn       plan.Opt[plan.Date]
	AddedOn     plan.Opt[plan.Date]
	Lines       plan.Opt[[]plan.LineRef]
	Print       string // see plan.ObjectiveCells
}

// PlanMilestone is what a row says of its milestone.
type PlanMilestone struct {
	// Number within the objective; 0: it is found by its reference, else by its title, and
	// has the next free one where it is new.
	Number      int
	Reference   string
	Title       plan.Opt[string]
	Description plan.Opt[string]
	Office      plan.Opt[string] // code or name
	Weight      plan.Opt[float64]
	StartOn     plan.Opt[plan.Date]
	DueOn       plan.Opt[plan.Date]
	State       plan.Opt[plan.MilestoneState]
	Percent     plan.Opt[int]
	CompletedOn plan.Date
	Evidence    plan.Opt[plan.Evidence]
	// Reason is why DueOn is not the baseline.
	Reason string
	// UpdatedOn is from which day it stands so; zero: today.
	UpdatedOn plan.Date
	// These count for a milestone that is new. A baseline is never rewritten.
	AddedOn       plan.Date
	BaselineDueOn plan.Date
	BaselineSetOn plan.Date
	Print         string // see plan.MilestoneCells
}

// PlanPast is how objectives and milestones that are new here came to be as they are, in the
// order in which it holds. Who recorded it and when is who imports it now.
type PlanPast struct {
	Terms   map[string][]PlanTerms  // by code
	Updates map[string][]PlanUpdate // by OB-01.3
}

// PlanTerms is one entry of an objective's history.
type PlanTerms struct {
	Line        int
	EffectiveOn plan.Date
	Terms       plan.ObjectiveTerms
}

// PlanUpdate is one entry of a milestone's.
type PlanUpdate struct {
	Line        int
	Kind        plan.UpdateKind
	EffectiveOn plan.Date
	After       plan.MilestoneStatus
	Reason      string
	Note        string
	// AfterBaseline: see plan.Update.
	AfterBaseline bool
}

// PlanImported is what became of a file.
type PlanImported struct {
	Rows []PlanRowImported // in the order of the file
	// Missing came from an earlier file and are not in this one: codes of objectives,
	// OB-01.3. They are still in the plan.
	Missing []string
	// Offices are the codes of those that were added.
	Offices []string
	Receipt Receipt // zero where nothing was written
}

// PlanRowImported is what became of a row.
type PlanRowImported struct {
	Line int
	// Objective and Milestone (OB-01.3, or empty) that stand for the row, as far as they
	// are known.
	Objective, Milestone string
	Outcome              plan.ImportOutcome
	// Refused says why, by the rules.
	Refused error
	// Kept are the fields that the file would change and somebody has changed meanwhile:
	// they stay as they are. BaselineKept: the file has another baseline.
	Kept         []string
	BaselineKept bool
}

// ImportPlan takes a plan's file over, in one transaction. A row that breaks a rule is left
// out whole, and the others go on. A field changes only where it still holds what the last
// import left, or where the row's print shows that nobody changed anything since the file
// was written: what people changed stays. Nothing is ever removed. A file that changes
// nothing leaves no revision. For the editor and the admin.
func (t *Tracker) ImportPlan(ctx context.Context, cmd ImportPlan) (PlanImported, error) {
	var done PlanImported
	receipt, err := t.change(ctx, cmd.Organization, OpImportRun, func(c *change) error {
		done = PlanImported{}
		if err := c.permit(""); err != nil {
			return err
		}
		if cmd.CreateOffices {
			if err := Permit(c.actor, OpOfficeCreate, cmd.Organization, ""); err != nil {
				return err
			}
		}
		p := &planImport{t: t, change: c, cmd: cmd, done: &done}
		if err := p.run(ctx); err != nil {
			return err
		}
		if cmd.DryRun || !p.written {
			return errNothingKept
		}
		c.wrote("import", t.newID(), p.audited())
		return nil
	})
	if errors.Is(err, errNothingKept) {
		return done, nil
	}
	done.Receipt = receipt
	return done, err
}

// errNothingKept rolls back an import that was only tried, or that changed nothing.
var errNothingKept = errors.New("tracker: there is nothing to keep of this import")

// planImport is an import at work.
type planImport struct {
	*change
	t    *Tracker
	cmd  ImportPlan
	done *PlanImported

	objectives map[string]plan.Objective // by code, removed ones too
	milestones map[string]*siblings      // by objective; read where a row names one
	// settled are the objectives, by code, that a row found as it says: the other rows of
	// the objective say the same.
	settled map[string]*objectiveImport
	offices knownOffices
	sectors []plan.Sector
	origins map[string]Origin
	// said is what the rows say together of each objective, by its key.
	said map[string]*PlanObjective
	// lines are those in which a milestone was first named.
	lines map[string]int
	// codes of this file's objectives by key, and the new ones in its order.
	codes   map[string]string
	created []string
	// numbers of new milestones in the order of the file, by objective.
	numbers map[string][]int
	changed map[string][]string
	written bool
	refused int
}

func (p *planImport) run(ctx context.Context) error {
	if err := p.load(ctx); err != nil {
		return err
	}
	if p.cmd.CreateOffices {
		if err := p.createOffices(ctx); err != nil {
			return err
		}
	}
	conflicts := p.merge()
	for i, row := range p.cmd.Rows {
		result := PlanRowImported{Line: row.Line, Objective: row.Objective.Code}
		err := conflicts[i]
		if err == nil {
			err = p.row(ctx, row, &result)
		}
		if err != nil {
			var refusal *plan.Error
			if !errors.As(err, &refusal) || refusal.Kind == plan.KindUnavailable {
				return err
			}
			result.Outcome, result.Refused, result.Kept = plan.RowRefused, err, nil
			p.refused++
		}
		p.done.Rows = append(p.done.Rows, result)
	}
	if err := p.order(ctx); err != nil {
		return err
	}
	return p.missing(ctx)
}

func (p *planImport) load(ctx context.Context) error {
	p.objectives, p.milestones, p.settled = map[string]plan.Objective{}, map[string]*siblings{}, map[string]*objectiveImport{}
	p.said, p.lines, p.codes = map[string]*PlanObjective{}, map[string]int{}, map[string]string{}
	p.numbers, p.changed, p.origins = map[string][]int{}, map[string][]string{}, map[string]Origin{}
	codes, err := p.ObjectiveCodes(ctx)
	if err != nil {
		return err
	}
	for _, code := range codes {
		if p.objectives[code], err = p.Objective(ctx, code); err != nil {
			return err
		}
	}
	offices, err := p.Offices(ctx)
	if err != nil {
		return err
	}
	for _, o := range offices {
		p.offices.add(o)
	}
	if p.sectors, err = p.Sectors(ctx); err != nil {
		return err
	}
	origins, err := p.Origins(ctx, PlanSource)
	for _, o := range origins {
		p.origins[o.Key] = o
	}
	return err
}

// keys by which the rows of a file are known again.
func (o PlanObjective) key() string {
	if o.Code != "" {
		return "objective:" + o.Code
	}
	return "objective-title:" + plan.Fold(strings.TrimSpace(o.Title.Value))
}

func (m PlanMilestone) key(objective string) string {
	switch {
	case m.Number != 0:
		return "milestone:" + plan.MilestoneID(objective, m.Number)
	case m.Reference != "":
		return "milestone-reference:" + m.Reference
	}
	return "milestone-title:" + objective + ":" + plan.Fold(strings.TrimSpace(m.Title.Value))
}

// merge puts together what the rows say of each objective, and tells the rows that
// contradict an earlier one.
func (p *planImport) merge() []error {
	conflicts := make([]error, len(p.cmd.Rows))
	for i, row := range p.cmd.Rows {
		key := row.Objective.key()
		all := p.said[key]
		if all == nil {
			said := row.Objective
			p.said[key] = &said
			continue
		}
		var problems plan.Problems
		says(&problems, "objective_title", &all.Title, row.Objective.Title)
		says(&problems, "objective_description", &all.Description, row.Objective.Description)
		says(&problems, "horizon", &all.Horizon, row.Objective.Horizon)
		says(&problems, "urgent", &all.Urgent, row.Objective.Urgent)
		says(&problems, "sectors", &all.Sectors, row.Objective.Sectors)
		says(&problems, "lead_office", &all.LeadOffice, row.Objective.LeadOffice)
		says(&problems, "objective_state", &all.State, row.Objective.State)
		says(&problems, "objective_weight", &all.Weight, row.Objective.Weight)
		says(&problems, "objective_start_on", &all.StartOn, row.Objective.StartOn)
		says(&problems, "objective_due_on", &all.DueOn, row.Objective.DueOn)
		says(&problems, "objective_added_on", &all.AddedOn, row.Objective.AddedOn)
		says(&problems, "lines", &all.Lines, row.Objective.Lines)
		if all.Print == "" {
			all.Print = row.Objective.Print
		}
		conflicts[i] = problems.Err()
	}
	return conflicts
}

// says takes over what a further row says, and notes where it says something else.
func says[T any](problems *plan.Problems, location string, all *plan.Opt[T], row plan.Opt[T]) {
	if !row.Set {
		return
	}
	var nothing T
	said, none := jsonText(row.Value), jsonText(nothing)
	if said == none || said == "[]" {
		return
	}
	switch before := jsonText(all.Value); {
	case !all.Set || before == none || before == "[]":
		*all = row
	case before != said:
		problems.Add(location, "row.contradicts", "is something else in an earlier row of the same objective")
	}
}

func jsonText(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("tracker: %T has no JSON: %v", v, err)) // cells hold texts, numbers and days
	}
	return string(text)
}

// row takes one row over, or nothing of it.
func (p *planImport) row(ctx context.Context, row PlanRow, result *PlanRowImported) error {
	o, err := p.objective(*p.said[row.Objective.key()])
	if err != nil {
		return err
	}
	result.Objective = o.now.Code
	if err := o.check(ctx, p); err != nil {
		return err
	}
	var m *milestoneImport
	if row.Milestone != nil {
		if m, err = p.milestone(ctx, o, row, result); err != nil {
			return err
		}
	}
	result.Outcome = plan.RowUnchanged
	if err := o.write(ctx, p, result); err != nil {
		return err
	}
	if m == nil {
		return nil
	}
	return m.write(ctx, p, o, result)
}

// wrote notes what a row left, and raises its outcome.
func (p *planImport) note(result *PlanRowImported, outcome plan.ImportOutcome, id string, fields []string) {
	p.written = true
	if outcome == plan.RowCreated || result.Outcome == plan.RowUnchanged {
		result.Outcome = outcome
	}
	if outcome == plan.RowCreated {
		p.created = append(p.created, id)
		return
	}
	for _, f := range fields {
		if !slices.Contains(p.changed[id], f) {
			p.changed[id] = append(p.changed[id], f)
		}
	}
}

// base is what the file's reader believes the object holds: what the last import left, or
// all of it where the row's print is the object's.
func (p *planImport) base(key, print, presentPrint string, present map[string]string) (map[string]string, error) {
	if print != "" && print == presentPrint {
		return present, nil
	}
	origin, ok := p.origins[key]
	if !ok {
		return nil, nil
	}
	left := map[string]json.RawMessage{}
	if err := json.Unmarshal([]byte(origin.Imported), &left); err != nil {
		return nil, fmt.Errorf("origin %s: %w", key, err)
	}
	return texts(left), nil
}

// cellsOf gives cells by their names, as JSON.
func cellsOf(cells any) map[string]string {
	var raw map[string]json.RawMessage
	if err := json.Unmarshal([]byte(jsonText(cells)), &raw); err != nil {
		panic(err) // it was written one line above
	}
	return texts(raw)
}

func texts(raw map[string]json.RawMessage) map[string]string {
	all := make(map[string]string, len(raw))
	for k, v := range raw {
		all[k] = string(v)
	}
	return all
}

// saveOrigin keeps what this import leaves of an object: of the fields it took over what
// they are now, of the others what was known of them before.
func (p *planImport) saveOrigin(ctx context.Context, key, objectType, id string, base, now map[string]string, took func(field string) bool) error {
	left := map[string]json.RawMessage{}
	for field, value := range now {
		if !took(field) {
			value = base[field]
		}
		if value != "" {
			left[field] = json.RawMessage(value)
		}
	}
	o := Origin{Source: PlanSource, Key: key, ObjectType: objectType, ObjectID: id, Imported: jsonText(left)}
	p.origins[key] = o
	return p.SaveOrigin(ctx, o)
}

// everything is for what is new.
func everything(string) bool { return true }

// missing tells what came from an earlier file, is still in the plan and not in this file.
// It reads nothing of the milestones but which were removed: a plan that comes in pieces
// would pay for all of it with each.
func (p *planImport) missing(ctx context.Context) error {
	named := map[string]bool{}
	for _, r := range p.done.Rows {
		named[r.Objective], named[r.Milestone] = true, true
	}
	var missing []string
	for _, o := range p.origins {
		if !named[o.ObjectID] {
			named[o.ObjectID] = true // it may have come from several rows
			missing = append(missing, o.ObjectID)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	removed, err := p.RemovedMilestones(ctx)
	if err != nil {
		return err
	}
	gone := make(map[string]bool, len(removed))
	for _, id := range removed {
		gone[id] = true
	}
	p.done.Missing = slices.DeleteFunc(missing, func(id string) bool {
		code := id
		if objective, _, isMilestone := plan.ParseMilestoneID(id); isMilestone {
			code = objective
		}
		o, there := p.objectives[code]
		return !there || !o.RemovedOn.IsZero() || gone[id]
	})
	slices.Sort(p.done.Missing)
	return nil
}

// order shows new things in the order of the file, where nobody chose another one and it is
// not the one in which they are shown anyway.
func (p *planImport) order(ctx context.Context) error {
	for _, code := range p.created {
		o, isObjective := p.objectives[code]
		if isObjective && !slices.IsSorted(p.numbers[code]) {
			o.MilestoneOrder = p.numbers[code]
			p.objectives[code] = o
			if err := p.SaveObjective(ctx, o); err != nil {
				return err
			}
		}
	}
	chosen, err := p.ObjectiveOrder(ctx)
	if err != nil || len(chosen.Codes) > 0 {
		return err
	}
	var codes, added []string
	for _, id := range p.created {
		if _, isObjective := p.objectives[id]; isObjective {
			added = append(added, id)
		}
	}
	if slices.IsSorted(added) {
		return nil
	}
	for code := range p.objectives {
		if !slices.Contains(added, code) {
			codes = append(codes, code)
		}
	}
	slices.Sort(codes)
	chosen.Codes = append(codes, added...)
	return p.SaveObjectiveOrder(ctx, chosen)
}

// planAudit is what the audit trail tells of an import.
type planAudit struct {
	Source  string              `json:"source"`
	File    string              `json:"file"`
	Rows    int                 `json:"rows"`
	Refused int                 `json:"refused"`
	Created []string            `json:"created"`
	Changed map[string][]string `json:"changed"`
	Offices []string            `json:"offices"`
}

func (p *planImport) audited() planAudit {
	return planAudit{
		PlanSource, p.cmd.File, len(p.cmd.Rows), p.refused, append([]string{}, p.created...), p.changed, append([]string{}, p.done.Offices...),
	}
}

// source is what updates that the file tells name it by.
func (p *planImport) source() string { return cut(cmp.Or(p.cmd.File, PlanSource), plan.MaxName) }

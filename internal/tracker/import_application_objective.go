package tracker

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/traguardi/traguardi/internal/plan"
)

// The office that stands in for one that the open data never name.
const (
	PlaceholderOffice     = "da-assegnare"
	placeholderOfficeName = "Ufficio da indicare"
)

// importedObjective is what an origin keeps of the objective of a measure.
type importedObjective struct {
	Title   string    `json:"title"`
	AddedOn plan.Date `json:"added_on"`
}

// objectiveFor gives the objective of a row's measure, made where there is none.
func (m *applicationImport) objectiveFor(ctx context.Context, a Application) (plan.Objective, error) {
	key := "misura|" + a.MeasureCode
	origin, there, err := m.Origin(ctx, SourceApplications, key)
	if err != nil {
		return plan.Objective{}, err
	}
	code := ObjectiveCodeOfMeasure(a.MeasureCode)
	if there {
		code = origin.ObjectID
	}
	o, err := m.objective(ctx, code)
	switch {
	case plan.KindOf(err) == plan.KindNotFound:
		return m.addObjective(ctx, a, code, key)
	case err != nil:
		return o, err
	case !o.RemovedOn.IsZero():
		return o, refusedRow("objective", "import.objective_removed", code)
	case there:
		m.openEarlier(&o, m.first[a.MeasureCode])
	}
	return o, nil
}

// objective looks among those of the batch first.
func (m *applicationImport) objective(ctx context.Context, code string) (plan.Objective, error) {
	if o, ok := m.objectives[code]; ok {
		return o, nil
	}
	o, err := m.Objective(ctx, code)
	if err == nil {
		m.objectives[code] = o
	}
	return o, err
}

func (m *applicationImport) addObjective(ctx context.Context, a Application, code, key string) (plan.Objective, error) {
	office, err := m.ownerOffice(ctx)
	if err != nil {
		return plan.Objective{}, err
	}
	added := m.first[a.MeasureCode]
	if added.IsZero() {
		added = m.today
	}
	o := plan.Objective{
		Code: code, Title: cut(a.Measure, plan.MaxTitle), AddedOn: added,
		Description: "Misura del PNRR per la quale l'ente ha presentato candidatura su PA digitale 2026.",
		Terms: plan.ObjectiveTerms{
			State: plan.ObjectiveActive, Weight: 1, Horizon: plan.HorizonMedium, LeadOffice: office,
		},
	}
	if err := o.Check(m.today); err != nil {
		return o, err
	}
	imported, err := json.Marshal(importedObjective{Title: o.Title, AddedOn: o.AddedOn})
	if err != nil {
		return o, fmt.Errorf("origin: %w", err)
	}
	origin := Origin{Source: SourceApplications, Key: key, ObjectType: "objective", ObjectID: code, Imported: string(imported)}
	m.write(func(ctx context.Context, c *change) error {
		return errors.Join(c.SaveObjective(ctx, o), m.t.recordTerms(ctx, c, o, o.AddedOn), c.SaveOrigin(ctx, origin))
	})
	m.objectives[code] = o
	m.audit.Objectives = append(m.audit.Objectives, code)
	return o, nil
}

// openEarlier lets an objective begin with the earliest of its applications, where a later
// file tells of one that came before those known.
func (m *applicationImport) openEarlier(o *plan.Objective, first plan.Date) {
	if first.IsZero() || !first.Before(o.AddedOn) {
		return
	}
	o.AddedOn = first
	saved := *o
	m.write(func(ctx context.Context, c *change) error {
		return errors.Join(c.SaveObjective(ctx, saved), m.t.recordTerms(ctx, c, saved, first))
	})
	m.objectives[o.Code] = saved
	m.audit.Objectives = append(m.audit.Objectives, o.Code)
}

// officeOf is who gets a new milestone of an objective: its lead office, where it has one.
func (m *applicationImport) officeOf(ctx context.Context, o plan.Objective) (string, error) {
	lead := o.Terms.LeadOffice
	if lead == "" || lead == m.office {
		return m.ownerOffice(ctx)
	}
	office, err := m.Office(ctx, lead)
	switch {
	case plan.KindOf(err) == plan.KindNotFound, err == nil && !office.RemovedOn.IsZero():
		return m.ownerOffice(ctx)
	}
	return lead, err
}

// ownerOffice is the office that the import was told, or the placeholder, made where it is
// missing.
func (m *applicationImport) ownerOffice(ctx context.Context) (string, error) {
	if m.office != "" {
		return m.office, nil
	}
	if m.cmd.Office != "" {
		return m.givenOffice(ctx)
	}
	o, err := m.Office(ctx, PlaceholderOffice)
	switch {
	case err == nil && o.RemovedOn.IsZero():
		m.office = o.Code
		return m.office, nil
	case err == nil && o.MergedInto != "":
		if into, err := m.Office(ctx, o.MergedInto); err != nil || into.RemovedOn.IsZero() {
			m.office = into.Code
			return m.office, err
		}
	case err != nil && plan.KindOf(err) != plan.KindNotFound:
		return "", err
	}
	if o.Code == "" {
		o = plan.Office{Code: PlaceholderOffice, Name: placeholderOfficeName,
			Description: "Gli open data non dicono quale ufficio segue i progetti: va indicato dall'ente."}
	}
	o.RemovedOn, o.MergedInto = plan.Date{}, ""
	m.write(func(ctx context.Context, c *change) error { return c.SaveOffice(ctx, o) })
	m.office, m.audit.Office = o.Code, o.Code
	return m.office, nil
}

// givenOffice is the one that the import was told; it has to be there.
func (m *applicationImport) givenOffice(ctx context.Context) (string, error) {
	var p plan.Problems
	o := plan.Office{}
	err := error(plan.NotFound("office"))
	if plan.ValidOfficeCode(m.cmd.Office) {
		o, err = m.Office(ctx, m.cmd.Office)
	}
	if err == nil {
		err = present(o.RemovedOn, "office")
	}
	if err := reference(&p, "office", "office.unknown", "is not an office of this organization", err); err != nil {
		return "", err
	}
	if err := p.Err(); err != nil {
		return "", err
	}
	m.office = o.Code
	return m.office, nil
}

// ObjectiveCodeOfMeasure is the code of the objective of a measure: PNRR-1-4-3 of 1.4.3.
func ObjectiveCodeOfMeasure(measure string) string {
	var b strings.Builder
	b.WriteString("PNRR")
	gap := true
	for _, r := range strings.ToUpper(measure) {
		switch {
		case (r >= 'A' && r <= 'Z') || (r >= '0' && r <= '9'):
			if gap {
				b.WriteByte('-')
			}
			b.WriteRune(r)
			gap = false
		default:
			gap = true
		}
	}
	code := b.String()
	if len(code) > plan.MaxObjectiveCode {
		code = strings.TrimRight(code[:plan.MaxObjectiveCode], "-")
	}
	return code
}

// refusedRow is a rule that a row breaks by itself.
func refusedRow(location, rule string, args ...any) error {
	var p plan.Problems
	p.Add(location, rule, "cannot be imported", args...)
	return p.Err()
}

// refusalInItalian tells the rules that a row breaks in a line of the report.
func refusalInItalian(err error) string {
	var refusal *plan.Error
	if !errors.As(err, &refusal) {
		return "la riga non rispetta una regola"
	}
	var all []string
	for _, f := range refusal.Fields {
		all = append(all, fieldInItalian(f))
	}
	return strings.Join(all, "; ")
}

func fieldInItalian(f plan.FieldError) string {
	switch f.Rule {
	case "import.objective_removed":
		return fmt.Sprintf("l'obiettivo %s della misura è stato tolto dal piano", f.Args...)
	case "funding.cup":
		return "il CUP non ha la forma prevista (una lettera, due cifre, una lettera, undici cifre)"
	case "funding.amount":
		return "l'importo non è tra 0 e 100 miliardi di euro"
	case "funding.order":
		return "la data dello stato viene prima della data di finanziamento"
	case "date.future":
		return "una data è nel futuro (" + f.Location + ")"
	case "required":
		return "manca " + f.Location
	case "text.length":
		return "testo troppo lungo (" + f.Location + ")"
	}
	return "valore non valido (" + f.Location + ", " + f.Rule + ")"
}

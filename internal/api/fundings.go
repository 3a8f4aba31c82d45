package api

import (
	"context"
	"fmt"
	"net/http"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// Funding (finanziamento) is a grant on an objective.
type Funding struct {
	ID          string  `json:"id" maxLength:"64" pattern:"^[A-Za-z0-9-]{1,64}$" readOnly:"true" example:"0190a5d2-7c3e-7b1a-9f00-3a5b6c7d8e9f" doc:"Opaque."`
	Objective   string  `json:"objective" maxLength:"32" pattern:"^[A-Z0-9]+(-[A-Z0-9]+)*$" example:"OB-01" doc:"The objective that it pays for."`
	Measure     string  `json:"measure" maxLength:"300" example:"1.4.3 Adozione PagoPA e AppIO" doc:"The line of the plan that it comes from."`
	Call        string  `json:"call" maxLength:"300" example:"1.4.3 - pagoPA - Comuni - Aprile 2022" doc:"The notice that the organization answered."`
	CUP         *string `json:"cup" nullable:"true" maxLength:"15" pattern:"^[A-Z][0-9]{2}[A-Z][0-9]{11}$" example:"G31F22000130006" doc:"The project's unique code (codice unico di progetto)."`
	Decree      string  `json:"decree" maxLength:"300" example:"Decreto n.23 - 1 / 2022 - PNRR" doc:"The act that assigned it."`
	AmountCents int64   `json:"amount_cents" minimum:"0" maximum:"10000000000000" example:"3459900" doc:"The amount, in cents of a euro."`
	AppliedOn   *string `json:"applied_on" nullable:"true" format:"date" maxLength:"10" example:"2022-04-29" doc:"When the organization applied for it."`
	AssignedOn  *string `json:"assigned_on" nullable:"true" format:"date" maxLength:"10" example:"2022-07-13" doc:"When it was assigned."`
	State       string  `json:"state" enum:"assigned,paid,withdrawn" example:"assigned" doc:"Where it stands on the day. What was withdrawn is told, and not counted."`
	StateOn     *string `json:"state_on" nullable:"true" format:"date" maxLength:"10" example:"2022-07-13" doc:"Since when."`
	Source      string  `json:"source" maxLength:"2000" example:"https://github.com/teamdigitale/padigitale2026-opendata" doc:"Where the row comes from."`
	Revision    int64   `json:"revision" minimum:"0" maximum:"9007199254740991" readOnly:"true" example:"1234" doc:"The organization's revision at which it last changed; what If-Match is held against."`
}

// NewFunding is a funding to be added.
type NewFunding struct {
	Objective   plan.Opt[string]    `json:"objective" maxLength:"32" pattern:"^[A-Z0-9]+(-[A-Z0-9]+)*$" example:"OB-01" doc:"The objective that it pays for."`
	Measure     plan.Opt[string]    `json:"measure" maxLength:"300" example:"1.4.3 Adozione PagoPA e AppIO" doc:"The line of the plan that it comes from."`
	Call        plan.Opt[string]    `json:"call,omitempty" nullable:"true" maxLength:"300" example:"1.4.3 - pagoPA - Comuni - Aprile 2022" doc:"The notice that the organization answered."`
	CUP         plan.Opt[string]    `json:"cup,omitempty" nullable:"true" maxLength:"40" pattern:"^[\\s\\S]*$" example:"G31F22000130006" doc:"The project's unique code; small letters and blanks around it are put right."`
	Decree      plan.Opt[string]    `json:"decree,omitempty" nullable:"true" maxLength:"300" example:"Decreto n.23 - 1 / 2022 - PNRR" doc:"The act that assigned it."`
	AmountCents plan.Opt[int64]     `json:"amount_cents" minimum:"0" maximum:"10000000000000" example:"3459900" doc:"The amount, in cents of a euro."`
	AppliedOn   plan.Opt[plan.Date] `json:"applied_on,omitempty" nullable:"true" example:"2022-04-29" doc:"When the organization applied for it."`
	AssignedOn  plan.Opt[plan.Date] `json:"assigned_on,omitempty" nullable:"true" example:"2022-07-13" doc:"When it was assigned."`
	State       plan.Opt[string]    `json:"state,omitempty" enum:"assigned,paid,withdrawn" example:"assigned" doc:"Where it stands; assigned where it is absent."`
	StateOn     plan.Opt[plan.Date] `json:"state_on,omitempty" nullable:"true" example:"2022-07-13" doc:"Since when; not before the assignment, not in the future."`
	Source      plan.Opt[string]    `json:"source,omitempty" nullable:"true" maxLength:"2000" example:"https://github.com/teamdigitale/padigitale2026-opendata" doc:"Where the row comes from."`
}

// FundingChange is what may change of a funding.
type FundingChange struct {
	Objective   plan.Opt[string]    `json:"objective,omitempty" maxLength:"32" pattern:"^[A-Z0-9]+(-[A-Z0-9]+)*$" example:"OB-01" doc:"The objective that it pays for."`
	Measure     plan.Opt[string]    `json:"measure,omitempty" maxLength:"300" example:"1.4.3 Adozione PagoPA e AppIO" doc:"The line of the plan that it comes from."`
	Call        plan.Opt[string]    `json:"call,omitempty" nullable:"true" maxLength:"300" example:"1.4.3 - pagoPA - Comuni - Aprile 2022" doc:"The notice that the organization answered."`
	CUP         plan.Opt[string]    `json:"cup,omitempty" nullable:"true" maxLength:"40" pattern:"^[\\s\\S]*$" example:"G31F22000130006" doc:"The project's unique code."`
	Decree      plan.Opt[string]    `json:"decree,omitempty" nullable:"true" maxLength:"300" example:"Decreto n.23 - 1 / 2022 - PNRR" doc:"The act that assigned it."`
	AmountCents plan.Opt[int64]     `json:"amount_cents,omitempty" minimum:"0" maximum:"10000000000000" example:"3459900" doc:"The amount, in cents of a euro."`
	AppliedOn   plan.Opt[plan.Date] `json:"applied_on,omitempty" nullable:"true" example:"2022-04-29" doc:"When the organization applied for it."`
	AssignedOn  plan.Opt[plan.Date] `json:"assigned_on,omitempty" nullable:"true" example:"2022-07-13" doc:"When it was assigned."`
	State       plan.Opt[string]    `json:"state,omitempty" enum:"assigned,paid,withdrawn" example:"paid" doc:"Where it stands."`
	StateOn     plan.Opt[plan.Date] `json:"state_on,omitempty" nullable:"true" example:"2023-10-26" doc:"Since when; today where the state changes and this is absent."`
	Source      plan.Opt[string]    `json:"source,omitempty" nullable:"true" maxLength:"2000" example:"https://github.com/teamdigitale/padigitale2026-opendata" doc:"Where the row comes from."`
}

// FundingTotals are what the fundings of an organization come to.
type FundingTotals struct {
	AsOf       string             `json:"as_of" format:"date" maxLength:"10" example:"2026-11-22" doc:"The day."`
	Total      Money              `json:"total" doc:"Of all fundings."`
	Measures   []MeasureMoney     `json:"measures" minItems:"0" maxItems:"10000" doc:"Of each measure, by name."`
	Objectives []ObjectiveFunding `json:"objectives" minItems:"0" maxItems:"10000" doc:"Of each objective that has one, in the plan's order."`
}

// Money is what fundings come to, in cents: three sums that do not overlap.
type Money struct {
	AssignedCents  int64    `json:"assigned_cents" minimum:"0" maximum:"9007199254740991" example:"3459900" doc:"Assigned and not paid yet."`
	PaidCents      int64    `json:"paid_cents" minimum:"0" maximum:"9007199254740991" example:"1400000" doc:"Paid."`
	WithdrawnCents int64    `json:"withdrawn_cents" minimum:"0" maximum:"9007199254740991" example:"0" doc:"Withdrawn, and in no other sum."`
	Assigned       int      `json:"assigned" format:"int32" minimum:"0" maximum:"2147483647" example:"1" doc:"How many are assigned and not paid yet."`
	Paid           int      `json:"paid" format:"int32" minimum:"0" maximum:"2147483647" example:"1" doc:"How many are paid."`
	Withdrawn      int      `json:"withdrawn" format:"int32" minimum:"0" maximum:"2147483647" example:"0" doc:"How many were withdrawn."`
	PaidRatio      *float64 `json:"paid_ratio" nullable:"true" minimum:"0" maximum:"1" example:"0.29" doc:"The share that is paid of what was assigned and not withdrawn; null where nothing was."`
}

// MeasureMoney is what the fundings of one measure come to.
type MeasureMoney struct {
	Measure string `json:"measure" maxLength:"300" example:"1.4.3 Adozione PagoPA e AppIO" doc:"The measure."`
	Money   Money  `json:"money" doc:"Its sums."`
}

// ObjectiveFunding is what the fundings of one objective come to.
type ObjectiveFunding struct {
	Objective string `json:"objective" maxLength:"32" pattern:"^[A-Z0-9]+(-[A-Z0-9]+)*$" example:"OB-01" doc:"The objective."`
	Money     Money  `json:"money" doc:"Its sums."`
}

type fundingsInput struct {
	InOrganization
	Objective string `query:"objective" maxLength:"32" format:"pattern=^[A-Z0-9]+(-[A-Z0-9]+)*$" example:"OB-01" doc:"Only those of this objective."`
	State     string `query:"state" enum:"assigned,paid,withdrawn" example:"paid" doc:"Only those in this state."`
	Sort      string `query:"sort" enum:"measure,-measure,assigned_on,-assigned_on,amount,-amount" example:"-amount" doc:"The order; by measure where it is absent."`
	AsOf
	Paging
}

type fundingTotalsInput struct {
	InOrganization
	AsOf
}

// InFunding is embedded below /fundings/{funding}.
type InFunding struct {
	InOrganization
	Funding string `path:"funding" maxLength:"64" format:"pattern=^[A-Za-z0-9-]{1,64}$" example:"0190a5d2-7c3e-7b1a-9f00-3a5b6c7d8e9f" doc:"The funding's id."`
}

type fundingInput struct {
	InFunding
	AsOf
}

type fundingChangeInput struct {
	InFunding
	IfMatch
}

type newFundingInput struct {
	InOrganization
	IdempotencyKey
}

func (s *server) fundingOperations() {
	const all = "/organizations/{organization}/fundings"
	register(s, operation{
		method: http.MethodGet, path: all, id: "fundings", tag: tagFundings,
		title: "The fundings", text: "The grants on the objectives of an organization. Those of drafts are shown to the staff alone.",
		answer: Page[Funding]{}, csv: true,
	}, s.fundings)
	register(s, operation{
		method: http.MethodGet, path: "/organizations/{organization}/funding-totals", id: "funding-totals", tag: tagFundings,
		title: "What the fundings come to", text: "Assigned, paid and withdrawn: of the organization, of each measure, of each objective.",
		answer: FundingTotals{},
	}, s.fundingTotals)
	register(s, operation{
		method: http.MethodPost, path: all, id: "funding-creation", tag: tagFundings,
		title: "Add a funding", text: "Adds a grant to an objective. For the editor and the admin.",
		answer: Funding{}, status: http.StatusCreated, body: NewFunding{},
	}, s.createFunding)
	register(s, operation{
		method: http.MethodGet, path: all + "/{funding}", id: "funding", tag: tagFundings,
		title: "One funding", text: "A grant as it stood on a day.", answer: Funding{},
	}, s.funding)
	register(s, operation{
		method: http.MethodPatch, path: all + "/{funding}", id: "funding-change", tag: tagFundings,
		title: "Change a funding", text: "Changes a grant. For the editor and the admin.", answer: Funding{}, body: FundingChange{},
	}, s.changeFunding)
	register(s, operation{
		method: http.MethodDelete, path: all + "/{funding}", id: "funding-removal", tag: tagFundings,
		title: "Remove a funding", text: "Hides a grant from today on; its past stays. For the editor and the admin.",
	}, s.removeFunding)
}

var fundingList = list[*board.Funding, Funding]{
	keys: map[string]func(*board.Funding) string{
		"measure":     func(f *board.Funding) string { return textKey(f.Measure) },
		"assigned_on": func(f *board.Funding) string { return dateKey(f.AssignedOn) },
		"amount":      func(f *board.Funding) string { return amountKey(f.AmountCents) },
	},
	id:   func(f *board.Funding) string { return f.ID },
	show: fundingOf,
	columns: []column[Funding]{
		{"id", func(f Funding) string { return f.ID }},
		{"objective", func(f Funding) string { return f.Objective }},
		{"measure", func(f Funding) string { return cell(f.Measure) }},
		{"call", func(f Funding) string { return cell(f.Call) }},
		{"cup", func(f Funding) string { return optionalCell(f.CUP) }},
		{"decree", func(f Funding) string { return cell(f.Decree) }},
		{"amount_cents", func(f Funding) string { return intCell(f.AmountCents) }},
		{"applied_on", func(f Funding) string { return optionalCell(f.AppliedOn) }},
		{"assigned_on", func(f Funding) string { return optionalCell(f.AssignedOn) }},
		{"state", func(f Funding) string { return f.State }},
		{"state_on", func(f Funding) string { return optionalCell(f.StateOn) }},
		{"source", func(f Funding) string { return cell(f.Source) }},
		{"revision", func(f Funding) string { return intCell(f.Revision) }},
	},
}

func fundingOf(f *board.Funding) Funding {
	return Funding{
		ID: f.ID, Objective: f.Objective, Measure: f.Measure, Call: f.Call, CUP: optionalText(f.CUP), Decree: f.Decree,
		AmountCents: f.AmountCents, AppliedOn: day(f.AppliedOn), AssignedOn: day(f.AssignedOn), State: string(f.State),
		StateOn: day(f.StateOn), Source: f.Source, Revision: f.Revision,
	}
}

func moneyOf(m plan.Money) Money {
	return Money{
		AssignedCents: m.Assigned, PaidCents: m.Paid, WithdrawnCents: m.Withdrawn, Assigned: m.AssignedCount, Paid: m.PaidCount,
		Withdrawn: m.WithdrawnCount, PaidRatio: m.PaidShare(),
	}
}

var fundingResource = resource[*board.Funding]{
	name: "funding", collection: "fundings", find: view.Funding,
	show: func(_ view, f *board.Funding) (any, int64) { return fundingOf(f), f.Revision },
}

func (s *server) fundings(ctx context.Context, in *fundingsInput) (reply, error) {
	v, err := s.view(ctx, in.Organization, in.AsOf.Day())
	if err != nil {
		return reply{}, err
	}
	rows := make([]*board.Funding, 0, len(v.Fundings))
	for _, f := range v.Fundings {
		if (in.Objective == "" || in.Objective == f.Objective) && (in.State == "" || in.State == string(f.State)) {
			rows = append(rows, f)
		}
	}
	return paged(v, fundingList, in.r, rows, in.Paging, orElse(in.Sort, "measure"))
}

func (s *server) fundingTotals(ctx context.Context, in *fundingTotalsInput) (reply, error) {
	v, err := s.view(ctx, in.Organization, in.AsOf.Day())
	if err != nil {
		return reply{}, err
	}
	totals := FundingTotals{
		AsOf: v.Day.String(), Total: moneyOf(board.MoneyOf(v.Fundings)), Measures: []MeasureMoney{}, Objectives: []ObjectiveFunding{},
	}
	for _, m := range board.MoneyByMeasure(v.Fundings) {
		totals.Measures = append(totals.Measures, MeasureMoney{Measure: m.Measure, Money: moneyOf(m.Money)})
	}
	for _, o := range v.InOrder() {
		if fundings := v.FundingsOf(o.Code); len(fundings) > 0 {
			totals.Objectives = append(totals.Objectives, ObjectiveFunding{Objective: o.Code, Money: moneyOf(board.MoneyOf(fundings))})
		}
	}
	return v.one(totals, v.Revision), nil
}

func (s *server) funding(ctx context.Context, in *fundingInput) (reply, error) {
	return fundingResource.read(ctx, s, in.Organization, in.Funding, in.AsOf.Day())
}

func (s *server) createFunding(ctx context.Context, in *newFundingInput) (reply, error) {
	ctx, body, err := readNew[NewFunding](ctx, in.Request, nullAbsent)
	if err != nil {
		return reply{}, err
	}
	receipt, err := s.Tracker.CreateFunding(ctx, in.Organization, plan.Funding{
		Objective: body.Objective.Value, Measure: body.Measure.Value, Call: body.Call.Value, CUP: body.CUP.Value,
		Decree: body.Decree.Value, AmountCents: body.AmountCents.Value, AppliedOn: body.AppliedOn.Value,
		AssignedOn: body.AssignedOn.Value, State: plan.FundingState(body.State.Value), StateOn: body.StateOn.Value,
		Source: body.Source.Value,
	})
	if err != nil {
		return reply{}, err
	}
	return fundingResource.created(ctx, s, in.Organization, receipt)
}

func (s *server) changeFunding(ctx context.Context, in *fundingChangeInput) (reply, error) {
	revision, body, err := readChange[FundingChange](in.Request)
	if err != nil {
		return reply{}, err
	}
	receipt, err := s.Tracker.ChangeFunding(ctx, tracker.ChangeFunding{
		Organization: in.Organization, ID: in.Funding, IfRevision: revision, Objective: body.Objective, Measure: body.Measure,
		Call: body.Call, CUP: body.CUP, Decree: body.Decree, AmountCents: body.AmountCents, AppliedOn: body.AppliedOn,
		AssignedOn: body.AssignedOn, State: as[plan.FundingState](body.State), StateOn: body.StateOn, Source: body.Source,
	})
	if err != nil {
		return reply{}, err
	}
	return fundingResource.changed(ctx, s, in.Organization, receipt)
}

func (s *server) removeFunding(ctx context.Context, in *fundingChangeInput) (reply, error) {
	return s.remove(ctx, in.Request, in.Organization, func(revision int64) (tracker.Receipt, error) {
		return s.Tracker.RemoveFunding(ctx, in.Organization, in.Funding, revision)
	})
}

// amountKey sorts amounts as texts: as many digits as the largest one has.
func amountKey(cents int64) string { return fmt.Sprintf("%014d", cents) }

package api

import (
	"context"
	"net/http"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// Indicator (indicatore) is something that is measured, from a baseline to a target.
type Indicator struct {
	ID           string   `json:"id" maxLength:"64" pattern:"^[A-Za-z0-9-]{1,64}$" readOnly:"true" example:"0190a5d2-7c3e-7b1a-9f00-3a5b6c7d8e9f" doc:"Opaque."`
	Objective    *string  `json:"objective" nullable:"true" maxLength:"32" pattern:"^[A-Z0-9]+(-[A-Z0-9]+)*$" example:"OB-01" doc:"The objective that it is about; null for the whole organization."`
	Title        string   `json:"title" maxLength:"300" example:"Giorni per una pratica" doc:"What is measured."`
	Description  string   `json:"description" maxLength:"10000" example:"Dalla domanda alla risposta." doc:"The same at length: how it is measured."`
	Unit         string   `json:"unit" maxLength:"100" example:"giorni" doc:"In what."`
	Direction    string   `json:"direction" enum:"up,down" example:"down" doc:"Whether more is better, or less."`
	Baseline     float64  `json:"baseline" minimum:"-1000000000000" maximum:"1000000000000" example:"30" doc:"Where it began."`
	BaselineOn   string   `json:"baseline_on" format:"date" maxLength:"10" example:"2026-01-01" doc:"When."`
	Target       float64  `json:"target" minimum:"-1000000000000" maximum:"1000000000000" example:"10" doc:"Where it is to get."`
	TargetOn     *string  `json:"target_on" nullable:"true" format:"date" maxLength:"10" example:"2027-12-31" doc:"By when."`
	Measurements int      `json:"measurements" format:"int32" minimum:"0" maximum:"2147483647" readOnly:"true" example:"4" doc:"How many days it was measured on."`
	Value        *float64 `json:"value" nullable:"true" minimum:"-1000000000000" maximum:"1000000000000" readOnly:"true" example:"20" doc:"The latest measurement; null where there is none."`
	MeasuredOn   *string  `json:"measured_on" nullable:"true" format:"date" maxLength:"10" readOnly:"true" example:"2026-06-30" doc:"When that was."`
	Actual       *float64 `json:"actual" nullable:"true" minimum:"0" maximum:"1" readOnly:"true" example:"0.5" doc:"The share of the way from the baseline to the target that is done: (value − baseline) / (target − baseline), from 0 to 1; null without a measurement."`
	Planned      *float64 `json:"planned" nullable:"true" minimum:"0" maximum:"1" readOnly:"true" example:"0.6" doc:"The share that a straight line from the one to the other would have done by the day; null without a target date."`
	Revision     int64    `json:"revision" minimum:"0" maximum:"9007199254740991" readOnly:"true" example:"1234" doc:"The organization's revision at which it last changed; what If-Match is held against."`
}

// NewIndicator is an indicator to be added.
type NewIndicator struct {
	Objective   plan.Opt[string]    `json:"objective,omitempty" nullable:"true" maxLength:"32" pattern:"^[A-Z0-9]+(-[A-Z0-9]+)*$" example:"OB-01" doc:"The objective that it is about; absent for the whole organization."`
	Title       plan.Opt[string]    `json:"title" maxLength:"300" example:"Giorni per una pratica" doc:"What is measured."`
	Description plan.Opt[string]    `json:"description,omitempty" nullable:"true" maxLength:"10000" example:"Dalla domanda alla risposta." doc:"The same at length: how it is measured."`
	Unit        plan.Opt[string]    `json:"unit" maxLength:"100" example:"giorni" doc:"In what."`
	Direction   plan.Opt[string]    `json:"direction" enum:"up,down" example:"down" doc:"Whether more is better, or less."`
	Baseline    plan.Opt[float64]   `json:"baseline" minimum:"-1000000000000" maximum:"1000000000000" example:"30" doc:"Where it begins."`
	BaselineOn  plan.Opt[plan.Date] `json:"baseline_on,omitempty" nullable:"true" example:"2026-01-01" doc:"When; today where it is absent, not in the future."`
	Target      plan.Opt[float64]   `json:"target" minimum:"-1000000000000" maximum:"1000000000000" example:"10" doc:"Where it is to get: above the baseline for up, below it for down."`
	TargetOn    plan.Opt[plan.Date] `json:"target_on,omitempty" nullable:"true" example:"2027-12-31" doc:"By when; after the day of the baseline."`
}

// IndicatorChange is what may change of an indicator.
type IndicatorChange struct {
	Objective   plan.Opt[string]    `json:"objective,omitempty" nullable:"true" maxLength:"32" pattern:"^[A-Z0-9]+(-[A-Z0-9]+)*$" example:"OB-01" doc:"The objective that it is about; null for the whole organization."`
	Title       plan.Opt[string]    `json:"title,omitempty" maxLength:"300" example:"Giorni per una pratica" doc:"What is measured."`
	Description plan.Opt[string]    `json:"description,omitempty" nullable:"true" maxLength:"10000" example:"Dalla domanda alla risposta." doc:"The same at length: how it is measured."`
	Unit        plan.Opt[string]    `json:"unit,omitempty" maxLength:"100" example:"giorni" doc:"In what."`
	Direction   plan.Opt[string]    `json:"direction,omitempty" enum:"up,down" example:"down" doc:"Whether more is better, or less."`
	Baseline    plan.Opt[float64]   `json:"baseline,omitempty" minimum:"-1000000000000" maximum:"1000000000000" example:"30" doc:"Where it began."`
	BaselineOn  plan.Opt[plan.Date] `json:"baseline_on,omitempty" example:"2026-01-01" doc:"When; not after the first measurement."`
	Target      plan.Opt[float64]   `json:"target,omitempty" minimum:"-1000000000000" maximum:"1000000000000" example:"10" doc:"Where it is to get."`
	TargetOn    plan.Opt[plan.Date] `json:"target_on,omitempty" nullable:"true" example:"2027-12-31" doc:"By when."`
}

func (IndicatorChange) hints() map[string]string {
	const measured = "comes of the measurements, which are recorded at …/indicators/{indicator}/measurements"
	return map[string]string{"measurements": measured, "value": measured, "measured_on": measured, "actual": measured}
}

type indicatorsInput struct {
	InOrganization
	Objective string `query:"objective" maxLength:"32" format:"pattern=^[A-Z0-9]+(-[A-Z0-9]+)*$" example:"OB-01" doc:"Only those of this objective."`
	Sort      string `query:"sort" enum:"title,-title" example:"title" doc:"The order; by title where it is absent."`
	AsOf
	Paging
}

// InIndicator is embedded below /indicators/{indicator}.
type InIndicator struct {
	InOrganization
	Indicator string `path:"indicator" maxLength:"64" format:"pattern=^[A-Za-z0-9-]{1,64}$" example:"0190a5d2-7c3e-7b1a-9f00-3a5b6c7d8e9f" doc:"The indicator's id."`
}

type indicatorInput struct {
	InIndicator
	AsOf
}

type indicatorChangeInput struct {
	InIndicator
	IfMatch
}

type newIndicatorInput struct {
	InOrganization
	IdempotencyKey
}

func (s *server) indicatorOperations() {
	const all = "/organizations/{organization}/indicators"
	register(s, operation{
		method: http.MethodGet, path: all, id: "indicators", tag: tagIndicators,
		title: "The indicators", text: "What is measured of an organization and of its objectives, with the latest value and the share of the way done.",
		answer: Page[Indicator]{}, csv: true,
	}, s.indicators)
	register(s, operation{
		method: http.MethodPost, path: all, id: "indicator-creation", tag: tagIndicators,
		title: "Add an indicator", text: "Adds something to be measured. For the editor and the admin.",
		answer: Indicator{}, status: http.StatusCreated, body: NewIndicator{},
	}, s.createIndicator)
	register(s, operation{
		method: http.MethodGet, path: all + "/{indicator}", id: "indicator", tag: tagIndicators,
		title: "One indicator", text: "An indicator as it stood on a day.", answer: Indicator{},
	}, s.indicator)
	register(s, operation{
		method: http.MethodPatch, path: all + "/{indicator}", id: "indicator-change", tag: tagIndicators,
		title: "Change an indicator", text: "Changes an indicator; what was measured stays. For the editor and the admin.", answer: Indicator{}, body: IndicatorChange{},
	}, s.changeIndicator)
	register(s, operation{
		method: http.MethodDelete, path: all + "/{indicator}", id: "indicator-removal", tag: tagIndicators,
		title: "Remove an indicator", text: "Hides an indicator with its measurements from today on; their past stays. For the editor and the admin.",
	}, s.removeIndicator)
}

var indicatorList = list[*board.Indicator, Indicator]{
	keys: map[string]func(*board.Indicator) string{
		"title": func(i *board.Indicator) string { return textKey(i.Title) },
	},
	id:   func(i *board.Indicator) string { return i.ID },
	show: indicatorOf,
	columns: []column[Indicator]{
		{"id", func(i Indicator) string { return i.ID }},
		{"objective", func(i Indicator) string { return optionalCell(i.Objective) }},
		{"title", func(i Indicator) string { return cell(i.Title) }},
		{"unit", func(i Indicator) string { return cell(i.Unit) }},
		{"direction", func(i Indicator) string { return i.Direction }},
		{"baseline", func(i Indicator) string { return floatCell(i.Baseline) }},
		{"baseline_on", func(i Indicator) string { return i.BaselineOn }},
		{"target", func(i Indicator) string { return floatCell(i.Target) }},
		{"target_on", func(i Indicator) string { return optionalCell(i.TargetOn) }},
		{"value", func(i Indicator) string { return optionalFloatCell(i.Value) }},
		{"measured_on", func(i Indicator) string { return optionalCell(i.MeasuredOn) }},
		{"actual", func(i Indicator) string { return optionalFloatCell(i.Actual) }},
		{"planned", func(i Indicator) string { return optionalFloatCell(i.Planned) }},
		{"measurements", func(i Indicator) string { return intCell(i.Measurements) }},
		{"revision", func(i Indicator) string { return intCell(i.Revision) }},
	},
}

func indicatorOf(i *board.Indicator) Indicator {
	shown := Indicator{
		ID: i.ID, Objective: optionalText(i.Objective), Title: i.Title, Description: i.Description, Unit: i.Unit,
		Direction: string(i.Direction), Baseline: i.Baseline, BaselineOn: i.BaselineOn.String(), Target: i.Target,
		TargetOn: day(i.TargetOn), Measurements: len(i.Measurements), Actual: i.Progress, Planned: i.Planned, Revision: i.Revision,
	}
	if i.Last != nil {
		shown.Value, shown.MeasuredOn = &i.Last.Value, day(i.Last.MeasuredOn)
	}
	return shown
}

var indicatorResource = resource[*board.Indicator]{
	name: "indicator", collection: "indicators", find: view.Indicator,
	show: func(_ view, i *board.Indicator) (any, int64) { return indicatorOf(i), i.Revision },
}

func (s *server) indicators(ctx context.Context, in *indicatorsInput) (reply, error) {
	v, err := s.view(ctx, in.Organization, in.AsOf.Day())
	if err != nil {
		return reply{}, err
	}
	rows := v.Indicators
	if in.Objective != "" {
		rows = v.IndicatorsOf(in.Objective)
	}
	return paged(v, indicatorList, in.r, rows, in.Paging, orElse(in.Sort, "title"))
}

func (s *server) indicator(ctx context.Context, in *indicatorInput) (reply, error) {
	return indicatorResource.read(ctx, s, in.Organization, in.Indicator, in.AsOf.Day())
}

func (s *server) createIndicator(ctx context.Context, in *newIndicatorInput) (reply, error) {
	ctx, body, err := readNew[NewIndicator](ctx, in.Request, nullAbsent)
	if err != nil {
		return reply{}, err
	}
	receipt, err := s.Tracker.CreateIndicator(ctx, in.Organization, plan.Indicator{
		Objective: body.Objective.Value, Title: body.Title.Value, Description: body.Description.Value, Unit: body.Unit.Value,
		Direction: plan.Direction(body.Direction.Value), Baseline: body.Baseline.Value, BaselineOn: body.BaselineOn.Value,
		Target: body.Target.Value, TargetOn: body.TargetOn.Value,
	})
	if err != nil {
		return reply{}, err
	}
	return indicatorResource.created(ctx, s, in.Organization, receipt)
}

func (s *server) changeIndicator(ctx context.Context, in *indicatorChangeInput) (reply, error) {
	revision, body, err := readChange[IndicatorChange](in.Request)
	if err != nil {
		return reply{}, err
	}
	receipt, err := s.Tracker.ChangeIndicator(ctx, tracker.ChangeIndicator{
		Organization: in.Organization, ID: in.Indicator, IfRevision: revision, Objective: body.Objective, Title: body.Title,
		Description: body.Description, Unit: body.Unit, Direction: as[plan.Direction](body.Direction), Baseline: body.Baseline,
		BaselineOn: body.BaselineOn, Target: body.Target, TargetOn: body.TargetOn,
	})
	if err != nil {
		return reply{}, err
	}
	return indicatorResource.changed(ctx, s, in.Organization, receipt)
}

func (s *server) removeIndicator(ctx context.Context, in *indicatorChangeInput) (reply, error) {
	return s.remove(ctx, in.Request, in.Organization, func(revision int64) (tracker.Receipt, error) {
		return s.Tracker.RemoveIndicator(ctx, in.Organization, in.Indicator, revision)
	})
}

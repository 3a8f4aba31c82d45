package api

import (
	"context"
	"net/http"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// Measurement (misura) is an indicator's value on a day.
type Measurement struct {
	ID         string  `json:"id" maxLength:"64" pattern:"^[A-Za-z0-9-]{1,64}$" readOnly:"true" example:"0190a5d2-7c3e-7b1a-9f00-3a5b6c7d8e9f" doc:"Opaque."`
	Indicator  string  `json:"indicator" maxLength:"64" pattern:"^[A-Za-z0-9-]{1,64}$" readOnly:"true" example:"0190a5d2-7c3e-7b1a-9f00-3a5b6c7d8e9f" doc:"What was measured."`
	MeasuredOn string  `json:"measured_on" format:"date" maxLength:"10" example:"2026-06-30" doc:"When. Of several on one day the one recorded last is shown."`
	Value      float64 `json:"value" minimum:"-1000000000000" maximum:"1000000000000" example:"20" doc:"The value, in the indicator's unit."`
	Note       string  `json:"note" maxLength:"2000" example:"Media del primo semestre." doc:"How it is to be read."`
	Source     string  `json:"source" maxLength:"2000" example:"https://example.it/dati" doc:"Where it comes from."`
	RecordedAt string  `json:"recorded_at" format:"date-time" maxLength:"40" readOnly:"true" example:"2026-07-01T09:30:00.000+02:00" doc:"When it was recorded."`
	ActorRole  string  `json:"actor_role" enum:"viewer,contributor,editor,reviewer,admin,system" readOnly:"true" example:"editor" doc:"The role of whoever recorded it."`
	Revision   int64   `json:"revision" minimum:"0" maximum:"9007199254740991" readOnly:"true" example:"1234" doc:"The organization's revision at which it last changed; what If-Match is held against."`
}

// NewMeasurement is a measurement to be recorded.
type NewMeasurement struct {
	MeasuredOn plan.Opt[plan.Date] `json:"measured_on,omitempty" nullable:"true" example:"2026-06-30" doc:"When; today where it is absent, not before the baseline, not in the future."`
	Value      plan.Opt[float64]   `json:"value" minimum:"-1000000000000" maximum:"1000000000000" example:"20" doc:"The value, in the indicator's unit."`
	Note       plan.Opt[string]    `json:"note,omitempty" nullable:"true" maxLength:"2000" example:"Media del primo semestre." doc:"How it is to be read."`
	Source     plan.Opt[string]    `json:"source,omitempty" nullable:"true" maxLength:"2000" example:"https://example.it/dati" doc:"Where it comes from."`
}

// MeasurementChange is what may be put right of a measurement.
type MeasurementChange struct {
	MeasuredOn plan.Opt[plan.Date] `json:"measured_on,omitempty" example:"2026-06-30" doc:"When."`
	Value      plan.Opt[float64]   `json:"value,omitempty" minimum:"-1000000000000" maximum:"1000000000000" example:"20" doc:"The value, in the indicator's unit."`
	Note       plan.Opt[string]    `json:"note,omitempty" nullable:"true" maxLength:"2000" example:"Media del primo semestre." doc:"How it is to be read."`
	Source     plan.Opt[string]    `json:"source,omitempty" nullable:"true" maxLength:"2000" example:"https://example.it/dati" doc:"Where it comes from."`
}

type measurementsInput struct {
	InIndicator
	Sort string `query:"sort" enum:"measured_on,-measured_on" example:"-measured_on" doc:"The order; by day where it is absent."`
	AsOf
	Paging
}

// InMeasurement is embedded below /indicators/{indicator}/measurements/{measurement}.
type InMeasurement struct {
	InIndicator
	Measurement string `path:"measurement" maxLength:"64" format:"pattern=^[A-Za-z0-9-]{1,64}$" example:"0190a5d2-7c3e-7b1a-9f00-3a5b6c7d8e9f" doc:"The measurement's id."`
}

type measurementInput struct{ InMeasurement }

type measurementChangeInput struct {
	InMeasurement
	IfMatch
}

type newMeasurementInput struct {
	InIndicator
	IdempotencyKey
}

func (s *server) measurementOperations() {
	const all = "/organizations/{organization}/indicators/{indicator}/measurements"
	register(s, operation{
		method: http.MethodGet, path: all, id: "measurements", tag: tagIndicators,
		title: "The measurements", text: "What was measured of an indicator, one value a day.", answer: Page[Measurement]{}, csv: true,
	}, s.measurements)
	register(s, operation{
		method: http.MethodPost, path: all, id: "measurement-creation", tag: tagIndicators,
		title: "Record a measurement", text: "Adds a measured value. For the editor and the admin.",
		answer: Measurement{}, status: http.StatusCreated, body: NewMeasurement{},
	}, s.recordMeasurement)
	register(s, operation{
		method: http.MethodGet, path: all + "/{measurement}", id: "measurement", tag: tagIndicators,
		title: "One measurement", text: "A measured value.", answer: Measurement{},
	}, s.measurement)
	register(s, operation{
		method: http.MethodPatch, path: all + "/{measurement}", id: "measurement-change", tag: tagIndicators,
		title: "Put a measurement right", text: "Changes a measured value; who recorded it and when stays. For the editor and the admin.",
		answer: Measurement{}, body: MeasurementChange{},
	}, s.changeMeasurement)
	register(s, operation{
		method: http.MethodDelete, path: all + "/{measurement}", id: "measurement-removal", tag: tagIndicators,
		title: "Remove a measurement", text: "Hides a measured value from today on. For the editor and the admin.",
	}, s.removeMeasurement)
}

// measured is a measurement with what it is of.
type measured struct {
	of string
	board.Measurement
}

func (v view) measurementList() list[measured, Measurement] {
	return list[measured, Measurement]{
		keys: map[string]func(measured) string{
			"measured_on": func(m measured) string { return dateKey(m.MeasuredOn) },
		},
		id:   func(m measured) string { return m.ID },
		show: v.measurementOf,
		columns: []column[Measurement]{
			{"id", func(m Measurement) string { return m.ID }},
			{"indicator", func(m Measurement) string { return m.Indicator }},
			{"measured_on", func(m Measurement) string { return m.MeasuredOn }},
			{"value", func(m Measurement) string { return floatCell(m.Value) }},
			{"note", func(m Measurement) string { return cell(m.Note) }},
			{"source", func(m Measurement) string { return cell(m.Source) }},
			{"recorded_at", func(m Measurement) string { return m.RecordedAt }},
			{"actor_role", func(m Measurement) string { return m.ActorRole }},
			{"revision", func(m Measurement) string { return intCell(m.Revision) }},
		},
	}
}

func (v view) measurementOf(m measured) Measurement {
	return Measurement{
		ID: m.ID, Indicator: m.of, MeasuredOn: m.MeasuredOn.String(), Value: m.Value, Note: m.Note, Source: m.Source,
		RecordedAt: instant(m.RecordedAt, v.zone), ActorRole: string(m.ActorRole), Revision: m.Revision,
	}
}

// measurementReply answers with one measurement of an indicator.
func (v view) measurementReply(indicator, id string) (reply, error) {
	if i, ok := v.Indicator(indicator); ok {
		for _, m := range i.Measurements {
			if m.ID == id {
				return v.one(v.measurementOf(measured{indicator, m}), m.Revision), nil
			}
		}
	}
	return reply{}, plan.NotFound("measurement")
}

func (s *server) measurements(ctx context.Context, in *measurementsInput) (reply, error) {
	v, err := s.view(ctx, in.Organization, in.AsOf.Day())
	if err != nil {
		return reply{}, err
	}
	i, ok := v.Indicator(in.Indicator)
	if !ok {
		return reply{}, plan.NotFound("indicator")
	}
	rows := make([]measured, len(i.Measurements))
	for n, m := range i.Measurements {
		rows[n] = measured{i.ID, m}
	}
	return paged(v, v.measurementList(), in.r, rows, in.Paging, orElse(in.Sort, "measured_on"))
}

func (s *server) measurement(ctx context.Context, in *measurementInput) (reply, error) {
	v, err := s.view(ctx, in.Organization, plan.Date{})
	if err != nil {
		return reply{}, err
	}
	return v.measurementReply(in.Indicator, in.Measurement)
}

// measurementAfter answers a write with its measurement, as soon as this process sees it.
func (s *server) measurementAfter(ctx context.Context, in InIndicator, receipt tracker.Receipt) (reply, error) {
	v, err := s.after(ctx, in.Organization, receipt)
	if err != nil {
		return reply{}, err
	}
	return v.measurementReply(in.Indicator, receipt.ID)
}

func (s *server) recordMeasurement(ctx context.Context, in *newMeasurementInput) (reply, error) {
	ctx, body, err := readNew[NewMeasurement](ctx, in.Request, nullAbsent)
	if err != nil {
		return reply{}, err
	}
	receipt, err := s.Tracker.RecordMeasurement(ctx, in.Organization, plan.Measurement{
		Indicator: in.Indicator, MeasuredOn: body.MeasuredOn.Value, Value: body.Value.Value, Note: body.Note.Value, Source: body.Source.Value,
	})
	if err != nil {
		return reply{}, err
	}
	rep, err := s.measurementAfter(ctx, in.InIndicator, receipt)
	if err != nil {
		return reply{}, err
	}
	return rep.at("/organizations/%s/indicators/%s/measurements/%s", in.Organization, in.Indicator, receipt.ID), nil
}

func (s *server) changeMeasurement(ctx context.Context, in *measurementChangeInput) (reply, error) {
	revision, body, err := readChange[MeasurementChange](in.Request)
	if err != nil {
		return reply{}, err
	}
	receipt, err := s.Tracker.ChangeMeasurement(ctx, tracker.ChangeMeasurement{
		Organization: in.Organization, Indicator: in.Indicator, ID: in.Measurement, IfRevision: revision, MeasuredOn: body.MeasuredOn,
		Value: body.Value, Note: body.Note, Source: body.Source,
	})
	if err != nil {
		return reply{}, err
	}
	return s.measurementAfter(ctx, in.InIndicator, receipt)
}

func (s *server) removeMeasurement(ctx context.Context, in *measurementChangeInput) (reply, error) {
	return s.remove(ctx, in.Request, in.Organization, func(revision int64) (tracker.Receipt, error) {
		return s.Tracker.RemoveMeasurement(ctx, in.Organization, in.Indicator, in.Measurement, revision)
	})
}

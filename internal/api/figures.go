package api

import (
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/progress"
)

// Figures are the numbers of one thing on one day.
type Figures struct {
	Percent        *int     `json:"percent" nullable:"true" format:"int32" minimum:"0" maximum:"100" example:"42" doc:"What is done, as people read it: whole, rounded down, 100 only when all is done. Null: not assessed."`
	PlannedPercent *int     `json:"planned_percent" nullable:"true" format:"int32" minimum:"0" maximum:"100" example:"55" doc:"What should be done by now, likewise."`
	Actual         *float64 `json:"actual" nullable:"true" minimum:"0" maximum:"1" example:"0.4286" doc:"What is done, weighted, 0 to 1. Null: not assessed, which is not the same as 0."`
	Planned        *float64 `json:"planned" nullable:"true" minimum:"0" maximum:"1" example:"0.55" doc:"What should be done by now by the baseline dates."`
	Variance       *float64 `json:"variance" nullable:"true" minimum:"-1" maximum:"1" example:"-0.1214" doc:"Actual less planned, over the milestones that have a date."`
	SPI            *float64 `json:"spi" nullable:"true" minimum:"0" maximum:"1000000000" example:"0.7793" doc:"Schedule performance index: actual over planned. Null where planned is 0."`
	SPIT           *float64 `json:"spi_t" nullable:"true" minimum:"0" maximum:"1000000000" example:"0.81" doc:"Time-based schedule performance index by earned schedule (Lipke): ES / AT."`
	ForecastEndOn  *string  `json:"forecast_end_on" nullable:"true" format:"date" maxLength:"10" example:"2027-03-31" doc:"When it will end at the pace so far; the day of completion once all is done."`
	Milestones     Counts   `json:"milestones" doc:"How many milestones, by state and by what stands out."`
	Health         string   `json:"health" enum:"late,at_risk,on_track,completed,not_assessed" example:"at_risk" doc:"How it stands, in one word; the reasons say why."`
	Reasons        []Reason `json:"reasons" minItems:"0" maxItems:"100000" doc:"Why it stands so, each with its figures."`
}

// Counts are milestones by state, and what stands out among the open ones.
type Counts struct {
	Planned    int `json:"planned" format:"int32" minimum:"0" maximum:"2147483647" example:"2" doc:"Not begun."`
	InProgress int `json:"in_progress" format:"int32" minimum:"0" maximum:"2147483647" example:"3" doc:"Under way."`
	Blocked    int `json:"blocked" format:"int32" minimum:"0" maximum:"2147483647" example:"0" doc:"Blocked."`
	Done       int `json:"done" format:"int32" minimum:"0" maximum:"2147483647" example:"2" doc:"Done."`
	Cancelled  int `json:"cancelled" format:"int32" minimum:"0" maximum:"2147483647" example:"0" doc:"Cancelled: they do not count in any ratio."`
	Overdue    int `json:"overdue" format:"int32" minimum:"0" maximum:"2147483647" example:"1" doc:"Open and past their date."`
	Stale      int `json:"stale" format:"int32" minimum:"0" maximum:"2147483647" example:"0" doc:"Begun, not finished, and without an update for long: not reported is not the same as not done."`
	Undated    int `json:"undated" format:"int32" minimum:"0" maximum:"2147483647" example:"0" doc:"Without a due date: they count in actual alone."`
}

// Reason is one ground of a health.
type Reason struct {
	Kind  string   `json:"kind" enum:"overdue_more_than_30_days,overdue,blocked,variance,late_objectives,late_objective,overdue_share,all_done,no_milestone,within_limits" example:"overdue" doc:"What sort of ground."`
	Code  *string  `json:"code" nullable:"true" maxLength:"64" example:"OB-01.3" doc:"The milestone or objective that it is about."`
	Days  *int     `json:"days" nullable:"true" format:"int32" minimum:"0" maximum:"200000" example:"12" doc:"By how many days it is overdue."`
	Count *int     `json:"count" nullable:"true" format:"int32" minimum:"0" maximum:"2147483647" example:"1" doc:"How many of them."`
	Value *float64 `json:"value" nullable:"true" minimum:"-1" maximum:"1" example:"-0.1214" doc:"The ratio that was looked at."`
	Limit *float64 `json:"limit" nullable:"true" minimum:"-1" maximum:"1" example:"-0.1" doc:"The limit that it was held against."`
}

func figures(f progress.Figures) Figures {
	return Figures{
		Percent: percentage(f.Shown), PlannedPercent: percentage(f.ShownPlanned),
		Actual: f.Actual, Planned: f.Planned, Variance: f.Variance, SPI: f.SPI, SPIT: f.SPIT,
		ForecastEndOn: day(f.ForecastEndOn), Milestones: counts(f.Counts), Health: string(f.Health),
		Reasons: reasons(f.Reasons),
	}
}

func counts(c plan.MilestoneCounts) Counts {
	return Counts{
		Planned: c.Planned, InProgress: c.InProgress, Blocked: c.Blocked, Done: c.Done, Cancelled: c.Cancelled,
		Overdue: c.Overdue, Stale: c.Stale, Undated: c.Undated,
	}
}

func reasons(list []progress.Reason) []Reason {
	out := make([]Reason, 0, len(list))
	for _, r := range list {
		out = append(out, Reason{
			Kind: string(r.Kind), Code: optionalText(r.Code), Days: unlessZero(r.Days), Count: unlessZero(r.Count),
			Value: r.Value, Limit: r.Limit,
		})
	}
	return out
}

func unlessZero(n int) *int {
	if n == 0 {
		return nil
	}
	return &n
}

// figureColumns are the columns of figures in a CSV, after those of the thing itself.
func figureColumns[T any](of func(T) Figures) []column[T] {
	count := func(name string, pick func(Counts) int) column[T] {
		return column[T]{name, func(t T) string { return intCell(pick(of(t).Milestones)) }}
	}
	ratio := func(name string, pick func(Figures) *float64) column[T] {
		return column[T]{name, func(t T) string { return optionalFloatCell(pick(of(t))) }}
	}
	return []column[T]{
		{"percent", func(t T) string { return optionalIntCell(of(t).Percent) }},
		{"planned_percent", func(t T) string { return optionalIntCell(of(t).PlannedPercent) }},
		ratio("actual", func(f Figures) *float64 { return f.Actual }),
		ratio("planned", func(f Figures) *float64 { return f.Planned }),
		ratio("variance", func(f Figures) *float64 { return f.Variance }),
		ratio("spi", func(f Figures) *float64 { return f.SPI }),
		ratio("spi_t", func(f Figures) *float64 { return f.SPIT }),
		{"forecast_end_on", func(t T) string { return optionalCell(of(t).ForecastEndOn) }},
		count("milestones_planned", func(c Counts) int { return c.Planned }),
		count("milestones_in_progress", func(c Counts) int { return c.InProgress }),
		count("milestones_blocked", func(c Counts) int { return c.Blocked }),
		count("milestones_done", func(c Counts) int { return c.Done }),
		count("milestones_cancelled", func(c Counts) int { return c.Cancelled }),
		count("milestones_overdue", func(c Counts) int { return c.Overdue }),
		count("milestones_stale", func(c Counts) int { return c.Stale }),
		count("milestones_undated", func(c Counts) int { return c.Undated }),
		{"health", func(t T) string { return of(t).Health }},
	}
}

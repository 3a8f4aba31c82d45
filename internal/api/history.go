package api

import (
	"context"
	"net/http"
	"regexp"
	"strings"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// Snapshot (rilevazione) is the stored numbers of one day about one thing.
type Snapshot struct {
	Day           string   `json:"day" format:"date" maxLength:"10" example:"2026-11-21" doc:"The day."`
	Scope         string   `json:"scope" enum:"organization,horizon,office,objective" example:"objective" doc:"What sort of thing."`
	Code          string   `json:"code" maxLength:"64" example:"OB-01" doc:"Which one: the horizon, the office's or the objective's code; the organization's own for the whole."`
	Actual        *float64 `json:"actual" nullable:"true" minimum:"0" maximum:"1" example:"0.4286" doc:"What was done, 0 to 1. Null: not assessed."`
	Planned       *float64 `json:"planned" nullable:"true" minimum:"0" maximum:"1" example:"0.55" doc:"What should have been done."`
	Variance      *float64 `json:"variance" nullable:"true" minimum:"-1" maximum:"1" example:"-0.1214" doc:"Actual less planned."`
	SPI           *float64 `json:"spi" nullable:"true" minimum:"0" maximum:"1000000000" example:"0.7793" doc:"Schedule performance index."`
	SPIT          *float64 `json:"spi_t" nullable:"true" minimum:"0" maximum:"1000000000" example:"0.81" doc:"Time-based schedule performance index."`
	ForecastEndOn *string  `json:"forecast_end_on" nullable:"true" format:"date" maxLength:"10" example:"2027-03-31" doc:"The forecast of that day."`
	Milestones    Counts   `json:"milestones" doc:"How many milestones."`
	Health        string   `json:"health" enum:"late,at_risk,on_track,completed,not_assessed" example:"at_risk" doc:"How it stood."`
	ComputedAt    string   `json:"computed_at" format:"date-time" maxLength:"35" example:"2026-11-22T00:10:02.000+01:00" doc:"When the numbers were computed; after the end of the day they are kept for ever."`
	Revision      int64    `json:"revision" minimum:"0" maximum:"9007199254740991" example:"1234" doc:"The organization's revision that they were computed at."`
}

type historyInput struct {
	InOrganization
	From  DayParam `query:"from" example:"2026-01-01" doc:"The first day; 30 days before the last one where it is absent."`
	To    DayParam `query:"to" example:"2026-11-22" doc:"The last day; today where it is absent."`
	Scope string   `query:"scope" enum:"organization,horizon,office,objective" example:"organization" doc:"Only this sort of thing."`
	Code  string   `query:"code" maxLength:"64" format:"pattern=^[A-Za-z0-9_-]+$" example:"OB-01" doc:"Only the one with this code."`
	Sort  string   `query:"sort" enum:"day,-day" example:"day" doc:"The order; by day where it is absent."`
	Paging
}

// maxHistoryDays bounds the span of one request: ten years.
const maxHistoryDays = 3660

func (s *server) historyOperations() {
	register(s, operation{
		method: http.MethodGet, path: "/organizations/{organization}/progress/history", id: "progress-history", tag: tagProgress,
		title: "Progress over time", text: "The numbers that were stored day by day, as they were computed then.",
		answer: Page[Snapshot]{}, csv: true,
	}, s.history)
}

var snapshotColumns = append([]column[Snapshot]{
	{"day", func(n Snapshot) string { return n.Day }},
	{"scope", func(n Snapshot) string { return n.Scope }},
	{"code", func(n Snapshot) string { return n.Code }},
	{"computed_at", func(n Snapshot) string { return n.ComputedAt }},
	{"revision", func(n Snapshot) string { return intCell(n.Revision) }},
}, snapshotFigureColumns()...)

// snapshotFigureColumns are those of figures that a snapshot has: no shown percentages.
func snapshotFigureColumns() []column[Snapshot] {
	all := figureColumns(func(n Snapshot) Figures {
		return Figures{
			Actual: n.Actual, Planned: n.Planned, Variance: n.Variance, SPI: n.SPI, SPIT: n.SPIT,
			ForecastEndOn: n.ForecastEndOn, Milestones: n.Milestones, Health: n.Health,
		}
	})
	kept := all[:0]
	for _, c := range all {
		if c.name != "percent" && c.name != "planned_percent" {
			kept = append(kept, c)
		}
	}
	return kept
}

func (v view) snapshot(n plan.Snapshot) Snapshot {
	code := n.Code
	if n.Scope == plan.ScopeOrganization {
		code = v.Organization.ID
	}
	return Snapshot{
		Day: n.Day.String(), Scope: string(n.Scope), Code: code, Actual: n.Actual, Planned: n.Planned, Variance: n.Variance,
		SPI: n.SPI, SPIT: n.SPIT, ForecastEndOn: day(n.ForecastEndOn), Milestones: counts(n.Counts), Health: n.Health,
		ComputedAt: instant(n.ComputedAt, v.zone), Revision: n.Revision,
	}
}

// history pages in the database: ten years of numbers are more than a process should
// hold for one answer.
func (s *server) history(ctx context.Context, in *historyInput) (reply, error) {
	v, err := s.view(ctx, in.Organization, plan.Date{})
	if err != nil {
		return reply{}, err
	}
	query, err := in.query(v)
	if err != nil {
		return reply{}, err
	}
	sort := orElse(in.Sort, "day")
	bound, limit := boundTo(in.r, sort), in.Limit.rows()
	query.Descending, query.Limit = strings.HasPrefix(sort, "-"), limit+1 // one more tells whether there is a next page
	if in.Cursor != "" {
		if query.After, err = readSnapshotCursor(in.Cursor, bound); err != nil {
			return reply{}, err
		}
	}
	stored, total, err := s.Tracker.SnapshotPage(ctx, query)
	if err != nil {
		return reply{}, err
	}
	page := Page[Snapshot]{Items: make([]Snapshot, 0, limit), Total: total}
	for _, n := range stored[:min(limit, len(stored))] {
		page.Items = append(page.Items, v.snapshot(n))
	}
	if len(stored) > limit {
		last := stored[limit-1]
		page.Next = writeCursor(cursor{Bound: bound, Key: last.Day.String(), ID: string(last.Scope) + " " + last.Code})
	}
	rep := v.reply(v.Revision)
	rep.body, rep.header, rep.table = page, links(in.r, page.Next), table(snapshotColumns, page.Items)
	return rep, nil
}

func (in *historyInput) query(v view) (tracker.SnapshotPageQuery, error) {
	q := tracker.SnapshotPageQuery{
		Organization: in.Organization, Scope: plan.Scope(in.Scope), Code: in.Code, From: in.From.Day(), To: in.To.Day(),
		AllObjectives: v.staff != nil,
	}
	if v.staff == nil {
		// The numbers of an objective that the public may not see stay out of the answer.
		for _, o := range v.Objectives {
			q.Objectives = append(q.Objectives, o.Code)
		}
	}
	if q.To.IsZero() {
		q.To = v.Today
	}
	if q.From.IsZero() {
		q.From = q.To.AddDays(-30)
	}
	if q.Code == q.Organization {
		// The organization's own rows carry no code.
		q.Scope, q.Code = plan.ScopeOrganization, ""
	}
	var p plan.Problems
	if q.To.Before(q.From) {
		p.Add("query.to", "date.order", "must not be before from")
	} else if q.To.DaysSince(q.From) > maxHistoryDays {
		p.Add("query.from", "history.span", "must not be more than ten years before to", maxHistoryDays)
	}
	return q, p.Err()
}

// snapshotIDRE is the scope and the code of a row, as the cursor carries them.
var snapshotIDRE = regexp.MustCompile(`^(organization|horizon|office|objective) ([A-Za-z0-9_-]{0,64})$`)

func readSnapshotCursor(encoded, bound string) (tracker.SnapshotPlace, error) {
	after, err := readCursor(encoded, bound)
	if err != nil {
		return tracker.SnapshotPlace{}, err
	}
	day, err := plan.ParseDate(after.Key)
	id := snapshotIDRE.FindStringSubmatch(after.ID)
	if err != nil || id == nil {
		return tracker.SnapshotPlace{}, foreignCursor()
	}
	return tracker.SnapshotPlace{Day: day, Scope: plan.Scope(id[1]), Code: id[2]}, nil
}

package api

import (
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"github.com/traguardi/traguardi/internal/plan"
)

// Parameters are kept as text: parameters has held them against their schema before an
// operation sees them, and an absent one is the empty string.

// DayParam is a day in the query.
type DayParam string

// Schema describes it.
func (DayParam) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Format: "date", MaxLength: size(10)}
}

// Day gives the day; zero where it is absent.
func (d DayParam) Day() plan.Date {
	day, err := plan.ParseDate(string(d))
	if err != nil {
		return plan.Date{}
	}
	return day
}

// FlagParam is a yes or no in the query.
type FlagParam string

// Schema describes it.
func (FlagParam) Schema(huma.Registry) *huma.Schema { return &huma.Schema{Type: huma.TypeBoolean} }

// Admits reports whether a value passes the filter: an absent flag lets all pass.
func (f FlagParam) Admits(v bool) bool { return f == "" || (f == "true") == v }

// LimitParam is how many rows a page has.
type LimitParam string

// Bounds of a page.
const (
	DefaultLimit = 50
	MaxLimit     = 100
)

// Schema describes it.
func (LimitParam) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{
		Type: huma.TypeInteger, Format: "int32", Default: DefaultLimit,
		Minimum: number(1), Maximum: number(MaxLimit),
	}
}

func (l LimitParam) rows() int {
	n, err := strconv.Atoi(string(l))
	if err != nil || n < 1 || n > MaxLimit {
		return DefaultLimit
	}
	return n
}

// Paging is embedded in the input of every list.
type Paging struct {
	Limit  LimitParam `query:"limit" doc:"How many rows to return."`
	Cursor string     `query:"cursor" maxLength:"1000" format:"pattern=^[A-Za-z0-9_-]+$" doc:"Where to go on: the next of the page before. It is bound to that page's filters and order."`
}

// AsOf is embedded where a past day can be asked for.
type AsOf struct {
	On DayParam `query:"as_of" doc:"The day to show, from the history; today where it is absent." example:"2026-06-30"`
}

// Day is the day asked for; zero for today.
func (a AsOf) Day() plan.Date { return a.On.Day() }

// InOrganization is embedded below /organizations/{organization}.
type InOrganization struct {
	Request
	Organization string `path:"organization" maxLength:"32" format:"pattern=^[a-z0-9_]{1,32}$" example:"c_m403" doc:"The IPA code of the organization, in lower case."`
}

// InObjective is embedded below /objectives/{objective}.
type InObjective struct {
	InOrganization
	Objective string `path:"objective" maxLength:"32" format:"pattern=^[A-Z0-9]+(-[A-Z0-9]+)*$" example:"OB-01" doc:"The objective's code."`
}

// InMilestone is embedded below /milestones/{milestone}.
type InMilestone struct {
	InOrganization
	Milestone string `path:"milestone" maxLength:"38" format:"pattern=^[A-Z0-9]+(-[A-Z0-9]+)*\\.[1-9][0-9]{0,4}$" example:"OB-01.3" doc:"The objective's code, a dot, and the milestone's number."`
}

// InOffice is embedded below /offices/{office}.
type InOffice struct {
	InOrganization
	Office string `path:"office" maxLength:"64" format:"pattern=^[a-z0-9]+(-[a-z0-9]+)*$" example:"ufficio-europa" doc:"The office's code."`
}

// InUpdate is embedded below /updates/{update}.
type InUpdate struct {
	InOrganization
	Update string `path:"update" maxLength:"64" format:"pattern=^[A-Za-z0-9-]{1,64}$" example:"0190a5d2-7c3e-7b1a-9f00-3a5b6c7d8e9f" doc:"The update's id."`
}

// InMeeting is embedded below /meetings/{meeting}.
type InMeeting struct {
	InOrganization
	Meeting string `path:"meeting" maxLength:"64" format:"pattern=^[A-Za-z0-9-]{1,64}$" example:"0190a5d2-7c3e-7b1a-9f00-3a5b6c7d8e9f" doc:"The meeting's id."`
}

// InDecision is embedded below /meetings/{meeting}/decisions/{decision}.
type InDecision struct {
	InMeeting
	Decision string `path:"decision" maxLength:"64" format:"pattern=^[A-Za-z0-9-]{1,64}$" example:"0190a5d2-7c3e-7b1a-9f00-3a5b6c7d8e9f" doc:"The decision's id."`
}

// InSeries is embedded below /meeting-series/{series}.
type InSeries struct {
	InOrganization
	Series string `path:"series" maxLength:"64" format:"pattern=^[A-Za-z0-9-]{1,64}$" example:"0190a5d2-7c3e-7b1a-9f00-3a5b6c7d8e9f" doc:"The id of the series."`
}

// InAction is embedded below /actions/{action}.
type InAction struct {
	InOrganization
	Action string `path:"action" maxLength:"64" format:"pattern=^[A-Za-z0-9-]{1,64}$" example:"0190a5d2-7c3e-7b1a-9f00-3a5b6c7d8e9f" doc:"The action's id."`
}

// IfMatch is embedded in every write on something that is there already.
type IfMatch struct {
	IfMatch string `header:"If-Match" maxLength:"200" format:"pattern=^[\\x20-\\x7E]+$" required:"true" example:"\"17-2026-11-22-x1y2z3a4b5c6\"" doc:"The ETag of the object as it was read. Its leading number, the revision, must still be the object's; an asterisk stands for any. Without it the answer is 428, with one that is out of date 412."`
}

// IdempotencyKey is embedded in every POST.
type IdempotencyKey struct {
	IdempotencyKey string `header:"Idempotency-Key" maxLength:"200" format:"pattern=^[\\x21-\\x7E]{1,200}$" example:"7f9c24e8-3b12-4d5a-9e60-1f2d3c4b5a69" doc:"A text of the client's own making that makes a retry safe: a second request of the same account with the same key and the same content does nothing and answers as the first one did."`
}

func size(n int) *int { return &n }

func number(n float64) *float64 { return &n }

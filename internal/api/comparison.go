package api

import (
	"context"
	"net/http"
	"strconv"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
)

// ComparedFigure is one figure of an organization beside those of others.
type ComparedFigure struct {
	Figure         string   `json:"figure" enum:"applications,granted,paid_share,days" example:"days" doc:"applications: how many funded ones were not withdrawn; granted: what they were granted, in cents; paid_share: the share of it that is paid; days: from the decree to the payment, of each organization the median of its paid applications that tell both days."`
	Scope          string   `json:"scope" enum:"class_in_region,class,region,type" example:"class" doc:"Which others: all are of the same type of body; of the same size class in the same region, of the same size class, of the same region, or all of them. Those that need a size class are there for comuni whose population is known."`
	Type           string   `json:"type" maxLength:"100" example:"Comuni" doc:"The type of body, in the words of the open data; empty where nobody told it."`
	Region         *string  `json:"region" nullable:"true" maxLength:"100" example:"Calabria" doc:"The region; null where the scope goes beyond it."`
	SizeClass      *string  `json:"size_class" nullable:"true" maxLength:"20" pattern:"^[0-9]+-[0-9]*$" example:"60001-100000" doc:"From how many to how many inhabitants, both included; null where the scope goes beyond it."`
	Measure        *string  `json:"measure" nullable:"true" maxLength:"300" example:"1.4.3" doc:"The measure; null for all of them that at least five organizations of the type have, together."`
	Value          *float64 `json:"value" nullable:"true" minimum:"0" maximum:"9007199254740991" example:"412" doc:"The organization's own value; null where it has none."`
	Organizations  int      `json:"organizations" format:"int32" minimum:"0" maximum:"2147483647" example:"57" doc:"How many organizations have a value: this one among them, demonstrations never."`
	FirstQuartile  *float64 `json:"first_quartile" nullable:"true" minimum:"0" maximum:"9007199254740991" example:"301" doc:"A quarter of them lies below it. Null where fewer than five have a value."`
	Median         *float64 `json:"median" nullable:"true" minimum:"0" maximum:"9007199254740991" example:"388.5" doc:"Half of them lies below it. Null where fewer than five have a value."`
	ThirdQuartile  *float64 `json:"third_quartile" nullable:"true" minimum:"0" maximum:"9007199254740991" example:"512" doc:"Three quarters of them lie below it. Null where fewer than five have a value."`
	Group          int      `json:"group" format:"int32" minimum:"0" maximum:"2147483647" example:"61" doc:"How many organizations of the scope the open data tell of at all."`
	Withdrawn      int      `json:"withdrawn" format:"int32" minimum:"0" maximum:"2147483647" example:"1" doc:"The organization's withdrawn applications, which no figure counts."`
	GroupWithdrawn int      `json:"group_withdrawn" format:"int32" minimum:"0" maximum:"2147483647" example:"12" doc:"Those of the whole scope."`
	AsOf           string   `json:"as_of" format:"date" maxLength:"10" example:"2026-11-22" doc:"The day."`
	DataThrough    *string  `json:"data_through" nullable:"true" format:"date" maxLength:"10" example:"2026-08-22" doc:"The latest day that the imported data tell of."`
}

type comparisonInput struct {
	InOrganization
	Measure string `query:"measure" maxLength:"300" example:"1.4.3" doc:"Over this measure alone, by the number that its name begins with; over all of them that at least five organizations of the type have where it is absent."`
	Sort    string `query:"sort" enum:"position,-position" example:"position" doc:"The order; figure by figure, the narrowest scope first, where it is absent."`
	AsOf
	Paging
}

func (s *server) comparisonOperations() {
	register(s, operation{
		method: http.MethodGet, path: "/organizations/{organization}/comparison", id: "comparison", tag: tagFundings,
		title: "An organization beside others", text: "What the open data of PA digitale 2026 tell of an organization, beside how the same figures are spread among others of its type, size class and region: quartiles (Hyndman and Fan's definition 7) and counts, never a ranking. Empty where they tell nothing of it.",
		answer: Page[ComparedFigure]{}, csv: true,
	}, s.comparison)
}

var comparisonList = list[ComparedFigure, ComparedFigure]{
	keys: map[string]func(ComparedFigure) string{},
	id:   func(f ComparedFigure) string { return f.Figure + " " + f.Scope },
	show: func(f ComparedFigure) ComparedFigure { return f },
	columns: []column[ComparedFigure]{
		{"figure", func(f ComparedFigure) string { return f.Figure }},
		{"scope", func(f ComparedFigure) string { return f.Scope }},
		{"type", func(f ComparedFigure) string { return cell(f.Type) }},
		{"region", func(f ComparedFigure) string { return optionalCell(f.Region) }},
		{"size_class", func(f ComparedFigure) string { return optionalCell(f.SizeClass) }},
		{"measure", func(f ComparedFigure) string { return optionalCell(f.Measure) }},
		{"value", func(f ComparedFigure) string { return optionalFloatCell(f.Value) }},
		{"organizations", func(f ComparedFigure) string { return intCell(f.Organizations) }},
		{"first_quartile", func(f ComparedFigure) string { return optionalFloatCell(f.FirstQuartile) }},
		{"median", func(f ComparedFigure) string { return optionalFloatCell(f.Median) }},
		{"third_quartile", func(f ComparedFigure) string { return optionalFloatCell(f.ThirdQuartile) }},
		{"group", func(f ComparedFigure) string { return intCell(f.Group) }},
		{"withdrawn", func(f ComparedFigure) string { return intCell(f.Withdrawn) }},
		{"group_withdrawn", func(f ComparedFigure) string { return intCell(f.GroupWithdrawn) }},
		{"as_of", func(f ComparedFigure) string { return f.AsOf }},
		{"data_through", func(f ComparedFigure) string { return optionalCell(f.DataThrough) }},
	},
}

func (s *server) comparison(ctx context.Context, in *comparisonInput) (reply, error) {
	v, err := s.view(ctx, in.Organization, in.AsOf.Day())
	if err != nil {
		return reply{}, err
	}
	peers, err := s.Boards.Peers(ctx)
	if err != nil {
		return reply{}, err
	}
	rows := []ComparedFigure{}
	if c, ok := peers.Compare(in.Organization, in.Measure, v.Day); ok {
		rows = comparedFigures(c)
	}
	return paged(v, comparisonList.placed(rows), in.r, rows, in.Paging, orElse(in.Sort, byPlace))
}

func comparedFigures(c board.Compared) []ComparedFigure {
	var rows []ComparedFigure
	for _, figure := range board.PeerFigures {
		for _, g := range c.Groups {
			spread := g.Spread(figure)
			row := ComparedFigure{
				Figure: string(figure), Scope: string(g.Scope), Type: c.Type, Measure: optionalText(c.Measure.Code), Value: c.Own.Value(figure),
				Organizations: spread.Enti, Group: g.Enti, Withdrawn: c.Own.Money.WithdrawnCount, GroupWithdrawn: g.Money.WithdrawnCount,
				AsOf: c.Day.String(), DataThrough: day(c.Through),
			}
			if g.Scope.InRegion() {
				row.Region = optionalText(c.Region)
			}
			if g.Scope.InClass() {
				row.SizeClass = optionalText(c.Class.Code())
			}
			if q := spread.Quartiles; q != nil {
				row.FirstQuartile, row.Median, row.ThirdQuartile = &q.First, &q.Median, &q.Third
			}
			rows = append(rows, row)
		}
	}
	return rows
}

// peersVersion tells apart what follows from other organizations too; empty for addresses
// of which nothing does. ok is false where it cannot be told.
func (s *server) peersVersion(ctx context.Context, key string, organization string) (version string, ok bool) {
	if key != Prefix+"/organizations/"+organization+"/comparison" {
		return "", true
	}
	peers, err := s.Boards.Peers(ctx)
	if err != nil || !plan.ValidOrganizationID(organization) {
		return "", false
	}
	return " " + strconv.FormatInt(peers.Version, 10), true
}

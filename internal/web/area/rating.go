package area

import (
	"html/template"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/desk"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/progress"
	"github.com/traguardi/traguardi/internal/tracker"
)

// ratingRow is an objective with both its ratings.
type ratingRow struct {
	Code, Title, URL string
	Shown, Planned   string
	Health           progress.Health
	Office, Reviewer *board.Rating
	Different, Equal bool
	RateURL          string
}

func (v *visit) ratingRow(p desk.RatingPair) ratingRow {
	o := p.Objective
	row := ratingRow{
		Code: o.Code, Title: o.Title, URL: v.objectiveURL(o), Health: o.Figures.Health, Office: p.Office, Reviewer: p.Reviewer,
		Different: p.Agreement == desk.RatingsDifferent, Equal: p.Agreement == desk.RatingsEqual, RateURL: v.at("/verifica/giudizi/" + o.Code),
	}
	if o.Figures.Shown >= 0 {
		row.Shown = v.say.Percent(o.Figures.Shown)
	}
	if o.Figures.ShownPlanned >= 0 {
		row.Planned = v.say.Percent(o.Figures.ShownPlanned)
	}
	return row
}

type rateView struct {
	frame
	Row        ratingRow
	Grounds    template.HTML
	OfficeName string
	Confidence []choice
	Problems   []template.HTML // of the confidence
	Text       field
	Back       string
}

// rate takes the reviewer's confidence in an objective.
func (s *Site) rate(v *visit) (reply, error) {
	code := v.arg("obiettivo")
	return v.submit(func(f *form) (string, error) {
		_, err := s.Tracker.RateObjective(v.write(f), tracker.RateObjective{
			Organization: v.ipa, Objective: code, RatedBy: plan.RatedByReviewer,
			Confidence: plan.Confidence(f.text("confidence")), Text: f.text("text"),
		})
		return withNotice(v.at("/verifica")+"#giudizi", "rated"), err
	}, func(f *form) (reply, error) {
		staff, err := v.staff()
		if err != nil {
			return nil, err
		}
		o, ok := staff.Objective(code)
		if !ok {
			return nil, plan.NotFound("objective")
		}
		return s.ratePage(v, f, o)
	})
}

func (s *Site) ratePage(v *visit, f *form, o *board.Objective) (reply, error) {
	page := &rateView{
		Row:     v.ratingRow(desk.RatingPair{Objective: o, Office: o.OfficeRating, Reviewer: o.ReviewerRating}),
		Grounds: v.grounds(&o.Figures), OfficeName: v.officeName(o.Terms.LeadOffice), Back: v.at("/verifica") + "#giudizi",
	}
	stored := ""
	if o.ReviewerRating != nil {
		stored = string(o.ReviewerRating.Confidence)
	}
	chosen := f.value("confidence", stored)
	for _, c := range []plan.Confidence{plan.ConfidenceGreen, plan.ConfidenceAmber, plan.ConfidenceRed} {
		page.Confidence = append(page.Confidence, choice{Value: string(c), Text: v.say.Plain("rate.confidence." + string(c)), Selected: string(c) == chosen})
	}
	page.Problems = f.errorsAt("confidence", v.say.Plain("rate.confidence"))
	page.Text = f.fill(field{
		Name: "text", Label: v.say.Plain("rate.text"), Hint: v.say.T("rate.text.hint"), Type: "textarea", Rows: 3, Max: plan.MaxNote, Required: true,
	})
	page.frame = v.frame(v.say.Plain("rate.title", "objective", o.Code), sectionReview)
	page.Crumbs = []crumb{{v.say.Plain("review.title"), v.at("/verifica")}, {Text: v.say.Plain("rate.crumb", "objective", o.Code)}}
	return v.page("giudizio", page)
}

package demo

import (
	"context"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// rating is a row of the table in ratings.go.
type rating struct {
	objective  string
	days       int // from the present day
	by         plan.RatedBy
	confidence plan.Confidence
	text       string
}

func (s *script) addRating(r rating) {
	s.add(d(r.days), afternoon, "rate "+r.objective, func(ctx context.Context, t *tracker.Tracker) error {
		_, err := t.RateObjective(ctx, tracker.RateObjective{
			Organization: ente, Objective: r.objective, RatedBy: r.by, Confidence: r.confidence, Text: r.text,
		})
		return err
	})
}

package desk

import (
	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
)

// Agreement is how the two ratings of an objective compare.
type Agreement string

// The agreements.
const (
	RatingsEqual     Agreement = "equal"
	RatingsDifferent Agreement = "different"
	// RatingsMissing: one of them, or both, were never given.
	RatingsMissing Agreement = "missing"
)

// RatingPair is an objective with the confidence of its lead office beside the
// reviewer's; either may be nil.
type RatingPair struct {
	Objective        *board.Objective
	Office, Reviewer *board.Rating
	Agreement        Agreement
}

// Ratings lists the objectives that are still to be delivered, active or suspended, by
// code.
func Ratings(c *board.Content) []RatingPair {
	var pairs []RatingPair
	for _, o := range c.Objectives {
		if o.Terms.State != plan.ObjectiveActive && o.Terms.State != plan.ObjectiveSuspended {
			continue
		}
		p := RatingPair{Objective: o, Office: o.OfficeRating, Reviewer: o.ReviewerRating, Agreement: RatingsMissing}
		switch {
		case p.Office == nil || p.Reviewer == nil:
		case p.Office.Confidence == p.Reviewer.Confidence:
			p.Agreement = RatingsEqual
		default:
			p.Agreement = RatingsDifferent
		}
		pairs = append(pairs, p)
	}
	return pairs
}

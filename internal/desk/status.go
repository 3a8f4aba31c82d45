package desk

import (
	"strings"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
)

// sameStatus reports whether two statuses say the same; acts are compared by what they
// are, not by where they are kept.
func sameStatus(a, b plan.MilestoneStatus) bool {
	return SameEvidence(a.Evidence, b.Evidence) && a.Office == b.Office && a.Weight == b.Weight && a.StartOn == b.StartOn &&
		a.DueOn == b.DueOn && a.State == b.State && a.Percent == b.Percent && a.CompletedOn == b.CompletedOn
}

// SameEvidence reports whether two pieces of evidence say the same.
func SameEvidence(a, b plan.Evidence) bool {
	return a.URL == b.URL && a.Note == b.Note && sameAct(a.Act, b.Act)
}

func sameAct(a, b *plan.Act) bool {
	return (a == nil) == (b == nil) && (a == nil || *a == *b)
}

// NothingNew reports whether an update is a "nessuna novità": what an office records
// when nothing changed and there is nothing to add.
func NothingNew(u *board.Update) bool {
	return u.Kind == plan.UpdateReported && blank(u.Note) && sameStatus(u.Before, u.After)
}

func blank(s string) bool { return trimmed(s) == "" }

func trimmed(s string) string { return strings.TrimSpace(s) }

// StatusAt is how a milestone stood, on the content's day, for whoever looked when the
// organization was at a revision: what a writer with that revision had read.
func StatusAt(m *board.Milestone, revision int64) plan.MilestoneStatus {
	for _, u := range m.Updates { // newest first
		if u.Revision <= revision {
			return u.After
		}
	}
	if n := len(m.Updates); n > 0 {
		return m.Updates[n-1].Before // as it was added
	}
	return m.Status
}

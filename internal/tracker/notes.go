package tracker

import (
	"context"
	"slices"

	"github.com/traguardi/traguardi/internal/plan"
)

// WriteNotes is what is noted of one point of a meeting's agenda while it goes on.
type WriteNotes struct {
	Organization string
	Meeting      string
	// Point counts from 1; 0 is what belongs to no point.
	Point int
	// Was is the text that the writer began from: it must be the one that is there, so
	// that two who note the same point do not write over each other. What they write of
	// other points is not in the way.
	Was     plan.Opt[string]
	Text    plan.Opt[string]
	Handled plan.Opt[bool]
}

// WriteNotes changes the notes of one point. For the editor and the admin. The receipt's
// ID is the meeting's. The error is of kind stale where the notes are not as they were.
func (t *Tracker) WriteNotes(ctx context.Context, cmd WriteNotes) (Receipt, error) {
	return t.change(ctx, cmd.Organization, OpMeetingChange, func(c *change) error {
		if err := c.permit(""); err != nil {
			return err
		}
		m, err := existingMeeting(ctx, c, cmd.Meeting)
		if err != nil {
			return err
		}
		note := m.Note(cmd.Point)
		if cmd.Was.Set && cmd.Was.Value != note.Text {
			return plan.Errorf(plan.KindStale, "somebody else has changed these notes since you read them")
		}
		note.Text = cmd.Text.Or(note.Text)
		note.Handled = cmd.Handled.Or(note.Handled)
		m.Notes = slices.DeleteFunc(slices.Clone(m.Notes), func(n plan.PointNotes) bool { return n.Point == cmd.Point })
		if note != (plan.PointNotes{Point: cmd.Point}) {
			m.Notes = append(m.Notes, note)
		}
		slices.SortFunc(m.Notes, func(a, b plan.PointNotes) int { return a.Point - b.Point })
		if err := m.Check(c.today); err != nil {
			return err
		}
		m.ChangedAt = c.now
		c.wrote("meeting", m.ID, map[string]any{"notes": note})
		return c.SaveMeeting(ctx, m)
	})
}

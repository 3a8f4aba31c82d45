package tracker_test

import (
	"context"
	"strings"
	"testing"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

func changeTexts() write {
	return write{rule: "the admin writes the texts", op: tracker.OpTextsChange, by: plan.RoleAdmin, object: "texts", id: "c_m403",
		do: func(ctx context.Context, s *scene, read int64) (tracker.Receipt, error) {
			return s.through.ChangeTexts(ctx, tracker.ChangeTexts{Organization: s.id, IfRevision: read, Introduction: opt("# Il piano"), DPOContact: opt(secretAddress)})
		}}
}

func changePublication() write {
	return write{rule: "the admin keeps the ratings from the public", op: tracker.OpPublicationChange, by: plan.RoleAdmin, object: "publication", id: "c_m403",
		do: func(ctx context.Context, s *scene, read int64) (tracker.Receipt, error) {
			return s.through.ChangePublication(ctx, tracker.ChangePublication{Organization: s.id, IfRevision: read, HideRatings: opt(true)})
		}}
}

func TestTexts(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e := w.ente("c_m403")
		admin := e.as(plan.RoleAdmin)
		change := func(cmd tracker.ChangeTexts) error {
			cmd.Organization = e.id
			_, err := w.tracker.ChangeTexts(admin, cmd)
			return err
		}
		first := e.on(plan.Date{}).Public().Texts
		same(t, "texts that nobody wrote", first, plan.Texts{Revision: plan.FirstRevision})
		must(t, change(tracker.ChangeTexts{IfRevision: first.Revision, Introduction: opt("Il *piano*"), DPOContact: opt("rpd@example.org")}))
		must(t, change(tracker.ChangeTexts{LegalNote: opt("Nota")}))
		got := e.on(plan.Date{}).Public().Texts
		same(t, "the texts", got, plan.Texts{Introduction: "Il *piano*", DPOContact: "rpd@example.org", LegalNote: "Nota", Revision: e.revision()})
		w.told.take()
		before := w.dump()
		refused(t, "texts that changed since", change(tracker.ChangeTexts{IfRevision: first.Revision, LegalNote: opt("x")}), plan.KindStale)
		refusedField(t, "a text too long", change(tracker.ChangeTexts{Introduction: opt(strings.Repeat("x", plan.MaxText+1))}), "introduction", "text.length")
		refusedField(t, "a text that is none", change(tracker.ChangeTexts{PrivacyNote: opt("a\x00")}), "privacy_note", "text.control")
		_, err := w.tracker.ChangeTexts(e.editor(), tracker.ChangeTexts{Organization: e.id, LegalNote: opt("x")})
		refused(t, "the editor", err, plan.KindForbidden)
		w.untouched("what was refused", before)

		// The trail keeps what was written, but for the contacts of people.
		entries, _, err := w.store.AuditEntries(t.Context(), tracker.AuditQuery{Organization: e.id, Action: string(tracker.OpTextsChange), Limit: 9})
		must(t, err)
		if entries[1].Detail != `{"dpo_contact":true,"introduction":"Il *piano*"}` || entries[0].Detail != `{"legal_note":"Nota"}` {
			t.Errorf("the trail says %s, then %s", entries[1].Detail, entries[0].Detail)
		}
		w.whole()
	})
}

// What an organization keeps from the public is on no board of the public, of any day;
// the staff sees it.
func TestPublicationSettings(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		e := w.ente("c_m403")
		e.objective("OB-01", plan.ObjectiveActive)
		id := e.milestone("OB-01", 60)
		e.reported(id, plan.Report{Percent: opt(10), Note: "nota interna"})
		e.reported(id, plan.Report{DueOn: opt(w.clock.today().AddDays(90)), Reason: "motivo", Note: "nota interna"})
		_, err := w.tracker.RateObjective(e.as(plan.RoleReviewer), tracker.RateObjective{Organization: e.id, Objective: "OB-01", RatedBy: plan.RatedByReviewer,
			Confidence: plan.ConfidenceRed, Text: "giudizio interno"})
		must(t, err)
		_, err = w.tracker.CreateMeeting(e.editor(), e.id, plan.Meeting{Title: "Riunione", HeldOn: w.clock.today(), State: plan.MeetingHeld, Published: true, Offices: []string{"tributi"},
			Participants: []plan.Participant{{Role: "ruolo interno", Office: "tributi"}}})
		must(t, err)
		w.clock.days(1)
		days := []plan.Date{{}, w.clock.today().AddDays(-1)}
		sees := func(what string, public bool) {
			t.Helper()
			for _, day := range days {
				on := e.on(day)
				if got := strings.Contains(string(text(t, on.Public())), what); got != public {
					t.Errorf("on %s the public sees %q: %v, want %v", day, what, got, public)
				}
				if !strings.Contains(string(text(t, on.Staff())), what) {
					t.Errorf("on %s the staff does not see %q", day, what)
				}
			}
		}
		for _, what := range []string{"nota interna", "giudizio interno", "ruolo interno"} {
			sees(what, true)
		}
		change := func(cmd tracker.ChangePublication) {
			t.Helper()
			cmd.Organization = e.id
			_, err := w.tracker.ChangePublication(e.as(plan.RoleAdmin), cmd)
			must(t, err)
		}
		figures := string(text(t, e.on(plan.Date{}).Report()))
		change(tracker.ChangePublication{HideRatings: opt(true)})
		sees("giudizio interno", false)
		sees("nota interna", true)
		change(tracker.ChangePublication{HideNotes: opt(true), HideParticipants: opt(true)})
		for _, what := range []string{"nota interna", "giudizio interno", "ruolo interno"} {
			sees(what, false)
		}
		sees("motivo", true) // why a date moved is always told
		sees(`"Offices":["tributi"]`, true)
		if got := string(text(t, e.on(plan.Date{}).Report())); got != figures {
			t.Error("the figures changed by a setting")
		}
		change(tracker.ChangePublication{HideRatings: opt(false)})
		sees("giudizio interno", true)
		_, err = w.tracker.ChangePublication(e.as(plan.RoleAdmin), tracker.ChangePublication{Organization: e.id, IfRevision: 1, HideRatings: opt(true)})
		refused(t, "settings that changed since", err, plan.KindStale)
		_, err = w.tracker.ChangePublication(e.editor(), tracker.ChangePublication{Organization: e.id, HideRatings: opt(true)})
		refused(t, "the editor", err, plan.KindForbidden)
		w.whole()
	})
}

package store

import (
	"context"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// The organization of most tests, with one of everything that others refer to.
const (
	org       = "c_m403"
	office    = "ufficio-europa"
	objective = "OB-01"
	meeting   = "m-1"
)

var (
	today = plan.NewDate(2026, time.March, 2)
	now   = time.Date(2026, time.March, 2, 9, 30, 0, 123456789, time.UTC)
	ctx   = context.Background()
)

func terms() plan.ObjectiveTerms {
	return plan.ObjectiveTerms{State: plan.ObjectiveActive, Weight: 1, Horizon: plan.HorizonShort, LeadOffice: office}
}

func status() plan.MilestoneStatus {
	return plan.MilestoneStatus{Office: office, Weight: 1, State: plan.MilestonePlanned}
}

func update(id string, number int, effectiveOn plan.Date, after plan.MilestoneStatus) plan.Update {
	return plan.Update{ID: id, Objective: objective, Number: number, Kind: plan.UpdateReported, RecordedAt: now,
		EffectiveOn: effectiveOn, By: plan.Signature{AccountID: "a-1", Role: plan.RoleEditor}, After: after}
}

// seed creates the organization at revision 1 and its plan, with one milestone, at 2.
func seed(t testing.TB, s *Store) { seedAs(t, s, org) }

func seedAs(t testing.TB, s *Store, id string) {
	t.Helper()
	must(t, s.Administer(ctx, func(tx tracker.AdminTx) error {
		return tx.CreateOrganization(ctx, plan.Organization{ID: id, Name: "Comune di " + id})
	}))
	change(t, s, id, func(tx tracker.Tx) error {
		for _, err := range []error{
			tx.SaveOffice(ctx, plan.Office{Code: office, Name: "Ufficio Europa"}),
			tx.SaveObjective(ctx, plan.Objective{Code: objective, Title: "Un obiettivo", AddedOn: today, Terms: terms()}),
			tx.SaveMilestone(ctx, plan.Milestone{Objective: objective, Number: 1, Title: "Un traguardo", AddedOn: today}),
			tx.SaveMeeting(ctx, plan.Meeting{ID: meeting, Title: "Una riunione", State: plan.MeetingHeld, HeldOn: today}),
		} {
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func change(t testing.TB, s *Store, organization string, fn func(tracker.Tx) error) int64 {
	t.Helper()
	revision, err := s.Change(ctx, organization, fn)
	must(t, err)
	return revision
}

// Generators of values that the rules allow, and of texts that are hard to keep.

var texts = rapid.OneOf(
	rapid.SampledFrom([]string{
		"", "perché così è la città di Niccolò", "e\u0301 is not é", "👩🏽‍🌾 agricoltura 🇮🇹", "مرحبا بالعالم", "שלום, Corigliano-Rossano",
		"'; DROP TABLE updates; --", "a\tb\r\nc\n", " spazi ", `back\slash "quoted" <b>&amp;</b>`, "null", "[]", "{}", "0", "1e5", "\u2028\ufeff\u200e",
		"$1 ? :name %s", strings.Repeat("è", 10_000),
	}),
	rapid.StringOf(rapid.Rune().Filter(func(r rune) bool { return r != 0 })),
)

var (
	dates = rapid.Map(rapid.OneOf(
		rapid.SampledFrom([]int{1, plan.NewDate(2199, time.December, 31).Ordinal(), plan.NewDate(2024, time.February, 29).Ordinal()}),
		rapid.IntRange(1, plan.NewDate(2199, time.December, 31).Ordinal()),
	), plan.DateFromOrdinal)
	datesOrNone = rapid.OneOf(rapid.Just(plan.Date{}), dates)
	instants    = rapid.Custom(func(t *rapid.T) time.Time {
		return time.Unix(rapid.Int64Range(-2e9, 7e9).Draw(t, "second"), rapid.Int64Range(0, 999_999_999).Draw(t, "nanosecond")).UTC()
	})
	instantsOrNone = rapid.OneOf(rapid.Just(time.Time{}), instants)
	weights        = rapid.OneOf(
		rapid.SampledFrom([]float64{math.SmallestNonzeroFloat64, 1e-9, 0.1, 1.0 / 3, 1, math.Nextafter(1, 2), plan.MaxWeight}),
		rapid.Float64Range(math.SmallestNonzeroFloat64, plan.MaxWeight),
	)
	ratios    = rapid.OneOf(rapid.Just[*float64](nil), rapid.Map(rapid.Float64(), func(f float64) *float64 { return &f }))
	values    = rapid.Float64Range(-plan.MaxValue, plan.MaxValue)
	counts    = rapid.IntRange(0, 1_000_000)
	offices   = rapid.SampledFrom([]string{"", office})
	signature = rapid.Custom(func(t *rapid.T) plan.Signature {
		return plan.Signature{AccountID: texts.Draw(t, "account"), Role: rapid.SampledFrom(append(plan.Roles, plan.RoleSystem)).Draw(t, "role")}
	})
)

// standingsOrNone never draws an empty map, which comes back as none.
var standingsOrNone = rapid.OneOf(rapid.Just[plan.Standings](nil), rapid.Custom(func(t *rapid.T) plan.Standings {
	return plan.Standings(rapid.MapOfN(texts, rapid.Custom(func(t *rapid.T) plan.Standing {
		return plan.Standing{Health: texts.Draw(t, "health"), Shown: rapid.IntRange(-1, 100).Draw(t, "shown"), Planned: rapid.IntRange(-1, 100).Draw(t, "planned")}
	}), 1, 4).Draw(t, "standings"))
}))

func lists[T any](g *rapid.Generator[T]) *rapid.Generator[[]T] {
	return rapid.Map(rapid.SliceOfN(g, 0, 4), func(l []T) []T {
		if len(l) == 0 {
			return nil
		}
		return l
	})
}

func genTerms(t *rapid.T) plan.ObjectiveTerms {
	return plan.ObjectiveTerms{
		State: rapid.SampledFrom(plan.ObjectiveStates).Draw(t, "state"), Weight: weights.Draw(t, "weight"),
		Horizon: rapid.SampledFrom(plan.Horizons).Draw(t, "horizon"), StartOn: datesOrNone.Draw(t, "start"),
		DueOn: datesOrNone.Draw(t, "due"), LeadOffice: offices.Draw(t, "lead"),
	}
}

func genStatus(t *rapid.T) plan.MilestoneStatus {
	s := plan.MilestoneStatus{
		Office: office, Weight: weights.Draw(t, "weight"), StartOn: datesOrNone.Draw(t, "start"), DueOn: datesOrNone.Draw(t, "due"),
		State: rapid.SampledFrom(plan.MilestoneStates).Draw(t, "state"), Percent: rapid.IntRange(0, 100).Draw(t, "percent"),
		CompletedOn: datesOrNone.Draw(t, "completed"),
		Evidence:    plan.Evidence{URL: texts.Draw(t, "url"), Note: texts.Draw(t, "note")},
	}
	if rapid.Bool().Draw(t, "act") {
		s.Evidence.Act = &plan.Act{Kind: texts.Draw(t, "kind"), Number: texts.Draw(t, "number"), Date: datesOrNone.Draw(t, "date"), URL: texts.Draw(t, "act url")}
	}
	return s
}

// world is one of everything that an organization can hold, apart from what seed made.
type world struct {
	Organization plan.Organization
	Office       plan.Office
	Objective    plan.Objective
	Change       plan.ObjectiveChange
	Milestone    plan.Milestone
	Update       plan.Update
	Review       plan.Review
	Briefing     plan.Briefing
	Rating       plan.Rating
	Meeting      plan.Meeting
	Action       plan.Action
	Order        plan.ObjectiveOrder
	Sector       plan.Sector
	Funding      plan.Funding
	Indicator    plan.Indicator
	Measurement  plan.Measurement
	Origin       tracker.Origin
	Texts        plan.Texts
	Publication  plan.Publication
	Replay       tracker.Replay
	Audit        plan.AuditEntry
}

// genWorld draws a world whose identifiers carry n, so that worlds do not meet.
func genWorld(t *rapid.T, n int) world {
	text := func(label string) string { return texts.Draw(t, label) }
	w := world{
		Organization: plan.Organization{ID: org, Name: text("name"), Type: text("type"), ISTATCode: text("istat"), Region: text("region"),
			Population: rapid.IntRange(0, 1e8).Draw(t, "population"), ParentBody: text("parent"), WebsiteURL: text("website"),
			ContactURL: text("contact"), TransparencyURL: text("transparency"), AccessibilityURL: text("accessibility"),
			Demonstration: rapid.Bool().Draw(t, "demonstration")},
		Office: plan.Office{Code: fmt.Sprintf("office-%d", n), Name: text("office"), Description: text("description"), RemovedOn: datesOrNone.Draw(t, "removed"),
			MergedInto: rapid.SampledFrom([]string{"", office}).Draw(t, "into")},
		Objective: plan.Objective{Code: fmt.Sprintf("W-%d", n), Title: text("title"), Description: text("description"),
			Urgent: rapid.Bool().Draw(t, "urgent"), Sectors: lists(texts).Draw(t, "sectors"),
			Lines: lists(rapid.Custom(func(t *rapid.T) plan.LineRef {
				return plan.LineRef{Edition: texts.Draw(t, "edition"), Code: texts.Draw(t, "line")}
			})).Draw(t, "lines"), AddedOn: dates.Draw(t, "added"),
			RemovedOn: datesOrNone.Draw(t, "removed"), Terms: genTerms(t),
			MilestoneOrder: lists(rapid.IntRange(1, plan.MaxMilestoneNumber)).Draw(t, "milestone order")},
		Order: plan.ObjectiveOrder{Codes: lists(texts).Draw(t, "order")},
		Sector: plan.Sector{Code: fmt.Sprintf("%s-%d", text("sector"), n), Name: text("sector name"), Position: counts.Draw(t, "position"),
			Hidden: rapid.Bool().Draw(t, "hidden"), RemovedOn: datesOrNone.Draw(t, "removed")},
		Funding: plan.Funding{ID: fmt.Sprintf("funding-%d", n), Objective: objective, Measure: text("measure"), Call: text("call"), Decree: text("decree"),
			CUP: text("cup"), AmountCents: rapid.Int64Range(0, plan.MaxAmountCents).Draw(t, "amount"), AppliedOn: datesOrNone.Draw(t, "applied"),
			AssignedOn: datesOrNone.Draw(t, "assigned"), State: rapid.SampledFrom(plan.FundingStates).Draw(t, "state"),
			StateOn: datesOrNone.Draw(t, "state on"), Source: text("source"), RemovedOn: datesOrNone.Draw(t, "removed")},
		Indicator: plan.Indicator{ID: fmt.Sprintf("indicator-%d", n), Objective: rapid.SampledFrom([]string{"", objective}).Draw(t, "objective"),
			Title: text("title"), Description: text("description"), Unit: text("unit"), Direction: rapid.SampledFrom(plan.Directions).Draw(t, "direction"),
			Baseline: values.Draw(t, "baseline"), BaselineOn: dates.Draw(t, "baseline on"), Target: values.Draw(t, "target"),
			TargetOn: datesOrNone.Draw(t, "target on"), RemovedOn: datesOrNone.Draw(t, "removed")},
		Measurement: plan.Measurement{ID: fmt.Sprintf("measurement-%d", n), Indicator: fmt.Sprintf("indicator-%d", n), MeasuredOn: dates.Draw(t, "measured"),
			Value: values.Draw(t, "value"), Note: text("note"), Source: text("source"), RecordedAt: instants.Draw(t, "recorded"),
			By: signature.Draw(t, "by"), RemovedOn: datesOrNone.Draw(t, "removed")},
		Origin: tracker.Origin{Source: text("source"), Key: fmt.Sprintf("%s-%d", text("key"), n), ObjectType: text("type"), ObjectID: text("object"),
			Imported: text("imported")},
		Texts: plan.Texts{Introduction: text("introduction"), PrivacyContact: text("privacy contact"), DPOContact: text("dpo"),
			PrivacyNote: text("privacy note"), LegalNote: text("legal note")},
		Publication: plan.Publication{HideRatings: rapid.Bool().Draw(t, "hide ratings"), HideParticipants: rapid.Bool().Draw(t, "hide participants"),
			HideNotes: rapid.Bool().Draw(t, "hide notes")},
		Change: plan.ObjectiveChange{ID: fmt.Sprintf("change-%d", n), Objective: objective, EffectiveOn: dates.Draw(t, "effective"),
			RecordedAt: instants.Draw(t, "recorded"), By: signature.Draw(t, "by"), Terms: genTerms(t)},
		Milestone: plan.Milestone{Objective: fmt.Sprintf("W-%d", n), Number: rapid.IntRange(1, plan.MaxMilestoneNumber).Draw(t, "number"),
			Title: text("title"), Description: text("description"), AddedOn: dates.Draw(t, "added"), RemovedOn: datesOrNone.Draw(t, "removed"),
			BaselineDueOn: datesOrNone.Draw(t, "baseline"), BaselineSetOn: datesOrNone.Draw(t, "set"), Status: genStatus(t)},
		Review: plan.Review{ID: fmt.Sprintf("review-%d", n), UpdateID: fmt.Sprintf("update-%d", n),
			Verdict: rapid.SampledFrom([]plan.Verdict{plan.VerdictConfirmed, plan.VerdictQuestioned}).Draw(t, "verdict"),
			Note:    text("note"), RecordedAt: instants.Draw(t, "recorded"), By: signature.Draw(t, "by")},
		Briefing: plan.Briefing{ID: fmt.Sprintf("briefing-%d", n), On: dates.Draw(t, "on"), SinceOn: datesOrNone.Draw(t, "since"),
			Shown: rapid.Int64Range(0, 1<<53).Draw(t, "shown"), Standings: standingsOrNone.Draw(t, "standings"),
			RecordedAt: instants.Draw(t, "recorded"), By: signature.Draw(t, "by")},
		Rating: plan.Rating{ID: fmt.Sprintf("rating-%d", n), Objective: objective,
			RatedBy:    rapid.SampledFrom([]plan.RatedBy{plan.RatedByOffice, plan.RatedByReviewer}).Draw(t, "side"),
			Confidence: rapid.SampledFrom([]plan.Confidence{plan.ConfidenceGreen, plan.ConfidenceAmber, plan.ConfidenceRed}).Draw(t, "confidence"),
			Text:       text("text"), GivenOn: dates.Draw(t, "given"), RecordedAt: instants.Draw(t, "recorded"), By: signature.Draw(t, "by")},
		Meeting: plan.Meeting{ID: fmt.Sprintf("meeting-%d", n), Title: text("title"), State: rapid.SampledFrom(plan.MeetingStates).Draw(t, "state"),
			HeldOn: dates.Draw(t, "held"), StartsAt: text("starts"), EndsAt: text("ends"), Place: text("place"), Agenda: text("agenda"),
			DateNote: text("doubt"), Offices: lists(texts).Draw(t, "offices"),
			Participants: lists(rapid.Custom(func(t *rapid.T) plan.Participant {
				return plan.Participant{Role: texts.Draw(t, "role"), Office: texts.Draw(t, "office"),
					Attendance: rapid.SampledFrom(append([]plan.Attendance{""}, plan.Attendances...)).Draw(t, "attendance")}
			})).Draw(t, "participants"),
			Minutes: text("minutes"), MinutesApproved: rapid.Bool().Draw(t, "approved"),
			Decisions: lists(rapid.Custom(func(t *rapid.T) plan.Decision {
				return plan.Decision{ID: texts.Draw(t, "id"), Text: texts.Draw(t, "text"), Office: texts.Draw(t, "office"), DueOn: datesOrNone.Draw(t, "due"),
					Point: counts.Draw(t, "point"), Objective: texts.Draw(t, "objective"), Milestone: texts.Draw(t, "milestone"),
					NoAction: rapid.Bool().Draw(t, "no action"), Revision: rapid.Int64Range(0, 1<<53).Draw(t, "revision")}
			})).Draw(t, "decisions"),
			InvitedOn: datesOrNone.Draw(t, "invited"), Notes: lists(rapid.Custom(func(t *rapid.T) plan.PointNotes {
				return plan.PointNotes{Point: counts.Draw(t, "point"), Text: texts.Draw(t, "text"), Handled: rapid.Bool().Draw(t, "handled")}
			})).Draw(t, "notes"),
			Series: text("series"), ChangedAt: instantsOrNone.Draw(t, "changed"),
			Published: rapid.Bool().Draw(t, "published"), RemovedOn: datesOrNone.Draw(t, "removed")},
		Action: plan.Action{ID: fmt.Sprintf("action-%d", n), Meeting: fmt.Sprintf("meeting-%d", n), Title: text("title"), Office: office,
			DueOn: dates.Draw(t, "due"), State: rapid.SampledFrom(plan.ActionStates).Draw(t, "state"), CompletedOn: datesOrNone.Draw(t, "completed"),
			Objective: rapid.SampledFrom([]string{"", objective}).Draw(t, "objective"),
			Milestone: rapid.SampledFrom([]string{"", plan.MilestoneID(objective, 1)}).Draw(t, "milestone"),
			Decision:  text("decision"), Point: counts.Draw(t, "point"), RemovedOn: datesOrNone.Draw(t, "removed")},
		Replay: tracker.Replay{AccountID: text("account"), Key: fmt.Sprintf("%s-%d", text("key"), n), Fingerprint: text("fingerprint"),
			ObjectID: text("object"), At: instants.Draw(t, "at")},
		Audit: plan.AuditEntry{Organization: org, At: instants.Draw(t, "at"), By: signature.Draw(t, "by"), Action: text("action"),
			ObjectType: text("type"), ObjectID: text("object"), Detail: text("detail")},
	}
	w.Update = plan.Update{ID: fmt.Sprintf("update-%d", n), Objective: w.Milestone.Objective, Number: w.Milestone.Number,
		Kind:       rapid.SampledFrom([]plan.UpdateKind{plan.UpdateAdded, plan.UpdateReported, plan.UpdateRevised}).Draw(t, "kind"),
		RecordedAt: instants.Draw(t, "recorded"), EffectiveOn: dates.Draw(t, "effective"), By: signature.Draw(t, "by"),
		After: w.Milestone.Status, Reason: text("reason"), DecidedIn: rapid.SampledFrom([]string{"", meeting}).Draw(t, "decided"), Note: text("note")}
	return w
}

// save writes the whole world in one transaction and notes the revision in it.
func (w *world) save(tx tracker.Tx) error {
	r := tx.Revision()
	w.Organization.Revision, w.Office.Revision, w.Objective.Revision, w.Change.Revision = r, r, r, r
	w.Milestone.Revision, w.Update.Revision, w.Review.Revision, w.Rating.Revision = r, r, r, r
	w.Briefing.Revision = r
	w.Funding.Revision, w.Indicator.Revision, w.Measurement.Revision = r, r, r
	w.Meeting.Revision, w.Action.Revision, w.Replay.Revision, w.Audit.Revision = r, r, r, r
	w.Order.Revision, w.Sector.Revision, w.Texts.Revision, w.Publication.Revision = r, r, r, r
	sequence, previous, err := tx.LastAudit(ctx)
	if err != nil {
		return err
	}
	w.Audit.Sequence, w.Audit.PreviousHash = sequence+1, previous
	w.Audit.Hash = w.Audit.ComputeHash()
	for _, step := range []func() error{
		func() error { return tx.SaveOrganization(ctx, w.Organization) },
		func() error { return tx.SaveOffice(ctx, w.Office) },
		func() error { return tx.SaveObjective(ctx, w.Objective) },
		func() error { return tx.AddObjectiveChange(ctx, w.Change) },
		func() error { return tx.SaveMilestone(ctx, w.Milestone) },
		func() error { return tx.SaveMeeting(ctx, w.Meeting) },
		func() error { return tx.AddUpdate(ctx, w.Update) },
		func() error { return tx.AddReview(ctx, w.Review) },
		func() error { return tx.AddRating(ctx, w.Rating) },
		func() error { return tx.AddBriefing(ctx, w.Briefing) },
		func() error { return tx.SaveAction(ctx, w.Action) },
		func() error { return tx.SaveObjectiveOrder(ctx, w.Order) },
		func() error { return tx.SaveSector(ctx, w.Sector) },
		func() error { return tx.SaveFunding(ctx, w.Funding) },
		func() error { return tx.SaveIndicator(ctx, w.Indicator) },
		func() error { return tx.SaveMeasurement(ctx, w.Measurement) },
		func() error { return tx.SaveOrigin(ctx, w.Origin) },
		func() error { return tx.SaveTexts(ctx, w.Texts) },
		func() error { return tx.SavePublication(ctx, w.Publication) },
		func() error { return tx.SaveReplay(ctx, w.Replay) },
		func() error { return tx.AddAudit(ctx, w.Audit) },
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

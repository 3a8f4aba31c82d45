package store

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

type failer interface {
	Helper()
	Errorf(format string, args ...any)
}

func same(t failer, what string, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s came back changed:\n got %.2000s\nwant %.2000s", what, fmt.Sprintf("%+v", got), fmt.Sprintf("%+v", want))
	}
}

// errLookedAt ends a transaction that only looked.
var errLookedAt = errors.New("nothing to commit")

// look reads through a Tx, and leaves the revision alone.
func look(t interface {
	Helper()
	Fatal(...any)
}, s *Store, fn func(tracker.Tx) error) {
	t.Helper()
	_, err := s.Change(ctx, org, func(tx tracker.Tx) error {
		if err := fn(tx); err != nil {
			return err
		}
		return errLookedAt
	})
	if !errors.Is(err, errLookedAt) {
		t.Fatal(err)
	}
}

// TestEveryFieldComesBack: whatever the rules allow is read as it was written, through
// the look-ups of a transaction and through Changes.
func TestEveryFieldComesBack(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		seed(t, s)
		n := 0
		rapid.Check(t, func(rt *rapid.T) {
			n++
			w := genWorld(rt, n)
			before, err := s.Revision(ctx, org)
			if err != nil {
				rt.Fatal(err)
			}
			if _, err := s.Change(ctx, org, w.save); err != nil {
				rt.Fatal(err)
			}
			look(rt, s, func(tx tracker.Tx) error { return checkLookups(rt, tx, w) })

			// SaveMilestone keeps what describes it; Changes leaves the status to the updates.
			described := w.Milestone
			described.Status = plan.MilestoneStatus{}
			want := board.Changes{Organization: w.Organization, Offices: []plan.Office{w.Office}, Objectives: []plan.Objective{w.Objective},
				ObjectiveChanges: []plan.ObjectiveChange{w.Change}, Milestones: []plan.Milestone{described}, Updates: []plan.Update{w.Update},
				Reviews: []plan.Review{w.Review}, Ratings: []plan.Rating{w.Rating}, Meetings: []plan.Meeting{w.Meeting}, Actions: []plan.Action{w.Action}, ObjectiveOrder: &w.Order,
				Fundings: []plan.Funding{w.Funding}, Indicators: []plan.Indicator{w.Indicator}, Measurements: []plan.Measurement{w.Measurement},
				Sectors: []plan.Sector{w.Sector}, Texts: &w.Texts, Publication: &w.Publication}
			got, err := s.Changes(ctx, org, before)
			if err != nil {
				rt.Fatal(err)
			}
			same(rt, "the changes", got, want)

			entries, total, err := s.AuditEntries(ctx, tracker.AuditQuery{Organization: org, Limit: 1, WithTotal: true})
			if err != nil || len(entries) != 1 {
				rt.Fatalf("%d entries, %v", len(entries), err)
			}
			same(rt, "the audit entry", entries[0], w.Audit)
			same(rt, "the total", int64(total), w.Audit.Sequence)
			if entries[0].ComputeHash() != w.Audit.Hash {
				rt.Errorf("the hash does not fit the entry any more")
			}
		})
	})
}

func checkLookups(t *rapid.T, tx tracker.Tx, w world) error {
	w.Organization.Revision = tx.Revision()
	var errs []error
	compare := func(what string, got any, err error, want any) {
		errs = append(errs, err)
		same(t, what, got, want)
	}
	organization, err := tx.LoadOrganization(ctx)
	compare("the organization", organization, err, w.Organization)
	o, err := tx.Office(ctx, w.Office.Code)
	compare("the office", o, err, w.Office)
	objective, err := tx.Objective(ctx, w.Objective.Code)
	compare("the objective", objective, err, w.Objective)
	order, err := tx.ObjectiveOrder(ctx)
	compare("the order", order, err, w.Order)
	sectors, err := tx.Sectors(ctx)
	compare("whether the sector is in the catalogue", slices.Contains(sectors, w.Sector), err, true)
	texts, err := tx.Texts(ctx)
	compare("the texts", texts, err, w.Texts)
	publication, err := tx.Publication(ctx)
	compare("the publication settings", publication, err, w.Publication)
	codes, err := tx.ObjectiveCodes(ctx)
	compare("whether the objective is among the codes", slices.Contains(codes, w.Objective.Code), err, true)
	m, err := tx.Milestone(ctx, w.Milestone.Objective, w.Milestone.Number)
	compare("the milestone", m, err, w.Milestone)
	of, err := tx.MilestonesOf(ctx, w.Milestone.Objective)
	compare("the objective's milestones", of, err, []plan.Milestone{w.Milestone})
	removed, err := tx.RemovedMilestones(ctx)
	compare("whether the milestone is among those removed", slices.Contains(removed, w.Milestone.ID()), err, !w.Milestone.RemovedOn.IsZero())
	u, err := tx.Update(ctx, w.Update.ID)
	compare("the update", u, err, w.Update)
	review, _, err := tx.ReviewOf(ctx, w.Update.ID)
	compare("the review", review, err, w.Review)
	status, ok, err := tx.StatusOn(ctx, w.Update.Objective, w.Update.Number, w.Update.EffectiveOn)
	compare("the status", status, err, w.Update.After)
	compare("whether there is one", ok, nil, true)
	meeting, err := tx.Meeting(ctx, w.Meeting.ID)
	compare("the meeting", meeting, err, w.Meeting)
	a, err := tx.Action(ctx, w.Action.ID)
	compare("the action", a, err, w.Action)
	funding, err := tx.Funding(ctx, w.Funding.ID)
	compare("the funding", funding, err, w.Funding)
	indicator, err := tx.Indicator(ctx, w.Indicator.ID)
	compare("the indicator", indicator, err, w.Indicator)
	measurement, err := tx.Measurement(ctx, w.Measurement.ID)
	compare("the measurement", measurement, err, w.Measurement)
	first, err := tx.FirstMeasuredOn(ctx, w.Indicator.ID)
	if w.Measurement.RemovedOn.IsZero() {
		compare("the first day of measuring", first, err, w.Measurement.MeasuredOn)
	} else {
		compare("the first day of measuring", first, err, plan.Date{})
	}
	origin, ok, err := tx.Origin(ctx, w.Origin.Source, w.Origin.Key)
	compare("the origin", origin, err, w.Origin)
	compare("whether there is an origin", ok, nil, true)
	origins, err := tx.Origins(ctx, w.Origin.Source)
	compare("whether the origin is among its source's", slices.Contains(origins, w.Origin), err, true)
	r, ok, err := tx.Replay(ctx, w.Replay.AccountID, w.Replay.Key)
	compare("the replay", r, err, w.Replay)
	compare("whether there is one", ok, nil, true)
	return errors.Join(errs...)
}

func TestSavingAgainReplaces(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		seed(t, s)
		rapid.Check(t, func(rt *rapid.T) {
			// The same identifiers every time, so everything but history is replaced.
			w := genWorld(rt, 0)
			w.Milestone.Number = 1
			if _, err := s.Change(ctx, org, func(tx tracker.Tx) error {
				r := tx.Revision()
				w.Organization.Revision, w.Office.Revision, w.Objective.Revision, w.Milestone.Revision = r, r, r, r
				w.Meeting.Revision, w.Action.Revision, w.Replay.Revision = r, r, r
				w.Replay.AccountID, w.Replay.Key = "a", "k"
				return errors.Join(tx.SaveOrganization(ctx, w.Organization), tx.SaveOffice(ctx, w.Office), tx.SaveObjective(ctx, w.Objective),
					tx.SaveMilestone(ctx, w.Milestone), tx.SaveMeeting(ctx, w.Meeting), tx.SaveAction(ctx, w.Action), tx.SaveReplay(ctx, w.Replay))
			}); err != nil {
				rt.Fatal(err)
			}
			c, err := s.Changes(ctx, org, w.Office.Revision-1)
			if err != nil {
				rt.Fatal(err)
			}
			w.Milestone.Status = plan.MilestoneStatus{}
			same(rt, "what was saved again", c, board.Changes{Organization: w.Organization, Offices: []plan.Office{w.Office},
				Objectives: []plan.Objective{w.Objective}, Milestones: []plan.Milestone{w.Milestone}, Meetings: []plan.Meeting{w.Meeting},
				Actions: []plan.Action{w.Action}})
			look(rt, s, func(tx tracker.Tx) error {
				r, _, err := tx.Replay(ctx, "a", "k")
				same(rt, "the replay", r, w.Replay)
				return err
			})
		})
	})
}

func TestWhatWasNeverThere(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		seed(t, s)
		notFound := func(what string, err error) {
			t.Helper()
			if plan.KindOf(err) != plan.KindNotFound {
				t.Errorf("%s: %v, want a not_found", what, err)
			}
		}
		_, err := s.Change(ctx, "c_none", func(tracker.Tx) error { return nil })
		notFound("change of an unknown organization", err)
		_, err = s.Changes(ctx, "c_none", 0)
		notFound("changes of an unknown organization", err)
		_, err = s.Revision(ctx, "c_none")
		notFound("revision of an unknown organization", err)
		_, err = s.AccountByEmail(ctx, "nobody@example.org")
		notFound("account", err)
		_, _, err = s.AccountByTokenHash(ctx, "none")
		notFound("token", err)
		look(t, s, func(tx tracker.Tx) error {
			_, err := tx.Office(ctx, "none")
			notFound("office", err)
			_, err = tx.Objective(ctx, "NONE")
			notFound("objective", err)
			_, err = tx.Milestone(ctx, objective, 99)
			notFound("milestone", err)
			_, err = tx.Update(ctx, "none")
			notFound("update", err)
			_, err = tx.Meeting(ctx, "none")
			notFound("meeting", err)
			_, err = tx.Action(ctx, "none")
			notFound("action", err)
			_, ok, err := tx.Replay(ctx, "a", "none")
			must(t, err)
			if ok {
				t.Error("there is a replay")
			}
			order, err := tx.ObjectiveOrder(ctx)
			must(t, err)
			same(t, "an order that nobody chose", order, plan.ObjectiveOrder{})
			status, ok, err := tx.StatusOn(ctx, objective, 1, today)
			must(t, err)
			if ok || status != (plan.MilestoneStatus{}) {
				t.Errorf("a milestone without update has a status: %+v", status)
			}
			m, err := tx.Milestone(ctx, objective, 1)
			must(t, err)
			same(t, "the status of a milestone without update", m.Status, plan.MilestoneStatus{})
			sequence, hash, err := tx.LastAudit(ctx)
			if err != nil || sequence != 0 || hash != "" {
				t.Errorf("head of an empty chain: %d %q %v", sequence, hash, err)
			}
			return nil
		})
		must(t, s.Administer(ctx, func(tx tracker.AdminTx) error {
			_, err := tx.RaiseRevision(ctx, "c_none")
			notFound("revision", err)
			_, err = tx.AccountByEmail(ctx, "nobody@example.org")
			notFound("account", err)
			tokens, err := tx.TokensOf(ctx, "none")
			must(t, err)
			same(t, "tokens of nobody", tokens, []plan.Token(nil))
			return nil
		}))
		if entries, total, err := s.AuditEntries(ctx, tracker.AuditQuery{Organization: "c_none"}); err != nil || total != 0 || entries != nil {
			t.Errorf("audit of nobody: %v, %d, %v", entries, total, err)
		}
	})
}

func TestOrganizations(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		must(t, s.Administer(ctx, func(tx tracker.AdminTx) error {
			return errors.Join(
				tx.CreateOrganization(ctx, plan.Organization{ID: "c_b", Name: "Zagarolo", Revision: 77}),
				tx.CreateOrganization(ctx, plan.Organization{ID: "c_c", Name: "Acri"}),
				tx.CreateOrganization(ctx, plan.Organization{ID: "c_a", Name: "Acri"}))
		}))
		got, err := s.Organizations(ctx)
		must(t, err)
		same(t, "the organizations", got, []plan.Organization{
			{ID: "c_a", Name: "Acri", Revision: 1}, {ID: "c_c", Name: "Acri", Revision: 1}, {ID: "c_b", Name: "Zagarolo", Revision: 1}})
		err = s.Administer(ctx, func(tx tracker.AdminTx) error {
			return tx.CreateOrganization(ctx, plan.Organization{ID: "c_a", Name: "x"})
		})
		if plan.KindOf(err) != plan.KindConflict {
			t.Errorf("creating an organization twice: %v, want a conflict", err)
		}
		must(t, s.Administer(ctx, func(tx tracker.AdminTx) error {
			there, err := tx.OrganizationExists(ctx, "c_a")
			must(t, err)
			none, err := tx.OrganizationExists(ctx, "c_z")
			must(t, err)
			if !there || none {
				t.Errorf("exists: %v, %v", there, none)
			}
			revision, err := tx.RaiseRevision(ctx, "c_a")
			if revision != 2 {
				t.Errorf("revision %d, want 2", revision)
			}
			return err
		}))
		revisions, err := s.Revisions(ctx)
		must(t, err)
		same(t, "the revisions", revisions, map[string]int64{"c_a": 2, "c_b": 1, "c_c": 1})
	})
}

func TestAccountsAndTokens(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		seed(t, s)
		seedAs(t, s, "c_other")
		n := 0
		rapid.Check(t, func(rt *rapid.T) {
			n++
			id := rapid.StringMatching(`[a-z0-9]{8}`).Draw(rt, "id") + time.Duration(n).String()
			a := plan.Account{ID: id, Email: id + "@" + rapid.SampledFrom([]string{"example.org", "città.example"}).Draw(rt, "domain"),
				PasswordHash: texts.Draw(rt, "hash"), Disabled: rapid.Bool().Draw(rt, "disabled"), CreatedAt: instants.Draw(rt, "created")}
			for _, o := range []string{org, "c_other"} {
				if rapid.Bool().Draw(rt, "member") {
					a.Memberships = append(a.Memberships, plan.Membership{Organization: o, Role: rapid.SampledFrom(plan.Roles).Draw(rt, "role"), Office: offices.Draw(rt, "office")})
				}
			}
			k := plan.Token{ID: "t" + id, AccountID: id, Name: texts.Draw(rt, "name"), Hash: "h" + id,
				Scope: rapid.SampledFrom(plan.TokenScopes).Draw(rt, "scope"), Organization: rapid.SampledFrom([]string{"", org, "c_other"}).Draw(rt, "reach"), CreatedAt: instants.Draw(rt, "created"),
				ExpiresAt: instantsOrNone.Draw(rt, "expires"), RevokedAt: instantsOrNone.Draw(rt, "revoked")}
			if err := s.Administer(ctx, func(tx tracker.AdminTx) error {
				earlier := a
				earlier.Memberships = []plan.Membership{{Organization: org, Role: plan.RoleViewer}}
				if err := errors.Join(tx.SaveAccount(ctx, earlier), tx.SaveAccount(ctx, a), tx.SaveToken(ctx, plan.Token{ID: k.ID, AccountID: id, Hash: "x" + id, Scope: plan.TokenWrite, CreatedAt: now}), tx.SaveToken(ctx, k)); err != nil {
					return err
				}
				got, err := tx.AccountByEmail(ctx, a.Email)
				same(rt, "the account", got, a)
				tokens, tokensErr := tx.TokensOf(ctx, id)
				same(rt, "its tokens", tokens, []plan.Token{k})
				return errors.Join(err, tokensErr)
			}); err != nil {
				rt.Fatal(err)
			}
			got, err := s.AccountByEmail(ctx, a.Email)
			if err != nil {
				rt.Fatal(err)
			}
			same(rt, "the account", got, a)
			account, token, err := s.AccountByTokenHash(ctx, k.Hash)
			if err != nil {
				rt.Fatal(err)
			}
			bare := a
			bare.PasswordHash = "" // every request would carry it about for nothing
			same(rt, "the token's account", account, seenAt(t, s, bare))
			same(rt, "the token", token, k)
			all, err := s.Accounts(ctx)
			if err != nil || len(all) != n {
				rt.Fatalf("%d accounts, want %d; %v", len(all), n, err)
			}
			found := false
			for i, other := range all {
				if i > 0 && all[i-1].Email >= other.Email {
					rt.Errorf("accounts out of order at %d", i)
				}
				if other.ID == a.ID {
					found = true
					same(rt, "the account in the list", other, a)
				}
			}
			if !found {
				rt.Errorf("the account is not in the list")
			}
		})
		err := s.Administer(ctx, func(tx tracker.AdminTx) error {
			return errors.Join(tx.SaveAccount(ctx, plan.Account{ID: "one", Email: "same@example.org", CreatedAt: now}),
				tx.SaveAccount(ctx, plan.Account{ID: "two", Email: "same@example.org", CreatedAt: now}))
		})
		if plan.KindOf(err) != plan.KindConflict {
			t.Errorf("one address for two accounts: %v, want a conflict", err)
		}
		if _, err := s.AccountByEmail(ctx, "same@example.org"); plan.KindOf(err) != plan.KindNotFound {
			t.Errorf("a refused transaction left an account: %v", err)
		}
		must(t, s.Administer(ctx, func(tx tracker.AdminTx) error {
			// Accounts whose personal data were erased have no address; there may be many.
			return errors.Join(tx.SaveAccount(ctx, plan.Account{ID: "gone-1", CreatedAt: now}), tx.SaveAccount(ctx, plan.Account{ID: "gone-2", CreatedAt: now}))
		}))
		must(t, s.Administer(ctx, func(tx tracker.AdminTx) error {
			there, err := tx.OfficeExists(ctx, "c_other", office)
			must(t, err)
			none, err := tx.OfficeExists(ctx, "c_other", "none")
			if !there || none {
				t.Errorf("office exists: %v, %v", there, none)
			}
			return err
		}))
	})
}

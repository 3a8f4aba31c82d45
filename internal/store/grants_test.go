package store

import (
	"context"
	"slices"
	"testing"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// Grants are the fundings that the public may see, organization by organization.
func TestGrants(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		seed(t, s)
		seedAs(t, s, "c_a001")
		seedAs(t, s, "c_z001") // without any
		funding := func(id, objective string) plan.Funding {
			return plan.Funding{ID: id, Objective: objective, Measure: "1.4.3 Adozione", AmountCents: 123, AssignedOn: today.AddDays(-9), State: plan.FundingPaid, StateOn: today, Source: "PA digitale 2026"}
		}
		draft := terms()
		draft.State = plan.ObjectiveDraft
		removed := funding("f-3", objective)
		removed.RemovedOn = today
		bare := funding("f-0", objective)
		bare.AssignedOn, bare.StateOn, bare.State = plan.Date{}, plan.Date{}, plan.FundingAssigned
		for _, id := range []string{org, "c_a001"} {
			change(t, s, id, func(tx tracker.Tx) error {
				o, err := tx.LoadOrganization(ctx)
				must(t, err)
				o.Type, o.Region, o.Population, o.Demonstration = "Comuni", "Calabria", 75_000, id == org
				must(t, tx.SaveOrganization(ctx, o))
				must(t, tx.SaveObjective(ctx, plan.Objective{Code: "DRAFT", Title: "x", AddedOn: today, Terms: draft}))
				must(t, tx.SaveObjective(ctx, plan.Objective{Code: "GONE", Title: "x", AddedOn: today, RemovedOn: today, Terms: terms()}))
				for _, f := range []plan.Funding{funding("f-1", objective), bare, funding("f-2", "DRAFT"), removed, funding("f-4", "GONE")} {
					must(t, tx.SaveFunding(ctx, f))
				}
				return nil
			})
		}
		read := func(organization string) (all []board.Grant) {
			t.Helper()
			must(t, s.Grants(ctx, organization, func(g board.Grant) { all = append(all, g) }))
			return all
		}
		of := func(id string) []board.Grant {
			o := plan.Organization{ID: id, Type: "Comuni", Region: "Calabria", Population: 75_000, Demonstration: id == org}
			kept := func(f plan.Funding) plan.Funding {
				return plan.Funding{Measure: f.Measure, AmountCents: f.AmountCents, AssignedOn: f.AssignedOn, State: f.State, StateOn: f.StateOn, Source: f.Source}
			}
			return []board.Grant{{Organization: o, Funding: kept(bare)}, {Organization: o, Funding: kept(funding("f-1", objective))}}
		}
		same(t, "all grants", read(""), slices.Concat(of("c_a001"), of(org)))
		same(t, "those of one", read(org), of(org))
		same(t, "those of one without any", len(read("c_z001")), 0)
		same(t, "those of nobody", len(read("c_none")), 0)

		over, end := context.WithCancel(ctx)
		end()
		if err := s.Grants(over, "", func(board.Grant) {}); err == nil {
			t.Error("a reader who went away was answered")
		}
	})
}

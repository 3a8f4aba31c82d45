package web_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/traguardi/traguardi/internal/plan"
)

// TestChosenOrder: lists follow the order that the ente chose; whatever it does not name
// comes behind.
func TestChosenOrder(t *testing.T) {
	rows := samplePlan()
	rows.ObjectiveOrder = &plan.ObjectiveOrder{Codes: []string{"OB-05", "OB-04"}, Revision: rows.Organization.Revision}
	for i := range rows.Objectives {
		if rows.Objectives[i].Code == "OB-04" {
			rows.Objectives[i].MilestoneOrder = []int{4, 1}
		}
	}
	boards, _ := boardsOf(t, rows)
	site := newSite(t, boards)
	for page, id := range map[string]string{"/": "obiettivi", "/enti/c_prova/obiettivi": "contenuto"} {
		list := section(t, site, page, id)
		list = list[strings.LastIndex(list, "parole")+1:] // behind the filters
		order := []int{strings.Index(list, "OB-05"), strings.Index(list, "OB-04"), strings.Index(list, "OB-01"), strings.Index(list, "OB-02")}
		if !slices.IsSorted(order) || order[0] < 0 {
			t.Errorf("%s has them at %v: %s", page, order, list)
		}
	}
	table := section(t, site, "/enti/c_prova/obiettivi/OB-04", "traguardi")
	order := []int{strings.Index(table, "Pagare i tributi da casa"), strings.Index(table, "Nuovo sito in linea"), strings.Index(table, "Iscriversi alla mensa da casa")}
	if !slices.IsSorted(order[:2]) || order[0] > order[2] || slices.Contains(order, -1) {
		t.Errorf("the milestones stand at %v", order)
	}
}

package area_test

import (
	"context"
	"strings"
	"testing"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/testkit/dom"
)

// While the plan is empty every desk says where to begin, to each role what it can do; once
// there is a milestone it is silent.
func TestWhereToBegin(t *testing.T) {
	w := newWorld(t)
	const empty = "c_h501"
	_, err := w.tracker.CreateOrganization(plan.WithActor(context.Background(), plan.SystemActor), plan.Organization{ID: empty, Name: "Un ente nuovo"})
	w.must(err)
	of := func(role plan.Role) plan.Actor {
		return plan.Actor{AccountID: "new-" + string(role), Memberships: []plan.Membership{{Organization: empty, Role: role}}}
	}
	steps := func(who plan.Actor, address string) string {
		t.Helper()
		page := w.get(who, address)
		if page.page == nil {
			t.Fatalf("%s: %d", address, page.Code)
		}
		found := page.page.ByClass("a-first")
		if len(found) == 0 {
			return ""
		}
		return dom.Text(found[0])
	}
	admin := steps(of(plan.RoleAdmin), "/area/c_h501/lavoro")
	for _, want := range []string{"Da dove si comincia", "Aggiungi gli uffici", "Invita chi ci lavora", "Scrivi gli obiettivi", "la prima riunione"} {
		if !strings.Contains(admin, want) {
			t.Errorf("the admin is not told %q: %q", want, admin)
		}
	}
	if strings.Contains(admin, "fatto") {
		t.Errorf("nothing is done yet: %q", admin)
	}
	editor := steps(of(plan.RoleEditor), "/area/c_h501/traguardi")
	if !strings.Contains(editor, "Scrivi gli obiettivi") || strings.Contains(editor, "Aggiungi gli uffici") || !strings.Contains(editor, "Chiedi a chi amministra") {
		t.Errorf("the editor is told %q", editor)
	}
	for page, want := range map[string]string{
		"/area/c_h501/lavoro":    "/area/c_h501/amministrazione/uffici/nuovo",
		"/area/c_h501/obiettivi": "/area/c_h501/obiettivi/nuovo",
		"/area/c_h501/riunioni":  "/area/c_h501/riunioni/nuova",
		"/area/c_h501/traguardi": "/area/c_h501/amministrazione/testi",
	} {
		if body := w.get(of(plan.RoleAdmin), page).Body.String(); !strings.Contains(body, `href="`+want+`"`) {
			t.Errorf("%s does not lead to %s", page, want)
		}
	}
	// Nobody is told to do what others do, or that something was done where there is nothing.
	for _, role := range []plan.Role{plan.RoleViewer, plan.RoleReviewer} {
		if text := w.get(of(role), "/area/c_h501/obiettivi").Body.String(); strings.Contains(text, "Comincia dal primo") || !strings.Contains(text, "Li scrive l’Ufficio Europa") {
			t.Errorf("the %s is told to write the objectives", role)
		}
	}
	if text := w.get(of(plan.RoleReviewer), "/area/c_h501/verifica").Body.String(); strings.Contains(text, "Ogni ufficio è stato incontrato") {
		t.Error("without offices every office has been met")
	}
	for role, address := range map[plan.Role]string{plan.RoleReviewer: "/area/c_h501/verifica", plan.RoleViewer: "/area/c_h501/lavoro"} {
		if text := steps(of(role), address); !strings.Contains(text, "lo scrive l’Ufficio Europa") || strings.Contains(text, "Scrivi gli obiettivi") {
			t.Errorf("the %s is told %q", role, text)
		}
	}
	_, err = w.tracker.CreateOffice(by(of(plan.RoleAdmin)), empty, plan.Office{Code: "tributi", Name: "Tributi"})
	w.must(err)
	if admin := steps(of(plan.RoleAdmin), "/area/c_h501/lavoro"); !strings.Contains(admin, "Aggiungi gli uffici dell’ente. fatto") {
		t.Errorf("the first step is done: %q", admin)
	}
	if editor := steps(of(plan.RoleEditor), "/area/c_h501/traguardi"); strings.Contains(editor, "Chiedi a chi amministra") {
		t.Errorf("the editor is still sent for offices: %q", editor)
	}
	if text := steps(as(plan.RoleEditor, ""), "/area/c_m403/traguardi"); text != "" {
		t.Errorf("with a plan there is nothing to begin: %q", text)
	}
}

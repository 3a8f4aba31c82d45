package oidc

import (
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/traguardi/traguardi/internal/plan"
)

func TestRolesOf(t *testing.T) {
	editor := plan.Membership{Organization: "c_m403", Role: plan.RoleEditor}
	for _, c := range []struct {
		name    string
		claim   string
		want    []plan.Membership
		ignored []string
		others  int
	}{
		{"one text", `"c_m403:editor"`, []plan.Membership{editor}, nil, 0},
		{"a list", `["c_m403:editor"]`, []plan.Membership{editor}, nil, 0},
		{"the same twice", `["c_m403:editor","c_m403:editor"]`, []plan.Membership{editor}, nil, 0},
		{"an office", `["c_m403:editor:tributi"]`, []plan.Membership{{Organization: "c_m403", Role: plan.RoleEditor, Office: "tributi"}}, nil, 0},
		{"a contributor without an office", `["c_m403:contributor"]`, nil, []string{"c_m403:contributor"}, 0},
		{"the system's role is nobody's", `["c_m403:system"]`, nil, []string{"c_m403:system"}, 0},
		{"a role that there is not", `["c_m403:god"]`, nil, []string{"c_m403:god"}, 0},
		{"an organization in upper case", `["C_M403:editor"]`, nil, nil, 1},
		{"a person's name", `["Nome Cognome:editor"]`, nil, nil, 1},
		{"too many parts", `["c_m403:editor:tributi:x"]`, nil, nil, 1},
		{"no parts", `["editor"]`, nil, nil, 1},
		{"empty", `[""]`, nil, nil, 1},
		{"an office that can be none", `["c_m403:editor:tributi-"]`, nil, []string{"c_m403:editor:tributi-"}, 0},
		{"two roles for one organization", `["c_m403:viewer","c_m403:admin","c_m403:editor"]`,
			[]plan.Membership{{Organization: "c_m403", Role: plan.RoleAdmin}}, []string{"c_m403:viewer", "c_m403:editor"}, 0},
		{"two offices", `["c_m403:contributor:tributi","c_m403:contributor:cultura"]`,
			[]plan.Membership{{Organization: "c_m403", Role: plan.RoleContributor, Office: "cultura"}}, []string{"c_m403:contributor:tributi"}, 0},
		{"a list of other things", `[1]`, nil, nil, 0},
		{"nothing", ``, nil, nil, 0},
		{"null", `null`, nil, nil, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, ignored, others := rolesOf(json.RawMessage(c.claim))
			if !reflect.DeepEqual(got, c.want) || !reflect.DeepEqual(ignored, c.ignored) || others != c.others {
				t.Errorf("got %+v, ignored %q and %d others", got, ignored, others)
			}
		})
	}
}

// The order of the values in the claim is the provider's whim: it changes nothing.
func TestTheOrderOfValuesDoesNotMatter(t *testing.T) {
	values := []string{"c_a:viewer", "c_a:editor", "c_a:editor:x", "c_b:contributor:b", "c_b:contributor:a", "c_b:viewer", "c_c:reviewer"}
	claim := func() json.RawMessage {
		text, err := json.Marshal(values)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	want, _, _ := rolesOf(claim())
	random := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		random.Shuffle(len(values), func(i, j int) { values[i], values[j] = values[j], values[i] })
		if got, ignored, _ := rolesOf(claim()); !slices.Equal(got, want) || len(ignored)+len(got) != len(values) {
			t.Fatalf("%v gives %v and ignores %v, want %v", values, got, ignored, want)
		}
	}
}

func FuzzRoles(f *testing.F) {
	f.Add(`["c_m403:editor:tributi", 1, null]`)
	f.Add(`"c_m403:contributor:x"`)
	f.Fuzz(func(t *testing.T, claim string) {
		memberships, ignored, _ := rolesOf(json.RawMessage(claim))
		for i, m := range memberships {
			if !plan.ValidOrganizationID(m.Organization) || !plan.ValidRole(m.Role) || m.Role == plan.RoleContributor && m.Office == "" {
				t.Errorf("%+v of %q", m, claim)
			}
			if i > 0 && memberships[i-1].Organization >= m.Organization {
				t.Errorf("two of one organization, or out of order: %+v", memberships)
			}
		}
		for _, value := range ignored {
			if strings.ContainsAny(value, " @\n") {
				t.Errorf("%q goes into the log", value)
			}
		}
	})
}

func TestFind(t *testing.T) {
	var c claims
	if err := json.Unmarshal([]byte(`{"a":{"b":{"c":1}},"a.b":2,"x.y":{"z":3},"s":"text"}`), &c); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"a.b.c": "1", "a.b": "2", "x.y": `{"z":3}`, "a": `{"b":{"c":1}}`, "s.x": "", "a.q": "", "": "", "x": "", "a.b.c.d": ""} {
		if got := string(c.find(name)); got != want {
			t.Errorf("find(%q) = %s, want %s", name, got, want)
		}
	}
}

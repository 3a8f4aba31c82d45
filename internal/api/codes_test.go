package api

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/traguardi/traguardi/internal/plan"
)

// codeForm is what the document says of an identifier.
type codeForm struct {
	pattern string
	longest int
}

var (
	organizationForm = codeForm{plan.PatternOrganization, 32}
	officeForm       = codeForm{plan.PatternOffice, plan.MaxOfficeCode}
	objectiveForm    = codeForm{plan.PatternObjective, plan.MaxObjectiveCode}
	milestoneForm    = codeForm{plan.PatternMilestone, len(plan.MilestoneID(strings.Repeat("A", plan.MaxObjectiveCode), plan.MaxMilestoneNumber))}
)

// formsByName are of the fields and parameters that name a thing of the plan; those of
// one schema go before those of all.
var formsByName = map[string]codeForm{
	"organization": organizationForm, "Organization.id": organizationForm,
	"office": officeForm, "offices": officeForm, "lead_office": officeForm, "Office.code": officeForm, "NewOffice.code": officeForm,
	"objective": objectiveForm, "Objective.code": objectiveForm, "NewObjective.code": objectiveForm,
	"milestone": milestoneForm, "Milestone.id": milestoneForm,
}

// TestCodesHaveThePlansForm holds what the struct tags repeat against the one place that
// decides: a code that the document admits and the plan refuses would be a trap.
func TestCodesHaveThePlansForm(t *testing.T) {
	inBothVersions(t, func(t *testing.T, document object) {
		found := map[codeForm]int{}
		check := func(at, name string, schema object) {
			want, ok := formsByName[at]
			if !ok {
				want, ok = formsByName[name]
			}
			if !ok || schema["$ref"] != nil || schema["allOf"] != nil || schema["oneOf"] != nil || schema["properties"] != nil {
				return
			}
			items, list := schema["items"].(object)
			if list {
				if items["$ref"] != nil {
					return // the things themselves
				}
				schema = items
			}
			found[want]++
			if schema["pattern"] != want.pattern || schema["maxLength"] != float64(want.longest) {
				t.Errorf("%s has the form %v of at most %v, the plan's is %s of at most %d", at, schema["pattern"], schema["maxLength"], want.pattern, want.longest)
			}
		}
		schemas := dig(document, "components", "schemas").(object)
		for owner, schema := range schemas {
			properties, _ := dig(schema, "properties").(object)
			for name, property := range properties {
				check(owner+"."+name, name, property.(object))
			}
		}
		for path, operations := range document["paths"].(object) {
			for method, operation := range operations.(object) {
				parameters, _ := dig(operation, "parameters").([]any)
				for _, p := range parameters {
					parameter := resolve(document, p)
					name, _ := parameter["name"].(string)
					check(fmt.Sprint(method, " ", path, " ", name), name, parameter["schema"].(object))
				}
			}
		}
		for of, least := range map[codeForm]int{organizationForm: 20, officeForm: 20, objectiveForm: 15, milestoneForm: 10} {
			if found[of] < least {
				t.Errorf("only %d places with %s were found", found[of], of.pattern)
			}
		}
	})
}

// TestFiguresAreGivenForPastDays: whatever answers with figures takes as_of.
func TestFiguresAreGivenForPastDays(t *testing.T) {
	found, document := 0, golden(t, "openapi.json")
	for _, o := range operationsOf(t, "openapi.json") {
		if o.method != "get" || !mentions(document, dig(o.object, "responses", "200"), "Figures", nil) {
			continue
		}
		found++
		parameters, _ := o.object["parameters"].([]any)
		if !slices.ContainsFunc(parameters, func(p any) bool { return resolve(document, p)["name"] == "as_of" }) {
			t.Errorf("%s answers with figures and takes no as_of", o)
		}
	}
	if found < 5 {
		t.Errorf("only %d operations answer with figures", found)
	}
}

// mentions reports whether a node reaches a schema whose name ends so, by references.
func mentions(document object, node any, suffix string, seen []string) bool {
	switch n := node.(type) {
	case []any:
		return slices.ContainsFunc(n, func(item any) bool { return mentions(document, item, suffix, seen) })
	case object:
		if ref, ok := n["$ref"].(string); ok {
			if strings.HasSuffix(ref, suffix) {
				return true
			}
			return !slices.Contains(seen, ref) && mentions(document, resolve(document, n), suffix, append(slices.Clone(seen), ref))
		}
		for key, value := range n {
			if key != "example" && key != "examples" && mentions(document, value, suffix, seen) {
				return true
			}
		}
	}
	return false
}

package api

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/traguardi/traguardi/internal/desk"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/problem"
	"github.com/traguardi/traguardi/internal/progress"
	"github.com/traguardi/traguardi/internal/testkit/openapi"
)

// The rules of the national interoperability guidelines that the document must keep in
// both versions, each told once.

type object = map[string]any

var versions = []string{"openapi.json", "openapi-3.0.json"}

func inBothVersions(t *testing.T, check func(t *testing.T, document object)) {
	t.Helper()
	for _, name := range versions {
		t.Run(name, func(t *testing.T) { check(t, golden(t, name)) })
	}
}

func golden(t *testing.T, name string) object {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	var document object
	if err := json.Unmarshal(raw, &document); err != nil {
		t.Fatal(err)
	}
	return document
}

// dig follows keys through objects.
func dig(node any, keys ...string) any { return openapi.Dig(node, keys...) }

type foundOperation struct {
	path, method string
	object
}

func (o foundOperation) String() string { return o.method + " " + o.path }

func operationsOf(t *testing.T, name string) []foundOperation {
	t.Helper()
	var out []foundOperation
	paths, _ := golden(t, name)["paths"].(object)
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		for _, method := range slices.Sorted(maps.Keys(paths[path].(object))) {
			out = append(out, foundOperation{path, method, dig(paths, path, method).(object)})
		}
	}
	if len(out) < 40 {
		t.Fatalf("only %d operations", len(out))
	}
	return out
}

// forStaff reports whether the operation is for members alone: it cannot be asked without
// a token.
func (o foundOperation) forStaff() bool {
	needs, _ := o.object["security"].([]any)
	return !slices.ContainsFunc(needs, func(n any) bool { return len(n.(object)) == 0 })
}

func everyOperation(t *testing.T, check func(t *testing.T, document object, o foundOperation)) {
	t.Helper()
	for _, name := range versions {
		document := golden(t, name)
		for _, o := range operationsOf(t, name) {
			t.Run(name+" "+o.String(), func(t *testing.T) { check(t, document, o) })
		}
	}
}

// resolve follows a reference.
func resolve(document object, node any) object {
	o, _ := node.(object)
	if ref, ok := o["$ref"].(string); ok {
		target, _ := dig(document, strings.Split(strings.TrimPrefix(ref, "#/"), "/")...).(object)
		return resolve(document, target)
	}
	return o
}

// everySchema visits each schema of the document, parameters' and headers' included.
func everySchema(t *testing.T, check func(t *testing.T, at string, schema object)) {
	t.Helper()
	inBothVersions(t, func(t *testing.T, document object) {
		count := 0
		var walk func(at string, node any)
		walk = func(at string, node any) {
			switch n := node.(type) {
			case []any:
				for i, item := range n {
					walk(fmt.Sprintf("%s[%d]", at, i), item)
				}
			case object:
				if _, typed := n["type"]; typed && !strings.HasSuffix(at, ".properties") && !strings.HasSuffix(at, ".securitySchemes."+bearerScheme) {
					count++
					check(t, at, n)
				}
				for key, value := range n {
					if key != "example" && key != "examples" {
						walk(at+"."+key, value)
					}
				}
			}
		}
		walk("", document)
		if count < 300 {
			t.Errorf("only %d schemas were visited", count)
		}
	})
}

// kinds are a schema's types without null.
func kinds(schema object) (names []string, nullable bool) {
	switch typ := schema["type"].(type) {
	case string:
		names = []string{typ}
	case []any:
		for _, t := range typ {
			names = append(names, t.(string))
		}
	}
	nullable = slices.Contains(names, "null") || schema["nullable"] == true
	return slices.DeleteFunc(names, func(n string) bool { return n == "null" }), nullable
}

func has(schema object, kind string) bool {
	names, _ := kinds(schema)
	return slices.Contains(names, kind)
}

func TestInfoTellsWhoAndWhat(t *testing.T) {
	inBothVersions(t, func(t *testing.T, document object) {
		for _, field := range []string{"title", "description", "version", "termsOfService", "x-summary", "x-api-id"} {
			if text, _ := dig(document, "info", field).(string); text == "" {
				t.Errorf("info.%s is missing", field)
			}
		}
		contact, _ := dig(document, "info", "contact").(object)
		if contact["email"] == nil && contact["url"] == nil {
			t.Error("info.contact has neither an address nor a link")
		}
		if version := dig(document, "info", "version").(string); !regexp.MustCompile(`^[0-9]+\.[0-9]+\.[0-9]+$`).MatchString(version) {
			t.Errorf("version %q is not semantic", version)
		}
		if id := dig(document, "info", "x-api-id").(string); !regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`).MatchString(id) {
			t.Errorf("x-api-id %q is no UUID", id)
		}
	})
	for name, want := range map[string]string{"openapi.json": "3.1.0", "openapi-3.0.json": "3.0.3"} {
		if got := golden(t, name)["openapi"]; got != want {
			t.Errorf("%s is version %v", name, got)
		}
	}
}

func TestServersAreHTTPSWithTheWholePrefix(t *testing.T) {
	inBothVersions(t, func(t *testing.T, document object) {
		servers, _ := document["servers"].([]any)
		if len(servers) == 0 {
			t.Fatal("no server")
		}
		for _, s := range servers {
			address, _ := dig(s, "url").(string)
			if !strings.HasPrefix(address, "https://") || !strings.HasSuffix(address, Prefix) {
				t.Errorf("server %q", address)
			}
			if text, _ := dig(s, "description").(string); text == "" {
				t.Errorf("server %q has no description", address)
			}
		}
	})
}

func TestOperationsAreDescribed(t *testing.T) {
	declared := map[string]bool{}
	for _, tag := range golden(t, versions[0])["tags"].([]any) {
		declared[dig(tag, "name").(string)] = true
	}
	verbs := regexp.MustCompile(`(?i)^(get|post|put|patch|delete|head|list|create|read|change|update-|remove|add|set)-?`)
	nouns := map[string]bool{"updates": true, "update": true, "update-creation": true}
	seen := map[string]string{}
	everyOperation(t, func(t *testing.T, _ object, o foundOperation) {
		for _, field := range []string{"summary", "description", "operationId"} {
			if text, _ := o.object[field].(string); text == "" {
				t.Errorf("%s is missing", field)
			}
		}
		id, _ := o.object["operationId"].(string)
		if verbs.MatchString(id) && !nouns[id] {
			t.Errorf("operationId %q begins with a verb", id)
		}
		if first, ok := seen[id]; ok && first != o.String() {
			t.Errorf("operationId %q is also %s", id, first)
		}
		seen[id] = o.String()
		tags, _ := o.object["tags"].([]any)
		if len(tags) != 1 || !declared[tags[0].(string)] {
			t.Errorf("tags %v", tags)
		}
	})
}

func TestPathsAreKebabCaseAndPlain(t *testing.T) {
	inBothVersions(t, func(t *testing.T, document object) {
		plain := regexp.MustCompile(`^(/[a-z0-9-]+|/\{[a-z_]+\})+$`)
		for path := range document["paths"].(object) {
			if !plain.MatchString(path) {
				t.Errorf("path %q", path)
			}
			for _, verb := range []string{"/get", "/post", "/put", "/delete", "/patch", "/create", "/remove", "/list"} {
				if strings.Contains(path, verb) {
					t.Errorf("path %q has a verb", path)
				}
			}
		}
		if dig(document, "paths", "/status", "get") == nil {
			t.Error("no GET /status")
		}
	})
}

func TestStatusAnswersInTheFormOfAProblem(t *testing.T) {
	inBothVersions(t, func(t *testing.T, document object) {
		content, _ := dig(document, "paths", "/status", "get", "responses", "200", "content").(object)
		if len(content) != 1 || content[problem.ContentType] == nil {
			t.Fatalf("content is %v", slices.Collect(maps.Keys(content)))
		}
		schema := resolve(document, dig(content, problem.ContentType, "schema"))
		for _, property := range []string{"status", "title", "detail"} {
			if dig(schema, "properties", property) == nil {
				t.Errorf("%s is missing", property)
			}
		}
	})
}

func TestSchemaNamesArePascalCase(t *testing.T) {
	inBothVersions(t, func(t *testing.T, document object) {
		pascal := regexp.MustCompile(`^([A-Z][a-z0-9]+)+$`)
		named := dig(document, "components", "schemas").(object)
		for name, schema := range named {
			if !pascal.MatchString(name) {
				t.Errorf("schema %q", name)
			}
			if text, _ := dig(schema, "description").(string); text == "" {
				t.Errorf("schema %q has no description", name)
			}
		}
		for _, notSent := range []string{"ErrorModel", "ErrorDetail"} {
			if named[notSent] != nil {
				t.Errorf("%s is there, and never sent", notSent)
			}
		}
	})
}

func TestPropertiesAreSnakeCaseAndDescribed(t *testing.T) {
	snake := regexp.MustCompile(`^[a-z]+(_[a-z]+)*$`)
	// What people's data is called nationally; the name of a body or an office is none.
	personal := regexp.MustCompile(`^(nome|surname|cf|fiscal_?code|fiscal_?number|first_?name|last_?name)$`)
	everySchema(t, func(t *testing.T, at string, schema object) {
		properties, _ := schema["properties"].(object)
		for name, property := range properties {
			if !snake.MatchString(name) || personal.MatchString(name) {
				t.Errorf("%s.%s is not a name of ours", at, name)
			}
			if text, _ := dig(property, "description").(string); text == "" {
				t.Errorf("%s.%s has no description", at, name)
			}
		}
	})
}

func TestEverySchemaIsBounded(t *testing.T) {
	everySchema(t, func(t *testing.T, at string, schema object) {
		switch {
		case has(schema, "integer"), has(schema, "number"):
			formats := []any{"int32", "int64"}
			if has(schema, "number") {
				formats = []any{"float", "double", "decimal32", "decimal64", "decimal128"}
			}
			if !slices.Contains(formats, schema["format"]) {
				t.Errorf("%s has the format %v", at, schema["format"])
			}
			if schema["minimum"] == nil || schema["maximum"] == nil {
				t.Errorf("%s lacks a minimum or a maximum", at)
			}
		case has(schema, "string"):
			if schema["maxLength"] == nil && schema["enum"] == nil {
				t.Errorf("%s lacks maxLength", at)
			}
			if schema["pattern"] == nil && schema["format"] == nil && schema["enum"] == nil {
				t.Errorf("%s lacks a pattern or a format", at)
			}
		case has(schema, "array"):
			if schema["minItems"] == nil || schema["maxItems"] == nil {
				t.Errorf("%s lacks minItems or maxItems", at)
			}
			if _, nullable := kinds(schema); nullable {
				t.Errorf("%s is a list that may be null", at)
			}
		case has(schema, "boolean"):
			if _, nullable := kinds(schema); nullable {
				t.Errorf("%s is a flag that may be null", at)
			}
		case has(schema, "object"):
			if schema["additionalProperties"] != false {
				t.Errorf("%s lets any property in", at)
			}
		case has(schema, "null"):
		default:
			if names, _ := kinds(schema); len(names) > 0 {
				t.Errorf("%s has the type %v", at, names)
			}
		}
		if values, ok := schema["enum"].([]any); ok && slices.Contains(values, nil) {
			t.Errorf("%s lists null", at)
		}
	})
}

// TestNoNullAnywhere keeps the document readable for checkers that fall over a null.
func TestNoNullAnywhere(t *testing.T) {
	inBothVersions(t, func(t *testing.T, document object) {
		var walk func(at string, node any)
		walk = func(at string, node any) {
			switch n := node.(type) {
			case nil:
				t.Errorf("%s is null", at)
			case []any:
				for i, item := range n {
					walk(fmt.Sprintf("%s[%d]", at, i), item)
				}
			case object:
				for key, value := range n {
					walk(at+"."+key, value)
				}
			}
		}
		walk("", document)
	})
}

func TestEveryRefusalIsAProblem(t *testing.T) {
	everyOperation(t, func(t *testing.T, document object, o foundOperation) {
		responses := o.object["responses"].(object)
		for _, status := range []string{"400", "401", "422", "429", "500", "503"} {
			if responses[status] == nil {
				t.Errorf("%s is not declared", status)
			}
		}
		for status, answer := range responses {
			if status[0] != '4' && status[0] != '5' {
				continue
			}
			content, _ := resolve(document, answer)["content"].(object)
			if len(content) != 1 || content[problem.ContentType] == nil {
				t.Errorf("%s is %v", status, slices.Collect(maps.Keys(content)))
				continue
			}
			schema := resolve(document, dig(content, problem.ContentType, "schema"))
			for _, property := range []string{"type", "title", "status", "detail", "instance"} {
				if dig(schema, "properties", property) == nil {
					t.Errorf("%s lacks %s", status, property)
				}
			}
		}
	})
}

func TestAnswersDeclareTheirHeaders(t *testing.T) {
	everyOperation(t, func(t *testing.T, document object, o foundOperation) {
		for status, answer := range o.object["responses"].(object) {
			headers, _ := resolve(document, answer)["headers"].(object)
			for name := range headers {
				if strings.HasPrefix(strings.ToLower(name), "x-") || slices.Contains([]string{"accept", "content-type", "authorization"}, strings.ToLower(name)) {
					t.Errorf("%s declares %s", status, name)
				}
			}
			if headers["Access-Control-Allow-Origin"] == nil {
				t.Errorf("%s does not say who may read it", status)
			}
			if status[0] == '2' || status[0] == '4' {
				for _, name := range []string{"RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"} {
					if headers[name] == nil {
						t.Errorf("%s lacks %s", status, name)
					}
				}
			}
			if (status == "429" || status == "503") && headers["Retry-After"] == nil {
				t.Errorf("%s lacks Retry-After", status)
			}
			if headers["Expires"] != nil || headers["Cache-Control"] == nil {
				t.Errorf("%s must have Cache-Control and not Expires", status)
			}
			text, _ := resolve(document, headers["Cache-Control"])["description"].(string)
			if !strings.Contains(text, "max-age") || !strings.Contains(text, "no-store") {
				t.Errorf("%s: Cache-Control is described as %q", status, text)
			}
		}
	})
}

func TestSuccessesHaveContentUnlessTheySayNothing(t *testing.T) {
	everyOperation(t, func(t *testing.T, document object, o foundOperation) {
		for status, answer := range o.object["responses"].(object) {
			content, _ := resolve(document, answer)["content"].(object)
			switch status {
			case "200", "201":
				if len(content) == 0 {
					t.Errorf("%s has no content", status)
				}
				for media, c := range content {
					if dig(c, "example") == nil {
						t.Errorf("%s %s has no example", status, media)
					}
					if strings.HasSuffix(media, "json") && !has(resolve(document, dig(c, "schema")), "object") {
						t.Errorf("%s %s is no object", status, media)
					}
				}
			case "204", "304":
				if content != nil {
					t.Errorf("%s has content", status)
				}
			}
		}
	})
}

func TestBodiesAreWhereTheyBelong(t *testing.T) {
	everyOperation(t, func(t *testing.T, document object, o foundOperation) {
		body, _ := o.object["requestBody"].(object)
		content, _ := body["content"].(object)
		switch o.method {
		case "get", "delete":
			if body != nil {
				t.Error("it has a body")
			}
			return
		case "patch":
			if body["required"] != true || len(content) != 1 || content[mediaMergePatch] == nil {
				t.Errorf("body %v, required %v", slices.Collect(maps.Keys(content)), body["required"])
			}
		case "post":
			if strings.HasSuffix(o.path, "/imports") { // a file as it is
				if body["required"] != true || len(content) != 2 || content[mediaCSV] == nil || content[mediaXLSX] == nil {
					t.Errorf("body %v, required %v", slices.Collect(maps.Keys(content)), body["required"])
				}
				break
			}
			if body["required"] != true || len(content) != 1 || content[mediaJSON] == nil {
				t.Errorf("body %v, required %v", slices.Collect(maps.Keys(content)), body["required"])
			}
		default:
			t.Errorf("method %s", o.method)
		}
		for _, status := range []string{"413", "415"} {
			if dig(o.object, "responses", status) == nil {
				t.Errorf("%s is not declared", status)
			}
		}
		for media, c := range content {
			if dig(c, "example") == nil {
				t.Errorf("%s has no example", media)
			}
		}
	})
}

func TestParametersAreDeclaredProperly(t *testing.T) {
	everyOperation(t, func(t *testing.T, document object, o foundOperation) {
		parameters, _ := o.object["parameters"].([]any)
		ifMatch := false
		for _, p := range parameters {
			p := resolve(document, p)
			name, in := p["name"].(string), p["in"].(string)
			if text, _ := p["description"].(string); text == "" {
				t.Errorf("%s has no description", name)
			}
			lower := strings.ToLower(name)
			if in == "header" && (strings.HasPrefix(lower, "x-") || slices.Contains([]string{"accept", "content-type", "authorization"}, lower)) {
				t.Errorf("header parameter %s", name)
			}
			for _, secret := range []string{"password", "secret", "apikey", "api_key", "token"} {
				if in != "header" && strings.Contains(lower, secret) {
					t.Errorf("%s in %s looks like a credential", name, in)
				}
			}
			if in == "cookie" {
				t.Errorf("cookie parameter %s", name)
			}
			ifMatch = ifMatch || name == "If-Match"
		}
		responses := o.object["responses"].(object)
		if guarded := responses["412"] != nil && responses["428"] != nil; guarded != ifMatch {
			t.Errorf("If-Match is a parameter: %v, 412 and 428 are declared: %v", ifMatch, guarded)
		}
		// Nothing of the own account has a revision that somebody else could have raised.
		own := strings.HasPrefix(o.path, "/account")
		if changes := o.method == "patch" || o.method == "delete"; changes && !ifMatch && !own {
			t.Error("a change without If-Match")
		}
	})
}

func TestWritesNeedAToken(t *testing.T) {
	everyOperation(t, func(t *testing.T, document object, o foundOperation) {
		needs, _ := o.object["security"].([]any)
		if len(needs) == 0 {
			t.Fatal("no security")
		}
		open := slices.ContainsFunc(needs, func(n any) bool { return len(n.(object)) == 0 })
		if o.method != "get" && open {
			t.Error("a write that needs no token")
		}
		schemes := dig(document, "components", "securitySchemes").(object)
		for name, scheme := range schemes {
			if dig(scheme, "type") != "http" || dig(scheme, "scheme") != "bearer" {
				t.Errorf("scheme %s is %v %v", name, dig(scheme, "type"), dig(scheme, "scheme"))
			}
			if text, _ := dig(scheme, "description").(string); !strings.Contains(text, "RFC8725") {
				t.Errorf("scheme %s does not name RFC8725", name)
			}
		}
	})
}

// TestListsFollowOnePattern keeps every list alike: paging, an order, CSV.
func TestListsFollowOnePattern(t *testing.T) {
	lists := 0
	everyOperation(t, func(t *testing.T, document object, o foundOperation) {
		answer := resolve(document, dig(o.object, "responses", "200"))
		schema := resolve(document, dig(answer, "content", mediaJSON, "schema"))
		if dig(schema, "properties", "items") == nil {
			return
		}
		lists++
		for _, property := range []string{"next", "total"} {
			if dig(schema, "properties", property) == nil {
				t.Errorf("%s is missing", property)
			}
		}
		if dig(answer, "content", mediaCSV) == nil || dig(answer, "headers", "Link") == nil {
			t.Error("no CSV, or no Link")
		}
		names := map[string]bool{}
		for _, p := range o.object["parameters"].([]any) {
			names[p.(object)["name"].(string)] = true
		}
		for _, want := range []string{"limit", "cursor", "sort"} {
			if !names[want] {
				t.Errorf("no parameter %s", want)
			}
		}
	})
	if lists < 20 {
		t.Errorf("only %d lists", lists)
	}
}

// TestEnumsAreThoseOfTheVocabulary keeps tags, which cannot name constants, in step.
func TestEnumsAreThoseOfTheVocabulary(t *testing.T) {
	named := dig(golden(t, versions[0]), "components", "schemas").(object)
	for at, want := range map[string][]string{
		"Objective.state":         texts(plan.ObjectiveStates),
		"NewObjective.state":      texts(plan.ObjectiveStates),
		"ObjectiveChange.state":   texts(plan.ObjectiveStates),
		"Objective.horizon":       texts(plan.Horizons),
		"NewObjective.horizon":    texts(plan.Horizons),
		"Milestone.state":         texts(plan.MilestoneStates),
		"NewUpdate.state":         texts(plan.MilestoneStates),
		"Update.state":            texts(plan.MilestoneStates),
		"Update.kind":             {string(plan.UpdateReported), string(plan.UpdateRevised)},
		"Meeting.state":           texts(plan.MeetingStates),
		"NewMeeting.state":        texts(plan.MeetingStates),
		"Action.state":            texts(plan.ActionStates),
		"NewAction.state":         texts(plan.ActionStates),
		"Figures.health":          texts(progress.Healths),
		"Snapshot.health":         texts(progress.Healths),
		"Organization.health":     texts(progress.Healths),
		"Rating.confidence":       {string(plan.ConfidenceGreen), string(plan.ConfidenceAmber), string(plan.ConfidenceRed)},
		"WorkItem.group":          texts(desk.ListGroups),
		"Question.asked_by":       append(texts(plan.Roles), string(plan.RoleSystem)),
		"Rating.rated_by":         {string(plan.RatedByOffice), string(plan.RatedByReviewer)},
		"NewReview.verdict":       {string(plan.VerdictConfirmed), string(plan.VerdictQuestioned)},
		"Account.scope":           texts(plan.TokenScopes),
		"Token.scope":             texts(plan.TokenScopes),
		"NewToken.scope":          texts(plan.TokenScopes),
		"StaffAccount.role":       texts(plan.Roles),
		"NewStaffAccount.role":    texts(plan.Roles),
		"StaffAccountChange.role": texts(plan.Roles),
		"AccountLink.kind":        {string(plan.LinkInvitation), string(plan.LinkReset)},
		"Membership.role":         texts(plan.Roles),
		"Session.method":          {string(plan.SignInPassword), string(plan.SignInLink), string(plan.SignInDemo), string(plan.SignInOIDC)},
		"Snapshot.scope":          {string(plan.ScopeOrganization), string(plan.ScopeHorizon), string(plan.ScopeOffice), string(plan.ScopeObjective)},
		"Update.actor_role":       append(texts(plan.Roles), string(plan.RoleSystem)),
		"AuditEntry.actor_role":   append(texts(plan.Roles), string(plan.RoleSystem)),
		"Rating.actor_role":       append(texts(plan.Roles), string(plan.RoleSystem)),
		"Reason.kind":             {"overdue_more_than_30_days", "overdue", "blocked", "variance", "late_objectives", "late_objective", "overdue_share", "all_done", "no_milestone", "within_limits"},
	} {
		schema, property, _ := strings.Cut(at, ".")
		values, _ := dig(named, schema, "properties", property, "enum").([]any)
		got := make([]string, len(values))
		for i, v := range values {
			got[i], _ = v.(string)
		}
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%s is %v, the vocabulary has %v", at, got, want)
		}
	}
}

// TestProblemIsShownAsItIsSent compares the document's shape with what package problem
// really sends.
func TestProblemIsShownAsItIsSent(t *testing.T) {
	var p plan.Problems
	p.Add("percent", "percent.range", "must be between 0 and 100")
	raw, err := json.Marshal(problem.From(p.Err(), "0190"))
	if err != nil {
		t.Fatal(err)
	}
	var sent object
	if err := json.Unmarshal(raw, &sent); err != nil {
		t.Fatal(err)
	}
	named := dig(golden(t, versions[0]), "components", "schemas").(object)
	sameKeys(t, sent, dig(named, "Problem", "properties").(object))
	sameKeys(t, sent["errors"].([]any)[0].(object), dig(named, "ProblemField", "properties").(object))
}

func sameKeys(t *testing.T, a, b object) {
	t.Helper()
	if !maps.EqualFunc(a, b, func(any, any) bool { return true }) {
		t.Errorf("%v is not %v", slices.Sorted(maps.Keys(a)), slices.Sorted(maps.Keys(b)))
	}
}

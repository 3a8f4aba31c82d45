package api

import (
	"bytes"
	"cmp"
	_ "embed"
	"fmt"
	"html/template"
	"maps"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/problem"
)

//go:embed docs.html
var docsSource string

// docsPage is the documentation, made from the document on the server: it needs no
// script and nothing from elsewhere.
func (s *server) docsPage() ([]byte, error) {
	document := s.huma.OpenAPI()
	page := docsContent{
		Title: document.Info.Title, Version: document.Info.Version, Stylesheet: s.Stylesheet,
		Summary: document.Info.Extensions["x-summary"].(string), Server: strings.TrimSuffix(s.BaseURL, "/") + Prefix,
		Description: docsParagraphs(document.Info.Description),
		Groups:      docsGroups(document), Objects: docsObjects(document), Refusals: docsRefusals(),
	}
	docs, err := template.New("docs").Parse(docsSource)
	if err != nil {
		return nil, fmt.Errorf("api: the documentation page: %w", err)
	}
	var out bytes.Buffer
	if err := docs.Execute(&out, page); err != nil {
		return nil, fmt.Errorf("api: the documentation page: %w", err)
	}
	return out.Bytes(), nil
}

// docsContent is what the page shows.
type docsContent struct {
	Title, Version, Summary, Server, Stylesheet string

	Description []docsParagraph
	Groups      []docsGroup
	Objects     []docsObject
	Refusals    []docsRefusal
}

type docsParagraph struct{ Lead, Text string }

type docsGroup struct {
	ID, Name, Text string
	Operations     []docsOperation
}

type docsOperation struct {
	ID, Title, Method, Text string
	// Path is cut at its slashes, where a narrow page may break it.
	Path       []string
	Token      bool
	Parameters []docsField
	Body       []docsMedia
	Answers    []docsAnswer
}

type docsMedia struct{ Media, Object string }

type docsAnswer struct {
	Status, Text string
	Content      []docsMedia
}

type docsField struct{ Name, In, Form, Text, Object string }

type docsObject struct {
	Name, Text string
	Fields     []docsField
}

type docsRefusal struct {
	Status     int
	Type, Text string
}

// docsParagraphs cuts the description; a paragraph may begin with words in bold.
func docsParagraphs(text string) []docsParagraph {
	var out []docsParagraph
	for paragraph := range strings.SplitSeq(text, "\n\n") {
		lead, rest, ok := strings.Cut(strings.TrimPrefix(paragraph, "**"), "**")
		if !ok {
			lead, rest = "", paragraph
		}
		out = append(out, docsParagraph{lead, rest})
	}
	return out
}

func docsGroups(document *huma.OpenAPI) []docsGroup {
	groups := make([]docsGroup, len(document.Tags))
	for i, tag := range document.Tags {
		groups[i] = docsGroup{ID: strings.ToLower(tag.Name), Name: tag.Name, Text: tag.Description}
	}
	each(document, func(path, method string, op *huma.Operation) {
		i := slices.IndexFunc(groups, func(g docsGroup) bool { return g.Name == op.Tags[0] })
		groups[i].Operations = append(groups[i].Operations, docsOperation{
			ID: "operation-" + op.OperationID, Title: op.Summary, Method: strings.ToUpper(method), Path: strings.Split(path, "/")[1:], Text: op.Description,
			Token: len(op.Security[0]) > 0, Parameters: docsParameters(op), Body: docsBody(op), Answers: docsAnswers(op),
		})
	})
	for _, group := range groups {
		slices.SortFunc(group.Operations, func(a, b docsOperation) int {
			return cmp.Or(slices.Compare(a.Path, b.Path), strings.Compare(methodOrder[a.Method], methodOrder[b.Method]))
		})
	}
	return groups
}

// methodOrder is the order in which the methods of one address are shown.
var methodOrder = map[string]string{"GET": "1", "POST": "2", "PATCH": "3", "DELETE": "4"}

func docsParameters(op *huma.Operation) []docsField {
	fields := make([]docsField, len(op.Parameters))
	for i, p := range op.Parameters {
		fields[i] = docsField{Name: p.Name, In: p.In, Form: form(p.Schema, p.Required), Text: p.Description}
	}
	return fields
}

func docsBody(op *huma.Operation) []docsMedia {
	if op.RequestBody == nil {
		return nil
	}
	return docsContentOf(op.RequestBody.Content)
}

// docsAnswers are the answers that differ from one operation to the other; refusals
// have a table of their own.
func docsAnswers(op *huma.Operation) []docsAnswer {
	var answers []docsAnswer
	for _, status := range slices.Sorted(maps.Keys(op.Responses)) {
		if r := op.Responses[status]; r.Ref == "" {
			answers = append(answers, docsAnswer{status, r.Description, docsContentOf(r.Content)})
		}
	}
	return answers
}

func docsContentOf(content map[string]*huma.MediaType) []docsMedia {
	var out []docsMedia
	for _, media := range slices.Sorted(maps.Keys(content)) {
		out = append(out, docsMedia{media, objectName(content[media].Schema)})
	}
	return out
}

func objectName(schema *huma.Schema) string {
	if schema.Type == huma.TypeArray {
		schema = schema.Items
	}
	return strings.TrimPrefix(schema.Ref, refPrefix)
}

func docsObjects(document *huma.OpenAPI) []docsObject {
	named := document.Components.Schemas.Map()
	var objects []docsObject
	for _, name := range slices.Sorted(maps.Keys(named)) {
		schema := named[name]
		object := docsObject{Name: name, Text: schema.Description}
		for _, field := range slices.Sorted(maps.Keys(schema.Properties)) {
			property := schema.Properties[field]
			object.Fields = append(object.Fields, docsField{
				Name: field, Form: form(property, slices.Contains(schema.Required, field)),
				Object: objectName(property), Text: property.Description,
			})
		}
		objects = append(objects, object)
	}
	return objects
}

// form says in a few words what a value looks like.
func form(schema *huma.Schema, required bool) string {
	parts := []string{formKind(schema)}
	if len(schema.Enum) > 0 {
		parts = append(parts, "one of "+enumText(schema.Enum))
	}
	if schema.Minimum != nil && schema.Maximum != nil {
		parts = append(parts, fmt.Sprintf("%v to %v", floatCell(*schema.Minimum), floatCell(*schema.Maximum)))
	}
	if schema.MaxLength != nil && schema.Format == "" && len(schema.Enum) == 0 {
		parts = append(parts, fmt.Sprintf("up to %d characters", *schema.MaxLength))
	}
	if schema.MaxItems != nil {
		parts = append(parts, fmt.Sprintf("up to %d", *schema.MaxItems))
	}
	if schema.Nullable {
		parts = append(parts, "or null")
	}
	if !required {
		parts = append(parts, "optional")
	}
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), ", ")
}

func formKind(schema *huma.Schema) string {
	switch {
	case schema.Ref != "":
		return ""
	case schema.Type == huma.TypeArray:
		return "list"
	case schema.Format == "date" || schema.Format == "date-time" || schema.Format == "uri":
		return map[string]string{"date": "day", "date-time": "instant", "uri": "address"}[schema.Format]
	case schema.Type == huma.TypeInteger:
		return "whole number"
	case schema.Type == huma.TypeString:
		return "text"
	}
	return schema.Type
}

func docsRefusals() []docsRefusal {
	var out []docsRefusal
	for _, status := range slices.Sorted(maps.Keys(refusalsBy)) {
		r := refusalsBy[status]
		example := problem.From(plan.Errorf(r.kind, ""), "")
		out = append(out, docsRefusal{status, example.Type, r.text})
	}
	return out
}

package publish

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
)

// graph is a set of RDF statements in the order in which they are to be written. It has no
// blank nodes, so that two writings of it can be held against each other line by line.
type graph struct {
	order    []string
	subjects map[string]*subject
}

type subject struct {
	iri        string
	statements []statement
}

type statement struct {
	predicate string
	object    object
}

// object is an IRI, or a literal with a language or a datatype or neither.
type object struct{ iri, text, lang, datatype string }

func iri(parts ...string) object { return object{iri: strings.Join(parts, "")} }

func literal(text string) object { return object{text: text} }

func (b Bilingual) objects() []object {
	return []object{{text: b.It, lang: "it"}, {text: b.En, lang: "en"}}
}

func newGraph() *graph { return &graph{subjects: map[string]*subject{}} }

// about begins or goes on with a subject of the given types.
func (g *graph) about(id string, types ...string) *subject {
	s := g.subjects[id]
	if s == nil {
		s = &subject{iri: id}
		g.subjects[id] = s
		g.order = append(g.order, id)
	}
	for _, t := range types {
		s.say(rdfType, iri(t))
	}
	return s
}

func (s *subject) say(predicate string, objects ...object) *subject {
	for _, o := range objects {
		s.statements = append(s.statements, statement{predicate, o})
	}
	return s
}

const rdfType = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"

// turtle writes one statement a line, without abbreviations: Turtle that every reader of
// N-Triples understands too, and whose differences are the statements that changed.
func (g *graph) turtle() []byte {
	var out bytes.Buffer
	for _, id := range g.order {
		for _, st := range g.subjects[id].statements {
			fmt.Fprintf(&out, "<%s> <%s> %s .\n", escapeIRI(id), escapeIRI(st.predicate), st.object.turtle())
		}
	}
	return out.Bytes()
}

func (o object) turtle() string {
	if o.iri != "" {
		return "<" + escapeIRI(o.iri) + ">"
	}
	text := `"` + escapeLiteral.Replace(o.text) + `"`
	switch {
	case o.lang != "":
		return text + "@" + o.lang
	case o.datatype != "":
		return text + "^^<" + escapeIRI(o.datatype) + ">"
	}
	return text
}

var escapeLiteral = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\r", `\r`, "\t", `\t`)

// escapeIRI percent-encodes what an IRI reference must not have between its brackets.
func escapeIRI(s string) string {
	if !strings.ContainsAny(s, "<>\"{}|^`\\ \t\n\r") {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if strings.ContainsRune("<>\"{}|^`\\", r) || r <= ' ' {
			b.WriteString(url.PathEscape(string(r)))
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// jsonLD writes the same statements as JSON-LD 1.1 with the prefixes given, in turn.
func (g *graph) jsonLD(prefixes ...string) ([]byte, error) {
	short := func(id string) string {
		for i := 0; i+1 < len(prefixes); i += 2 {
			if rest, ok := strings.CutPrefix(id, prefixes[i+1]); ok {
				return prefixes[i] + ":" + rest
			}
		}
		return id
	}
	context := orderedObject{}
	for i := 0; i+1 < len(prefixes); i += 2 {
		context = append(context, member{prefixes[i], prefixes[i+1]})
	}
	var nodes []orderedObject
	for _, id := range g.order {
		node := orderedObject{{"@id", escapeIRI(id)}}
		for _, st := range g.subjects[id].statements {
			name, value := short(st.predicate), any(nil)
			switch o := st.object; {
			case st.predicate == rdfType:
				name, value = "@type", short(o.iri)
			case o.iri != "":
				value = orderedObject{{"@id", escapeIRI(o.iri)}}
			case o.lang != "":
				value = orderedObject{{"@value", o.text}, {"@language", o.lang}}
			case o.datatype != "":
				value = orderedObject{{"@value", o.text}, {"@type", short(o.datatype)}}
			default:
				value = o.text
			}
			node = node.add(name, value)
		}
		nodes = append(nodes, node)
	}
	return json.MarshalIndent(orderedObject{{"@context", context}, {"@graph", nodes}}, "", "  ")
}

// orderedObject is a JSON object that keeps its order.
type orderedObject []member

type member struct {
	name  string
	value any
}

// add puts a value behind those that the name has.
func (o orderedObject) add(name string, value any) orderedObject {
	for i := range o {
		if o[i].name == name {
			o[i].value = append(o[i].value.([]any), value)
			return o
		}
	}
	return append(o, member{name, []any{value}})
}

func (o orderedObject) MarshalJSON() ([]byte, error) {
	var out bytes.Buffer
	out.WriteByte('{')
	for i, m := range o {
		if i > 0 {
			out.WriteByte(',')
		}
		name, err := json.Marshal(m.name)
		if err != nil {
			return nil, err
		}
		value, err := json.Marshal(m.value)
		if err != nil {
			return nil, err
		}
		out.Write(name)
		out.WriteByte(':')
		out.Write(value)
	}
	out.WriteByte('}')
	return out.Bytes(), nil
}

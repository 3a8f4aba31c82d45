package publish_test

import (
	"bytes"
	"encoding/json"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/piprate/json-gold/ld"

	"github.com/traguardi/traguardi/internal/publish"
)

func sampleCatalogue(t testing.TB) publish.Catalogue {
	return publish.Catalogue{Content: sampleData(t).Content, BaseURL: "https://traguardi.example.it", Zone: rome}
}

// triples reads a catalogue in both writings with an RDF library: each as a sorted set.
func triples(t *testing.T, c publish.Catalogue) (turtle, jsonLD []string) {
	t.Helper()
	dataset, err := ld.ParseNQuads(string(c.Turtle()))
	if err != nil {
		t.Fatal(err)
	}
	body, err := c.JSONLD()
	if err != nil {
		t.Fatal(err)
	}
	var document any
	if err := json.Unmarshal(body, &document); err != nil {
		t.Fatal(err)
	}
	read, err := ld.NewJsonLdProcessor().ToRDF(document, ld.NewJsonLdOptions(""))
	if err != nil {
		t.Fatal(err)
	}
	lines := func(d *ld.RDFDataset) []string {
		text, err := (&ld.NQuadRDFSerializer{}).Serialize(d)
		if err != nil {
			t.Fatal(err)
		}
		all := strings.Split(strings.TrimSpace(text.(string)), "\n")
		slices.Sort(all)
		return slices.Compact(all)
	}
	return lines(dataset), lines(read.(*ld.RDFDataset))
}

func TestBothWritingsOfTheCatalogueSayTheSame(t *testing.T) {
	for _, name := range []string{"Corigliano-Rossano", "Ente \"tra virgolette\" \\ <è>\ncon riga"} {
		c := sampleCatalogue(t)
		content := *c.Content
		content.Organization.Name = name
		c.Content = &content
		turtle, jsonLD := triples(t, c)
		if len(turtle) < 500 {
			t.Errorf("%d statements", len(turtle))
		}
		if !slices.Equal(turtle, jsonLD) {
			for _, line := range turtle {
				if !slices.Contains(jsonLD, line) {
					t.Errorf("only in Turtle: %s", line)
				}
			}
			for _, line := range jsonLD {
				if !slices.Contains(turtle, line) {
					t.Errorf("only in JSON-LD: %s", line)
				}
			}
		}
	}
}

// What DCAT-AP_IT makes mandatory is there, on every subject of the class.
func TestMandatoryPropertiesOfDCATAPIT(t *testing.T) {
	parsed, err := ld.ParseNQuads(string(sampleCatalogue(t).Turtle()))
	if err != nil {
		t.Fatal(err)
	}
	says := map[string]map[string][]ld.Node{}
	for _, q := range parsed.GetQuads("@default") {
		s, p := q.Subject.GetValue(), q.Predicate.GetValue()
		if says[s] == nil {
			says[s] = map[string][]ld.Node{}
		}
		says[s][p] = append(says[s][p], q.Object)
	}
	is := func(s, class string) bool {
		return slices.ContainsFunc(says[s][publish.RDFType], func(n ld.Node) bool { return n.GetValue() == class })
	}
	euURI := func(n ld.Node) bool { return ld.IsIRI(n) && strings.HasPrefix(n.GetValue(), publish.EUAuthority) }
	mandatory := map[string]map[string]func(ld.Node) bool{
		publish.NSIT + "Catalog": {
			publish.NSDCT + "title": isLiteral, publish.NSDCT + "description": isLiteral, publish.NSDCT + "modified": isDay,
			publish.NSDCT + "publisher": func(n ld.Node) bool { return is(n.GetValue(), publish.NSIT+"Agent") },
			publish.NSDCAT + "dataset":  func(n ld.Node) bool { return is(n.GetValue(), publish.NSIT+"Dataset") },
		},
		publish.NSIT + "Dataset": {
			publish.NSDCT + "identifier": func(n ld.Node) bool { return strings.HasPrefix(n.GetValue(), "c_m403:") },
			publish.NSDCT + "title":      isLiteral, publish.NSDCT + "description": isLiteral, publish.NSDCT + "modified": isDay,
			publish.NSDCAT + "theme":             func(n ld.Node) bool { return n.GetValue() == publish.EUTheme },
			publish.NSDCT + "rightsHolder":       func(n ld.Node) bool { return is(n.GetValue(), publish.NSIT+"Agent") },
			publish.NSDCT + "accrualPeriodicity": euURI,
			publish.NSDCAT + "contactPoint":      func(n ld.Node) bool { return is(n.GetValue(), publish.NSVCARD+"Organization") },
			publish.NSDCAT + "distribution":      func(n ld.Node) bool { return is(n.GetValue(), publish.NSIT+"Distribution") },
		},
		publish.NSIT + "Distribution": {
			publish.NSDCT + "format": euURI, publish.NSDCT + "license": func(n ld.Node) bool { return euURI(n) && is(n.GetValue(), publish.NSIT+"LicenseDocument") },
			publish.NSDCAT + "accessURL": ld.IsIRI,
		},
		publish.NSIT + "Agent":        {publish.NSDCT + "identifier": func(n ld.Node) bool { return n.GetValue() == "c_m403" }, publish.NSFOAF + "name": isLiteral},
		publish.NSIT + "Organization": {publish.NSVCARD + "fn": isLiteral},
	}
	for class, properties := range mandatory {
		found := 0
		for s := range says {
			if !is(s, class) {
				continue
			}
			found++
			for property, fits := range properties {
				if values := says[s][property]; len(values) == 0 || slices.ContainsFunc(values, func(n ld.Node) bool { return !fits(n) }) {
					t.Errorf("%s: %s is %v", s, property, values)
				}
			}
		}
		if found == 0 || class == publish.NSIT+"Dataset" && found != len(publish.Datasets()) || class == publish.NSIT+"Distribution" && found != 3*len(publish.Datasets()) {
			t.Errorf("%d of %s", found, class)
		}
	}
}

func isLiteral(n ld.Node) bool { return ld.IsLiteral(n) && n.GetValue() != "" }

func isDay(n ld.Node) bool {
	l, ok := n.(ld.Literal)
	if p, pointer := n.(*ld.Literal); pointer {
		l, ok = *p, true
	}
	return ok && l.Datatype == publish.NSXSD+"date" && len(l.Value) == 10
}

// A second reader, where the machine has one.
func TestTheCatalogueReadByRaptor(t *testing.T) {
	rapper, err := exec.LookPath("rapper")
	if err != nil {
		t.Skip("rapper (raptor2-utils) is not on this machine")
	}
	read := exec.CommandContext(t.Context(), rapper, "-q", "-i", "turtle", "-o", "ntriples", "-", "https://traguardi.example.it/")
	text := sampleCatalogue(t).Turtle()
	read.Stdin = bytes.NewReader(text)
	out, err := read.CombinedOutput()
	if err != nil || bytes.Count(out, []byte("\n")) != bytes.Count(text, []byte("\n")) {
		t.Errorf("%v: %d statements of %d\n%.500s", err, bytes.Count(out, []byte("\n")), bytes.Count(text, []byte("\n")), out)
	}
}

package api

import (
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// TestDocumentationPage reads the page as a browser would: it must stand by itself under
// the strict Content-Security-Policy and lead from every operation to its objects.
func TestDocumentationPage(t *testing.T) {
	root, err := html.Parse(strings.NewReader(string(fetch(t, documentation(t), "/docs"))))
	if err != nil {
		t.Fatal(err)
	}
	ids, links, headings := map[string]bool{}, []string{}, 0
	articles := 0
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.ElementNode {
			switch n.Data {
			case "script", "style", "iframe", "img":
				t.Errorf("the page has a %s", n.Data)
			case "h1":
				headings++
			case "article":
				articles++
			}
			for _, a := range n.Attr {
				switch {
				case a.Key == "id" && ids[a.Val]:
					t.Errorf("id %q is there twice", a.Val)
				case a.Key == "id":
					ids[a.Val] = true
				case a.Key == "href":
					links = append(links, a.Val)
				case a.Key == "style" || strings.HasPrefix(a.Key, "on"):
					t.Errorf("inline %s on %s", a.Key, n.Data)
				case a.Key == "src":
					t.Errorf("the page loads %s", a.Val)
				}
			}
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(root)
	if headings != 1 {
		t.Errorf("%d headings of the first rank", headings)
	}
	if want := len(operationsOf(t, "openapi.json")); articles != want {
		t.Errorf("%d operations are shown, the document has %d", articles, want)
	}
	for _, link := range links {
		if target, inside := strings.CutPrefix(link, "#"); inside && !ids[target] {
			t.Errorf("%s leads nowhere", link)
		}
		if strings.Contains(link, "//") {
			t.Errorf("the page points elsewhere: %s", link)
		}
	}
}

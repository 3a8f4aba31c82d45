package house_test

import (
	"encoding/json"
	"html"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestGuidesSayWhatThePagesSay: in the guides for those who use the pages, what stands in «» is a text of the pages.
// One that was changed there, or is not there at all, would send people looking for it.
func TestGuidesSayWhatThePagesSay(t *testing.T) {
	sentences := sentencesOf(t)
	guides, err := filepath.Glob(filepath.Join(root, "docs", "it", "guida-*.md"))
	if err != nil || len(guides) == 0 {
		t.Fatalf("no guides: %v", err)
	}
	quoted := regexp.MustCompile(`«([^»]+)»`)
	for _, guide := range guides {
		raw, err := os.ReadFile(guide)
		if err != nil {
			t.Fatal(err)
		}
		found := quoted.FindAllStringSubmatch(string(raw), -1)
		if len(found) == 0 {
			t.Errorf("%s names nothing of the pages", filepath.Base(guide))
		}
		for _, q := range found {
			if text := spaced(q[1]); !strings.Contains(sentences, text) {
				t.Errorf("%s says «%s», and no page does", filepath.Base(guide), text)
			}
		}
	}
}

// sentencesOf are the Italian texts of the pages, without their markup, one a line.
func sentencesOf(t *testing.T) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(root, "ui", "locales", "area", "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	tags := regexp.MustCompile(`<[^>]*>`)
	var all strings.Builder
	for _, file := range append(files, filepath.Join(root, "ui", "locales", "it.json")) {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var entries map[string]any
		if err := json.Unmarshal(raw, &entries); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		for _, entry := range entries {
			forms, ok := entry.(map[string]any)
			if !ok {
				forms = map[string]any{"": entry}
			}
			for _, form := range forms {
				text, _ := form.(string)
				all.WriteString(spaced(html.UnescapeString(tags.ReplaceAllString(text, ""))) + "\n")
			}
		}
	}
	return all.String()
}

// spaced has single spaces, whatever kind and however many there were.
func spaced(s string) string { return strings.Join(strings.Fields(s), " ") }

package api

import (
	"bytes"
	"encoding/json"
	"flag"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/auth"
	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

var update = flag.Bool("update", false, "rewrite the golden files of the OpenAPI document")

// documentation makes an API whose documents are looked at; nothing of it is read or
// written.
func documentation(t testing.TB) http.Handler {
	t.Helper()
	handler, err := New(Dependencies{
		Boards:  struct{ board.Reader }{},
		Tracker: &tracker.Tracker{}, Sessions: &auth.Sessions{},
		Clock:   plan.FixedClock(time.Date(2026, time.November, 22, 9, 0, 0, 0, time.UTC), time.UTC),
		Log:     slog.New(slog.NewTextHandler(io.Discard, nil)),
		BaseURL: "https://traguardi.example", Version: "0.0.0-test", ContactEmail: "traguardi@traguardi.example",
	})
	if err != nil {
		t.Fatal(err)
	}
	return handler
}

func fetch(t testing.TB, handler http.Handler, path string) []byte {
	t.Helper()
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, Prefix+path, nil))
	if w.Code != http.StatusOK {
		t.Fatalf("%s answers %d: %s", path, w.Code, w.Body)
	}
	return w.Body.Bytes()
}

// TestDocumentIsTheGoldenOne makes every change of the contract show in a diff.
func TestDocumentIsTheGoldenOne(t *testing.T) {
	handler := documentation(t)
	for _, name := range []string{"openapi.json", "openapi-3.0.json"} {
		t.Run(name, func(t *testing.T) {
			got := fetch(t, handler, "/"+name)
			file := filepath.Join("testdata", name)
			if *update {
				if err := os.MkdirAll("testdata", 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(file, got, 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, want) {
				t.Errorf("the document differs from %s; if the change is meant: go test ./internal/api -run Golden -update", file)
			}
		})
	}
}

// Every reference of both documents leads to a schema: 3.0 has copies of its own of those
// that may be null.
func TestEveryReferenceLeadsSomewhere(t *testing.T) {
	for _, name := range []string{"openapi.json", "openapi-3.0.json"} {
		raw, err := os.ReadFile("testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		var document map[string]any
		if err := json.Unmarshal(raw, &document); err != nil {
			t.Fatal(err)
		}
		schemas := document["components"].(map[string]any)["schemas"].(map[string]any)
		found := 0
		for _, match := range regexp.MustCompile(`"#/components/schemas/([^"]+)"`).FindAllStringSubmatch(string(raw), -1) {
			found++
			if schemas[match[1]] == nil {
				t.Errorf("%s: no schema %s", name, match[1])
			}
		}
		if found < 100 {
			t.Errorf("%s: only %d references found: is the test looking?", name, found)
		}
	}
}

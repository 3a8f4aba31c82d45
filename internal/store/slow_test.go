package store

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// slowText makes a statement of each engine really take its time, at least slowFor.
var slowText = map[engine]string{
	// SQLite has no sleep: it counts.
	engineSQLite:   "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 400000) SELECT max(n) FROM c WHERE $1 <> ''",
	enginePostgres: "SELECT 400000 FROM pg_sleep(0.03) WHERE $1 <> ''",
}

const (
	slowFor = 10 * time.Millisecond
	secret  = "nome.cognome@comune.example"
)

// A statement that takes long is logged by its name, with its time and its rows; what it was
// asked with is not, whichever way it is run.
func TestSlowQueries(t *testing.T) {
	onBothURLs(t, func(t *testing.T, url string) {
		var lines bytes.Buffer
		var told atomic.Int64
		s, err := Open(t.Context(), Options{
			URL: url, Log: slog.New(slog.NewJSONHandler(&lines, nil)), SlowQuery: slowFor, OnSlowQuery: func() { told.Add(1) },
		})
		must(t, err)
		t.Cleanup(func() { must(t, s.Close()) })
		for _, p := range []*pool{s.reads, s.writes} {
			p.texts["Slow"] = slowText[s.address.engine]
		}
		ctx := t.Context()
		ways := []struct {
			name string
			rows any
			ask  func() error
		}{
			{"one", 1.0, func() error { _, err := one[int](ctx, s.reads, "Slow", "row", secret); return err }},
			{"maybe", 1.0, func() error { _, _, err := maybe[int](ctx, s.reads, "Slow", "row", secret); return err }},
			{"list", 1.0, func() error { _, err := list[int](ctx, s.reads, "Slow", "row", secret); return err }},
			{"in a transaction", 1.0, func() error {
				return s.writes.transaction(ctx, s.writing, func(tx *transaction) error {
					_, err := list[int](ctx, tx, "Slow", "row", secret)
					return err
				})
			}},
		}
		for _, w := range ways {
			lines.Reset()
			before := told.Load()
			must(t, w.ask())
			var line map[string]any
			for _, text := range strings.Split(strings.TrimSpace(lines.String()), "\n") {
				if strings.Contains(text, `"Slow"`) {
					must(t, json.Unmarshal([]byte(text), &line))
				}
			}
			if line["msg"] != "slow query" || line["level"] != "WARN" || line["rows"] != w.rows {
				t.Errorf("%s: %s", w.name, lines.String())
			}
			if ms, _ := line["duration_ms"].(float64); ms < 10 {
				t.Errorf("%s: it took %v ms", w.name, line["duration_ms"])
			}
			if strings.Contains(lines.String(), secret) {
				t.Errorf("%s: the log holds an argument: %s", w.name, lines.String())
			}
			if told.Load() == before {
				t.Errorf("%s: it was not counted", w.name)
			}
		}
	})
}

// The line says when a slow statement failed, and not with what.
func TestASlowQueryThatFails(t *testing.T) {
	onBothURLs(t, func(t *testing.T, url string) {
		var lines bytes.Buffer
		s, err := Open(t.Context(), Options{URL: url, Log: slog.New(slog.NewJSONHandler(&lines, nil)), SlowQuery: time.Millisecond})
		must(t, err)
		t.Cleanup(func() { must(t, s.Close()) })
		s.reads.texts["Slow"] = map[engine]string{
			engineSQLite:   "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT max(n) FROM c WHERE $1 <> ''",
			enginePostgres: "SELECT 1 FROM pg_sleep(60) WHERE $1 <> ''",
		}[s.address.engine]
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		if _, err := one[int](ctx, s.reads, "Slow", "row", secret); err == nil {
			t.Fatal("it did not fail")
		}
		if text := lines.String(); !strings.Contains(text, `"failed":true`) || strings.Contains(text, secret) {
			t.Errorf("the log says %s", text)
		}
	})
}

// What stays below the bound is not told, nor anything where there is no bound. The clock
// makes every statement take as long as it says.
func TestQueriesThatAreNotSlow(t *testing.T) {
	for _, c := range []struct {
		name         string
		bound, takes time.Duration
		want         bool
	}{
		{"off", 0, time.Hour, false},
		{"below", time.Second, time.Second - 1, false},
		{"at the bound", time.Second, time.Second, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			var lines bytes.Buffer
			at := time.Date(2026, 3, 16, 9, 0, 0, 0, time.UTC)
			s, err := Open(t.Context(), Options{
				URL: engines[0].url(t), Log: slog.New(slog.NewTextHandler(&lines, nil)), SlowQuery: c.bound,
				Now: func() time.Time { at = at.Add(c.takes); return at },
			})
			must(t, err)
			defer func() { must(t, s.Close()) }()
			if _, err := one[bool](t.Context(), s.reads, qSchemaExists, "schema"); err != nil {
				t.Fatal(err)
			}
			if got := strings.Contains(lines.String(), "query=SchemaExists"); got != c.want {
				t.Errorf("logged: %v, want %v: %s", got, c.want, lines.String())
			}
		})
	}
}

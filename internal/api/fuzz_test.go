package api

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/problem"
)

// FuzzBody: whatever the bytes, a body is read or refused with a 4xx; what is read has
// no character that a text may not hold, and reading it again gives the same.
func FuzzBody(f *testing.F) {
	for _, seed := range []string{
		`{}`, `{"state":"done","percent":100,"evidence":{"act":{"kind":"a","number":"1","date":"2026-01-01"}}}`, `{"percent":null}`,
		`{"due_on":"2026-02-30"}`, `{"percent":1e2}`, `{"note":"\ud83d\ude00"}`, `{"note":"\ud83d"}`, `{"a":1,"a":2}`, `[`, `"`, `{"evidence":{"url":7}}`, `{"percent":-9e999}`,
		"{\"note\":\"\\u0000\"}", `{"note":"a"}}`, strings.Repeat("[", 100), `{"\u0061":1}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		body, err := decodeBody[NewUpdate](raw, nullEmpties)
		if err != nil {
			if p := problem.From(err, ""); p.Status < 400 || p.Status > 499 {
				t.Errorf("%q is answered with %d: %v", raw, p.Status, err)
			}
			return
		}
		if !json.Valid(raw) {
			t.Errorf("%q was read", raw)
		}
		for _, text := range []string{body.Note.Value, body.Reason.Value, body.State.Value, body.Evidence.Value.URL.Value} {
			var p plan.Problems
			p.Lines("x", text, plan.MaxMinutes)
			if p.Any() {
				t.Errorf("%q let %q through", raw, text)
			}
		}
		again, err := decodeBody[NewUpdate](raw, nullEmpties)
		if err != nil || again != body {
			t.Errorf("%q reads differently the second time", raw)
		}
	})
}

// FuzzCursor: whatever the text, a cursor is one of this list or refused.
func FuzzCursor(f *testing.F) {
	f.Add("")
	f.Add("zzzz")
	f.Add(*writeCursor(cursor{Bound: "b", Key: "2026-01-01", ID: "OB-01.00001"}))
	f.Fuzz(func(t *testing.T, text string) {
		c, err := readCursor(text, "b")
		if err != nil {
			if plan.KindOf(err) != plan.KindMalformed {
				t.Errorf("%q: %v", text, err)
			}
			return
		}
		if c.Bound != "b" {
			t.Errorf("%q belongs to %q", text, c.Bound)
		}
	})
}

// FuzzIfMatch: whatever the field, it gives a revision that may be held against an
// object, or a refusal.
func FuzzIfMatch(f *testing.F) {
	for _, seed := range []string{`"1"`, `W/"1-2026-01-01"`, `*`, `"`, `""`, `"1`, "", `"-1"`, `"00017"`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, field string) {
		r := httptest.NewRequest(http.MethodPatch, "/", nil)
		r.Header["If-Match"] = []string{field}
		revision, err := ifMatch(r)
		if err != nil && plan.KindOf(err) != plan.KindMalformed {
			t.Errorf("%q: %v", field, err)
		}
		if err == nil && revision < neverCurrent {
			t.Errorf("%q gives %d", field, revision)
		}
		if err == nil && revision == 0 && strings.TrimSpace(field) != "*" {
			t.Errorf("%q stands for any revision", field)
		}
	})
}

// FuzzQuery: whatever the query string, it is read or refused with a 4xx that does not
// repeat it.
func FuzzQuery(f *testing.F) {
	handler := documentation(f)
	s := handler.(*server)
	op := s.huma.OpenAPI().Paths["/organizations/{organization}/milestones"].Get
	for _, seed := range []string{"limit=5", "limit=%zz", "a;b", "sort=-due_on&as_of=2026-02-30", "overdue=1&overdue=2", "%00=%ff", "office=\xff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		if err := checkQuery(raw, op); err != nil {
			if p := problem.From(err, ""); p.Status < 400 || p.Status > 499 {
				t.Errorf("%q is answered with %d", raw, p.Status)
			}
		}
	})
}

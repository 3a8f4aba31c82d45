package problem

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/traguardi/traguardi/internal/plan"
)

func TestEveryKindHasItsAnswer(t *testing.T) {
	for kind, want := range map[plan.Kind]struct {
		status int
		typ    string
	}{
		plan.KindMalformed:            {400, "malformed"},
		plan.KindUnauthenticated:      {401, "unauthenticated"},
		plan.KindForbidden:            {403, "forbidden"},
		plan.KindNotFound:             {404, "not-found"},
		KindMethodNotAllowed:          {405, "method-not-allowed"},
		plan.KindConflict:             {409, "conflict"},
		plan.KindStale:                {412, "stale"},
		plan.KindTooLarge:             {413, "too-large"},
		plan.KindUnsupported:          {415, "unsupported-media-type"},
		plan.KindInvalid:              {422, "invalid"},
		plan.KindPreconditionRequired: {428, "precondition-required"},
		plan.KindRateLimited:          {429, "rate-limited"},
		KindInternal:                  {500, "internal"},
		plan.KindUnavailable:          {503, "unavailable"},
	} {
		t.Run(string(kind), func(t *testing.T) {
			p := From(fmt.Errorf("wrapped: %w", plan.Errorf(kind, "what is wrong")), "0190")
			if p.Status != want.status || p.Type != TypePrefix+want.typ || p.Detail != "what is wrong" || p.Kind != kind {
				t.Errorf("got %+v", p)
			}
			if p.Title == "" || p.Instance != "urn:uuid:0190" || Status(kind) != want.status {
				t.Errorf("got %+v", p)
			}
			w := httptest.NewRecorder()
			w.Header().Set("ETag", `"1"`)
			Write(w, p)
			if w.Code != want.status || w.Header().Get("Content-Type") != ContentType || w.Header().Get("ETag") != "" {
				t.Errorf("sent %d %v", w.Code, w.Header())
			}
			if retry := w.Header().Get("Retry-After"); (retry != "") != (want.status == 429 || want.status == 503) {
				t.Errorf("Retry-After is %q with %d", retry, want.status)
			}
			if (w.Header().Get("WWW-Authenticate") != "") != (want.status == 401) {
				t.Errorf("WWW-Authenticate is %q with %d", w.Header().Get("WWW-Authenticate"), want.status)
			}
			var back map[string]any
			if err := json.Unmarshal(w.Body.Bytes(), &back); err != nil {
				t.Fatal(err)
			}
			if back["status"] != float64(want.status) || back["type"] != p.Type {
				t.Errorf("body is %s", w.Body)
			}
		})
	}
}

func TestMachineryIsNotShown(t *testing.T) {
	const secret = "pq: password authentication failed"
	for name, c := range map[string]struct {
		err    error
		status int
	}{
		"unknown error":         {errors.New(secret), 500},
		"unknown kind":          {plan.Errorf("odd", secret), 500},
		"cause of a refusal":    {plan.Errorf(plan.KindUnavailable, "the database is away").WithCause(errors.New(secret)), 503},
		"deadline":              {fmt.Errorf(secret+": %w", context.DeadlineExceeded), 503},
		"client gone":           {fmt.Errorf(secret+": %w", context.Canceled), 503},
		"body beyond its limit": {fmt.Errorf(secret+": %w", &http.MaxBytesError{Limit: 7}), 413},
		"nil":                   {nil, 500},
	} {
		t.Run(name, func(t *testing.T) {
			p := From(c.err, "")
			if p.Status != c.status {
				t.Errorf("status %d, want %d", p.Status, c.status)
			}
			w := httptest.NewRecorder()
			Write(w, p)
			if strings.Contains(w.Body.String(), "password") {
				t.Errorf("the answer tells %s", w.Body)
			}
		})
	}
}

func TestFieldsAreListed(t *testing.T) {
	var ps plan.Problems
	ps.Add("evidence.act.number", "required", "is required")
	ps.Add("percent", "percent.range", "must be between 0 and 100", 0, 100)
	p := From(ps.Err(), "")
	if len(p.Errors) != 2 || p.Errors[1].Location != "percent" || p.Errors[1].Rule != "percent.range" || len(p.Errors[1].Args) != 2 {
		t.Errorf("got %+v", p.Errors)
	}
}

func TestReportLogsWhatTheAnswerHides(t *testing.T) {
	for name, c := range map[string]struct {
		err  error
		want string
	}{
		"internal":    {errors.New("disk on fire"), "disk on fire"},
		"unavailable": {plan.Errorf(plan.KindUnavailable, "away").WithCause(errors.New("connection refused")), "connection refused"},
		"refusal":     {plan.Errorf(plan.KindInvalid, "no"), ""},
	} {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			ctx := WithInstance(context.Background(), "01908f2e")
			p := Report(ctx, slog.New(slog.NewTextHandler(&out, nil)), c.err)
			if c.want == "" {
				if out.Len() != 0 {
					t.Errorf("a refusal was logged: %s", &out)
				}
				return
			}
			if !strings.Contains(out.String(), c.want) || !strings.Contains(out.String(), "01908f2e") {
				t.Errorf("log is %q", out.String())
			}
			if p.Instance != "urn:uuid:01908f2e" {
				t.Errorf("instance is %q", p.Instance)
			}
		})
	}
}

func TestInstanceIsMadeWhereNoneWasPut(t *testing.T) {
	if a, b := InstanceFrom(context.Background()), InstanceFrom(context.Background()); a == "" || a == b {
		t.Errorf("got %q and %q", a, b)
	}
}

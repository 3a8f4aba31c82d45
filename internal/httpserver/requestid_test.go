package httpserver

import (
	"context"
	"log/slog"
	"net/http"
	"testing"

	"github.com/google/uuid"

	"github.com/traguardi/traguardi/internal/problem"
)

func TestRequestID(t *testing.T) {
	const good = "0190b5d2-7f3a-7c11-9d2e-0a1b2c3d4e5f"
	tests := []struct {
		name, sent string
		kept       bool
	}{
		{"none", "", false},
		{"a UUID", good, true},
		{"upper case", "0190B5D2-7F3A-7C11-9D2E-0A1B2C3D4E5F", false},
		{"in braces", "{" + good + "}", false},
		{"a line of its own", good[:35] + "\n", false},
		{"no hyphens", "0190b5d27f3a7c119d2e0a1b2c3d4e5f0000", false},
		{"too long", good + "0", false},
		{"letters beyond f", "g" + good[1:], false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var inContext, inProblem string
			handler := RequestID()(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				inContext, inProblem = RequestIDOf(r.Context()), problem.InstanceFrom(r.Context())
			}))
			request := get("/")
			if test.sent != "" {
				request.Header["Request-Id"] = []string{test.sent}
			}
			answered := ask(handler, request).Header().Get("Request-Id")
			if (answered == test.sent) != test.kept {
				t.Errorf("answered %q, kept should be %v", answered, test.kept)
			}
			if !wellFormedID(answered) {
				t.Errorf("%q is not well-formed", answered)
			}
			if inContext != answered || inProblem != answered {
				t.Errorf("the handler saw %q, problems %q, the client %q", inContext, inProblem, answered)
			}
		})
	}
	if id, err := uuid.Parse(newID()); err != nil || id.Version() != 4 || id.Variant() != uuid.RFC4122 {
		t.Errorf("%s is no random UUID: %v", id, err)
	}
	first, second := ask(RequestID()(ok), get("/")), ask(RequestID()(ok), get("/"))
	if first.Header().Get("Request-Id") == second.Header().Get("Request-Id") {
		t.Error("two requests share an id")
	}
}

func TestLogHandlerNamesTheRequest(t *testing.T) {
	var written log
	logger := written.logger().With(slog.String("job", "none"))
	var id string
	ask(RequestID()(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		id = RequestIDOf(r.Context())
		logger.InfoContext(r.Context(), "within")
		logger.WithGroup("g").InfoContext(r.Context(), "in a group")
	})), get("/"))
	logger.InfoContext(context.Background(), "outside")

	lines := written.lines(t)
	if lines[0]["request_id"] != id || lines[0]["job"] != "none" {
		t.Errorf("within the request: %v", lines[0])
	}
	if group, found := lines[1]["g"].(map[string]any); !found || group["request_id"] != id {
		t.Errorf("in a group: %v", lines[1])
	}
	if _, found := lines[2]["request_id"]; found {
		t.Errorf("outside any request: %v", lines[2])
	}
}

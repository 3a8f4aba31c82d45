package httpserver

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestRecover(t *testing.T) {
	var written log
	panics := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("ETag", `"1"`)
		w.Header().Set("Cache-Control", "max-age=60")
		w.Header().Set("Allow", "GET")
		panic(errors.New("secret of the database"))
	})
	mux := http.NewServeMux()
	mux.Handle("GET /enti/{ipa}", panics)
	handler := Chain(mux, RequestID(), Recover(written.logger(), renderText), ErrorPages(renderText))

	got := ask(handler, get("/enti/c_m403?token=s3cret"))
	wantAnswer(t, got, 500, "rendered 500")
	for _, name := range []string{"ETag", "Cache-Control"} {
		if value := got.Header().Get(name); value != "" {
			t.Errorf("the error carries %s %s of the answer it replaces", name, value)
		}
	}
	if got.Header().Get("Request-Id") == "" || got.Header().Get("Allow") != "GET" {
		t.Errorf("fields that are not of the content are gone: %v", got.Header())
	}
	lines := written.lines(t)
	if len(lines) != 1 {
		t.Fatalf("%d lines, want 1", len(lines))
	}
	line := lines[0]
	if line["level"] != "ERROR" || line["panic"] != "secret of the database" || line["route"] != "GET /enti/{ipa}" || line["request_id"] != got.Header().Get("Request-Id") {
		t.Errorf("logged %v", line)
	}
	if stack, isText := line["stack"].(string); !isText || !strings.Contains(stack, "recover_test.go") {
		t.Errorf("the stack does not lead to the panic: %v", line["stack"])
	}
	if strings.Contains(written.String(), "s3cret") {
		t.Error("the query string is in the log")
	}
}

func TestRecoverCutsWhatHasBegun(t *testing.T) {
	tests := map[string]http.HandlerFunc{
		"after the answer began": func(w http.ResponseWriter, _ *http.Request) {
			_, _ = w.Write([]byte("half"))
			panic("broken")
		},
		"by the handler's own wish": func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
	}
	for name, handler := range tests {
		t.Run(name, func(t *testing.T) {
			var written log
			server := httptest.NewServer(Recover(written.logger(), renderText)(handler))
			defer server.Close()
			response, err := server.Client().Get(server.URL)
			if err == nil {
				defer func() { _ = response.Body.Close() }()
				_, err = io.ReadAll(response.Body)
			}
			if err == nil {
				t.Error("the client took it for a whole answer")
			}
			if strings.Contains(written.String(), "broken") != (name == "after the answer began") {
				t.Errorf("logged %q", written.String())
			}
		})
	}
}

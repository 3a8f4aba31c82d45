package main_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/testkit/pgtest"
)

func TestHealthcheck(t *testing.T) {
	s := serve(t, servers(newDatabase(t)))
	address := strings.TrimPrefix(s.site, "http://")
	if r := run(t, "healthcheck", "--listen", address).want(t, 0); r.out+r.errout != "" {
		t.Errorf("a healthy server is no news: %s", r)
	}
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		t.Fatal(err)
	}
	// In a container the server listens on every address; its healthcheck is given the same setting.
	call{args: []string{"healthcheck"}, env: []string{"TRAGUARDI_LISTEN=0.0.0.0:" + port}}.do(t).want(t, 0)
	s.terminate()
	if code := s.wait(); code != 0 {
		t.Errorf("exit %d", code)
	}
	run(t, "healthcheck", "--listen", address).want(t, 1, "the server does not answer")

	// Something else listens there, or the server is not ready.
	other, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	sick := &http.Server{ReadHeaderTimeout: time.Second, Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusServiceUnavailable)
	})}
	go func() { _ = sick.Serve(other) }() // ends with Close
	t.Cleanup(func() { _ = sick.Close() })
	run(t, "healthcheck", "--listen", other.Addr().String()).want(t, 1, "it answers 503")

	// Nobody answers on a listener that accepts: bounded by --timeout.
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = silent.Close() })
	run(t, "healthcheck", "--listen", silent.Addr().String(), "--timeout", "200ms").want(t, 1, "the server does not answer")
}

func TestAnAddressInUse(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = taken.Close() })
	address := taken.Addr().String()
	run(t, "serve", "--database", newDatabase(t), "--listen", address, "--metrics-listen", "").want(t, 1, "--listen", "address already in use")
	run(t, "serve", "--database", newDatabase(t), "--listen", "127.0.0.1:0", "--metrics-listen", address).want(t, 1, "--metrics-listen", "address already in use")
}

// Variables do what flags do, and a flag wins over its variable.
func TestVariablesAreSettings(t *testing.T) {
	url := newDatabase(t)
	s := serve(t, call{args: []string{"serve", "--base-url", "https://piano.comune.example"}, env: []string{
		"TRAGUARDI_DATABASE=" + url, "TRAGUARDI_LISTEN=127.0.0.1:0", "TRAGUARDI_METRICS_LISTEN=", "TRAGUARDI_LOG_FORMAT=json", "TRAGUARDI_DEMO=true",
		"TRAGUARDI_BASE_URL=https://altro.example", "TRAGUARDI_RATE_LIMIT=7", "TRAGUARDI_TRUSTED_PROXIES=10.0.0.0/8,192.168.0.0/16", "TRAGUARDI_STALE_AFTER=45",
	}})
	if s.metrics != "" {
		t.Errorf("metrics are served at %s, though the variable is empty", s.metrics)
	}
	status, page := s.get("/")
	if status != 200 || !strings.Contains(page, `<link rel="canonical" href="https://piano.comune.example/`) || strings.Contains(page, "altro.example") {
		t.Errorf("the page (%d) is not of the address that the flag says", status)
	}
	if !strings.Contains(page, testVersion) {
		t.Error("the page does not tell the program's version")
	}
	if status, page := s.get("/metodo"); status != 200 || !strings.Contains(page, "45") {
		t.Errorf("the page on the method (%d) does not tell the setting", status)
	}
	response, err := http.Get(s.site + "/api/v1/status")
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if limit := response.Header.Get("RateLimit-Limit"); limit != "7" {
		t.Errorf("RateLimit-Limit is %q", limit)
	}
	run(t, "user", "list", "--database", url).want(t, 0) // the database is where the variable said

	call{args: []string{"user", "create"}, in: password, env: []string{
		"TRAGUARDI_DATABASE=" + url, "TRAGUARDI_EMAIL=capo@prova.example", "TRAGUARDI_ROLE=admin", "TRAGUARDI_ORGANIZATION=c_m403",
	}}.do(t).want(t, 0, "capo@prova.example is admin in c_m403")
}

// A request under way when the server is asked to stop is answered, and what it wrote is kept.
func TestRequestsUnderWayFinish(t *testing.T) {
	onBoth(t, func(t *testing.T, url string) {
		token := withStaff(t, url)
		s := serve(t, servers(url))
		address := strings.TrimPrefix(s.site, "http://")

		conn, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if err := conn.SetDeadline(time.Now().Add(patience)); err != nil {
			t.Fatal(err)
		}
		const body = `{"code":"tributi","name":"Ufficio Tributi"}`
		fmt.Fprintf(conn, "POST /api/v1/organizations/c_prova/offices HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\n"+
			"Content-Type: application/json\r\nContent-Length: %d\r\nExpect: 100-continue\r\n\r\n", address, token, len(body))
		answers := bufio.NewReader(conn)
		// The server asks for the body when something begins to read it: from here on the request is under way.
		if line, err := answers.ReadString('\n'); err != nil || !strings.HasPrefix(line, "HTTP/1.1 100 ") {
			t.Fatalf("instead of 100 Continue: %q, %v", line, err)
		}
		if _, err := answers.ReadString('\n'); err != nil {
			t.Fatal(err)
		}
		s.terminate()
		refusesNewConnections(t, address)
		if _, err := io.WriteString(conn, body); err != nil {
			t.Fatal(err)
		}
		response, err := http.ReadResponse(answers, nil)
		if err != nil {
			t.Fatalf("no answer to the request under way: %v", err)
		}
		told, err := io.ReadAll(response.Body)
		if err != nil || response.StatusCode != http.StatusCreated {
			t.Fatalf("the request under way: %d, %v: %s", response.StatusCode, err, told)
		}
		if code := s.wait(); code != 0 {
			t.Errorf("exit %d", code)
		}

		again := serve(t, servers(url))
		if status, _ := again.get("/api/v1/organizations/c_prova/offices/tributi"); status != http.StatusOK {
			t.Errorf("what was answered with 201 is not there: %d", status)
		}
		again.terminate()
		if code := again.wait(); code != 0 {
			t.Errorf("exit %d", code)
		}
	})
}

func refusesNewConnections(t *testing.T, address string) {
	t.Helper()
	eventually(t, "the server accepts no more connections", func() bool {
		conn, err := net.Dial("tcp", address)
		if err == nil {
			_ = conn.Close()
		}
		return err != nil
	})
}

// A client that never finishes does not keep the server from stopping.
func TestAClientThatNeverFinishes(t *testing.T) {
	url := newDatabase(t)
	token := withStaff(t, url)
	s := serve(t, servers(url, "--shutdown-timeout", "300ms"))
	address := strings.TrimPrefix(s.site, "http://")
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprintf(conn, "POST /api/v1/organizations/c_prova/offices HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\n"+
		"Content-Type: application/json\r\nContent-Length: 40\r\nExpect: 100-continue\r\n\r\n", address, token)
	if line, err := bufio.NewReader(conn).ReadString('\n'); err != nil || !strings.HasPrefix(line, "HTTP/1.1 100 ") {
		t.Fatalf("instead of 100 Continue: %q, %v", line, err)
	}
	s.terminate()
	// Cut off, which is no clean end.
	if code := s.wait(); code != 1 {
		t.Errorf("exit %d, want 1", code)
	}
}

// The demonstration is the same on both engines, number for number, and is loaded once.
func TestTheDemonstrationOnBothEngines(t *testing.T) {
	figures := map[string]map[string]any{}
	for engine, url := range map[string]string{"sqlite": newDatabase(t), "postgres": pgtest.URL(t)} {
		s := serve(t, servers(url, "--demo"))
		figures[engine] = progressOf(t, s)
		s.terminate()
		if code := s.wait(); code != 0 {
			t.Errorf("%s: exit %d", engine, code)
		}
		again := serve(t, servers(url, "--demo"))
		if second := progressOf(t, again); !reflect.DeepEqual(second, figures[engine]) {
			t.Errorf("%s: started again, the demonstration is another", engine)
		}
		if !strings.Contains(again.logged(), "the database is not empty") {
			t.Errorf("%s: the log does not say that no demonstration is loaded", engine)
		}
		again.terminate()
		again.wait()
		run(t, "audit", "verify", "--database", url).want(t, 0, "c_m403 whole")
	}
	if len(figures["sqlite"]["objectives"].([]any)) < 3 || len(figures["sqlite"]["offices"].([]any)) == 0 {
		t.Errorf("the demonstration has hardly anything to show: %v", figures["sqlite"])
	}
	for _, part := range []string{"as_of", "organization", "horizons", "objectives", "offices"} {
		if !reflect.DeepEqual(figures["sqlite"][part], figures["postgres"][part]) {
			t.Errorf("%s differ:\nsqlite   %v\npostgres %v", part, figures["sqlite"][part], figures["postgres"][part])
		}
	}
}

func progressOf(t *testing.T, s *server) map[string]any {
	t.Helper()
	status, body := s.get("/api/v1/organizations/c_m403/progress")
	if status != http.StatusOK {
		t.Fatalf("/progress: %d %s", status, body)
	}
	var progress map[string]any
	if err := json.Unmarshal([]byte(body), &progress); err != nil {
		t.Fatal(err)
	}
	return progress
}

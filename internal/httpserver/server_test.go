package httpserver

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

func started(t *testing.T, options ServerOptions) (*Server, string) {
	t.Helper()
	var written log
	options.Address = "127.0.0.1:0"
	options.Logger = written.logger()
	server := NewServer(options)
	address, err := server.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Stop(context.Background()); err != nil {
			t.Errorf("stop: %v", err)
		}
		// Closed by the stop, so this waits for nobody.
		if err, broke := <-server.Failed(); broke {
			t.Errorf("the listener broke: %v", err)
		}
	})
	return server, address.String()
}

func TestServerServesAndStops(t *testing.T) {
	server, address := started(t, ServerOptions{Handler: ok})
	response, err := http.Get("http://" + address)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(response.Body)
	if err := errors.Join(err, response.Body.Close()); err != nil || string(body) != "fine" {
		t.Fatalf("got %q, %v", body, err)
	}
	if err := server.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	if connection, err := net.Dial("tcp", address); err == nil {
		t.Errorf("it still listens: %v", connection.Close())
	}
}

func TestServerTellsAnAddressTaken(t *testing.T) {
	_, address := started(t, ServerOptions{Handler: ok})
	var written log
	if _, err := NewServer(ServerOptions{Address: address, Handler: ok, Logger: written.logger()}).Start(t.Context()); err == nil {
		t.Error("two servers share an address")
	}
}

func TestStopLetsRequestsFinish(t *testing.T) {
	entered, release := make(chan struct{}), make(chan struct{})
	server, address := started(t, ServerOptions{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		close(entered)
		<-release
		_, _ = w.Write([]byte("whole"))
	})})
	answer := make(chan string)
	go func() {
		response, err := http.Get("http://" + address)
		if err != nil {
			answer <- err.Error()
			return
		}
		body, err := io.ReadAll(response.Body)
		if err = errors.Join(err, response.Body.Close()); err != nil {
			answer <- err.Error()
			return
		}
		answer <- string(body)
	}()
	<-entered
	stopped := make(chan error)
	go func() { stopped <- server.Stop(context.Background()) }()
	for { // until the listener is closed
		connection, err := net.Dial("tcp", address)
		if err != nil {
			break
		}
		_ = connection.Close()
	}
	select {
	case err := <-stopped:
		t.Fatalf("stopped with a request under way: %v", err)
	default:
	}
	close(release)
	if got := <-answer; got != "whole" {
		t.Errorf("the request under way got %q", got)
	}
	if err := <-stopped; err != nil {
		t.Errorf("stop: %v", err)
	}
}

func TestStopCutsOffWhatDoesNotEnd(t *testing.T) {
	entered, ended := make(chan struct{}), make(chan struct{})
	server, address := started(t, ServerOptions{Handler: http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		close(entered)
		<-r.Context().Done()
		close(ended)
	})})
	failed := make(chan error)
	go func() {
		response, err := http.Get("http://" + address)
		if err == nil {
			err = response.Body.Close()
		}
		failed <- err
	}()
	<-entered
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if err := server.Stop(gone); !errors.Is(err, context.Canceled) {
		t.Errorf("stop: %v, want the context's error", err)
	}
	<-ended
	if err := <-failed; err == nil {
		t.Error("the client of a request that was cut off got a whole answer")
	}
}

func TestSlowHeadersAreNotWaitedFor(t *testing.T) {
	_, address := started(t, ServerOptions{Handler: ok, ReadHeaderTimeout: 20 * time.Millisecond})
	connection, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = connection.Close() }()
	if _, err := connection.Write([]byte("GET / HTTP/1.1\r\nHost: x\r\n")); err != nil {
		t.Fatal(err)
	}
	if err := connection.SetReadDeadline(time.Now().Add(10 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadAll(connection); err != nil {
		t.Errorf("the connection was not closed: %v", err)
	}
}

func TestHeadersAreBounded(t *testing.T) {
	_, address := started(t, ServerOptions{Handler: ok})
	tests := []struct {
		bytes, status int
	}{{32 << 10, 200}, {128 << 10, 431}}
	for _, test := range tests {
		connection, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		go func() {
			// The server may hang up before it has read all.
			_, _ = io.Copy(connection, io.MultiReader(
				strings.NewReader("GET / HTTP/1.1\r\nHost: x\r\nFiller: "), io.LimitReader(neverEnding('x'), int64(test.bytes)), strings.NewReader("\r\n\r\n")))
		}()
		response, err := http.ReadResponse(bufio.NewReader(connection), nil)
		if err != nil {
			t.Fatal(err)
		}
		if response.StatusCode != test.status {
			t.Errorf("%d bytes of header: %d, want %d", test.bytes, response.StatusCode, test.status)
		}
		_, _ = response.Body.Close(), connection.Close()
	}
}

func TestTimeoutsHaveDefaults(t *testing.T) {
	var written log
	defaults := NewServer(ServerOptions{Handler: ok, Logger: written.logger()}).server
	if defaults.ReadHeaderTimeout != 5*time.Second || defaults.ReadTimeout != 30*time.Second || defaults.WriteTimeout != time.Minute ||
		defaults.IdleTimeout != 2*time.Minute || defaults.MaxHeaderBytes != 64<<10 {
		t.Errorf("defaults: %+v", defaults)
	}
	set := NewServer(ServerOptions{Handler: ok, Logger: written.logger(), WriteTimeout: time.Second}).server
	if set.WriteTimeout != time.Second || set.ReadTimeout != 30*time.Second {
		t.Errorf("one set: %+v", set)
	}
}

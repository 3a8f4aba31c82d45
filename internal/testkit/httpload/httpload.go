// Package httpload compares a handler's speed with its ceiling's in one run: both behind real
// servers, asked in turns over the same number of connections, so that whatever else the machine
// does falls on both alike. The client knows the length of every answer and reads no more of it
// than that, so that the servers are what is measured.
package httpload

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"syscall"
	"testing"
	"time"
)

const (
	connections = 16
	// round is how many requests go over each connection before it is the other's turn.
	round = 512
)

// Compare runs as the body of a benchmark and reports requests per second of both, `ratio` (the
// subject's over the ceiling's), `cpu-ratio` (the same by processor time, the client's included:
// steadier than the clock where others use the machine) and `p99-ratio` (the subject's 99th
// percentile of latency over the ceiling's). Answers must keep their length; request is sent as GET path.
func Compare(b *testing.B, path string, request http.Header, ceiling, subject http.Handler) {
	b.Helper()
	upper, lower := open(b, path, request, ceiling), open(b, path, request, subject)
	b.ResetTimer()
	for range b.N {
		upper.run()
		lower.run()
	}
	b.StopTimer()
	requests := float64(b.N * connections * round)
	b.ReportMetric(requests/upper.total.Seconds(), "ceiling-req/s")
	b.ReportMetric(requests/lower.total.Seconds(), "subject-req/s")
	b.ReportMetric(upper.total.Seconds()/lower.total.Seconds(), "ratio")
	b.ReportMetric(upper.cpu.Seconds()/lower.cpu.Seconds(), "cpu-ratio")
	b.ReportMetric(lower.p99().Seconds()/upper.p99().Seconds(), "p99-ratio")
	b.ReportMetric(0, "ns/op")
}

// target is a server with open connections and the request to send over them.
type target struct {
	b           *testing.B
	connections []net.Conn
	request     []byte
	length      int
	total, cpu  time.Duration
	latencies   []time.Duration
}

func open(b *testing.B, path string, header http.Header, handler http.Handler) *target {
	b.Helper()
	server := httptest.NewServer(handler)
	b.Cleanup(server.Close)
	address := server.Listener.Addr().String()
	t := &target{b: b, request: fmt.Appendf(nil, "GET %s HTTP/1.1\r\nHost: %s\r\n", path, address)}
	for name, values := range header {
		for _, value := range values {
			t.request = fmt.Appendf(t.request, "%s: %s\r\n", name, value)
		}
	}
	t.request = append(t.request, "\r\n"...)
	for range connections {
		connection, err := net.Dial("tcp", address)
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { _ = connection.Close() })
		t.connections = append(t.connections, connection)
	}
	t.length = t.measure()
	return t
}

// measure asks once and counts the bytes of the whole answer.
func (t *target) measure() int {
	t.b.Helper()
	connection := t.connections[0]
	if _, err := connection.Write(t.request); err != nil {
		t.b.Fatal(err)
	}
	counted := &countingReader{reader: connection}
	buffered := bufio.NewReader(counted)
	response, err := http.ReadResponse(buffered, nil)
	if err != nil {
		t.b.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	if _, err := io.Copy(io.Discard, response.Body); err != nil {
		t.b.Fatal(err)
	}
	if response.StatusCode >= 400 {
		t.b.Fatalf("the answer is %s", response.Status)
	}
	return counted.bytes - buffered.Buffered()
}

type countingReader struct {
	reader io.Reader
	bytes  int
}

func (c *countingReader) Read(p []byte) (int, error) {
	n, err := c.reader.Read(p)
	c.bytes += n
	return n, err
}

// run sends a round of requests over every connection and adds up how long they took.
func (t *target) run() {
	var group sync.WaitGroup
	latencies := make([]time.Duration, len(t.connections)*round)
	start, startCPU := time.Now(), t.processorTime()
	for i, connection := range t.connections {
		own := latencies[i*round:][:round]
		group.Go(func() {
			answer := make([]byte, t.length)
			for n := range own {
				sent := time.Now()
				if _, err := connection.Write(t.request); err != nil {
					t.b.Error(err)
					return
				}
				if _, err := io.ReadFull(connection, answer); err != nil {
					t.b.Error(err)
					return
				}
				own[n] = time.Since(sent)
			}
		})
	}
	group.Wait()
	t.total += time.Since(start)
	t.cpu += t.processorTime() - startCPU
	t.latencies = append(t.latencies, latencies...)
}

// processorTime is what this process has used so far.
func (t *target) processorTime() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		t.b.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

func (t *target) p99() time.Duration {
	slices.Sort(t.latencies)
	return t.latencies[len(t.latencies)*99/100]
}

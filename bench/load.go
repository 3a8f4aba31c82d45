package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"time"
)

type loadSettings struct {
	wrk    string
	rounds int
	round  time.Duration
}

// request is what a side is asked, over and over.
type request struct {
	url    string
	header map[string]string
	// lua makes every request another one; empty for GETs of the same address.
	lua string
	// threads of the load generator; 0 for two, or one where there is one connection.
	threads int
}

// load is what one round measured.
type load struct {
	PerSecond float64 `json:"per_second"`
	P50, P99  float64 `json:"-"` // microseconds
	Errors    int     `json:"errors"`
}

// done has wrk write its figures as JSON; answers other than 2xx and 304 are errors.
const done = `
done = function(summary, latency, requests)
  local e = summary.errors
  io.write(string.format('\nFIGURES {"requests":%d,"duration":%d,"p50":%f,"p99":%f,"errors":%d}\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    e.connect + e.read + e.write + e.status + e.timeout))
end
`

// put puts load on a side over so many connections.
func (l loadSettings) put(ctx context.Context, folder string, connections int, how time.Duration, r request) (load, error) {
	script := filepath.Join(folder, "load.lua")
	if err := os.WriteFile(script, []byte(r.lua+done), 0o600); err != nil {
		return load{}, err
	}
	threads := min(connections, cmp.Or(r.threads, 2))
	args := []string{"-t", strconv.Itoa(threads), "-c", strconv.Itoa(connections), "-d", fmt.Sprintf("%dms", how.Milliseconds()), "-s", script, "--latency", "--timeout", "10s"}
	for name, value := range r.header {
		args = append(args, "-H", name+": "+value)
	}
	// wrk takes whole seconds alone.
	args[5] = strconv.Itoa(max(1, int(how.Round(time.Second).Seconds()))) + "s"
	out, err := exec.CommandContext(ctx, l.wrk, append(args, r.url)...).CombinedOutput()
	if err != nil {
		return load{}, fmt.Errorf("wrk: %w\n%s", err, out)
	}
	_, figures, ok := bytes.Cut(out, []byte("\nFIGURES "))
	if !ok {
		return load{}, fmt.Errorf("wrk told no figures:\n%s", out)
	}
	var told struct {
		Requests, Duration, P50, P99, Errors float64
	}
	if err := json.Unmarshal(figures, &told); err != nil {
		return load{}, err
	}
	if told.Requests == 0 {
		return load{}, fmt.Errorf("%s answered nothing:\n%s", r.url, out)
	}
	return load{PerSecond: told.Requests / (told.Duration / 1e6), P50: told.P50, P99: told.P99, Errors: int(told.Errors)}, nil
}

// compared are both sides' rounds.
type compared struct{ subject, ceiling []load }

// compare puts load on both sides by turns, so that whatever else the machine does falls on
// both alike, after a round that does not count.
func (l loadSettings) compare(ctx context.Context, folder string, connections int, subject, ceiling request) (compared, error) {
	var c compared
	for round := range l.rounds + 1 {
		for i, side := range []request{ceiling, subject} {
			measured, err := l.put(ctx, folder, connections, l.round, side)
			if err != nil {
				return c, err
			}
			if measured.Errors > 0 {
				return c, fmt.Errorf("%s: %d answers were errors", side.url, measured.Errors)
			}
			switch {
			case round == 0:
			case i == 0:
				c.ceiling = append(c.ceiling, measured)
			default:
				c.subject = append(c.subject, measured)
			}
		}
	}
	return c, nil
}

func median[T any](of []T, value func(T) float64) float64 {
	all := make([]float64, len(of))
	for i, v := range of {
		all[i] = value(v)
	}
	slices.Sort(all)
	if n := len(all); n%2 == 0 {
		return (all[n/2-1] + all[n/2]) / 2
	}
	return all[len(all)/2]
}

// quantile is the value that a share q of them does not exceed.
func quantile(of []time.Duration, q float64) time.Duration {
	all := slices.Sorted(slices.Values(of))
	return all[min(len(all)-1, int(q*float64(len(all))))]
}

func perSecond(l load) float64 { return l.PerSecond }
func p99(l load) float64       { return l.P99 }

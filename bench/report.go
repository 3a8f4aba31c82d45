package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"text/tabwriter"
	"time"
)

// report is what came out of a run.
type report struct {
	Machine machine  `json:"machine"`
	Commit  string   `json:"commit"`
	Date    string   `json:"date"`
	Rounds  int      `json:"rounds"`
	Figures []figure `json:"figures"`
}

type machine struct {
	CPU    string `json:"cpu"`
	Cores  int    `json:"cores"`
	System string `json:"system"`
	Go     string `json:"go"`
	// Load is the system's load when the run began: others at work make ratios uncertain.
	Load string `json:"load"`
}

// figure is one line: a value, what it has to be, and both sides' rates where it is a ratio
// of them.
type figure struct {
	Engine  string   `json:"engine"`
	What    string   `json:"what"`
	Value   float64  `json:"value"`
	Least   *float64 `json:"at_least,omitempty"`
	Most    *float64 `json:"at_most,omitempty"`
	Subject []load   `json:"subject,omitempty"`
	Ceiling []load   `json:"ceiling,omitempty"`
}

type limit struct{ least, most *float64 }

func atLeast(v float64) limit { return limit{least: &v} }
func atMost(v float64) limit  { return limit{most: &v} }

func newReport(ctx context.Context, s settings) *report {
	commit, err := exec.CommandContext(ctx, "git", "describe", "--always", "--dirty").Output()
	if err != nil {
		commit = []byte("unknown")
	}
	return &report{
		Commit: strings.TrimSpace(string(commit)), Date: time.Now().UTC().Format(time.RFC3339), Rounds: s.load.rounds,
		Machine: machine{CPU: field("/proc/cpuinfo", "model name"), Cores: runtime.NumCPU(), System: runtime.GOOS + "/" + runtime.GOARCH, Go: runtime.Version(), Load: loadAverage()},
	}
}

func field(file, name string) string {
	raw, err := os.ReadFile(file)
	if err != nil {
		return "unknown"
	}
	for line := range strings.Lines(string(raw)) {
		if key, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(key) == name {
			return strings.TrimSpace(value)
		}
	}
	return "unknown"
}

func loadAverage() string {
	raw, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	return strings.Join(strings.Fields(string(raw))[:3], " ")
}

func (r *report) add(f figure, l limit) {
	f.Least, f.Most = l.least, l.most
	r.Figures = append(r.Figures, f)
	fmt.Fprintf(os.Stderr, "%s: %s: %.2f%s\n", f.Engine, f.What, f.Value, f.verdict())
}

// rate is requests per second of both sides; least 0 asks for nothing.
func (r *report) rate(engine, what string, c compared, least float64) {
	var l limit
	if least > 0 {
		l = atLeast(least)
	}
	r.add(figure{Engine: engine, What: what, Value: median(c.subject, perSecond) / median(c.ceiling, perSecond), Subject: c.subject, Ceiling: c.ceiling}, l)
}

func (r *report) latency(engine, what string, c compared, most float64) {
	r.add(figure{Engine: engine, What: what, Value: median(c.subject, p99) / median(c.ceiling, p99)}, atMost(most))
}

func (r *report) ratio(engine, what string, value float64, l limit) {
	r.add(figure{Engine: engine, What: what, Value: value}, l)
}

func (r *report) figure(engine, what string, value float64, l limit) { r.ratio(engine, what, value, l) }
func (r *report) note(engine, what string, value float64)            { r.ratio(engine, what, value, limit{}) }

func (f figure) verdict() string {
	switch {
	case f.Least != nil && f.Value < *f.Least:
		return fmt.Sprintf("  SHORT of %g", *f.Least)
	case f.Most != nil && f.Value > *f.Most:
		return fmt.Sprintf("  OVER %g", *f.Most)
	case f.Least != nil:
		return fmt.Sprintf("  ok, at least %g", *f.Least)
	case f.Most != nil:
		return fmt.Sprintf("  ok, at most %g", *f.Most)
	}
	return ""
}

func (r *report) table(out io.Writer) {
	fmt.Fprintf(out, "%s, %d cores, %s, %s, load %s; commit %s; median of %d rounds\n\n", r.Machine.CPU, r.Machine.Cores, r.Machine.System, r.Machine.Go, r.Machine.Load, r.Commit, r.Rounds)
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "engine\twhat\tvalue\tsubject/s\tceiling/s\t")
	for _, f := range r.Figures {
		subject, ceiling := "", ""
		if f.Subject != nil {
			subject, ceiling = fmt.Sprintf("%.0f", median(f.Subject, perSecond)), fmt.Sprintf("%.0f", median(f.Ceiling, perSecond))
		}
		fmt.Fprintf(w, "%s\t%s\t%.2f\t%s\t%s\t%s\n", f.Engine, f.What, f.Value, subject, ceiling, strings.TrimSpace(f.verdict()))
	}
	_ = w.Flush() // what standard output does not take is lost anyway
}

func (r *report) save(name string) error {
	raw, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(name, append(raw, '\n'), 0o600)
}

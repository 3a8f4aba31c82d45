package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// nightly are the jobs that each installation runs, and when.
var nightly = map[string]time.Duration{
	"snapshot": 10 * time.Minute, "retention": 3 * time.Hour, "open-data": 4 * time.Hour, "reminders": 7*time.Hour + 30*time.Minute,
}

// slot is when a job was due for the last time.
func slot(job string, zone *time.Location) time.Time {
	now := time.Now().In(zone)
	for day := now; ; day = day.AddDate(0, 0, -1) {
		due := time.Date(day.Year(), day.Month(), day.Day(), 0, int(nightly[job].Minutes()), 0, 0, zone)
		if !due.After(now) {
			return due
		}
	}
}

// nightsBefore waits until the jobs that were due have run: a server runs those that it missed.
func (b *bench) nightsBefore(ctx context.Context, n *nation, zone *time.Location) error {
	for job := range nightly {
		if _, err := n.awaitRun(ctx, job, slot(job, zone)); err != nil {
			return err
		}
	}
	return nil
}

// jobRun is a run of a job, as the installation notes it down.
type jobRun struct{ began, ended time.Time }

// awaitRun waits until a job has run for a slot.
func (n *nation) awaitRun(ctx context.Context, job string, due time.Time) (jobRun, error) {
	for deadline := time.Now().Add(30 * time.Minute); time.Now().Before(deadline); time.Sleep(200 * time.Millisecond) {
		if r, err := n.ranFor(ctx, job, due); err != nil || !r.ended.IsZero() {
			return r, err
		}
	}
	return jobRun{}, fmt.Errorf("the job %s did not run for %s", job, due)
}

// ranFor gives the run of a job for a slot, a zero one where it has not ended.
func (n *nation) ranFor(ctx context.Context, job string, due time.Time) (r jobRun, err error) {
	rows, err := n.db.QueryContext(ctx, "SELECT scheduled_for, started_at, finished_at, outcome, message FROM job_runs WHERE job = $1 AND finished_at IS NOT NULL", job)
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var scheduled, began, ended, outcome, message string
		if err := rows.Scan(&scheduled, &began, &ended, &outcome, &message); err != nil {
			return r, err
		}
		slot, err := time.Parse(time.RFC3339Nano, scheduled)
		if err != nil || !slot.Equal(due) {
			continue
		}
		if outcome != "success" {
			return r, fmt.Errorf("the job %s ended with %s: %s", job, outcome, message)
		}
		r.began, err = time.Parse(time.RFC3339Nano, began)
		if err != nil {
			return r, err
		}
		if r.ended, err = time.Parse(time.RFC3339Nano, ended); err != nil {
			return r, err
		}
	}
	return r, rows.Err()
}

const (
	// readers are at the three servers all the time, each with a page every pause.
	readers = 4
	pause   = 40 * time.Millisecond
	// popular is how many enti nearly all readers look at; one of rarely reads any, and one of
	// listed the list.
	popular = 300
	rarely  = 20
	listed  = 25
)

// midnight measures what a midnight costs whoever reads meanwhile: a day begins on three servers at
// once, then the nightly job runs, on one of them.
func (b *bench) midnight(ctx context.Context, n *nation) (err error) {
	// Until then the servers are to have caught up with the nights before, in a zone of their own.
	lead := 90 * time.Second
	if len(n.ids) > 1_000 {
		lead = 6 * time.Minute
	}
	at := time.Now().Add(lead).Truncate(time.Minute).Add(time.Minute)
	folder := filepath.Join(b.folder, "zone")
	zone, err := midnightZone(folder, at)
	if err != nil {
		return err
	}
	servers, err := b.serveReplicas(ctx, n.database, []string{"ZONEINFO=" + folder}, "--timezone", zoneName)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stopAll(servers)) }()
	if err := b.nightsBefore(ctx, n, zone); err != nil {
		return err
	}
	if left := time.Until(at); left < 30*time.Second {
		return fmt.Errorf("the nights before took until %s before midnight", left)
	}
	ran, err := runs(ctx, servers, "lines", "snapshot")
	if err != nil {
		return err
	}
	memory := watchMemory(servers)
	lists := watchLists(ctx, servers)
	c := n.crowd(ctx, servers)
	snapshot, err := n.awaitRun(ctx, "snapshot", at.Add(afterMidnight+time.Minute)) // by the zone's clocks, ten past
	served, reading := c.leave()
	most, watching := memory()
	settled, listing := lists()
	if err := errors.Join(err, reading, watching, listing); err != nil {
		return err
	}
	now, err := runs(ctx, servers, "lines", "snapshot")
	if err != nil {
		return err
	}
	b.report.figure(b.engine, "midnight: runs of its two jobs on the three", float64(now-ran), atMost(2))
	b.report.note(b.engine, "midnight: the snapshot job, s", snapshot.ended.Sub(snapshot.began).Seconds())
	b.report.figure(b.engine, "midnight: the list of enti is of the new day on all three, s after", max(0, settled.Sub(at).Seconds()), atMost(120))
	usual := served.between(at.Add(-30*time.Second), at)
	for _, phase := range []struct {
		what     string
		from, to time.Time
	}{{"in the minute after", at, at.Add(afterMidnight)}, {"while the job runs", snapshot.began, snapshot.ended}} {
		during := served.between(phase.from, phase.to)
		for _, kind := range []struct {
			what string
			of   pageKind
		}{{"page of an ente that is read much", muchRead}, {"page of any ente", anyEnte}, {"list of enti", theList}} {
			if len(during[kind.of]) == 0 || len(usual[kind.of]) == 0 {
				continue
			}
			b.report.note(b.engine, fmt.Sprintf("midnight: %s, %s, p50, ms", kind.what, phase.what), quantile(during[kind.of], 0.5).Seconds()*1e3)
			b.report.note(b.engine, fmt.Sprintf("midnight: %s, %s, p99, ms", kind.what, phase.what), quantile(during[kind.of], 0.99).Seconds()*1e3)
			b.report.note(b.engine, fmt.Sprintf("midnight: %s, %s, p99 in times of the one before", kind.what, phase.what), quantile(during[kind.of], 0.99).Seconds()/quantile(usual[kind.of], 0.99).Seconds())
		}
	}
	for i, bytes := range most {
		b.report.figure(b.engine, fmt.Sprintf("midnight: most resident memory of replica %d, MB", i+1), bytes/megabyte, atMost(nationalMemory))
	}
	return nil
}

// watchLists looks at the list of enti that servers give, until it is asked since when all of them
// have given the one that they give in the end.
func watchLists(ctx context.Context, servers []*server) (settled func() (time.Time, error)) {
	stop, ended := make(chan struct{}), make(chan error, 1)
	given, since := make([]string, len(servers)), make([]time.Time, len(servers))
	look := func() error {
		for i, s := range servers {
			a, err := ask(ctx, s.url+"/api/v1/organizations?limit=100", nil)
			if err != nil {
				return err
			}
			if body := string(a.body); body != given[i] {
				given[i], since[i] = body, time.Now()
			}
		}
		return nil
	}
	go func() {
		ticker := time.NewTicker(250 * time.Millisecond)
		defer ticker.Stop()
		for {
			if err := look(); err != nil {
				ended <- err
				return
			}
			select {
			case <-stop:
				ended <- look()
				return
			case <-ticker.C:
			}
		}
	}()
	return func() (time.Time, error) {
		close(stop)
		err := <-ended
		for _, other := range given[1:] {
			if err == nil && other != given[0] {
				err = errors.New("the servers do not give the same list of enti in the end")
			}
		}
		return slices.MaxFunc(since, time.Time.Compare), err
	}
}

// runs is how often servers ran jobs to their end, by their own metrics.
func runs(ctx context.Context, servers []*server, jobs ...string) (n int, err error) {
	for _, s := range servers {
		told, err := ask(ctx, s.metrics, nil)
		if err != nil {
			return 0, err
		}
		for lines := bufio.NewScanner(strings.NewReader(string(told.body))); lines.Scan(); {
			series, value, _ := strings.Cut(lines.Text(), "} ")
			job, outcome, _ := strings.Cut(strings.TrimPrefix(series, `traguardi_job_runs_total{job="`), `",outcome="`)
			if outcome != "" && slices.Contains(jobs, job) {
				times, err := strconv.ParseFloat(value, 64)
				if err != nil {
					return 0, err
				}
				n += int(times)
			}
		}
	}
	return n, nil
}

type pageKind int

const (
	muchRead pageKind = iota
	anyEnte
	theList
	pageKinds
)

type look struct {
	at   time.Time
	took time.Duration
	kind pageKind
}

type looks []look

// between gives how long each kind took of what was begun between two instants.
func (l looks) between(from, to time.Time) (took [pageKinds][]time.Duration) {
	for _, one := range l {
		if !one.at.Before(from) && one.at.Before(to) {
			took[one.kind] = append(took[one.kind], one.took)
		}
	}
	return took
}

// crowd are readers who go on until they leave.
type crowd struct {
	cancel context.CancelFunc
	group  sync.WaitGroup
	mu     sync.Mutex
	looks  looks
	errs   []error
}

func (n *nation) crowd(ctx context.Context, servers []*server) *crowd {
	c := &crowd{}
	ctx, c.cancel = context.WithCancel(ctx)
	for i := range readers {
		c.group.Go(func() { n.reader(ctx, c, servers, rand.New(rand.NewPCG(1, uint64(i)))) })
	}
	return c
}

func (n *nation) reader(ctx context.Context, c *crowd, servers []*server, r *rand.Rand) {
	ticker := time.NewTicker(pause)
	defer ticker.Stop()
	for i := r.IntN(listed); ; i++ {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		s, kind, path := servers[r.IntN(len(servers))], muchRead, "/enti/"+n.ids[r.IntN(min(popular, len(n.ids)))]
		switch {
		case i%listed == 0:
			kind, path = theList, "/"
		case i%rarely == 0:
			kind, path = anyEnte, "/enti/"+n.ids[r.IntN(len(n.ids))]
		}
		began := time.Now()
		err := read(ctx, s.url+path)
		if ctx.Err() != nil {
			return
		}
		c.mu.Lock()
		c.looks = append(c.looks, look{began, time.Since(began), kind})
		if err != nil {
			c.errs = append(c.errs, err)
		}
		c.mu.Unlock()
	}
}

// leave has them stop, and gives what they saw.
func (c *crowd) leave() (looks, error) {
	c.cancel()
	c.group.Wait()
	http.DefaultClient.CloseIdleConnections()
	return c.looks, errors.Join(c.errs...)
}

package main

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"
)

const (
	// replicas is how many servers share the national database.
	replicas = 3
	// written is how many enti the measured updates are of, quiet how many those of the
	// background: others, so that what is measured is not changed under the measurement.
	written = 8
	quiet   = 16
	// changeEvery is how often something changes in the background.
	changeEvery = 50 * time.Millisecond
)

// replicated measures three servers on one database with every ente of Italy, while changes go
// on: what the speed table asks for, how soon one sees what another wrote, memory, and a midnight.
// SQLite has one server.
func (b *bench) replicated(ctx context.Context) (err error) {
	if b.cluster == nil {
		return nil
	}
	database, err := b.nationFilled(ctx)
	if err != nil {
		return err
	}
	n := &nation{database: database}
	if n.db, err = b.open(database); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, n.db.Close()) }()
	if err := b.cast(ctx, n); err != nil {
		return err
	}
	if err := b.together(ctx, n); err != nil {
		return err
	}
	return b.midnight(ctx, n)
}

// nation is the national installation with those of its enti that are at work.
type nation struct {
	database, token string
	db              *sql.DB
	ids             []string // every ente
	large           []ente   // whose milestones are reported on; the first is the one that is read
	small           []ente   // whose milestones are reported on in the background
}

// ente is one with some of its milestones that are in progress, as in OB-001.2.
type ente struct {
	id         string
	milestones []string
}

// cast chooses the largest enti for what is measured, and has somebody report on them.
func (b *bench) cast(ctx context.Context, n *nation) (err error) {
	if n.ids, err = column(ctx, n.db, "SELECT id FROM organizations ORDER BY id"); err != nil {
		return err
	}
	largest, err := column(ctx, n.db, "SELECT organization_id FROM milestones GROUP BY organization_id ORDER BY COUNT(*) DESC, organization_id")
	if err != nil {
		return err
	}
	const email = "replicas@example.org"
	for i, id := range largest[:written+quiet] {
		e := ente{id: id}
		if e.milestones, err = column(ctx, n.db, `SELECT objective || '.' || number FROM (
			SELECT DISTINCT ON (objective, number) objective, number, state FROM updates WHERE organization_id = $1
			ORDER BY objective, number, effective_on DESC, revision DESC, id DESC) AS newest WHERE state = 'in_progress'
			ORDER BY objective, number LIMIT 200`, id); err != nil {
			return err
		}
		if len(e.milestones) == 0 {
			return fmt.Errorf("%s has no milestone in progress", id)
		}
		if i < written {
			n.large = append(n.large, e)
		} else {
			n.small = append(n.small, e)
		}
		if _, err := b.command(ctx, n.database, "una frase lunga da ricordare per il banco\n", "user", "create", "--email", email, "--role", "editor", "--organization", id); err != nil {
			return err
		}
	}
	n.token, err = b.command(ctx, n.database, "", "token", "create", "--email", email, "--name", "bench "+time.Now().Format(time.RFC3339))
	return err
}

// together measures the servers while all of them are up and changes go on.
func (b *bench) together(ctx context.Context, n *nation) (err error) {
	servers, err := b.serveReplicas(ctx, n.database, nil)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stopAll(servers)) }()
	began := time.Now()
	rome, err := time.LoadLocation("Europe/Rome")
	if err != nil {
		return err
	}
	if err := b.nightsBefore(ctx, n, rome); err != nil {
		return err
	}
	b.report.note(b.engine, "replicas: the jobs that were missed, s after the start", time.Since(began).Seconds())
	for _, s := range servers {
		for _, e := range append(n.large, n.small...) { // everybody has looked at them
			if err := read(ctx, s.url+"/enti/"+e.id); err != nil {
				return err
			}
		}
	}
	memory := watchMemory(servers)
	background := b.changesGoOn(ctx, servers[replicas-1], n)
	err = b.readings(ctx, "replicas: ", servers[0], n.large[0].id, n.large[0].milestones[0])
	if err == nil {
		err = b.served(ctx, servers[0], "replicas: list of enti", servers[0].url+"/", "gzip", false, 16, 0)
	}
	if err == nil {
		err = b.updates(ctx, servers[0], "replicas: ", n.updates(servers))
	}
	if err == nil {
		err = b.following(ctx, servers, n)
	}
	most, watching := memory()
	if err := errors.Join(err, background(), watching); err != nil {
		return err
	}
	for i, bytes := range most {
		b.report.figure(b.engine, fmt.Sprintf("replicas: most resident memory of replica %d, MB", i+1), bytes/megabyte, atMost(nationalMemory))
	}
	return nil
}

func (b *bench) serveReplicas(ctx context.Context, database string, environment []string, flags ...string) (servers []*server, err error) {
	for range replicas {
		s, err := b.serveTelling(ctx, database, environment, append([]string{"--memory-megabytes", fmt.Sprint(nationalMemory)}, flags...)...)
		if err != nil {
			return nil, errors.Join(err, stopAll(servers))
		}
		servers = append(servers, s)
	}
	return servers, nil
}

func stopAll(servers []*server) error {
	var errs []error
	for _, s := range servers {
		errs = append(errs, s.stop())
	}
	return errors.Join(errs...)
}

// luaSpread gives each thread of the load generator another server, and numbers of its own.
const luaSpread = `
local addresses, threads = {%s}, 0
setup = function(thread)
  local host, port = addresses[threads %% #addresses + 1]:match("([^:]+):(%%d+)")
  for _, address in ipairs(wrk.lookup(host, port)) do
    if wrk.connect(address) then thread.addr = address end
  end
  threads = threads + 1
  thread:set("seed", threads)
end
init = function() math.randomseed(seed) end
local enti, n = {%s}, 0
request = function()
  n = n + 1
  local e = enti[math.random(#enti)]
  return wrk.format("POST", "/api/v1/organizations/" .. e[1] .. "/milestones/" .. e[2][math.random(#e[2])] .. "/updates",
    nil, string.format('{"percent":%%d}', 1 + n %% 98))
end
`

// updates are reports on milestones of several enti to all servers: sixteen clients come to
// eight, four and four.
func (n *nation) updates(servers []*server) request {
	var addresses, enti []string
	for _, s := range servers {
		addresses = append(addresses, fmt.Sprintf("%q", strings.TrimPrefix(s.url, "http://")))
	}
	for _, e := range n.large {
		enti = append(enti, fmt.Sprintf(`{%q,{"%s"}}`, e.id, strings.Join(e.milestones, `","`)))
	}
	return request{
		url: servers[0].url, header: reporting(n.token), threads: 4,
		lua: fmt.Sprintf(luaSpread, strings.Join(addresses, ","), strings.Join(enti, ",")),
	}
}

// report reports on a milestone, and returns when it is acknowledged.
func (n *nation) report(ctx context.Context, s *server, e ente, i int) error {
	url := s.url + "/api/v1/organizations/" + e.id + "/milestones/" + e.milestones[i%len(e.milestones)] + "/updates"
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(fmt.Appendf(nil, `{"percent":%d,"note":"giro %d"}`, 1+i%98, i)))
	if err != nil {
		return err
	}
	for name, value := range reporting(n.token) {
		r.Header.Set(name, value)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	said, err := io.ReadAll(answer.Body)
	if err := errors.Join(err, answer.Body.Close()); err != nil {
		return err
	}
	if answer.StatusCode != http.StatusCreated {
		return fmt.Errorf("%s answered %s: %s", url, answer.Status, said)
	}
	return nil
}

// changesGoOn has something change every now and then, until it is told to stop.
func (b *bench) changesGoOn(ctx context.Context, s *server, n *nation) (stop func() error) {
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan error, 1)
	began, changes := time.Now(), 0
	go func() {
		ticker := time.NewTicker(changeEvery)
		defer ticker.Stop()
		for {
			select {
			case <-ctx.Done():
				ended <- nil
				return
			case <-ticker.C:
			}
			if err := n.report(ctx, s, n.small[changes%len(n.small)], changes); err != nil && ctx.Err() == nil {
				ended <- fmt.Errorf("a change in the background: %w", err)
				return
			}
			changes++
		}
	}()
	return func() error {
		cancel()
		err := <-ended
		b.report.note(b.engine, "replicas: changes in the background, for each second", float64(changes)/time.Since(began).Seconds())
		return err
	}
}

// following measures how long after it was acknowledged a change is on the page that the two
// other servers give.
func (b *bench) following(ctx context.Context, servers []*server, n *nation) error {
	var took []time.Duration
	for i := range 40 * b.load.rounds {
		e, writer := n.large[i%len(n.large)], servers[i%replicas]
		var acknowledged time.Time
		var seen [replicas]time.Time
		var group errgroup.Group
		for k, s := range servers {
			if s == writer {
				continue
			}
			before, err := ask(ctx, s.url+"/enti/"+e.id, nil)
			if err != nil {
				return err
			}
			group.Go(func() (err error) {
				seen[k], err = awaitAnother(ctx, s.url+"/enti/"+e.id, before.header.Get("ETag"))
				return err
			})
		}
		group.Go(func() error {
			err := n.report(ctx, writer, e, i)
			acknowledged = time.Now()
			return err
		})
		if err := group.Wait(); err != nil {
			return err
		}
		for _, at := range seen {
			if !at.IsZero() {
				took = append(took, max(0, at.Sub(acknowledged)))
			}
		}
	}
	b.report.note(b.engine, "replicas: a change is seen on the others, median, ms", quantile(took, 0.5).Seconds()*1e3)
	b.report.figure(b.engine, "replicas: a change is seen on the others, p99, ms", quantile(took, 0.99).Seconds()*1e3, atMost(1000))
	return nil
}

// awaitAnother asks for a page until it is another one than that of a tag.
func awaitAnother(ctx context.Context, url, tag string) (time.Time, error) {
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(2 * time.Millisecond) {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
		if err != nil {
			return time.Time{}, err
		}
		r.Header.Set("Accept-Encoding", "identity")
		r.Header.Set("If-None-Match", tag)
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			return time.Time{}, err
		}
		at := time.Now()
		_, err = io.Copy(io.Discard, answer.Body)
		if err := errors.Join(err, answer.Body.Close()); err != nil {
			return time.Time{}, err
		}
		switch answer.StatusCode {
		case http.StatusOK:
			return at, nil
		case http.StatusNotModified:
		default:
			return time.Time{}, fmt.Errorf("%s answered %s", url, answer.Status)
		}
	}
	return time.Time{}, fmt.Errorf("%s: ten seconds later the page is the one from before the change", url)
}

// watchMemory looks at what servers hold, until it is asked for the most of each.
func watchMemory(servers []*server) (most func() ([]float64, error)) {
	stop, ended := make(chan struct{}), make(chan error, 1)
	found := make([]float64, len(servers))
	go func() {
		ticker := time.NewTicker(100 * time.Millisecond)
		defer ticker.Stop()
		for {
			for i, s := range servers {
				resident, err := s.resident()
				if err != nil {
					ended <- err
					return
				}
				found[i] = max(found[i], float64(resident))
			}
			select {
			case <-stop:
				ended <- nil
				return
			case <-ticker.C:
			}
		}
	}()
	return func() ([]float64, error) {
		close(stop)
		err := <-ended
		return found, err
	}
}

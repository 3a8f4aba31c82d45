package store

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/lib/pq"
)

// channel is the one on which PostgreSQL tells of `organization:revision`: with a commit by the
// query OrganizationRaiseRevision, after the commits of short writes by announce.
const channel = "traguardi_revision"

// How soon a lost listening connection is opened again, and how seldom at worst.
const (
	relistenSoonest = 200 * time.Millisecond
	relistenLatest  = 15 * time.Second
)

// listenPing is how often a quiet listening connection is asked whether it is alive: a
// connection cut by a firewall tells nobody.
const listenPing = time.Minute

// Listen calls told, one call at a time, for every revision that anybody commits, until
// the context ends; then it returns nil. After a lost connection it calls told with the
// present revision of every organization, since some may have been missed. On SQLite,
// where one process serves, there is nobody to hear from, and behind a pooler with no direct way
// nothing can be heard: it waits for the context.
func (s *Store) Listen(ctx context.Context, told func(organization string, revision int64)) error {
	if s.address.engine != enginePostgres || s.direct == nil {
		<-ctx.Done()
		return nil
	}
	listener := pq.NewListener(s.direct.dsn, relistenSoonest, relistenLatest, func(e pq.ListenerEventType, err error) {
		if err != nil {
			s.log.WarnContext(ctx, "the connection that listens for changes is lost", "event", int(e), "error", s.direct.withoutPassword(err))
		}
	})
	stop := context.AfterFunc(ctx, func() { s.closeListener(ctx, listener) })
	defer func() {
		if stop() {
			s.closeListener(ctx, listener)
		}
	}()
	// Waits for the first connection for as long as that takes.
	if err := listener.Listen(channel); err != nil {
		if ctx.Err() != nil {
			return nil
		}
		return translate(ctx, s.direct.withoutPassword(err), "channel")
	}
	return s.listen(ctx, listener, told)
}

func (s *Store) closeListener(ctx context.Context, listener *pq.Listener) {
	if err := listener.Close(); err != nil {
		s.log.DebugContext(ctx, "close the listening connection", "error", err)
	}
}

func (s *Store) listen(ctx context.Context, listener *pq.Listener, told func(string, int64)) error {
	ping := time.NewTicker(listenPing)
	defer ping.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case n, open := <-listener.NotificationChannel():
			switch {
			case !open:
				return nil
			case n == nil: // connected again
				s.tellAll(ctx, told)
			default:
				s.tell(ctx, n.Extra, told)
			}
		case <-ping.C:
			if err := listener.Ping(); err != nil {
				s.log.DebugContext(ctx, "ping the listening connection", "error", s.direct.withoutPassword(err))
			}
		}
	}
}

func (s *Store) tell(ctx context.Context, payload string, told func(string, int64)) {
	organization, number, _ := strings.Cut(payload, ":")
	revision, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		s.log.WarnContext(ctx, "a notification in no known form was ignored", "channel", channel)
		return
	}
	told(organization, revision)
}

func (s *Store) tellAll(ctx context.Context, told func(string, int64)) {
	revisions, err := s.Revisions(ctx)
	if err != nil {
		// The slow poll finds what was missed.
		s.log.WarnContext(ctx, "revisions could not be read after listening again", "error", err)
		return
	}
	for organization, revision := range revisions {
		told(organization, revision)
	}
}

package pgtest

import (
	"context"
	"fmt"
	"os"
	"sync"
	"testing"
	"time"
)

// templateTimeout bounds the filling of a template.
const templateTimeout = 5 * time.Minute

// Template is a database that is filled once for the test binary, and that tests get copies of: a
// copy takes a third of what a schema takes that is brought up step by step.
type Template struct {
	fill func(ctx context.Context, url string) error
	once sync.Once
	name string
	err  error
}

// NewTemplate makes a template of what fill leaves in the empty database at a postgres:// URL. It
// must have closed its connections when it returns: PostgreSQL copies nothing that is in use.
func NewTemplate(fill func(ctx context.Context, url string) error) *Template {
	return &Template{fill: fill}
}

// URL creates a copy for this test alone, as the function URL creates an empty database.
func (m *Template) URL(t testing.TB) string {
	t.Helper()
	admin := os.Getenv(EnvExisting)
	if admin == "" {
		cluster, err := shared.get()
		if err != nil {
			giveUp(t, err)
		}
		admin = cluster.adminURL()
	}
	m.once.Do(func() { m.make(admin) })
	if m.err != nil {
		t.Fatalf("pgtest: %v", m.err)
	}
	return freshDatabase(t, admin, m.name)
}

func (m *Template) make(admin string) {
	ctx, cancel := context.WithTimeout(context.Background(), templateTimeout)
	defer cancel()
	url, name, err := createDatabase(ctx, admin, emptyTemplate)
	if err == nil {
		m.name = name
		leftBehind.add(admin, name)
		err = m.fill(ctx, url)
	}
	if err != nil {
		m.err = fmt.Errorf("fill a template: %w", err)
	}
}

// leftBehind are the templates, which no test's end drops.
var leftBehind templates

type templates struct {
	mu    sync.Mutex
	names []struct{ admin, name string }
}

func (l *templates) add(admin, name string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.names = append(l.names, struct{ admin, name string }{admin, name})
}

// drop removes them from a server that stays; one of the tests' own goes with its folder.
func (l *templates) drop() {
	if os.Getenv(EnvExisting) == "" {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), databaseTimeout)
	defer cancel()
	for _, one := range l.names {
		if err := dropDatabase(ctx, one.admin, one.name); err != nil {
			fmt.Fprintln(os.Stderr, "pgtest:", err)
		}
	}
}

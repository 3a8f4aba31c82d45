// Package sqlitetest gives tests databases of SQLite that are filled already.
package sqlitetest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
)

// Template is a database that is filled once for the test binary, and that tests get copies of:
// copying a file is quicker than whatever filled it.
type Template struct{ content func() ([]byte, error) }

// NewTemplate makes a template of what fill leaves in the empty database at a sqlite: URL. It must
// have closed it when it returns.
func NewTemplate(fill func(ctx context.Context, url string) error) *Template {
	return &Template{sync.OnceValues(func() ([]byte, error) { return filled(fill) })}
}

func filled(fill func(ctx context.Context, url string) error) (content []byte, err error) {
	folder, err := os.MkdirTemp("", "traguardi-template-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	file := filepath.Join(folder, "template.db")
	if err := fill(context.Background(), "sqlite:"+file); err != nil {
		return nil, fmt.Errorf("sqlitetest: fill a template: %w", err)
	}
	if _, err := os.Stat(file + "-wal"); err == nil {
		return nil, errors.New("sqlitetest: a template was left open")
	}
	return os.ReadFile(file)
}

// URL creates a copy for this test alone and returns its sqlite: URL.
func (m *Template) URL(t testing.TB) string {
	t.Helper()
	content, err := m.content()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "traguardi.db")
	if err := os.WriteFile(file, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return "sqlite:" + file
}

package store

import (
	"fmt"
	"io/fs"
	"path"
	"strings"

	embedded "github.com/traguardi/traguardi/sql"
)

// query is the name of a query in package sql. Every one has a constant beside the
// method that uses it; a test holds the constants against the files.
type query string

// loadQueries reads the shared queries and lays the engine's own over them.
func loadQueries(e engine) (map[query]string, error) {
	texts := map[query]string{}
	for _, folder := range []string{"queries", path.Join("queries", string(e))} {
		own, err := readQueries(embedded.Queries, folder)
		if err != nil {
			return nil, err
		}
		for name, text := range own {
			texts[name] = text
		}
	}
	return texts, nil
}

func readQueries(files fs.FS, folder string) (map[query]string, error) {
	names, err := fs.Glob(files, path.Join(folder, "*.sql"))
	if err != nil {
		return nil, err
	}
	texts := map[query]string{}
	for _, name := range names {
		content, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		if err := splitQueries(string(content), texts); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return texts, nil
}

// splitQueries adds the queries of one file. A query runs from its line
// `-- name: SomeName` to the next one; other comment lines are dropped.
func splitQueries(content string, into map[query]string) error {
	var name query
	var text strings.Builder
	finish := func() error {
		body := strings.TrimSpace(text.String())
		text.Reset()
		switch {
		case name == "" && body == "":
			return nil
		case name == "":
			return fmt.Errorf("text before the first name: %q", body)
		case body == "":
			return fmt.Errorf("query %s is empty", name)
		}
		if _, twice := into[name]; twice {
			return fmt.Errorf("query %s is there twice", name)
		}
		into[name] = body
		return nil
	}
	for _, line := range strings.Split(content, "\n") {
		comment, isComment := strings.CutPrefix(strings.TrimSpace(line), "--")
		if !isComment {
			text.WriteString(line + "\n")
			continue
		}
		if next, named := strings.CutPrefix(strings.TrimSpace(comment), "name:"); named {
			if err := finish(); err != nil {
				return err
			}
			name = query(strings.TrimSpace(next))
		}
	}
	return finish()
}

package main_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// A slip in --database must not make an empty installation.
func TestACommandMakesNoDatabaseByMistake(t *testing.T) {
	file := filepath.Join(t.TempDir(), "slip.db")
	for _, args := range [][]string{
		{"user", "list"}, {"user", "disable", "--email", "a@b.example"}, {"token", "revoke", "--email", "a@b.example", "--name", "x"},
		{"snapshot"}, {"audit", "verify"},
	} {
		run(t, append(args, "--database", "sqlite:"+file)...).want(t, 1, "there is no database")
		if _, err := os.Stat(file); !errors.Is(err, fs.ErrNotExist) {
			t.Fatalf("%v left a file: %v", args, err)
		}
	}
	run(t, "organization", "create", "--id", "c_prova", "--name", "Comune di Prova", "--database", "sqlite:"+file).want(t, 0)
	run(t, "audit", "verify", "--database", "sqlite:"+file).want(t, 0, "c_prova whole")
}

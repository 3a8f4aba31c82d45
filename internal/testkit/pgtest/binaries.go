package pgtest

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
)

// ErrNotInstalled is what Open returns where the machine has no PostgreSQL server.
var ErrNotInstalled = errors.New("no PostgreSQL server found: neither PATH nor " + debianFolders +
	" has both initdb and postgres (Debian: apt-get install postgresql)")

// debianFolders is where Debian keeps the server's binaries, one folder per major version.
const debianFolders = "/usr/lib/postgresql/*/bin"

// findBinaries returns the folder that has both initdb and postgres: the first of the search path
// (a list as in PATH), else the one of the highest version among those matching glob.
func findBinaries(searchPath, glob string) (string, error) {
	for _, dir := range filepath.SplitList(searchPath) {
		if filepath.IsAbs(dir) && hasServer(dir) {
			return dir, nil
		}
	}
	matches, err := filepath.Glob(glob)
	if err != nil {
		return "", fmt.Errorf("look for PostgreSQL in %s: %w", glob, err)
	}
	best, bestVersion := "", -1
	for _, dir := range matches {
		version, err := strconv.Atoi(filepath.Base(filepath.Dir(dir)))
		if err == nil && version > bestVersion && hasServer(dir) {
			best, bestVersion = dir, version
		}
	}
	if best == "" {
		return "", ErrNotInstalled
	}
	return best, nil
}

func hasServer(dir string) bool {
	for _, name := range []string{"initdb", "postgres"} {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil || info.IsDir() || info.Mode().Perm()&0o111 == 0 {
			return false
		}
	}
	return true
}

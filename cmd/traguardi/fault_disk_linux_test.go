package main_test

import (
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/http"
	neturl "net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/lib/pq"

	"github.com/traguardi/traguardi/internal/testkit/pgtest"
)

// smallDisk mounts a file system of a few megabytes, which only root may.
func smallDisk(t *testing.T, size string) string {
	t.Helper()
	folder := t.TempDir()
	// The account of the database server has to pass through.
	for _, above := range []string{folder, filepath.Dir(folder)} {
		if err := os.Chmod(above, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := syscall.Mount("tmpfs", folder, "tmpfs", 0, "size="+size); err != nil {
		if errors.Is(err, syscall.EPERM) || errors.Is(err, syscall.EACCES) {
			t.Skipf("a small disk cannot be mounted here: %v", err)
		}
		t.Fatal(err)
	}
	t.Cleanup(func() {
		// Lazily: whoever has files open there ends with the test too.
		if err := syscall.Unmount(folder, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return folder
}

// fill takes what is left of a disk, but for some bytes.
func fill(t *testing.T, folder string, leave int64) (free func()) {
	t.Helper()
	name := filepath.Join(folder, "ballast")
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	block := make([]byte, 4096)
	written := int64(0)
	for {
		n, err := f.Write(block)
		written += int64(n)
		if errors.Is(err, syscall.ENOSPC) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(f.Truncate(max(0, written-leave)), f.Close()); err != nil {
		t.Fatal(err)
	}
	return func() {
		if err := os.Remove(name); err != nil {
			t.Error(err)
		}
	}
}

// The disk fills up under sixteen writers: they are refused for the moment with a clear word, pages
// go on, nothing that was acknowledged is lost or broken, and when there is room again all goes on
// without a restart.
func TestFaultDiskFull(t *testing.T) {
	for engine, disk := range map[string]func(t *testing.T) (folder, url string){
		"sqlite": func(t *testing.T) (folder, url string) {
			folder = smallDisk(t, "32m")
			return folder, "sqlite:" + filepath.Join(folder, "traguardi.db")
		},
		// The tables are on the small disk, the log is not: where the log has no room PostgreSQL ends
		// itself, which is the outage of another test.
		"postgres": func(t *testing.T) (folder, url string) {
			cluster := pgtest.NewCluster(t)
			folder = smallDisk(t, "48m")
			return folder, onTablespace(t, cluster, folder)
		},
	} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			folder, url := disk(t)
			s := serve(t, servers(url))
			c := newCrowd(t, url, s)
			for range long(1, 10) {
				fullOnce(t, s, c, folder)
			}
			c.everything(url, "disk full")
			s.terminate()
			s.wait()
			again := serve(t, servers(url))
			c.at(again)
			c.everything(url, "started again")
			// Every row of every table can be read.
			run(t, "backup", "--database", url, filepath.Join(t.TempDir(), "tutto.gz")).want(t, 0)
		})
	}
}

func fullOnce(t *testing.T, s *server, c *crowd, folder string) {
	t.Helper()
	free := fill(t, folder, 128<<10)
	refused, stop, ended := c.refused, make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		c.write(stop)
	}()
	var full *http.Response
	var said []byte
	n := 0
	eventually(t, "the disk is full", func() bool {
		var err error
		n++
		full, said, err = c.send(http.MethodPost, "/api/v1/organizations/c_prova/offices", c.writers[0].token,
			fmt.Sprintf(`{"code":"disco-%d-%d","name":"Ufficio"}`, c.checked["c_prova"], n))
		if err != nil {
			t.Fatal(err)
		}
		return full.StatusCode != http.StatusCreated
	})
	if full.StatusCode != http.StatusServiceUnavailable || full.Header.Get("Retry-After") == "" || !strings.Contains(string(said), "urn:traguardi:problem:unavailable") {
		t.Errorf("a write on a full disk: %s %v: %s", full.Status, full.Header, said)
	}
	for _, internal := range []string{folder, "SQLITE", "pq:", "disk is full", "No space"} {
		if strings.Contains(string(said), internal) {
			t.Errorf("the answer tells of the machinery: %s", said)
		}
	}
	if status, body := s.get("/enti/c_prova"); status != http.StatusOK || !strings.Contains(body, "Comune di Prova") {
		t.Errorf("the page on a full disk: %d", status)
	}
	// A person is told in Italian: signing in writes as well, if little.
	eventually(t, "somebody who signs in meets the full disk", func() bool {
		response, err := c.client.PostForm(s.site+"/accesso", neturl.Values{"email": {"admin@prova.example"}, "password": {password}})
		if err != nil {
			t.Fatal(err)
		}
		page, err := io.ReadAll(response.Body)
		if err := errors.Join(err, response.Body.Close()); err != nil {
			t.Fatal(err)
		}
		if response.StatusCode < http.StatusInternalServerError {
			return response.StatusCode == http.StatusTooManyRequests
		}
		if response.StatusCode != http.StatusServiceUnavailable || response.Header.Get("Retry-After") == "" || !strings.Contains(string(page), `<html lang="it"`) {
			t.Errorf("signing in: %s %v: %s", response.Status, response.Header, page)
		}
		return true
	})
	close(stop)
	<-ended
	if c.refused == refused {
		t.Error("no writer met the full disk")
	}
	free()
	// Everybody goes on, what was refused first.
	refused = c.refused
	before := map[*writer]int{}
	for _, w := range c.writers {
		before[w] = len(w.acked)
	}
	stop = make(chan struct{})
	time.AfterFunc(500*time.Millisecond, func() { close(stop) })
	c.write(stop)
	if c.refused != refused {
		t.Errorf("%d writes were refused though there is room", c.refused-refused)
	}
	for _, w := range c.writers {
		if len(w.acked) == before[w] {
			t.Errorf("%s %s does not go on", w.organization, w.milestone)
		}
	}
	c.verify(false)
}

// onTablespace makes a database whose tables are in a folder.
func onTablespace(t *testing.T, cluster *pgtest.Cluster, folder string) string {
	t.Helper()
	url := cluster.URL(t)
	u, err := neturl.Parse(url)
	if err != nil {
		t.Fatal(err)
	}
	name := strings.TrimPrefix(u.Path, "/")
	u.Path = "/postgres"
	place := filepath.Join(folder, "tabelle")
	if err := os.Mkdir(place, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := cluster.Own(place); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("postgres", u.String())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, statement := range []string{
		"CREATE TABLESPACE small LOCATION " + pq.QuoteLiteral(place),
		"ALTER DATABASE " + pq.QuoteIdentifier(name) + " SET TABLESPACE small",
	} {
		if _, err := db.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	return url
}

package app_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/app"
	"github.com/traguardi/traguardi/internal/testkit/migrated"
)

// The day's backup is made once, by whichever replica, is whole, goes into an empty database, and
// takes those out that are not to be kept.
func TestTheDailyBackup(t *testing.T) {
	t.Parallel() // beside TestAlertsFireInPrometheus, which waits
	onBoth(t, func(t *testing.T, url string) {
		folder := t.TempDir()
		// An hour past 03:30 in Rome, and before 03:30 in London.
		now := time.Date(2026, time.March, 3, 3, 10, 0, 0, time.UTC)
		for _, name := range []string{"traguardi-2026-02-01.backup.gz", "traguardi-2026-03-02.backup.gz", "altro.gz"} {
			if err := os.WriteFile(filepath.Join(folder, name), nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		one := settings(url)
		one.BackupFolder, one.BackupDays, one.BackupWeeks = folder, 2, 1
		server, log := bootOn(t, one, func() time.Time { return now })
		ente(t, server, "c_prova", "Comune di Prova")
		other, otherLog := bootOn(t, one, func() time.Time { return now })
		eventually(t, "the job is told as done on both replicas", func() bool {
			for _, s := range []*app.Server{server, other} {
				if !strings.Contains(call(t, http.MethodGet, "http://"+s.MetricsAddress+"/metrics", "").body, `traguardi_job_last_success_timestamp_seconds{job="backup"}`) {
					return false
				}
			}
			return true
		})
		if made := strings.Count(log.String()+otherLog.String(), "backup made"); made != 1 {
			t.Errorf("it was made %d times", made)
		}
		entries, err := os.ReadDir(folder)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, e := range entries {
			names = append(names, e.Name())
		}
		if got := strings.Join(names, " "); got != "altro.gz traguardi-2026-03-02.backup.gz traguardi-2026-03-03.backup.gz" {
			t.Errorf("the folder has %s", got)
		}
		file := filepath.Join(folder, "traguardi-2026-03-03.backup.gz")
		lines, err := app.CheckBackup(file, nil)
		if err != nil {
			t.Fatal(err)
		}
		if last := lines[len(lines)-1]; !strings.Contains(last, "2026-03-03T03:10:00Z") {
			t.Errorf("it says %s", last)
		}
		empty := app.CommonSettings{Database: "sqlite:" + filepath.Join(t.TempDir(), "restored.db"), Timezone: "Europe/Rome", LogFormat: "json", LogLevel: "info", StaleAfter: 60}
		if _, err := app.Restore(t.Context(), empty, file, nil, false, &syncBuffer{}); err != nil {
			t.Errorf("it cannot be restored: %v", err)
		}
	})
}

// A backup that cannot be made is a run that failed, in the metrics and in the log; without a folder
// there is no such job.
func TestABackupThatFailsIsTold(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "copie")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	with := settings(migrated.SQLite.URL(t))
	with.BackupFolder, with.BackupDays = folder, 1
	if err := with.Check(); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(folder); err != nil { // the disk is not mounted any more
		t.Fatal(err)
	}
	server, err := app.Start(t.Context(), with, &syncBuffer{}, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	metrics := func(s *app.Server) string {
		return call(t, http.MethodGet, "http://"+s.MetricsAddress+"/metrics", "").body
	}
	eventually(t, "the failure is counted", func() bool {
		return strings.Contains(metrics(server), `traguardi_job_runs_total{job="backup",outcome="failure"} 1`)
	})
	if strings.Contains(metrics(server), `last_success_timestamp_seconds{job="backup"}`) {
		t.Error("it counts as a success too")
	}
	if err := server.Stop(t.Context()); err != nil {
		t.Error(err)
	}
	without := boot(t, settings(migrated.SQLite.URL(t)))
	eventually(t, "the other jobs have run", func() bool {
		return strings.Contains(metrics(without), `last_success_timestamp_seconds{job="retention"}`)
	})
	if _, _, ran, err := without.Store.LastRun(t.Context(), "backup"); ran || err != nil {
		t.Errorf("a job without a folder ran: %v", err)
	}
}

package pgtest_test

import (
	"strings"
	"testing"

	"github.com/traguardi/traguardi/internal/testkit/pgtest"
)

func TestClusterComesBackWithItsData(t *testing.T) {
	outages := map[string]func(*pgtest.Cluster, testing.TB){
		"stopped in order": (*pgtest.Cluster).Stop,
		"crashed":          (*pgtest.Cluster).Crash,
	}
	cluster := pgtest.NewCluster(t)
	for name, outage := range outages {
		t.Run(name, func(t *testing.T) {
			db := open(t, cluster.URL(t))
			exec(t, db, `CREATE TABLE updates (note TEXT)`)
			exec(t, db, `INSERT INTO updates VALUES ('città')`)

			outage(cluster, t)
			if cluster.Running() {
				t.Fatal("the server still runs")
			}
			if err := db.Ping(); err == nil {
				t.Fatal("the server still answers")
			}

			cluster.Start(t)
			if got := scalar[string](t, db, `SELECT note FROM updates`); got != "città" {
				t.Errorf("the row came back as %q", got)
			}
		})
	}
}

func TestStartOfARunningClusterChangesNothing(t *testing.T) {
	cluster := pgtest.NewCluster(t)
	db := open(t, cluster.URL(t))
	before := scalar[string](t, db, `SELECT CAST(pg_postmaster_start_time() AS TEXT)`)
	cluster.Start(t)
	if after := scalar[string](t, db, `SELECT CAST(pg_postmaster_start_time() AS TEXT)`); after != before {
		t.Errorf("the server was restarted: %s, then %s", before, after)
	}
}

func TestOptions(t *testing.T) {
	tests := []struct {
		name    string
		options []pgtest.Option
		want    map[string]string
	}{
		{name: "throwaway", want: map[string]string{"fsync": "off", "full_page_writes": "off"}},
		{
			name:    "durable, and a setting of the caller's",
			options: []pgtest.Option{pgtest.Durable(), pgtest.Setting("statement_timeout", "1234ms")},
			want:    map[string]string{"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on", "statement_timeout": "1234ms"},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			db := open(t, pgtest.NewCluster(t, test.options...).URL(t))
			for name, want := range test.want {
				if got := scalar[string](t, db, `SELECT current_setting($1)`, name); got != want {
					t.Errorf("%s is %s, want %s", name, got, want)
				}
			}
		})
	}
}

func TestOpenTellsWhyTheServerDidNotStart(t *testing.T) {
	cluster, err := pgtest.Open(pgtest.Setting("shared_buffers", "a lot"))
	if err == nil {
		t.Fatalf("a server with an impossible setting started: %v", cluster.Close())
	}
	if !strings.Contains(err.Error(), "shared_buffers") {
		t.Errorf("the error does not carry the server's log: %v", err)
	}
}

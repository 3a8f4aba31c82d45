package app_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"net/http"
	neturl "net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/app"
	"github.com/traguardi/traguardi/internal/testkit/migrated"
	"github.com/traguardi/traguardi/internal/testkit/pgtest"
	"github.com/traguardi/traguardi/internal/testkit/smtptest"
)

// inSeconds makes the rules of ops/prometheus quick: what they ask for in minutes and hours
// they ask for in seconds. Nothing else is changed.
var inSeconds = []struct {
	long  *regexp.Regexp
	quick string
}{
	{regexp.MustCompile(`(?m)^( +interval:) 1m$`), "$1 1s"},
	{regexp.MustCompile(`(?m)^( +for:) \S+$`), "$1 2s"},
	{regexp.MustCompile(`\[\d+[mh]\]`), "[10s]"},
	{regexp.MustCompile(`< 3 \* 3600\b`), "< 10"},
	{regexp.MustCompile(`(?m)^( +(?:scrape|evaluation)_interval:) \S+$`), "$1 1s"},
}

// prometheus is a real one, with the configuration and the rules that are handed out.
type prometheus struct{ address string }

func startPrometheus(t *testing.T, targets ...string) prometheus {
	t.Helper()
	program, err := exec.LookPath("prometheus")
	if err != nil {
		t.Skip("prometheus is not installed (Debian: prometheus)")
	}
	folder := t.TempDir()
	for _, name := range []string{"prometheus.yml", "rules.yml"} {
		text, err := os.ReadFile(filepath.Join("../../ops/prometheus", name))
		if err != nil {
			t.Fatal(err)
		}
		quick := strings.ReplaceAll(string(text), `"127.0.0.1:9464"`, `"`+strings.Join(targets, `", "`)+`"`)
		for _, r := range inSeconds {
			quick = r.long.ReplaceAllString(quick, r.quick)
		}
		if err := os.WriteFile(filepath.Join(folder, name), []byte(quick), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p := prometheus{freeAddress(t)}
	ctx, stop := context.WithCancel(context.Background())
	command := exec.CommandContext(ctx, program, "--config.file="+filepath.Join(folder, "prometheus.yml"),
		"--storage.tsdb.path="+filepath.Join(folder, "data"), "--web.listen-address="+p.address)
	var said syncBuffer
	command.Stdout, command.Stderr = &said, &said
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		stop()
		_ = command.Wait() // killed
		if t.Failed() {
			t.Log(said.String())
		}
	})
	return p
}

// tells asks its API; false while it starts.
func (p prometheus) tells(t *testing.T, what string, into any) bool {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+p.address+"/api/v1/"+what, nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return false
	}
	defer response.Body.Close()
	return response.StatusCode == http.StatusOK && json.NewDecoder(response.Body).Decode(into) == nil
}

// firing gives the labels of the alerts of a name that fire; nil while Prometheus starts.
func (p prometheus) firing(t *testing.T, name string) (found []map[string]string) {
	t.Helper()
	var told struct {
		Data struct {
			Alerts []struct {
				State  string
				Labels map[string]string
			}
		}
	}
	if !p.tells(t, "alerts", &told) {
		return nil
	}
	for _, a := range told.Data.Alerts {
		if a.Labels["alertname"] == name && a.State == "firing" {
			found = append(found, a.Labels)
		}
	}
	return found
}

// comes waits for an alert with a label, doing something meanwhile.
func (p prometheus) comes(t *testing.T, name, label, value string, meanwhile func()) {
	t.Helper()
	p.until(t, name+" fires", meanwhile, func() bool {
		for _, labels := range p.firing(t, name) {
			if labels[label] == value {
				return true
			}
		}
		return false
	})
}

// reads waits until Prometheus has a metric.
func (p prometheus) reads(t *testing.T, metric string) {
	t.Helper()
	p.until(t, "Prometheus reads "+metric, nil, func() bool {
		var told struct{ Data struct{ Result []any } }
		return p.tells(t, "query?query="+metric, &told) && len(told.Data.Result) > 0
	})
}

func (p prometheus) until(t *testing.T, what string, meanwhile func(), holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(150 * time.Second); !holds(); time.Sleep(200 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("it did not come about: %s", what)
		}
		if meanwhile != nil {
			meanwhile()
		}
	}
}

// Every alert of ops/prometheus fires in a real Prometheus, one kind of trouble after the other: they wait more than
// they work, so that tests which work run beside them, and none waits beside another.
func TestAlertsFireInPrometheus(t *testing.T) {
	t.Parallel()
	t.Run("what is broken", alertsOfWhatIsBroken)
	t.Run("the plan and the service", alertsOfThePlanAndOfTheService)
	t.Run("a replica that is behind", alertsOfAReplicaThatIsBehind)
}

// Things are broken for real, and the alerts of ops/prometheus fire in a real Prometheus that
// reads a real server: a job that fails, an ente without numbers, a database that is away, a
// server that is gone. Before that none fires, and what is mended goes quiet again.
func alertsOfWhatIsBroken(t *testing.T) {
	cluster := pgtest.NewCluster(t)
	url := cluster.URL(t)
	c := settings(url)
	c.MetricsListen = freeAddress(t)
	p := startPrometheus(t, c.MetricsListen)
	s, err := app.Start(t.Context(), c, &logged{t: t}, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	stop := func() error {
		ctx, cancel := context.WithTimeout(context.Background(), c.ShutdownTimeout)
		defer cancel()
		return s.Stop(ctx)
	}
	stopped := false
	defer func() {
		if !stopped {
			_ = stop() // the test has failed already
		}
	}()
	base := "http://" + s.Address + "/api/v1/organizations/c_prova"
	ente(t, s, "c_prova", "Comune di Prova")
	admin := staff(t, s, "c_prova", "admin")
	offices := 0
	office := func() int {
		offices++
		return call(t, http.MethodPost, base+"/offices", fmt.Sprintf(`{"code":"u%d","name":"Ufficio"}`, offices), "Authorization", "Bearer "+admin).status
	}
	if status := office(); status != http.StatusCreated {
		t.Fatalf("an office: %d", status)
	}
	p.reads(t, "traguardi_build_info")
	for _, name := range []string{"TraguardiLavoroFallito", "TraguardiRilevazioneMancante", "TraguardiErroriDelServizio", "TraguardiNonRaggiungibile"} {
		if early := p.firing(t, name); early != nil {
			t.Errorf("%s fires before anything is broken: %v", name, early)
		}
	}

	db, err := sql.Open("postgres", url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	change := func(statement string) {
		t.Helper()
		if _, err := db.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	change("ALTER TABLE snapshots RENAME TO snapshots_away")
	p.comes(t, "TraguardiLavoroFallito", "job", "snapshot-after-change", func() { office() })
	p.comes(t, "TraguardiRilevazioneMancante", "organization", "c_prova", nil)
	change("ALTER TABLE snapshots_away RENAME TO snapshots")
	p.until(t, "the job that succeeds again is no news", func() { office() }, func() bool {
		return p.firing(t, "TraguardiLavoroFallito") == nil && p.firing(t, "TraguardiRilevazioneMancante") == nil
	})

	cluster.Stop(t)
	p.comes(t, "TraguardiErroriDelServizio", "severity", "critical", func() { office() })
	cluster.Start(t)
	p.until(t, "without errors it goes quiet", nil, func() bool { return p.firing(t, "TraguardiErroriDelServizio") == nil })

	stopped = true
	if err := stop(); err != nil {
		t.Error(err)
	}
	p.comes(t, "TraguardiNonRaggiungibile", "instance", c.MetricsListen, nil)
}

// What a plan owes its people and what a service owes its readers: offices behind, jobs that
// stand still, mail that nobody takes, requests that wait for a lock and those turned away for
// it. The server's clock is two days behind, so that nothing has happened since then.
func alertsOfThePlanAndOfTheService(t *testing.T) {
	url := migrated.Postgres.URL(t)
	post := smtptest.Start(t, smtptest.Options{Answer: func(step smtptest.Step, _ int) error {
		if step == smtptest.StepRcpt {
			return smtptest.Refusal(550)
		}
		return nil
	}})
	c := settings(url)
	c.Demo = true
	c.MetricsListen = freeAddress(t)
	c.MaxInFlight, c.AnswerTimeout, c.SlowQuery = 2, 3*time.Second, 500*time.Millisecond
	c.SMTPHost, c.SMTPPort, c.SMTPTLS, c.MailFrom = post.Host, post.Port, "none", "traguardi@ente.example"
	p := startPrometheus(t, c.MetricsListen)
	s, _ := bootOn(t, c, func() time.Time { return time.Now().AddDate(0, 0, -2) })

	ente(t, s, "c_prova", "Comune di Prova")
	admin, editor := staff(t, s, "c_prova", "admin"), staff(t, s, "c_prova", "editor")
	base := "http://" + s.Address + "/api/v1/organizations/c_prova"
	postOK(t, base+"/offices", admin, `{"code":"tributi","name":"Tributi"}`)
	postOK(t, base+"/objectives", editor, `{"code":"OB-01","title":"Servizi","horizon":"short","state":"active","added_on":"2026-01-12","start_on":"2026-01-12","lead_office":"tributi"}`)
	postOK(t, base+"/objectives/OB-01/milestones", editor, `{"title":"Sportello","office":"tributi","added_on":"2026-01-12","due_on":"2026-02-10"}`)

	for _, expected := range []struct{ alert, label, value string }{
		{"TraguardiObiettivoInRitardo", "objective", "OB-01"},
		{"TraguardiPianoIndietro", "organization", "c_prova"},
		{"TraguardiUfficioConTraguardiScaduti", "office", "tributi"},
		{"TraguardiUfficioSenzaNotizie", "organization", "c_m403"},
		{"TraguardiAzioniScadute", "organization", "c_m403"},
		{"TraguardiRilevazioneVecchia", "organization", "c_prova"},
		{"TraguardiLavoroFermo", "job", "snapshot"},
	} {
		p.comes(t, expected.alert, expected.label, expected.value, nil)
	}

	n := 0
	p.comes(t, "TraguardiPostaNonConsegnata", "severity", "warning", func() {
		n++
		postOK(t, base+"/accounts", admin, fmt.Sprintf(`{"email":"persona%d@c-prova.example","role":"viewer"}`, n))
	})

	// Somebody holds the ente's row: whoever writes waits, and what comes on top is turned away.
	db, err := sql.Open("postgres", url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	held, err := db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = held.Rollback() }() // the lock is all that it was for
	if _, err := held.ExecContext(t.Context(), "SELECT revision FROM organizations WHERE id = 'c_prova' FOR UPDATE"); err != nil {
		t.Fatal(err)
	}
	var writers sync.WaitGroup
	defer writers.Wait()
	another := func() {
		n++
		code := fmt.Sprintf("u%d", n)
		writers.Go(func() {
			call(t, http.MethodPost, base+"/offices", `{"code":"`+code+`","name":"Ufficio"}`, "Authorization", "Bearer "+admin)
		})
	}
	p.comes(t, "TraguardiRichiesteLente", "route", "POST /api/v1/organizations/{organization}/offices", another)
	p.comes(t, "TraguardiRichiesteRespinte", "part", "work", another)
	p.showsDashboard(t)
}

// showsDashboard asks what each panel of ops/grafana asks. All have something to show here: a demonstration, and
// a service in trouble; that of slow statements has seen those that waited for the lock.
func (p prometheus) showsDashboard(t *testing.T) {
	t.Helper()
	text, err := os.ReadFile("../../ops/grafana/traguardi.json")
	if err != nil {
		t.Fatal(err)
	}
	var dashboard struct {
		Panels []struct {
			Title   string
			Targets []struct{ Expr string }
		}
	}
	if err := json.Unmarshal(text, &dashboard); err != nil {
		t.Fatal(err)
	}
	asked := 0
	ask := func(title, expr string) {
		asked++
		p.until(t, title+" has something to show: "+expr, nil, func() bool {
			var told struct{ Data struct{ Result []any } }
			return p.tells(t, "query?query="+neturl.QueryEscape(expr), &told) && len(told.Data.Result) > 0
		})
	}
	values := strings.NewReplacer("$__rate_interval", "30s", "$organization", ".*")
	for _, panel := range dashboard.Panels {
		for _, target := range panel.Targets {
			ask(panel.Title, values.Replace(target.Expr))
		}
	}
	if asked == 0 {
		t.Error("no panel asks anything")
	}
	ask("slow statements were counted", "traguardi_slow_queries_total > 0")
}

// Two replicas show one plan. The network between one of them and the database is cut: it hears no
// notification and its poll finds nobody, so it goes on showing what it knew while the other one
// shows what is written. The alert tells of it, and ends when the network is mended.
func alertsOfAReplicaThatIsBehind(t *testing.T) {
	url := migrated.Postgres.URL(t)
	wire := pgtest.NewWire(t, url)
	replica := func(database string) app.ServeSettings {
		c := settings(database)
		c.MetricsListen = freeAddress(t)
		return c
	}
	ahead, behind := replica(url), replica(wire.URL)
	p := startPrometheus(t, ahead.MetricsListen, behind.MetricsListen)
	one, other := boot(t, ahead), boot(t, behind)
	ente(t, one, "c_prova", "Comune di Prova")
	admin := staff(t, one, "c_prova", "admin")
	base := "http://" + one.Address + "/api/v1/organizations/c_prova"
	offices := 0
	office := func() {
		offices++
		postOK(t, base+"/offices", admin, fmt.Sprintf(`{"code":"u%d","name":"Ufficio %d."}`, offices, offices))
	}
	shown := func(s *app.Server) string {
		return call(t, http.MethodGet, "http://"+s.Address+"/enti/c_prova/uffici", "").body
	}
	revisions := func() (seen []string) {
		var told struct {
			Data struct {
				Result []struct{ Value [2]any }
			}
		}
		if p.tells(t, "query?query=traguardi_board_revision", &told) {
			for _, r := range told.Data.Result {
				seen = append(seen, fmt.Sprint(r.Value[1]))
			}
		}
		return seen
	}
	office()
	p.until(t, "Prometheus reads the same of both", nil, func() bool {
		seen := revisions()
		return len(seen) == 2 && seen[0] == seen[1]
	})
	const alert = "TraguardiReplicaIndietro"
	if early := p.firing(t, alert); early != nil {
		t.Errorf("it fires before anything is broken: %v", early)
	}

	wire.Cut()
	office()
	p.comes(t, alert, "organization", "c_prova", nil)
	if ours, theirs := shown(one), shown(other); !strings.Contains(ours, "Ufficio 2.") || strings.Contains(theirs, "Ufficio 2.") || !strings.Contains(theirs, "Ufficio 1.") {
		t.Errorf("the alert fires, and the pages say\n%s\nand\n%s", ours, theirs)
	}
	wire.Mend()
	p.until(t, "mended, it goes quiet", nil, func() bool { return p.firing(t, alert) == nil })
	if theirs := shown(other); !strings.Contains(theirs, "Ufficio 2.") {
		t.Errorf("the alert is over, and the page says %s", theirs)
	}
}

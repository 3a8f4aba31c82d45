package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/pprof"
	"runtime"
	"time"
	_ "time/tzdata" // days follow Europe/Rome on machines without a zone database too

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/traguardi/traguardi/internal/config"
	"github.com/traguardi/traguardi/internal/httpserver"
	"github.com/traguardi/traguardi/internal/jobs"
	"github.com/traguardi/traguardi/internal/metrics"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/store"
	"github.com/traguardi/traguardi/internal/tracing"
)

// Serve runs the server until the context ends, then stops it gracefully: requests under
// way finish, jobs stop, the database closes. Logs go to w.
func Serve(ctx context.Context, c ServeSettings, w io.Writer) (err error) {
	if err := usage(c.Check()); err != nil {
		return err
	}
	s, err := Start(ctx, c, w, time.Now)
	if err != nil {
		return err
	}
	go giveBack(s.log)
	go paceCollector(ctx, s.log)
	select {
	case <-ctx.Done():
	case err = <-s.failed:
	}
	stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), c.ShutdownDelay+c.ShutdownTimeout)
	defer cancel()
	return errors.Join(err, s.Stop(stopping))
}

// Server is a running installation. Tests start one on port 0.
type Server struct {
	*Installation
	// Address and MetricsAddress are the bound ones; the latter is empty where there are
	// no metrics.
	Address        string
	MetricsAddress string

	settings    config.Serve
	log         *slog.Logger
	accessLines *httpserver.LineBuffer
	registry    *prometheus.Registry
	http        *httpserver.Server
	tracer      *tracing.Tracer // nil where nothing is traced
	late        lateHandler
	readiness   readiness
	metricsHTTP *httpserver.Server
	runner      *jobs.Runner
	afterChange *jobs.AfterChange
	mail        mailing
	imports     importing
	// outdated lets go of what was prepared of an organization before a revision; nil
	// until there is a handler.
	outdated   func(organization string, revision int64)
	staffPages []string
	// stopOIDC ends what is asked of the provider; nil where there is none.
	stopOIDC   func()
	stopFollow context.CancelFunc
	// sharing is what limits count together with other replicas by; nil where there are none.
	sharing     *httpserver.Sharing
	stopSharing func()
	followed    chan struct{}
	failed      chan error
	// serving is set once pages are answered.
	serving bool
}

// Start binds the address, where the program says that it is starting; opens the
// installation, loads the demonstration where it is asked for, and begins to serve. Settings
// must have been checked.
func Start(ctx context.Context, c config.Serve, w io.Writer, now func() time.Time) (*Server, error) {
	log := slog.New(httpserver.LogHandler(logger(c.Common, w).Handler()))
	s := &Server{
		settings: c, log: log, registry: prometheus.NewRegistry(), failed: make(chan error, 2),
		accessLines: httpserver.NewLineBuffer(w, time.Second),
	}
	s.readiness = readiness{check: s.checkReady, log: log, now: time.Now}
	limitMemory(c)
	err := s.bind(ctx)
	if err == nil {
		err = s.open(ctx, now)
	}
	if err == nil {
		err = s.start(ctx)
	}
	if err != nil {
		stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), c.ShutdownTimeout)
		defer cancel()
		return nil, errors.Join(err, s.Stop(stopping))
	}
	return s, nil
}

// bind opens the public listener.
func (s *Server) bind(ctx context.Context) error {
	server := httpserver.NewServer(httpserver.ServerOptions{Address: s.settings.Listen, Handler: &s.late, Logger: s.log})
	address, err := server.Start(ctx)
	if err != nil {
		return fmt.Errorf("--listen: %w", err)
	}
	s.http, s.Address = server, address.String()
	s.watch(server)
	return nil
}

func (s *Server) open(ctx context.Context, now func() time.Time) error {
	c := s.settings
	if err := s.startTracing(ctx); err != nil {
		return err
	}
	slow, err := metrics.NewSlowQueries(s.registry)
	if err != nil {
		return err
	}
	s.Installation, err = open(ctx, c.Common, s.log, options{
		now: now, boardOrganizations: c.BoardOrganizations, boardBytes: boardBytes(c), onCommit: []func(string, int64){s.committed},
		slowQuery: c.SlowQuery, onSlowQuery: slow, tracer: s.tracer,
	})
	return err
}

func (s *Server) start(ctx context.Context) error {
	if s.settings.Demo {
		if err := s.loadDemo(ctx); err != nil {
			return err
		}
	}
	s.imports.wake = make(chan struct{}, 1)
	recorder, err := s.instruments()
	if err != nil {
		return err
	}
	if err := s.prepareMail(); err != nil {
		return err
	}
	if err := s.startJobs(recorder); err != nil {
		return err
	}
	s.follow()
	if err := s.listenForMetrics(ctx); err != nil {
		return err
	}
	pages, err := s.handler()
	if err != nil {
		return err
	}
	if err := s.firstLinks(ctx); err != nil {
		return err
	}
	s.startImports()
	if err := s.startMail(); err != nil {
		return err
	}
	// Last: whoever is told that the program is ready must not see it fail to start.
	s.late.set(pages)
	s.serving = true
	s.log.Info("serving", "address", "http://"+s.Address, "metrics", s.MetricsAddress, "engine", s.Store.Engine(), "version", version)
	return nil
}

// instruments registers what is measured, each part on the server's own registry.
func (s *Server) instruments() (jobs.Recorder, error) {
	if err := metrics.RegisterProcess(s.registry, version, commit(), runtime.Version()); err != nil {
		return nil, err
	}
	err := metrics.NewProgress(s.registry, s.Boards, s.Store, s.settings.MetricsOrganizations, s.log)
	if err != nil {
		return nil, err
	}
	if err := metrics.NewJobSuccesses(s.registry, s.Store, s.scheduledNames(), s.log); err != nil {
		return nil, err
	}
	var outcomes []string
	for _, o := range jobs.Outcomes() {
		outcomes = append(outcomes, string(o))
	}
	runs, err := metrics.NewJobs(s.registry, jobs.Names(), outcomes)
	return jobRecorder{runs}, err
}

// jobRecorder hands the runs of jobs to their metrics.
type jobRecorder struct{ runs *metrics.Jobs }

func (r jobRecorder) JobRun(job string, outcome jobs.Outcome, took time.Duration) {
	r.runs.Observe(job, string(outcome), took)
}

func (s *Server) startJobs(recorder jobs.Recorder) error {
	s.afterChange = jobs.NewAfterChange(s.snapshots(), s.settings.SnapshotDelay, recorder, s.log)
	daily := []jobs.Job{jobs.DailyLines(s.snapshots()), jobs.NightlySnapshot(s.snapshots()), jobs.Retention(s.deleteExpired), jobs.DailyReminders(s.reminders()),
		jobs.DailyOpenData(jobs.OpenData{Boards: s.Boards, Archive: s.Tracker, Zone: s.Clock.Location})}
	if s.settings.BackupFolder != "" {
		daily = append(daily, jobs.DailyBackup(s.dailyBackup))
	}
	var err error
	s.runner, err = jobs.NewRunner(jobs.Options{
		Claims: s.Store, Recorder: recorder, Log: s.log, Now: s.Clock.Now, Location: s.Clock.Location, Claimant: newID(),
	}, daily...)
	if err != nil {
		return err
	}
	return s.runner.Start()
}

func (s *Server) deleteExpired(ctx context.Context) error {
	deleted, err := s.Store.DeleteExpired(ctx, s.Clock.Now(), store.Keep{Replays: jobs.KeepReplays, SessionIdle: s.settings.SessionIdle})
	if err != nil {
		return err
	}
	mail, err := s.deleteOldMail(ctx)
	if err == nil {
		s.log.InfoContext(ctx, "expired rows deleted", "idempotency_keys", deleted.Replays, "sessions", deleted.Sessions,
			"links", deleted.Links, "sign_in_attempts", deleted.Attempts, "tokens", deleted.Tokens,
			"import_files", deleted.ImportFiles, "import_trials", deleted.ImportTrials, "imports", deleted.Imports, "messages", mail.Messages, "unsubscribe_tokens", mail.UnsubscribeTokens)
	}
	return err
}

// committed is told of this process' own commits.
func (s *Server) committed(organization string, revision int64) {
	if s.afterChange != nil {
		s.afterChange.Committed(organization, revision)
	}
	if s.outdated != nil {
		s.outdated(organization, revision)
	}
}

// follow keeps the boards up with what others commit: by notification, and by a slow
// poll for what no notification told of.
func (s *Server) follow() {
	ctx, cancel := context.WithCancel(plan.WithActor(context.Background(), plan.SystemActor))
	s.stopFollow, s.followed = cancel, make(chan struct{})
	listening := make(chan struct{})
	go func() {
		defer close(listening)
		if err := s.Store.Listen(ctx, s.Boards.Notify); err != nil && ctx.Err() == nil {
			s.log.Error("changes of other replicas are found by polling alone", "error", err)
		}
	}()
	go func() {
		defer close(s.followed)
		ticker := time.NewTicker(s.settings.PollInterval)
		defer ticker.Stop()
		for {
			select {
			case <-ctx.Done():
				<-listening
				return
			case <-ticker.C:
				if err := s.Boards.Poll(ctx); err != nil && ctx.Err() == nil {
					s.log.Warn("the database does not tell its revisions", "error", err)
				}
			}
		}
	}()
}

func (s *Server) listenForMetrics(ctx context.Context) error {
	if s.settings.MetricsListen != "" {
		mux := http.NewServeMux()
		mux.Handle("GET /metrics", promhttp.HandlerFor(s.registry, promhttp.HandlerOpts{
			ErrorLog: slog.NewLogLogger(s.log.Handler(), slog.LevelError), EnableOpenMetrics: true,
		}))
		if s.settings.Profiling {
			mux.HandleFunc("GET /debug/pprof/", pprof.Index)
			mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
			mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
		}
		s.metricsHTTP = httpserver.NewServer(httpserver.ServerOptions{Address: s.settings.MetricsListen, Handler: mux, Logger: s.log})
		address, err := s.metricsHTTP.Start(ctx)
		if err != nil {
			return fmt.Errorf("--metrics-listen: %w", err)
		}
		s.MetricsAddress = address.String()
		s.watch(s.metricsHTTP)
	}
	return nil
}

func (s *Server) watch(server *httpserver.Server) {
	go func() {
		if err := <-server.Failed(); err != nil {
			s.failed <- err
		}
	}()
}

// Stop ends the server in order: it says that it is not ready, for as long as whoever sends
// requests needs to hear it (--shutdown-delay); then no new requests, those under way finish, jobs stop,
// the numbers of the last changes are stored, the database closes.
func (s *Server) Stop(ctx context.Context) error {
	s.readiness.stopping.Store(true)
	if s.serving && s.settings.ShutdownDelay > 0 {
		select {
		case <-time.After(s.settings.ShutdownDelay):
		case <-ctx.Done():
		}
	}
	var errs []error
	if s.http != nil {
		errs = append(errs, s.http.Stop(ctx))
	}
	if s.runner != nil {
		errs = append(errs, s.runner.Stop(ctx))
	}
	s.mail.stop(ctx)
	s.imports.stop(ctx)
	if s.afterChange != nil {
		s.afterChange.Stop(ctx)
	}
	if s.metricsHTTP != nil {
		errs = append(errs, s.metricsHTTP.Stop(ctx))
	}
	if s.stopOIDC != nil {
		s.stopOIDC()
	}
	if s.stopSharing != nil {
		s.stopSharing()
	}
	if s.stopFollow != nil {
		s.stopFollow()
		<-s.followed
	}
	if s.Installation != nil {
		errs = append(errs, s.Close())
	}
	if err := s.tracer.Stop(ctx); err != nil {
		errs = append(errs, fmt.Errorf("the last traces: %w", err))
	}
	return errors.Join(append(errs, s.accessLines.Close())...)
}

// accessLog writes a line for every request, gathered: one system call for each would
// cost a public page more than all else around it.
func (s *Server) accessLog() *slog.Logger {
	return slog.New(httpserver.LogHandler(logger(s.settings.Common, s.accessLines).Handler()))
}

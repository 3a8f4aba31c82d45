package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/config"
	"github.com/traguardi/traguardi/internal/jobs"
	"github.com/traguardi/traguardi/internal/mail"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/store"
	"github.com/traguardi/traguardi/internal/tracing"
	"github.com/traguardi/traguardi/internal/tracker"
)

// Installation is an opened database with the use cases and the boards on it: what the
// commands and the server work with.
type Installation struct {
	Store   *store.Store
	Tracker *tracker.Tracker
	Boards  *board.Boards
	Clock   plan.Clock
	Log     *slog.Logger

	// post is how somebody is written to; as it is made, nobody is.
	post mail.Post
}

// options are what differs between the server, the commands and the tests.
type options struct {
	// now is the clock; nil is the machine's.
	now func() time.Time
	// boardOrganizations bounds the boards in memory; 0 is a command's few.
	boardOrganizations int
	// boardBytes bounds them too; 0 is the boards' own bound.
	boardBytes int64
	// slowQuery is from when on a statement is logged as slow; 0 for never. Each is told to
	// onSlowQuery, which may be nil.
	slowQuery   time.Duration
	onSlowQuery func()
	// tracer follows requests; nil: nobody does.
	tracer *tracing.Tracer
	// onCommit are called after each commit, beside the boards.
	onCommit []func(organization string, revision int64)
}

// commandBoards is how many organizations a command keeps in memory at a time.
const commandBoards = 8

// open opens the database, waiting for it as long as the settings allow, brings the
// schema up to date and wires the rooms that need nothing else. The caller closes it.
func open(ctx context.Context, c config.Common, log *slog.Logger, o options) (*Installation, error) {
	db, err := store.OpenWait(ctx, store.Options{
		URL: c.Database, Direct: c.DatabaseDirect, Log: log, SlowQuery: o.slowQuery, OnSlowQuery: o.onSlowQuery,
		Follow: o.tracer.Statements(databaseName(c.Database)),
	}, c.DatabaseWait)
	if err != nil {
		return nil, err
	}
	i, err := wire(ctx, c, db, log, o)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return i, nil
}

func wire(ctx context.Context, c config.Common, db *store.Store, log *slog.Logger, o options) (*Installation, error) {
	if err := db.Migrate(ctx); err != nil {
		return nil, err
	}
	i := &Installation{Store: db, Log: log, Clock: plan.Clock{Now: o.now, Location: c.Location()}}
	if i.Clock.Now == nil {
		i.Clock.Now = time.Now
	}
	if o.boardOrganizations == 0 {
		o.boardOrganizations = commandBoards
	}
	i.Boards = board.NewBoards(db, board.Options{
		Clock: i.Clock, MaxOrganizations: o.boardOrganizations, MaxBytes: o.boardBytes, StaleAfterDays: c.StaleAfter, Log: log,
		Watch: o.tracer.Parts(),
	})
	var err error
	i.Tracker, err = tracker.New(tracker.Dependencies{
		Store: db, Clock: i.Clock, NewID: newID, Log: log, Watch: o.tracer.Operations(),
		OnCommit:    append([]func(string, int64){i.Boards.Notify}, o.onCommit...),
		OnCatalogue: []func(){i.Boards.CatalogueChanged}, OnAccountChange: []func(context.Context, string, plan.MailKind){i.tellOwner},
	})
	return i, err
}

// newID makes identifiers that sort in the order in which they are made.
func newID() string { return uuid.Must(uuid.NewV7()).String() }

// Close closes the database.
func (i *Installation) Close() error { return i.Store.Close() }

// snapshots are the numbers by day of this installation.
func (i *Installation) snapshots() jobs.Snapshots {
	return jobs.Snapshots{Numbers: i.Boards, Keeper: i.Tracker, Now: i.Clock.Now}
}

// Run checks the settings, opens the installation as the system, does something with it
// and closes it. Logs go to w. A SQLite file must be there already.
func Run(ctx context.Context, c CommonSettings, w io.Writer, do func(*Installation) error) error {
	if err := usage(c.Check()); err != nil {
		return err
	}
	if err := existing(c); err != nil {
		return err
	}
	return RunNew(ctx, c, w, do)
}

// RunNew is Run for what an installation may begin with: it makes a SQLite file that is
// not there.
func RunNew(ctx context.Context, c CommonSettings, w io.Writer, do func(*Installation) error) (err error) {
	if err := usage(c.Check()); err != nil {
		return err
	}
	i, err := open(ctx, c, logger(c, w), options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, i.Close()) }()
	return do(i)
}

// asSystem is the context of what the command line does.
func asSystem(ctx context.Context) context.Context { return plan.WithActor(ctx, plan.SystemActor) }

// existing refuses a SQLite file that is not there: a slip in --database must not make
// an empty installation and then say that it has no accounts.
func existing(c CommonSettings) error {
	path, isFile := strings.CutPrefix(c.Database, "sqlite:")
	if !isFile {
		return nil
	}
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("there is no database: %w; serve, migrate up and organization create make one", err)
	}
	return nil
}

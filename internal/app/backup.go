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

	"github.com/traguardi/traguardi/internal/backup"
	"github.com/traguardi/traguardi/internal/config"
	"github.com/traguardi/traguardi/internal/store"
)

// CopySettings are those of `db copy`.
type CopySettings = config.Copy

// Backup writes the whole installation to a file, or to out where the file is "-", while others may
// write to it. It changes nothing in the database: its schema may be older than this program's. It
// gives a line for every table, with its rows and checksum, and one for all.
func Backup(ctx context.Context, c CommonSettings, file string, out, log io.Writer) ([]string, error) {
	var report []string
	err := withStore(ctx, c, log, func(db *store.Store, log *slog.Logger) error {
		var made backupMade
		err := toFile(file, out, func(w io.Writer) (_ backup.Sums, err error) {
			made, err = writeBackup(ctx, db, time.Now(), w)
			return made.sums, err
		})
		if err == nil {
			report = append(tellSums(made.sums), made.String())
		}
		return err
	})
	return report, err
}

// toFile hands write the place that a name stands for.
func toFile(file string, out io.Writer, write func(io.Writer) (backup.Sums, error)) error {
	if file != "-" {
		return backup.Save(file, write)
	}
	_, err := write(out)
	return err
}

// withStore checks the settings and opens a database that is there, without touching its schema.
func withStore(ctx context.Context, c CommonSettings, w io.Writer, do func(*store.Store, *slog.Logger) error) (err error) {
	if err := usage(c.Check()); err != nil {
		return err
	}
	if err := existing(c); err != nil {
		return err
	}
	log := logger(c, w)
	db, err := store.OpenWait(ctx, ownWay(c, log), c.DatabaseWait)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return do(db, log)
}

// ownWay leads to the server itself where the settings say that a pooler is in between and where the
// server is: what follows is one long transaction, which would keep one of the pooler's few
// connections from everybody else.
func ownWay(c CommonSettings, log *slog.Logger) store.Options {
	o := store.Options{URL: c.Database, Direct: c.DatabaseDirect, Log: log}
	if o.Direct != "" && o.Direct != store.DirectNone {
		o.URL, o.Direct = o.Direct, ""
	}
	return o
}

// backupMade is what a backup came to.
type backupMade struct {
	header backup.Header
	sums   backup.Sums
	size   int64
}

func (b backupMade) String() string {
	return fmt.Sprintf("%d tables, %d rows, schema %d, %d bytes", len(b.sums), b.sums.Rows(), b.header.Schema, b.size)
}

func writeBackup(ctx context.Context, db *store.Store, now time.Time, w io.Writer) (backupMade, error) {
	var made backupMade
	var writer *backup.Writer
	err := db.Dump(ctx, func(schema int64) (backup.Sink, error) {
		var err error
		made.header = backup.Header{Schema: schema, Engine: db.Engine(), Program: version, MadeAt: now}
		writer, err = backup.NewWriter(w, made.header)
		return writer, err
	})
	if err != nil {
		return made, err
	}
	made.sums = writer.Sums()
	made.size, err = writer.Close()
	return made, err
}

func tellSums(sums backup.Sums) []string {
	var lines []string
	for _, t := range sums {
		lines = append(lines, fmt.Sprintf("%-24s %9d  %s", t.Table, t.Rows, t.SHA256))
	}
	return lines
}

// CheckBackup reads a backup from its beginning to its end, touches no database, and tells what is
// in it. A file that is not whole is an error.
func CheckBackup(file string, in io.Reader) ([]string, error) {
	path, done, err := asFile(file, in)
	if err != nil {
		return nil, err
	}
	h, sums, err := verifyFile(path)
	if err := errors.Join(err, done()); err != nil {
		return nil, err
	}
	return append(tellSums(sums), tellHeader(h, sums)), nil
}

func tellHeader(h backup.Header, sums backup.Sums) string {
	return fmt.Sprintf("whole: %d tables, %d rows, schema %d, made on %s by %s from %s", len(sums), sums.Rows(), h.Schema, h.MadeAt.Format(time.RFC3339), h.Program, h.Engine)
}

func verifyFile(path string) (h backup.Header, sums backup.Sums, err error) {
	err = reading(path, func(r io.Reader) error {
		h, sums, err = backup.Verify(r)
		return err
	})
	return h, sums, err
}

func reading(path string, do func(io.Reader) error) (err error) {
	f, err := os.Open(path) //nolint:gosec // the operator names it
	if err != nil {
		return fmt.Errorf("the file cannot be read: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return do(f)
}

// asFile gives the path of a file that can be read twice: standard input ("-") is written to one
// that done takes away.
func asFile(file string, in io.Reader) (path string, done func() error, err error) {
	if file != "-" {
		return file, func() error { return nil }, nil
	}
	f, err := os.CreateTemp("", "traguardi-restore-") // 0600
	if err != nil {
		return "", nil, err
	}
	done = func() error { return os.Remove(f.Name()) }
	_, err = io.Copy(f, in)
	if err := errors.Join(err, f.Close()); err != nil {
		return "", nil, errors.Join(err, done())
	}
	return f.Name(), done, nil
}

// Restore puts the installation that a backup holds into an empty database, at the backup's own
// schema, and brings that up to this program's. The file is read through before the database is
// touched; every row is read back and held against the file's checksums before it is kept. With
// endSessions whoever was signed in, and one-time links, end. It gives the lines of Backup, and the
// state of the audit trail.
func Restore(ctx context.Context, c CommonSettings, file string, in io.Reader, endSessions bool, w io.Writer) (report []string, err error) {
	if err := usage(c.Check()); err != nil {
		return nil, err
	}
	path, done, err := asFile(file, in)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, done()) }()
	h, _, err := verifyFile(path)
	if err != nil {
		return nil, fmt.Errorf("%w; the database was not touched", err)
	}
	return settle(ctx, c, h.Schema, w, endSessions, func(sink backup.Sink) (sums backup.Sums, err error) {
		err = reading(path, func(r io.Reader) error {
			sums, err = backup.Read(r, func(again backup.Header) (backup.Sink, error) {
				if again != h {
					return nil, errors.New("the file was changed meanwhile")
				}
				return sink, nil
			})
			return err
		})
		return sums, err
	})
}

// settle makes an installation of rows in the database of the settings.
func settle(ctx context.Context, c CommonSettings, schema int64, w io.Writer, endSessions bool, fill func(backup.Sink) (backup.Sums, error)) (report []string, err error) {
	log := logger(c, w)
	tidy := madeHere(c)
	defer func() { err = tidy(err) }()
	db, err := store.OpenWait(ctx, ownWay(c, log), c.DatabaseWait)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	sums, err := db.Load(ctx, schema, fill)
	if errors.Is(err, store.ErrNewerSchema) {
		return nil, fmt.Errorf("the backup was made by a newer release of this program: %w", err)
	}
	if err != nil {
		return nil, err
	}
	tidy = func(err error) error { return err } // it is there now, whatever comes after
	report = append(tellSums(sums), fmt.Sprintf("%d tables, %d rows, every one read back with the same checksum", len(sums), sums.Rows()))
	i, err := wire(ctx, c, db, log, options{})
	if err != nil {
		return report, fmt.Errorf("everything is in the database, at schema %d, which could not be brought up to this program's: %w", schema, err)
	}
	if endSessions {
		ended, err := db.EndSignIns(ctx)
		if err != nil {
			return report, err
		}
		report = append(report, fmt.Sprintf("%d sessions and one-time links ended", ended))
	}
	lines, err := i.VerifyAudit(ctx)
	return append(report, lines...), err
}

// madeHere gives what takes a SQLite file away again that was not there before and that an error
// left without an installation in it.
func madeHere(c CommonSettings) func(error) error {
	path, isFile := strings.CutPrefix(c.Database, "sqlite:")
	path = strings.TrimPrefix(path, "//")
	if _, err := os.Stat(path); !isFile || !errors.Is(err, fs.ErrNotExist) {
		return func(err error) error { return err }
	}
	return func(err error) error {
		if err == nil {
			return nil
		}
		for _, end := range []string{"", "-wal", "-shm"} {
			if removal := os.Remove(path + end); removal != nil && !errors.Is(removal, fs.ErrNotExist) {
				err = errors.Join(err, removal)
			}
		}
		return err
	}
}

// CopyDatabase moves a whole installation into an empty database, of the other engine or of the
// same, and leaves the one that it comes from as it is. It gives the lines of Restore; changed names
// the tables to which somebody wrote meanwhile: whatever is kept, plans or not.
func CopyDatabase(ctx context.Context, c CopySettings, w io.Writer) (report, changed []string, err error) {
	if err := usage(c.Check()); err != nil {
		return nil, nil, err
	}
	from, to := c.Sides()
	err = withStore(ctx, from, w, func(source *store.Store, _ *slog.Logger) error {
		before, err := source.Status(ctx)
		if err != nil {
			return err
		}
		if before.Current == 0 {
			return fmt.Errorf("%w that --from names", store.ErrNoInstallation)
		}
		var copied backup.Sums
		report, err = settle(ctx, to, before.Current, w, false, func(sink backup.Sink) (backup.Sums, error) {
			counter := backup.NewCounter()
			err := source.Dump(ctx, func(schema int64) (backup.Sink, error) {
				if schema != before.Current {
					return nil, errors.New("the schema that is copied was changed meanwhile")
				}
				return backup.Both{First: counter, Second: sink}, nil
			})
			copied = counter.Sums()
			return copied, err
		})
		if err != nil {
			return err
		}
		now := backup.NewCounter()
		err = source.Dump(ctx, func(int64) (backup.Sink, error) { return now, nil })
		if err != nil {
			return fmt.Errorf("everything is copied; whether somebody wrote meanwhile could not be found out: %w", err)
		}
		changed = copied.Changed(now.Sums())
		return nil
	})
	if errors.Is(err, store.ErrPooler) {
		err = fmt.Errorf("%w; of a copy those settings are --from-direct and --to-direct", err)
	}
	return report, changed, err
}

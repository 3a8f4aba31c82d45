package store

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"sync"

	"github.com/traguardi/traguardi/internal/plan"
)

const (
	qOpenDataDayAdd     = query("OpenDataDayAdd")
	qOpenDataContentAdd = query("OpenDataContentAdd")
	qOpenDataFileAdd    = query("OpenDataFileAdd")
	qOpenDataLast       = query("OpenDataLast")
	qOpenDataDays       = query("OpenDataDays")
	qOpenDataFiles      = query("OpenDataFiles")
	qOpenDataFile       = query("OpenDataFile")
)

type openDataDayRow struct {
	Day           date    `db:"day"`
	MadeAt        instant `db:"made_at"`
	Revision      int64   `db:"revision"`
	AuditSequence int64   `db:"audit_sequence"`
	AuditHash     string  `db:"audit_hash"`
}

type openDataFileRow struct {
	Day    date   `db:"day"`
	Name   string `db:"name"`
	SHA256 string `db:"sha256"`
	Size   int    `db:"size"`
}

// AddOpenData implements tracker.Store. Whoever comes second waits for the first to commit
// and then finds the day taken.
func (s *Store) AddOpenData(ctx context.Context, d plan.OpenDataDay) (made bool, err error) {
	packed := make([][]byte, len(d.Files))
	for i, f := range d.Files {
		if packed[i], err = pack(f.Content); err != nil {
			return false, err
		}
	}
	err = s.writes.transaction(ctx, s.writing, func(t *transaction) error {
		_, fresh, err := maybe[string](ctx, t, qOpenDataDayAdd, "open data", d.Organization, date{d.Day}, instant{d.MadeAt},
			d.Revision, d.AuditSequence, d.AuditHash)
		made = fresh
		if err != nil || !fresh {
			return err
		}
		contents, files := make([][]any, len(d.Files)), make([][]any, len(d.Files))
		for i, f := range d.Files {
			contents[i] = []any{f.SHA256, packed[i]}
			files[i] = []any{d.Organization, date{d.Day}, f.Name, f.SHA256, f.Size}
		}
		// What is in a file that did not change since another day is there already.
		if err := t.insertRows(ctx, qOpenDataContentAdd, "open data", contents); err != nil {
			return err
		}
		return t.insertRows(ctx, qOpenDataFileAdd, "open data", files)
	})
	return made && err == nil, err
}

// OpenDataLast implements tracker.Store.
func (s *Store) OpenDataLast(ctx context.Context) ([]plan.OpenDataLast, error) {
	rows, err := list[struct {
		Organization string `db:"organization_id"`
		Present      int64  `db:"present"`
		Day          date   `db:"day"`
		Revision     int64  `db:"revision"`
	}](ctx, s.reads, qOpenDataLast, "open data")
	all := make([]plan.OpenDataLast, len(rows))
	for i, r := range rows {
		all[i] = plan.OpenDataLast{Organization: r.Organization, Present: r.Present, Day: r.Day.Date, Revision: r.Revision}
	}
	return all, err
}

// OpenDataDays implements tracker.Store.
func (s *Store) OpenDataDays(ctx context.Context, organization string, before plan.Date, limit int) ([]plan.OpenDataDay, error) {
	var days []openDataDayRow
	var files []openDataFileRow
	err := s.reads.transaction(ctx, s.reading, func(t *transaction) error {
		var err error
		if days, err = list[openDataDayRow](ctx, t, qOpenDataDays, "open data", organization, dayOr(before, lastDay), limitOf(limit)); err != nil || len(days) == 0 {
			return err
		}
		files, err = list[openDataFileRow](ctx, t, qOpenDataFiles, "open data", organization, days[len(days)-1].Day, days[0].Day)
		return err
	})
	if err != nil {
		return nil, err
	}
	all := make([]plan.OpenDataDay, len(days))
	at := map[plan.Date]int{}
	for i, r := range days {
		all[i] = plan.OpenDataDay{Organization: organization, Day: r.Day.Date, MadeAt: r.MadeAt.Time, Revision: r.Revision,
			AuditSequence: r.AuditSequence, AuditHash: r.AuditHash}
		at[r.Day.Date] = i
	}
	for _, r := range files {
		d := &all[at[r.Day.Date]]
		d.Files = append(d.Files, plan.OpenDataFile{Name: r.Name, SHA256: r.SHA256, Size: r.Size})
	}
	return all, nil
}

// OpenDataFile implements tracker.Store. A content that is not the one that was published
// is an error: it must not pass for it.
func (s *Store) OpenDataFile(ctx context.Context, organization string, day plan.Date, name string) (plan.OpenDataFile, error) {
	row, ok, err := maybe[struct {
		openDataFileRow
		Content []byte `db:"content"`
	}](ctx, s.reads, qOpenDataFile, "open data", organization, date{day}, name)
	if err != nil {
		return plan.OpenDataFile{}, err
	}
	if !ok {
		return plan.OpenDataFile{}, plan.NotFound("file")
	}
	content, err := unpack(row.Content, row.Size)
	if err != nil {
		return plan.OpenDataFile{}, fmt.Errorf("store: open data %s %s %s: %w", organization, day, name, err)
	}
	if sum := sha256.Sum256(content); hex.EncodeToString(sum[:]) != row.SHA256 {
		return plan.OpenDataFile{}, fmt.Errorf("store: open data %s %s %s is not what was published", organization, day, name)
	}
	return plan.OpenDataFile{Name: row.Name, SHA256: row.SHA256, Size: row.Size, Content: content}, nil
}

// packers are kept: to make one costs more than to pack a small file.
var packers = sync.Pool{New: func() any {
	w, err := gzip.NewWriterLevel(nil, gzip.BestCompression)
	if err != nil {
		panic(err) // there is such a level
	}
	return w
}}

func pack(content []byte) ([]byte, error) {
	var out bytes.Buffer
	w := packers.Get().(*gzip.Writer)
	defer packers.Put(w)
	w.Reset(&out)
	if _, err := w.Write(content); err != nil {
		return nil, err
	}
	err := w.Close()
	return out.Bytes(), err
}

func unpack(packed []byte, size int) ([]byte, error) {
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	// One byte more than there should be tells that there are too many.
	return io.ReadAll(io.LimitReader(r, int64(size)+1))
}

package backup

import (
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
)

// maxLine bounds a row: a file handed in to be imported is the largest value there is, 64 MB.
const maxLine = 256 << 20

// Read reads a backup from its beginning to its end into the sink that start gives for its header,
// and gives the sums of its tables. Only without an error was it a whole one: what the sink got
// before is not to be relied on. Errors about the file wrap ErrDamaged.
func Read(r io.Reader, start func(Header) (Sink, error)) (Sums, error) {
	file := &sealed{r: bufio.NewReaderSize(r, 256<<10), hash: sha256.New()}
	compressed := bufio.NewReader(file) // a gzip reader takes no more of it than the member has
	zip, err := gzip.NewReader(compressed)
	if err != nil {
		return nil, unzipping(err)
	}
	zip.Multistream(false)
	b := &body{lines: bufio.NewReaderSize(zip, 256<<10)}
	sums, err := b.read(start)
	if err != nil {
		return nil, err
	}
	// The seal is looked at when the file ends, which it does here.
	if _, err := compressed.ReadByte(); !errors.Is(err, io.EOF) {
		if err != nil {
			return nil, err
		}
		return nil, damaged("something follows its end")
	}
	return sums, nil
}

// Verify reads a backup for nothing but its wholeness.
func Verify(r io.Reader) (h Header, sums Sums, err error) {
	sums, err = Read(r, func(read Header) (Sink, error) {
		h = read
		return nothing{}, nil
	})
	return h, sums, err
}

type nothing struct{}

func (nothing) Begin(Table) error { return nil }
func (nothing) Row([]any) error   { return nil }
func (nothing) End() error        { return nil }

// unzipping tells what is wrong with the file from what is wrong with the disk.
func unzipping(err error) error {
	var corrupt flate.CorruptInputError
	switch {
	case errors.Is(err, ErrDamaged):
		return err
	case errors.Is(err, gzip.ErrHeader):
		return damaged("it does not begin like one")
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF), errors.Is(err, gzip.ErrChecksum), errors.As(err, &corrupt):
		return damaged("it cannot be unpacked: %v", err)
	}
	return err
}

// body is the text of a backup, up to the seal.
type body struct {
	lines *bufio.Reader
	long  []byte
	rows  rowReader
}

func (b *body) read(start func(Header) (Sink, error)) (Sums, error) {
	var h Header
	line, err := b.must()
	if err != nil {
		return nil, err
	}
	if err := object(line, &h); err != nil || h.Format != formatName {
		return nil, damaged("it does not begin like one")
	}
	if h.Version != formatVersion {
		return nil, fmt.Errorf("the backup is written in version %d of its format, this program knows version %d", h.Version, formatVersion)
	}
	sink, err := start(h)
	if err != nil {
		return nil, err
	}
	var sums Sums
	for {
		line, err := b.must()
		if err != nil {
			return nil, err
		}
		if bytes.HasPrefix(line, []byte(`{"complete":`)) {
			return sums, b.end(line, sums)
		}
		sum, err := b.table(line, sink)
		if err != nil {
			return nil, err
		}
		sums = append(sums, sum)
	}
}

func (b *body) end(line []byte, sums Sums) error {
	var t trailer
	if err := object(line, &t); err != nil || t != (trailer{Complete: true, Tables: len(sums), Rows: sums.Rows()}) {
		return damaged("it does not hold what its end says")
	}
	if _, err := b.next(); !errors.Is(err, io.EOF) {
		if err != nil {
			return err
		}
		return damaged("something follows its end")
	}
	return nil
}

func (b *body) table(line []byte, sink Sink) (Sum, error) {
	var t Table
	if err := object(line, &t); err != nil {
		return Sum{}, damaged("a table does not begin as it should")
	}
	if err := t.check(); err != nil {
		return Sum{}, err
	}
	rows := int64(0)
	digest := sha256.New()
	count(digest, line)
	if err := sink.Begin(t); err != nil {
		return Sum{}, err
	}
	values := make([]any, len(t.Columns))
	for {
		line, err := b.must()
		if err != nil {
			return Sum{}, err
		}
		if len(line) == 0 || line[0] != '[' {
			sum := Sum{Table: t.Name, Rows: rows, SHA256: hex.EncodeToString(digest.Sum(nil))}
			var said Sum
			if err := object(line, &said); err != nil || said != sum {
				return Sum{}, damaged("table %s does not hold what its end says", t.Name)
			}
			return sum, sink.End()
		}
		if err := b.rows.parse(line, t.Columns, values); err != nil {
			return Sum{}, fmt.Errorf("table %s, row %d: %w", t.Name, rows+1, err)
		}
		count(digest, line)
		rows++
		if err := sink.Row(values); err != nil {
			return Sum{}, err
		}
	}
}

func count(h hash.Hash, line []byte) {
	h.Write(line)
	h.Write([]byte{'\n'})
}

// check refuses a shape that no table has.
func (t Table) check() error {
	if t.Name == "" || len(t.Columns) == 0 {
		return damaged("a table has no name or no columns")
	}
	for _, c := range t.Columns {
		switch c.Type {
		case Text, Integer, Float, Bytes:
		default:
			return damaged("table %s has a column of type %q", t.Name, c.Type)
		}
	}
	return nil
}

// must gives the next line where there has to be one.
func (b *body) must() ([]byte, error) {
	line, err := b.next()
	if errors.Is(err, io.EOF) {
		err = damaged("it ends before its end")
	}
	return line, err
}

// next gives a line without its end, until the one after; io.EOF behind the last.
func (b *body) next() ([]byte, error) {
	b.long = b.long[:0]
	for {
		part, err := b.lines.ReadSlice('\n')
		switch {
		case err == nil && len(b.long) == 0:
			return part[:len(part)-1], nil
		case err == nil:
			b.long = append(b.long, part...)
			return b.long[:len(b.long)-1], nil
		case errors.Is(err, io.EOF) && len(part)+len(b.long) == 0:
			return nil, io.EOF
		case errors.Is(err, io.EOF):
			return nil, damaged("it ends in the middle of a line")
		case !errors.Is(err, bufio.ErrBufferFull):
			return nil, unzipping(err)
		}
		if b.long = append(b.long, part...); len(b.long) > maxLine {
			return nil, damaged("a line is longer than any that a backup has")
		}
	}
}

// object reads a line that is a JSON object with the names of what it is read into and no others.
func object(line []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(line))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return err
	}
	if d.InputOffset() != int64(len(line)) {
		return errors.New("something follows the object")
	}
	return nil
}

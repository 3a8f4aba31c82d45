package backup

import (
	"bufio"
	"compress/gzip"
	"crypto/sha256"
	"encoding/json"
	"hash"
	"io"
)

// Writer is a Sink that writes a backup. Close makes it whole; without it what was written is
// refused when it is read.
type Writer struct {
	Counter
	file    *bufio.Writer
	hash    hash.Hash
	written int64
	zip     *gzip.Writer
}

type trailer struct {
	Complete bool  `json:"complete"`
	Tables   int   `json:"tables"`
	Rows     int64 `json:"rows"`
}

// NewWriter begins a backup. The header's format is filled in.
func NewWriter(w io.Writer, h Header) (*Writer, error) {
	b := &Writer{file: bufio.NewWriterSize(w, 256<<10), hash: sha256.New()}
	// Level 4 takes half the time of the default one and a twentieth more room.
	zip, err := gzip.NewWriterLevel(io.MultiWriter(b.file, b.hash, (*counted)(&b.written)), 4)
	if err != nil {
		return nil, err
	}
	b.zip = zip
	b.w = bufio.NewWriterSize(zip, 64<<10)
	h.Format, h.Version, h.MadeAt = formatName, formatVersion, h.MadeAt.UTC()
	return b, b.write(json.Marshal(h))
}

// Close ends the backup; it does not close what it was written to. It gives its size in bytes.
func (b *Writer) Close() (size int64, err error) {
	if b.open {
		return 0, errOrder
	}
	if err := b.write(json.Marshal(trailer{Complete: true, Tables: len(b.sums), Rows: b.sums.Rows()})); err != nil {
		return 0, err
	}
	if err := b.w.(*bufio.Writer).Flush(); err != nil {
		return 0, err
	}
	if err := b.zip.Close(); err != nil {
		return 0, err
	}
	if _, err := b.file.Write(seal(b.hash.Sum(nil))); err != nil {
		return 0, err
	}
	return b.written + int64(sealSize), b.file.Flush()
}

// counted counts what is written.
type counted int64

func (c *counted) Write(b []byte) (int, error) {
	*c += counted(len(b))
	return len(b), nil
}

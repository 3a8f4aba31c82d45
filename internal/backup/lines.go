package backup

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"hash"
	"io"
)

// Counter is a Sink that works the sums of an installation out, and writes its lines where it has
// somewhere to.
type Counter struct {
	w     io.Writer
	table Table
	open  bool
	rows  int64
	hash  hash.Hash
	line  []byte
	sums  Sums
}

// NewCounter makes a Counter that writes nothing.
func NewCounter() *Counter { return &Counter{} }

// Sums are those of the tables that have ended.
func (c *Counter) Sums() Sums { return c.sums }

var errOrder = errors.New("backup: tables and rows were handed over out of order")

// Begin implements Sink.
func (c *Counter) Begin(t Table) error {
	if c.open {
		return errOrder
	}
	c.table, c.open, c.rows, c.hash = t, true, 0, sha256.New()
	return c.counted(json.Marshal(t))
}

// Row implements Sink.
func (c *Counter) Row(values []any) error {
	if !c.open {
		return errOrder
	}
	c.rows++
	return c.counted(appendRow(c.line[:0], c.table.Columns, values))
}

// End implements Sink.
func (c *Counter) End() error {
	if !c.open {
		return errOrder
	}
	c.open = false
	sum := Sum{Table: c.table.Name, Rows: c.rows, SHA256: hex.EncodeToString(c.hash.Sum(nil))}
	c.sums = append(c.sums, sum)
	return c.write(json.Marshal(sum))
}

func (c *Counter) counted(line []byte, err error) error {
	if err != nil {
		return err
	}
	c.line = append(line, '\n')
	c.hash.Write(c.line)
	return c.put()
}

func (c *Counter) write(line []byte, err error) error {
	if err != nil {
		return err
	}
	c.line = append(line, '\n')
	return c.put()
}

func (c *Counter) put() error {
	if c.w == nil {
		return nil
	}
	_, err := c.w.Write(c.line)
	return err
}

// Both is a Sink that hands everything to two.
type Both struct{ First, Second Sink }

// Begin implements Sink.
func (b Both) Begin(t Table) error {
	return either(b.First.Begin(t), func() error { return b.Second.Begin(t) })
}

// Row implements Sink.
func (b Both) Row(values []any) error {
	return either(b.First.Row(values), func() error { return b.Second.Row(values) })
}

// End implements Sink.
func (b Both) End() error { return either(b.First.End(), b.Second.End) }

func either(err error, next func() error) error {
	if err != nil {
		return err
	}
	return next()
}

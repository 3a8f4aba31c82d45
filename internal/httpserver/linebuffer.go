package httpserver

import (
	"errors"
	"io"
	"sync"
	"time"
)

// LineBuffer gathers what a log handler writes and hands it on in one piece, at the latest after a
// delay: for the access log, whose one system call for each line would cost a public page more than
// all other middlewares. A program that is killed loses the last lines; other logs should not pass
// through it.
type LineBuffer struct {
	delay time.Duration

	mu    sync.Mutex
	to    io.Writer
	lines []byte
	timer *time.Timer // runs while there are lines
	err   error       // of the last hand-over that failed, until told
}

// lineBufferSize is when lines are handed on without waiting.
const lineBufferSize = 64 << 10

// NewLineBuffer hands lines on to another writer, each at most delay after it was written.
func NewLineBuffer(to io.Writer, delay time.Duration) *LineBuffer {
	b := &LineBuffer{delay: delay, to: to, lines: make([]byte, 0, lineBufferSize)}
	b.timer = time.AfterFunc(delay, b.late)
	b.timer.Stop()
	return b
}

// Write takes a whole line, or several. The error it returns may be that of lines before.
func (b *LineBuffer) Write(line []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.lines)+len(line) > lineBufferSize {
		b.handOn()
	}
	if len(b.lines) == 0 {
		b.timer.Reset(b.delay)
	}
	b.lines = append(b.lines, line...)
	return len(line), b.takeError()
}

// Close hands on what is left. Lines written afterwards are still taken.
func (b *LineBuffer) Close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.handOn()
	return b.takeError()
}

func (b *LineBuffer) late() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.handOn()
}

// handOn is called with the lock held. Lines that cannot be written are lost: kept, they would pile
// up.
func (b *LineBuffer) handOn() {
	b.timer.Stop()
	if len(b.lines) == 0 {
		return
	}
	_, err := b.to.Write(b.lines)
	b.err = errors.Join(b.err, err)
	b.lines = b.lines[:0]
}

func (b *LineBuffer) takeError() error {
	err := b.err
	b.err = nil
	return err
}

package httpserver

import (
	"context"
	"io"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

const (
	// defaultPatience is how long a request waits for its turn: about as long as people do
	// before they ask again, which would make it two.
	defaultPatience = time.Second
	// retryShed is what those are told that are turned away, in seconds: a burst is over by then.
	retryShed = 2
)

// InFlightOptions are what NewInFlight needs.
type InFlightOptions struct {
	// Most is how many requests are worked at together; 0 means no limit.
	Most int
	// Waiting is how many more may wait for their turn; 0 means as many as Most.
	Waiting int
	// Patience is how long one waits at most; 0 means a second.
	Patience time.Duration
	Render   ErrorRenderer
}

// InFlight bounds how many requests are worked at together, so that what is accepted is answered
// in the time it needs, whatever else is asked. A request beyond the bound waits briefly for its
// turn, first come first served; where too many wait, or it has waited too long, it is answered
// with a 503 of Render's and Retry-After. Nothing has to be done for it to recover: the next
// request finds the turns that ended.
//
// Waiting for a client is not work: while a body is read or an answer written the request gives
// its turn away, so that clients that dawdle keep nobody out. It goes on without asking again,
// since it is half done: for moments there may be more at work than Most.
type InFlight struct {
	options InFlightOptions
	working atomic.Int64
	shed    atomic.Uint64

	waiting atomic.Int64 // len(queue), to be asked without the lock
	mu      sync.Mutex
	queue   []chan struct{} // closed when its request's turn has come
}

// NewInFlight makes one with nothing under way.
func NewInFlight(options InFlightOptions) *InFlight {
	options.Waiting = orDefault(options.Waiting, options.Most)
	options.Patience = orDefault(options.Patience, defaultPatience)
	return &InFlight{options: options}
}

// Working is how many requests are worked at now.
func (l *InFlight) Working() int { return int(l.working.Load()) }

// Shed is how many were turned away so far.
func (l *InFlight) Shed() uint64 { return l.shed.Load() }

// Guard is the middleware. It belongs inside AccessLog, which then tells of what was shed.
func (l *InFlight) Guard(next http.Handler) http.Handler {
	if l.options.Most == 0 {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !l.enter() && !l.wait(r.Context()) {
			if r.Context().Err() == nil { // one who went away was not refused
				l.shed.Add(1)
			}
			w.Header().Set("Retry-After", strconv.Itoa(retryShed))
			l.options.Render(w, r, http.StatusServiceUnavailable)
			return
		}
		answer := track(w)
		answer.turn = l
		defer func() {
			answer.turn = nil // an error page that is written further out is nobody's turn
			l.leave()
		}()
		if r.Body != nil && r.Body != http.NoBody {
			r.Body = &turnedBody{r.Body, l}
		}
		next.ServeHTTP(answer, r)
	})
}

// enter takes a turn where one is free. Whoever waits already has had no turn that was free.
func (l *InFlight) enter() bool {
	if l.working.Add(1) <= int64(l.options.Most) {
		return true
	}
	l.leave()
	return false
}

// leave gives a turn back.
func (l *InFlight) leave() {
	l.working.Add(-1)
	// Whoever joins the queue looks for a turn afterwards, and whoever gives one back looks at the
	// queue afterwards: one of the two sees the other.
	if l.waiting.Load() > 0 {
		l.callNext()
	}
}

// resume takes a turn whether one is free or not.
func (l *InFlight) resume() { l.working.Add(1) }

// callNext gives free turns to those who wait.
func (l *InFlight) callNext() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for len(l.queue) > 0 {
		if l.working.Add(1) > int64(l.options.Most) {
			l.working.Add(-1)
			return
		}
		close(l.queue[0])
		l.queue = l.queue[1:]
		l.waiting.Add(-1)
	}
}

// wait queues for a turn; false where there was none to be had.
func (l *InFlight) wait(ctx context.Context) bool {
	turn := make(chan struct{})
	l.mu.Lock()
	if len(l.queue) >= l.options.Waiting {
		l.mu.Unlock()
		return false
	}
	l.queue = append(l.queue, turn)
	l.waiting.Add(1)
	l.mu.Unlock()
	l.callNext()

	patience := time.NewTimer(l.options.Patience)
	defer patience.Stop()
	select {
	case <-turn:
		return true
	case <-patience.C:
	case <-ctx.Done():
	}
	return !l.giveUp(turn)
}

// giveUp takes a request out of the queue; false where its turn came in that very moment.
func (l *InFlight) giveUp(turn chan struct{}) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	for i, other := range l.queue {
		if other == turn {
			l.queue = append(l.queue[:i:i], l.queue[i+1:]...)
			l.waiting.Add(-1)
			return true
		}
	}
	return false
}

// turnedBody gives its request's turn away while the client is waited for.
type turnedBody struct {
	io.ReadCloser
	turn *InFlight
}

func (b *turnedBody) Read(p []byte) (int, error) {
	b.turn.leave()
	defer b.turn.resume()
	return b.ReadCloser.Read(p)
}

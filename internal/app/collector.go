package app

import (
	"context"
	"log/slog"
	"os"
	"runtime/debug"
	"runtime/metrics"
	"time"
)

// The collector begins anew whenever the heap has grown by as much as it holds: with the few
// megabytes of a small installation many times a second while much is asked of it, at a tenth of
// the processor and more. So while it works often, the heap may grow by collectorRoom in any case;
// once it rests, what that left is given back. A memory limit (--memory-megabytes) holds all the
// same: near it the collector works as often as it must.
const (
	// collectorRoom is what the heap may grow by between two collections, in bytes, unless it
	// holds more; and collectorMost bounds it to so many times what it holds, in percent.
	collectorRoom = 64 << 20
	collectorMost = 400
	// The collector works often with so many collections in a second, and rests after so many
	// seconds without one.
	collectorOften = 3
	collectorRests = 30
)

// collectorPace decides how much the heap may grow, from what is seen of it every second.
type collectorPace struct {
	cycles  uint64 // of the last second's look
	quiet   int    // seconds without a collection
	percent int    // what is set, as GOGC
}

// newCollectorPace is that of a program that has collected so often until now.
func newCollectorPace(cycles uint64) collectorPace {
	return collectorPace{cycles: cycles, percent: 100}
}

// look takes the number of collections since the start and the bytes that the last one left alive.
// Rests tells that memory is to be given back.
func (p *collectorPace) look(cycles, live uint64) (percent int, rests bool) {
	since := cycles - p.cycles
	p.cycles = cycles
	if since > 0 {
		p.quiet = 0
	} else {
		p.quiet++
	}
	switch {
	case since >= collectorOften:
		p.percent = int(max(100, min(collectorMost, collectorRoom*100/max(live, 1))))
	case p.percent > 100 && p.quiet >= collectorRests:
		p.percent, rests = 100, true
	}
	return p.percent, rests
}

// paceCollector goes on until the context ends. Who sets GOGC has decided otherwise.
func paceCollector(ctx context.Context, log *slog.Logger) {
	if os.Getenv("GOGC") != "" {
		return
	}
	seen := []metrics.Sample{{Name: "/gc/cycles/total:gc-cycles"}, {Name: "/gc/heap/live:bytes"}}
	metrics.Read(seen)
	if seen[0].Value.Kind() != metrics.KindUint64 || seen[1].Value.Kind() != metrics.KindUint64 {
		log.DebugContext(ctx, "the collector does not tell how often it works")
		return
	}
	pace := newCollectorPace(seen[0].Value.Uint64())
	every := time.NewTicker(time.Second)
	defer every.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-every.C:
		}
		metrics.Read(seen)
		before := pace.percent
		percent, rests := pace.look(seen[0].Value.Uint64(), seen[1].Value.Uint64())
		if percent != before {
			debug.SetGCPercent(percent)
		}
		if rests {
			debug.FreeOSMemory()
		}
	}
}

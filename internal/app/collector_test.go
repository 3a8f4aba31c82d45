package app

import "testing"

func TestTheCollectorsPace(t *testing.T) {
	const mb = 1 << 20
	cycles := uint64(7) // of the start
	pace := newCollectorPace(cycles)
	for _, second := range []struct {
		what    string
		more    uint64
		live    uint64
		percent int
		rests   bool
		seconds int
	}{
		{"little to do", 2, 8 * mb, 100, false, 5},
		{"much to do, and little is held: no more than some times that", 3, 8 * mb, 400, false, 1},
		{"and more is held", 10, 32 * mb, 200, false, 1},
		{"less to do: as it was", 1, 32 * mb, 200, false, 5},
		{"a large installation has room of its own", 3, 640 * mb, 100, false, 1},
		{"much to do again", 4, 20 * mb, 320, false, 1},
		{"a quiet moment is no rest", 0, 20 * mb, 320, false, collectorRests - 1},
		{"broken by one collection", 1, 20 * mb, 320, false, 1},
		{"and quiet again", 0, 20 * mb, 320, false, collectorRests - 1},
		{"at rest", 0, 20 * mb, 100, true, 1},
		{"which is so once", 0, 20 * mb, 100, false, 100},
		{"nothing is held at all", 3, 0, 400, false, 1},
	} {
		for range second.seconds {
			cycles += second.more
			if percent, rests := pace.look(cycles, second.live); percent != second.percent || rests != second.rests {
				t.Fatalf("%s: %d percent, rests %v", second.what, percent, rests)
			}
		}
	}
}

package store

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/testkit/pgtest"
)

// What replicas add is one count, in the minute that the first of them began; when that is over, or
// lies ahead of a clock that was set back, another one begins.
func TestRateCounts(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		const window = time.Minute
		start := now.Truncate(time.Millisecond)
		for _, step := range []struct {
			name          string
			scope, client string
			began, at     time.Duration
			n             int
			wantBegan     time.Duration
			want          int
		}{
			{"first", "api", "a", 0, time.Second, 3, 0, 3},
			{"another replica's minute began later", "api", "a", 5 * time.Second, 6 * time.Second, 4, 0, 7},
			{"another client", "api", "b", 0, time.Second, 1, 0, 1},
			{"another scope", "tokens", "a", time.Second, time.Second, 2, time.Second, 2},
			{"just before its end", "api", "a", 50 * time.Second, window - time.Millisecond, 1, 0, 8},
			{"over", "api", "a", 50 * time.Second, window, 1, 50 * time.Second, 1},
			{"the clock was set back by a day", "api", "a", -24 * time.Hour, -24 * time.Hour, 2, -24 * time.Hour, 2},
		} {
			began, count, err := s.AddToCount(ctx, step.scope, step.client, start.Add(step.began), step.n, start.Add(step.at), window)
			must(t, err)
			if !began.Equal(start.Add(step.wantBegan)) || count != step.want {
				t.Errorf("%s: %d since %s, want %d since %s", step.name, count, began, step.want, start.Add(step.wantBegan))
			}
		}
		must(t, s.DeleteCounts(ctx, start))
		for client, want := range map[string]int{"a": 1, "b": 1} { // both began at the start or before
			if _, count, err := s.AddToCount(ctx, "api", client, start, 1, start, window); err != nil || count != want {
				t.Errorf("%s after what had ended was forgotten: %d, want %d; %v", client, count, want, err)
			}
		}
		if _, count, err := s.AddToCount(ctx, "tokens", "a", start, 1, start, window); err != nil || count != 3 {
			t.Errorf("a count that began later was forgotten: %d, %v", count, err)
		}
	})
}

// Nothing that replicas add at the same time is lost.
func TestRateCountsAtTheSameTime(t *testing.T) {
	url := pgtest.URL(t)
	one, other := openStore(t, url), openStore(t, url)
	must(t, one.Migrate(ctx))
	var group sync.WaitGroup
	for _, s := range []*Store{one, other} {
		for w := range 4 {
			group.Go(func() {
				for range 25 {
					if _, _, err := s.AddToCount(ctx, "api", fmt.Sprint("c", w%2), now, 2, now, time.Minute); err != nil {
						t.Error(err)
					}
				}
			})
		}
	}
	group.Wait()
	for _, client := range []string{"c0", "c1"} {
		if _, count, err := one.AddToCount(ctx, "api", client, now, 0, now, time.Minute); err != nil || count != 200 {
			t.Errorf("%s: %d, want 200; %v", client, count, err)
		}
	}
}

func BenchmarkRateCountAdd(b *testing.B) {
	s := openStore(b, pgtest.NewCluster(b, pgtest.Durable()).URL(b))
	must(b, s.Migrate(ctx))
	for i := 0; b.Loop(); i++ {
		if _, _, err := s.AddToCount(ctx, "api", fmt.Sprint(i%50), now, 30, now, time.Minute); err != nil {
			b.Fatal(err)
		}
	}
}

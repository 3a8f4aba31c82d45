package prepared

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"

	"pgregory.net/rapid"
)

func renders(t testing.TB, size int) func(context.Context) (*Answer, error) {
	return func(context.Context) (*Answer, error) { return page(t, size), nil }
}

func mustNotRender(t testing.TB) func(context.Context) (*Answer, error) {
	return func(context.Context) (*Answer, error) {
		t.Helper()
		t.Error("rendered again")
		return page(t, 1), nil
	}
}

func get(t testing.TB, c *Cache, key Key, render func(context.Context) (*Answer, error)) *Answer {
	t.Helper()
	answer, err := c.Get(t.Context(), key, render)
	if err != nil {
		t.Fatal(err)
	}
	return answer
}

func TestCacheRendersOncePerKey(t *testing.T) {
	c := NewCache(1 << 20)
	base := Key{Organization: "c_m403", Revision: 3, Day: "2026-11-22", Path: "/enti/c_m403", Language: "it", Variant: "html"}
	variations := []func(*Key){
		func(*Key) {},
		func(k *Key) { k.Organization = "c_a001" },
		func(k *Key) { k.Revision = 4 },
		func(k *Key) { k.Day = "2026-11-21" },
		func(k *Key) { k.Path = "/enti/c_m403/uffici" },
		func(k *Key) { k.Language = "en" },
		func(k *Key) { k.Variant = "csv" },
	}
	answers := map[*Answer]bool{}
	for _, vary := range variations {
		key := base
		vary(&key)
		first := get(t, c, key, renders(t, 100))
		if again := get(t, c, key, mustNotRender(t)); again != first {
			t.Errorf("%+v: another answer the second time", key)
		}
		answers[first] = true
	}
	if len(answers) != len(variations) {
		t.Errorf("%d answers for %d keys", len(answers), len(variations))
	}
	want := Stats{Hits: int64(len(variations)), Misses: int64(len(variations)), Entries: len(variations), Bytes: int64(len(variations)) * (100 + overhead), MaxBytes: 1 << 20}
	if got := c.Stats(); got != want {
		t.Errorf("stats %+v, want %+v", got, want)
	}
}

func TestCacheLetsTheLeastRecentlyUsedGo(t *testing.T) {
	const size = 5000
	c := NewCache(3 * (size + overhead))
	key := func(n int) Key { return Key{Path: fmt.Sprint(n)} }
	for n := range 3 {
		get(t, c, key(n), renders(t, size))
	}
	get(t, c, key(0), mustNotRender(t))
	get(t, c, key(3), renders(t, size))
	get(t, c, key(0), mustNotRender(t))
	get(t, c, key(2), mustNotRender(t))
	rendered := false
	get(t, c, key(1), func(context.Context) (*Answer, error) {
		rendered = true
		return page(t, size), nil
	})
	if !rendered {
		t.Error("the least recently used one was kept")
	}
}

func TestCacheCountsEncodingsMadeLater(t *testing.T) {
	const size = 20_000
	c := NewCache(1 << 20)
	key := Key{Path: "/"}
	answer := get(t, c, key, renders(t, size))
	want := c.Stats().Bytes
	for _, coding := range []string{"gzip", "br"} {
		want += serve(answer, http.MethodGet, http.Header{"Accept-Encoding": {coding}}).ContentLength
		serve(answer, http.MethodGet, http.Header{"Accept-Encoding": {coding}}) // counted once, however often sent
		if got := c.Stats().Bytes; got != want {
			t.Errorf("with %s %d bytes are counted, want %d", coding, got, want)
		}
	}
	if answer.Size() != c.Stats().Bytes {
		t.Errorf("the answer has %d bytes, the cache counts %d", answer.Size(), c.Stats().Bytes)
	}

	tight := NewCache(size + overhead)
	answer = get(t, tight, key, renders(t, size))
	serve(answer, http.MethodGet, http.Header{"Accept-Encoding": {"gzip"}})
	if got := tight.Stats(); got.Bytes != 0 || got.Entries != 0 {
		t.Errorf("an answer that outgrew the cache stayed: %+v", got)
	}
	serve(answer, http.MethodGet, http.Header{"Accept-Encoding": {"br"}})
	if got := tight.Stats().Bytes; got != 0 {
		t.Errorf("an answer that left is still counted: %d bytes", got)
	}
}

func TestCacheDoesNotKeepWhatIsLargerThanItself(t *testing.T) {
	c := NewCache(10_000)
	small := Key{Path: "small"}
	get(t, c, small, renders(t, 1000))
	get(t, c, Key{Path: "large"}, renders(t, 10_000))
	get(t, c, small, mustNotRender(t))
	if got := c.Stats().Entries; got != 1 {
		t.Errorf("%d entries, want the small one alone", got)
	}
}

func TestCacheDoesNotKeepErrors(t *testing.T) {
	c := NewCache(1 << 20)
	key := Key{Path: "/"}
	broken := errors.New("broken")
	if _, err := c.Get(t.Context(), key, func(context.Context) (*Answer, error) { return nil, broken }); !errors.Is(err, broken) {
		t.Fatalf("got %v, want the error of the rendering", err)
	}
	if _, err := c.Get(t.Context(), key, func(context.Context) (*Answer, error) { return nil, nil }); err == nil {
		t.Fatal("no answer and no error passed for an answer")
	}
	get(t, c, key, renders(t, 10))
	get(t, c, key, mustNotRender(t))
}

// The renderings of these tests are held open, so that others surely come while they are under way.
type heldRender struct {
	entered, release chan struct{}
	count            atomic.Int32
}

func newHeldRender() *heldRender {
	return &heldRender{entered: make(chan struct{}, 1), release: make(chan struct{})}
}

func (h *heldRender) render(answer *Answer, err error) func(context.Context) (*Answer, error) {
	return func(ctx context.Context) (*Answer, error) {
		h.count.Add(1)
		h.entered <- struct{}{}
		<-h.release
		return answer, errors.Join(err, ctx.Err())
	}
}

// waitForMisses returns once n requests were counted as misses, that is: are waiting or rendering.
func waitForMisses(c *Cache, n int64) {
	for c.Stats().Misses < n {
		runtime.Gosched()
	}
}

func TestCacheRendersOnceForAllWhoWait(t *testing.T) {
	const waiting = 8
	outcomes := map[string]error{"an answer": nil, "an error": errors.New("broken")}
	for name, outcome := range outcomes {
		t.Run(name, func(t *testing.T) {
			c, held, answer := NewCache(1<<20), newHeldRender(), page(t, 100)
			first, cancel := context.WithCancel(t.Context())
			var group sync.WaitGroup
			for i := range waiting {
				ctx := t.Context()
				if i == 0 {
					ctx = first
				}
				group.Go(func() {
					got, err := c.Get(ctx, Key{Path: "/"}, held.render(answer, outcome))
					if got != answer || !errors.Is(err, outcome) {
						t.Errorf("got %p, %v; want %p, %v", got, err, answer, outcome)
					}
				})
				if i == 0 {
					<-held.entered
				}
			}
			waitForMisses(c, waiting)
			cancel() // who came first leaves; those who wait must not notice
			close(held.release)
			group.Wait()
			if got := held.count.Load(); got != 1 {
				t.Errorf("rendered %d times", got)
			}
		})
	}
}

func TestCacheWaitEndsWithItsContext(t *testing.T) {
	c, held := NewCache(1<<20), newHeldRender()
	var group sync.WaitGroup
	group.Go(func() {
		if _, err := c.Get(t.Context(), Key{}, held.render(page(t, 1), nil)); err != nil {
			t.Error(err)
		}
	})
	<-held.entered
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := c.Get(gone, Key{}, mustNotRender(t)); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want the context's error", err)
	}
	close(held.release)
	group.Wait()
}

func TestCacheSurvivesAPanic(t *testing.T) {
	c, held := NewCache(1<<20), newHeldRender()
	var group sync.WaitGroup
	group.Go(func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic was swallowed")
			}
		}()
		_, err := c.Get(t.Context(), Key{}, func(context.Context) (*Answer, error) {
			held.entered <- struct{}{}
			<-held.release
			panic("broken template")
		})
		t.Errorf("came back with %v", err)
	})
	<-held.entered
	group.Go(func() {
		if _, err := c.Get(t.Context(), Key{}, mustNotRender(t)); !errors.Is(err, ErrRenderFailed) {
			t.Errorf("who waited got %v", err)
		}
	})
	waitForMisses(c, 2)
	close(held.release)
	group.Wait()
	get(t, c, Key{}, renders(t, 10))
}

func TestDropOrganization(t *testing.T) {
	c := NewCache(1 << 20)
	keys := []struct {
		key   Key
		stays bool
	}{
		{Key{Organization: "c_m403", Revision: 1, Path: "/a"}, false},
		{Key{Organization: "c_m403", Revision: 2, Path: "/a"}, false},
		{Key{Organization: "c_m403", Revision: 2, Path: "/b"}, false},
		{Key{Organization: "c_m403", Revision: 3, Path: "/a"}, true},
		{Key{Organization: "c_a001", Revision: 1, Path: "/a"}, true},
		{Key{Revision: 1, Path: "/metodo"}, true},
	}
	for _, k := range keys {
		get(t, c, k.key, renders(t, 100))
	}
	c.DropOrganization("c_m403", 3)
	c.DropOrganization("c_unknown", 3)
	for _, k := range keys {
		if _, kept := c.entries[k.key]; kept != k.stays {
			t.Errorf("%+v: kept = %v, want %v", k.key, kept, k.stays)
		}
	}
	if got, want := c.Stats().Bytes, int64(3*(100+overhead)); got != want {
		t.Errorf("%d bytes are counted, want %d", got, want)
	}
}

func TestDropOrganizationReachesWhatIsBeingRendered(t *testing.T) {
	tests := []struct {
		revision int64
		kept     bool
	}{{2, false}, {3, true}}
	for _, test := range tests {
		c, held := NewCache(1<<20), newHeldRender()
		var group sync.WaitGroup
		group.Go(func() {
			if _, err := c.Get(t.Context(), Key{Organization: "c_m403", Revision: test.revision}, held.render(page(t, 1), nil)); err != nil {
				t.Error(err)
			}
		})
		<-held.entered
		c.DropOrganization("c_m403", 3)
		close(held.release)
		group.Wait()
		if kept := c.Stats().Entries == 1; kept != test.kept {
			t.Errorf("revision %d: kept = %v, want %v", test.revision, kept, test.kept)
		}
	}
}

// The laws: never more bytes than allowed; the sums equal what is there; what was just asked for
// and fits is there.
func TestCacheInvariants(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		limit := int64(rapid.IntRange(0, 30_000).Draw(rt, "limit"))
		c := NewCache(limit)
		for range rapid.IntRange(1, 40).Draw(rt, "steps") {
			key := Key{
				Organization: rapid.SampledFrom([]string{"a", "b"}).Draw(rt, "organization"),
				Revision:     rapid.Int64Range(1, 3).Draw(rt, "revision"),
				Path:         rapid.SampledFrom([]string{"/", "/x"}).Draw(rt, "path"),
			}
			if rapid.IntRange(0, 4).Draw(rt, "kind") == 0 {
				c.DropOrganization(key.Organization, key.Revision)
			} else {
				answer := get(t, c, key, renders(t, rapid.IntRange(0, 8000).Draw(rt, "size")))
				serve(answer, http.MethodGet, http.Header{"Accept-Encoding": {rapid.SampledFrom([]string{"", "gzip", "br"}).Draw(rt, "coding")}})
				if kept, found := c.entries[key]; answer.Size() <= limit && (!found || kept.answer != answer) {
					rt.Fatalf("%+v was not kept", key)
				}
			}
			sum, owned := int64(0), 0
			for key, e := range c.entries {
				if e.size != e.answer.Size() || e.key != key {
					rt.Fatalf("entry %+v counts %d bytes, its answer has %d", key, e.size, e.answer.Size())
				}
				sum += e.size
			}
			for _, entries := range c.owned {
				owned += entries.Len()
			}
			if sum != c.bytes || sum > limit || c.recent.Len() != len(c.entries) || owned != len(c.entries) {
				rt.Fatalf("%d bytes counted, %d there, limit %d; %d entries, %d by use, %d by organization",
					c.bytes, sum, limit, len(c.entries), c.recent.Len(), owned)
			}
		}
	})
}

func TestCacheHitDoesNotAllocate(t *testing.T) {
	c := NewCache(1 << 20)
	key := Key{Organization: "c_m403", Revision: 3, Day: "2026-11-22", Path: "/enti/c_m403", Language: "it"}
	request := httptest.NewRequest("GET", "/enti/c_m403", nil)
	writer := &discard{header: http.Header{}}
	serveKept := func() {
		clear(writer.header)
		answer, err := c.Get(request.Context(), key, func(context.Context) (*Answer, error) {
			return page(t, len(request.URL.Path)*1000), nil
		})
		if err != nil {
			t.Fatal(err)
		}
		Serve(writer, request, answer)
	}
	serveKept()
	if allocations := testing.AllocsPerRun(100, serveKept); allocations != 0 {
		t.Errorf("%v allocations for an answer that is kept", allocations)
	}
}

package app

import (
	"testing"

	"github.com/traguardi/traguardi/internal/config"
)

// What is kept leaves the collector room to work in, and the collector what it does not see.
func TestMemoryIsDividedUp(t *testing.T) {
	for cache := 1; cache <= 4096; cache *= 4 {
		least := cache + config.MemoryBase + 16 // what the settings allow
		for _, megabytes := range []int{least, least + 1, 2 * least, 512 + cache, 16 << 10} {
			c := config.Serve{CacheMegabytes: cache, MemoryMegabytes: megabytes}
			whole, collector, boards := int64(megabytes)<<20, collectorBytes(c), boardBytes(c)
			if kept := int64(cache)<<20 + boards; boards <= 0 || kept >= collector {
				t.Errorf("%d MB: %d of pages and plans are kept of the collector's %d", megabytes, kept, collector)
			}
			if outside := whole - collector; outside < min(whole/6, 64<<20) {
				t.Errorf("%d MB: %d are left for what the collector does not see", megabytes, outside)
			}
		}
	}
	if none := boardBytes(config.Serve{CacheMegabytes: 64}); none != 0 {
		t.Errorf("without a setting plans are bound to %d bytes", none)
	}
}

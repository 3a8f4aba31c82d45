package intake_test

import (
	"testing"

	"github.com/traguardi/traguardi/internal/intake"
	"github.com/traguardi/traguardi/internal/tracker"
)

// BenchmarkApplications reads a thousand rows of the national file, as far as the tracker: what the
// rows cost by themselves. What a thousand of them cost in a database is
// internal/tracker's BenchmarkImportApplications.
func BenchmarkApplications(b *testing.B) {
	const rows = 1_000
	b.ReportAllocs()
	for b.Loop() {
		k := taken{each: func(tracker.ImportApplications) {}}
		report, err := reading(b, &k, func(a *intake.Applications) {}, generated(rows))
		if err != nil || report.Counts.Created != rows {
			b.Fatalf("%v: %+v", err, report.Counts)
		}
	}
}

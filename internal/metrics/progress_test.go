package metrics_test

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil/promlint"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/metrics"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/progress"
)

// boards is a Reader of boards made by hand, which counts how often one is read.
type boards struct {
	board.Reader // the rest is not for a scrape: it panics
	summaries    []board.Summary
	listError    error
	public       map[string]*board.Public
	reads        int
}

func (b *boards) Organizations(context.Context) ([]board.Summary, board.Freshness, error) {
	return b.summaries, board.Freshness{}, b.listError
}

func (b *boards) Public(_ context.Context, organization string, day plan.Date) (*board.Public, board.Freshness, error) {
	b.reads++
	if p := b.public[organization]; p != nil && day.IsZero() {
		return p, board.Freshness{}, nil
	}
	return nil, board.Freshness{}, errors.New("a plan that cannot be shown")
}

type snapshots struct {
	times map[string]time.Time
	err   error
}

func (s snapshots) LastSnapshots(context.Context) (map[string]time.Time, error) {
	return s.times, s.err
}

func ratio(v float64) *float64 { return &v }

// add adds an organization with a board: two objectives, the second not assessed, and
// one office.
func (b *boards) add(id string, revision int64) {
	b.summaries = append(b.summaries, board.Summary{
		Organization: plan.Organization{ID: id, Revision: revision}, Actual: ratio(0.4), Planned: ratio(0.5),
		Horizons: []board.HorizonSummary{
			{Horizon: plan.Horizons[0], Actual: ratio(0.25)}, {Horizon: plan.Horizons[1]},
		},
		Meetings: map[plan.MeetingState]int{plan.MeetingHeld: 3}, OverdueActions: 2,
	})
	b.public[id] = &board.Public{Content: board.Content{
		Organization: plan.Organization{ID: id},
		Objectives: []*board.Objective{
			{Code: "OB-01", Figures: progress.Figures{Actual: ratio(0.4), Planned: ratio(0.5), Health: progress.HealthLate}},
			{Code: "OB-02", Figures: progress.Figures{Health: progress.HealthNotAssessed}},
		},
		Offices: []*board.Office{{Code: "tributi", Figures: progress.Figures{
			Actual: ratio(0.75),
			Counts: plan.MilestoneCounts{Planned: 1, InProgress: 2, Blocked: 3, Done: 4, Cancelled: 5, Overdue: 6, Stale: 7},
		}}},
	}}
}

// addBroken adds an organization whose plan cannot be read.
func (b *boards) addBroken(id string) {
	b.summaries = append(b.summaries, board.Summary{Organization: plan.Organization{ID: id}, Shown: -1, ShownPlanned: -1})
}

// gather scrapes, checks the names, and gives the values by "name{label=value,…}".
func gather(t *testing.T, reg *prometheus.Registry) map[string]float64 {
	t.Helper()
	families, err := reg.Gather()
	if err != nil {
		t.Fatal(err)
	}
	problems, err := promlint.NewWithMetricFamilies(families).Lint()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Errorf("%s: %s", p.Metric, p.Text)
	}
	values := map[string]float64{}
	for _, f := range families {
		for _, m := range f.GetMetric() {
			var labels []string
			for _, l := range m.GetLabel() {
				labels = append(labels, l.GetName()+"="+l.GetValue())
			}
			series := strings.TrimPrefix(f.GetName(), "traguardi_") + "{" + strings.Join(labels, ",") + "}"
			switch {
			case m.GetGauge() != nil:
				values[series] = m.GetGauge().GetValue()
			case m.GetHistogram() != nil:
				values[series] = float64(m.GetHistogram().GetSampleCount())
			default:
				t.Fatalf("%s is neither a gauge nor a histogram", series)
			}
		}
	}
	return values
}

func scrape(t *testing.T, b *boards, s snapshots, detailed int) map[string]float64 {
	t.Helper()
	reg := prometheus.NewPedanticRegistry()
	if err := metrics.NewProgress(reg, b, s, detailed, slog.New(slog.DiscardHandler)); err != nil {
		t.Fatal(err)
	}
	return gather(t, reg)
}

func want(t *testing.T, got, want map[string]float64) {
	t.Helper()
	for _, series := range slices.Sorted(maps.Keys(want)) {
		if v, ok := got[series]; !ok || v != want[series] {
			t.Errorf("%s is %v (there: %v), want %v", series, v, ok, want[series])
		}
	}
	for _, series := range slices.Sorted(maps.Keys(got)) {
		if _, ok := want[series]; !ok {
			t.Errorf("%s is %v, want none", series, got[series])
		}
	}
}

// ofOrganization are the series of an organization made by add.
func ofOrganization(id string, revision float64) map[string]float64 {
	return map[string]float64{
		"organization_progress_ratio{horizon=all,organization=" + id + "}":                              0.4,
		"organization_planned_ratio{horizon=all,organization=" + id + "}":                               0.5,
		"organization_progress_ratio{horizon=" + string(plan.Horizons[0]) + ",organization=" + id + "}": 0.25,
		"meetings{organization=" + id + ",state=held}":                                                  3,
		"meetings{organization=" + id + ",state=scheduled}":                                             0,
		"meetings{organization=" + id + ",state=cancelled}":                                             0,
		"actions_overdue{organization=" + id + "}":                                                      2,
		"board_revision{organization=" + id + "}":                                                       revision,
	}
}

func detailsOf(id string) map[string]float64 {
	series := map[string]float64{
		"objective_progress_ratio{objective=OB-01,organization=" + id + "}": 0.4,
		"objective_planned_ratio{objective=OB-01,organization=" + id + "}":  0.5,
		"office_progress_ratio{office=tributi,organization=" + id + "}":     0.75,
		"office_milestones_overdue{office=tributi,organization=" + id + "}": 6,
		"office_milestones_stale{office=tributi,organization=" + id + "}":   7,
	}
	for state, n := range map[string]float64{"planned": 1, "in_progress": 2, "blocked": 3, "done": 4, "cancelled": 5} {
		series["office_milestones{office=tributi,organization="+id+",state="+state+"}"] = n
	}
	for objective, in := range map[string]string{"OB-01": "late", "OB-02": "not_assessed"} {
		for _, health := range []string{"late", "at_risk", "on_track", "completed", "not_assessed"} {
			v := 0.0
			if health == in {
				v = 1
			}
			series["objective_health{health="+health+",objective="+objective+",organization="+id+"}"] = v
		}
	}
	return series
}

func merged(all ...map[string]float64) map[string]float64 {
	sum := map[string]float64{}
	for _, m := range all {
		maps.Copy(sum, m)
	}
	return sum
}

func TestSeriesOfThePlan(t *testing.T) {
	b := &boards{public: map[string]*board.Public{}}
	b.add("c_a", 7)
	b.add("c_b", 8)
	stored := snapshots{times: map[string]time.Time{"c_a": time.Unix(1_700_000_000, 500_000_000)}}
	snapshot := map[string]float64{"snapshot_timestamp_seconds{organization=c_a}": 1_700_000_000.5}

	want(t, scrape(t, b, stored, 2), merged(
		ofOrganization("c_a", 7), detailsOf("c_a"), ofOrganization("c_b", 8), detailsOf("c_b"), snapshot))
	if b.reads != 2 {
		t.Errorf("%d boards read for the details of 2", b.reads)
	}
	// Above the number no board is read at all.
	b.reads = 0
	want(t, scrape(t, b, stored, 1), merged(ofOrganization("c_a", 7), ofOrganization("c_b", 8), snapshot))
	if b.reads != 0 {
		t.Errorf("%d boards read without details", b.reads)
	}
}

func TestABrokenPlanDoesNotSilenceTheOthers(t *testing.T) {
	b := &boards{public: map[string]*board.Public{}}
	b.addBroken("c_a")
	b.add("c_b", 8)
	want(t, scrape(t, b, snapshots{}, 20), merged(ofOrganization("c_b", 8), detailsOf("c_b")))
	// One that has its last line only has no details.
	delete(b.public, "c_b")
	want(t, scrape(t, b, snapshots{}, 20), ofOrganization("c_b", 8))
}

func TestWhatCannotBeReadIsAbsent(t *testing.T) {
	b := &boards{public: map[string]*board.Public{}}
	b.add("c_a", 7)
	want(t, scrape(t, b, snapshots{err: errors.New("away")}, 0), ofOrganization("c_a", 7))
	b.listError = plan.Errorf(plan.KindUnavailable, "away")
	want(t, scrape(t, b, snapshots{}, 20), map[string]float64{})
}

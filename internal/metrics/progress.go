package metrics

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/progress"
)

// Snapshots tells when an organization's numbers were last stored; the zero instant
// where they never were.
type Snapshots interface {
	LastSnapshots(ctx context.Context) (map[string]time.Time, error)
}

// Progress collects the figures of the plan at scrape time, as the public sees them, so
// that every replica says the same. The boards themselves are read for the details
// alone: a scrape must not drive out of memory what people look at. Make it with
// NewProgress.
type Progress struct {
	boards    board.Reader
	snapshots Snapshots
	// detailed is the number of organizations above which the series of single
	// objectives and offices are left out.
	detailed int
	timeout  time.Duration
	log      *slog.Logger
}

// scrapeTimeout is below Prometheus' default of 10 s, so that a slow scrape still gets
// an answer.
const scrapeTimeout = 8 * time.Second

// NewProgress registers the collector.
func NewProgress(reg prometheus.Registerer, boards board.Reader, snapshots Snapshots, detailed int, log *slog.Logger) error {
	err := reg.Register(&Progress{boards: boards, snapshots: snapshots, detailed: detailed, timeout: scrapeTimeout, log: log})
	if err != nil {
		return fmt.Errorf("metrics: %w", err)
	}
	return nil
}

func desc(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc(prometheus.BuildFQName(namespace, "", name), help, labels, nil)
}

var (
	organizationProgress = desc("organization_progress_ratio", "Done so far, 0 to 1, over the assessed objectives.", "organization", "horizon")
	organizationPlanned  = desc("organization_planned_ratio", "Planned by today, 0 to 1, over the dated milestones.", "organization", "horizon")
	objectiveProgress    = desc("objective_progress_ratio", "Done so far, 0 to 1.", "organization", "objective")
	objectivePlanned     = desc("objective_planned_ratio", "Planned by today, 0 to 1, over the dated milestones.", "organization", "objective")
	objectiveHealth      = desc("objective_health", "1 for the health that the objective is in, 0 for the others.", "organization", "objective", "health")
	officeProgress       = desc("office_progress_ratio", "Done so far, 0 to 1, over the office's milestones.", "organization", "office")
	officeMilestones     = desc("office_milestones", "Milestones of the office by state.", "organization", "office", "state")
	officeOverdue        = desc("office_milestones_overdue", "Milestones of the office that have passed their date.", "organization", "office")
	officeStale          = desc("office_milestones_stale", "Started milestones of the office without a recent update.", "organization", "office")
	meetings             = desc("meetings", "Published meetings by state.", "organization", "state")
	actionsOverdue       = desc("actions_overdue", "Actions of published meetings that have passed their date.", "organization")
	snapshotTime         = desc("snapshot_timestamp_seconds", "When the numbers of the organization were last stored.", "organization")
	boardRevision        = desc("board_revision", "Revision of the plan that this replica shows.", "organization")
)

// Describe lists every series that Collect can send.
func (p *Progress) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{
		organizationProgress, organizationPlanned, objectiveProgress, objectivePlanned, objectiveHealth,
		officeProgress, officeMilestones, officeOverdue, officeStale, meetings, actionsOverdue, snapshotTime, boardRevision,
	} {
		ch <- d
	}
}

// Collect sends the figures of every organization that can be read; the series of one
// that cannot are absent, which is what an alert on absence is for.
func (p *Progress) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), p.timeout)
	defer cancel()
	organizations, _, err := p.boards.Organizations(ctx)
	if err != nil {
		p.log.WarnContext(ctx, "no organizations for the metrics", "error", err)
		return
	}
	for i := range organizations {
		if organizations[i].Organization.Revision > 0 {
			collectOrganization(ch, &organizations[i])
		}
	}
	if len(organizations) <= p.detailed {
		p.collectDetails(ctx, ch, organizations)
	}
	times, err := p.snapshots.LastSnapshots(ctx)
	if err != nil {
		p.log.WarnContext(ctx, "no snapshot times for the metrics", "error", err)
		return
	}
	for _, o := range organizations {
		if at := times[o.Organization.ID]; !at.IsZero() {
			gauge(ch, snapshotTime, float64(at.UnixNano())/1e9, o.Organization.ID)
		}
	}
}

func collectOrganization(ch chan<- prometheus.Metric, s *board.Summary) {
	id := s.Organization.ID
	ratio(ch, organizationProgress, s.Actual, id, "all")
	ratio(ch, organizationPlanned, s.Planned, id, "all")
	for _, h := range s.Horizons {
		ratio(ch, organizationProgress, h.Actual, id, string(h.Horizon))
		ratio(ch, organizationPlanned, h.Planned, id, string(h.Horizon))
	}
	for _, state := range plan.MeetingStates {
		gauge(ch, meetings, float64(s.Meetings[state]), id, string(state))
	}
	gauge(ch, actionsOverdue, float64(s.OverdueActions), id)
	gauge(ch, boardRevision, float64(s.Organization.Revision), id)
}

func (p *Progress) collectDetails(ctx context.Context, ch chan<- prometheus.Metric, organizations []board.Summary) {
	for _, o := range organizations {
		b, _, err := p.boards.Public(ctx, o.Organization.ID, plan.Date{})
		if err != nil {
			p.log.WarnContext(ctx, "no board for the metrics", "organization", o.Organization.ID, "error", err)
			continue
		}
		collectObjectives(ch, b)
		collectOffices(ch, b)
	}
}

func collectObjectives(ch chan<- prometheus.Metric, b *board.Public) {
	id := b.Organization.ID
	for _, o := range b.Objectives {
		ratio(ch, objectiveProgress, o.Figures.Actual, id, o.Code)
		ratio(ch, objectivePlanned, o.Figures.Planned, id, o.Code)
		for _, h := range progress.Healths {
			in := 0.0
			if h == o.Figures.Health {
				in = 1
			}
			gauge(ch, objectiveHealth, in, id, o.Code, string(h))
		}
	}
}

func collectOffices(ch chan<- prometheus.Metric, b *board.Public) {
	id := b.Organization.ID
	for _, o := range b.Offices {
		f := o.Figures
		ratio(ch, officeProgress, f.Actual, id, o.Code)
		for state, n := range map[plan.MilestoneState]int{
			plan.MilestonePlanned: f.Counts.Planned, plan.MilestoneInProgress: f.Counts.InProgress, plan.MilestoneBlocked: f.Counts.Blocked,
			plan.MilestoneDone: f.Counts.Done, plan.MilestoneCancelled: f.Counts.Cancelled,
		} {
			gauge(ch, officeMilestones, float64(n), id, o.Code, string(state))
		}
		gauge(ch, officeOverdue, float64(f.Counts.Overdue), id, o.Code)
		gauge(ch, officeStale, float64(f.Counts.Stale), id, o.Code)
	}
}

// ratio sends nothing for "not assessed": absent is not the same as 0.
func ratio(ch chan<- prometheus.Metric, d *prometheus.Desc, v *float64, labels ...string) {
	if v != nil {
		gauge(ch, d, *v, labels...)
	}
}

func gauge(ch chan<- prometheus.Metric, d *prometheus.Desc, v float64, labels ...string) {
	ch <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
}

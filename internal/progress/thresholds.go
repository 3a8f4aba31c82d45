package progress

// The thresholds of the figures, from contract.md ("Progress, exactly"). The page on
// the method states them from here.
const (
	// MaxOpenValue is the most that a milestone counts for before it is done.
	MaxOpenValue = 0.99
	// DefaultStaleAfterDays is how long a started milestone may go without an update.
	DefaultStaleAfterDays = 60
	// LateOverdueDays: a milestone overdue by more days than this makes its objective late.
	LateOverdueDays = 30
	// LateVariance and AtRiskVariance are reached from above: −0.20 itself is late.
	LateVariance   = -0.20
	AtRiskVariance = -0.10
	// LateShare is the share of weight that late objectives must carry to make the
	// organization late, and long overdue milestones to make an office late.
	LateShare = 1.0 / 3
)

// tolerance absorbs the rounding of sums of binary fractions, so that a figure that
// is −0.20 on paper is −0.20 here. It is far below anything that is shown.
const tolerance = 1e-9

func atMost(value, limit float64) bool  { return value <= limit+tolerance }
func atLeast(value, limit float64) bool { return value >= limit-tolerance }

func pointer(v float64) *float64 { return &v }

package metrics

import (
	"fmt"

	"github.com/prometheus/client_golang/prometheus"
)

// NewSlowQueries registers the count of slow statements, and gives what to call for each.
// It has no label: the log names the query.
func NewSlowQueries(reg prometheus.Registerer) (observe func(), err error) {
	slow := prometheus.NewCounter(prometheus.CounterOpts{
		Namespace: namespace, Name: "slow_queries_total", Help: "Statements of this replica that took longer than --slow-query.",
	})
	if err := reg.Register(slow); err != nil {
		return nil, fmt.Errorf("metrics: %w", err)
	}
	return slow.Inc, nil
}

package metrics

import (
	"fmt"

	"github.com/prometheus/client_golang/prometheus"
)

// Bounded is what has a limit to how many requests it works at together.
type Bounded interface {
	Working() int
	Shed() uint64
}

// NewInFlight registers, for each part of the program that has a limit, how many requests are
// worked at and how many were turned away.
func NewInFlight(reg prometheus.Registerer, parts map[string]Bounded) error {
	for part, limit := range parts {
		labels := prometheus.Labels{"part": part}
		for _, c := range []prometheus.Collector{
			prometheus.NewGaugeFunc(prometheus.GaugeOpts{
				Namespace: namespace, Name: "http_requests_in_flight", Help: "Requests that are worked at now, by part of the program.",
				ConstLabels: labels,
			}, func() float64 { return float64(limit.Working()) }),
			prometheus.NewCounterFunc(prometheus.CounterOpts{
				Namespace: namespace, Name: "http_requests_shed_total", Help: "Requests turned away because too many were worked at, by part of the program.",
				ConstLabels: labels,
			}, func() float64 { return float64(limit.Shed()) }),
		} {
			if err := reg.Register(c); err != nil {
				return fmt.Errorf("metrics: %w", err)
			}
		}
	}
	return nil
}

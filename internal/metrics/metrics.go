// Package metrics tells Prometheus how the plan and the program stand. Names and labels
// are those of contract.md. Nothing here is global: everything is registered with the
// Registerer that is handed in, so that a test has its own.
package metrics

import (
	"fmt"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
)

const namespace = "traguardi"

// RegisterProcess adds the collectors of the Go runtime and of the process, and
// traguardi_build_info.
func RegisterProcess(reg prometheus.Registerer, version, commit, goVersion string) error {
	build := prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Namespace: namespace, Name: "build_info", Help: "What is running; always 1.",
		ConstLabels: prometheus.Labels{"version": version, "commit": commit, "go_version": goVersion},
	}, func() float64 { return 1 })
	for _, c := range []prometheus.Collector{
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), build,
	} {
		if err := reg.Register(c); err != nil {
			return fmt.Errorf("metrics: %w", err)
		}
	}
	return nil
}

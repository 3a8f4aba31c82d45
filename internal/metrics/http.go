package metrics

import (
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// HTTP measures requests. Make it with NewHTTP.
type HTTP struct{ duration *prometheus.HistogramVec }

// NewHTTP registers traguardi_http_request_duration_seconds.
func NewHTTP(reg prometheus.Registerer) (*HTTP, error) {
	h := &HTTP{prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Namespace: namespace, Name: "http_request_duration_seconds", Help: "How long requests took, by the pattern of their route.",
		Buckets: []float64{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10},
	}, []string{"route", "method", "code"})}
	if err := reg.Register(h.duration); err != nil {
		return nil, fmt.Errorf("metrics: %w", err)
	}
	return h, nil
}

// Observe notes one answered request. Route must be a pattern, never a path: series are
// bounded by the routes that the program has.
func (h *HTTP) Observe(route, method string, status int, took time.Duration) {
	if route == "" {
		route = "none"
	}
	h.duration.WithLabelValues(route, boundedMethod(method), strconv.Itoa(status)).Observe(took.Seconds())
}

// boundedMethod keeps made-up methods from becoming series.
func boundedMethod(method string) string {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return method
	}
	return "other"
}

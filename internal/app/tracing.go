package app

import (
	"cmp"
	"context"
	"os"
	"strings"

	"github.com/traguardi/traguardi/internal/tracing"
)

// startTracing begins to follow requests where there is an address to send traces to. The
// variables that every program with OpenTelemetry knows are honoured.
func (s *Server) startTracing(ctx context.Context) error {
	endpoint := cmp.Or(s.settings.TraceEndpoint, os.Getenv("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"))
	if all := os.Getenv("OTEL_EXPORTER_OTLP_ENDPOINT"); endpoint == "" && all != "" {
		endpoint = strings.TrimRight(all, "/") + tracing.Path // below it, by the specification
	}
	if endpoint == "" {
		return nil
	}
	var err error
	s.tracer, err = tracing.Start(ctx, tracing.Options{Endpoint: endpoint, Ratio: s.settings.TraceRatio, Version: version, Log: s.log})
	return err
}

// databaseName is what OpenTelemetry calls an engine.
func databaseName(url string) string {
	if strings.HasPrefix(url, "sqlite:") {
		return "sqlite"
	}
	return "postgresql"
}

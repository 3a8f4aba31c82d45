package tracing

import (
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"sync/atomic"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"

	"github.com/traguardi/traguardi/internal/plan"
)

// Options are what Start needs.
type Options struct {
	// Endpoint is the collector's address: http://host:4318, or with a path, which is taken as it is.
	Endpoint string
	// Ratio is the share of requests that are traced, 0 to 1; a trusted proxy's choice prevails.
	Ratio   float64
	Version string
	Log     *slog.Logger
}

// Tracer makes spans and sends them in the background. A nil Tracer makes none: its methods
// give nil.
type Tracer struct {
	provider *sdktrace.TracerProvider
	tracer   trace.Tracer
}

// Path is where a collector takes traces.
const Path = "/v1/traces"

// Start makes a Tracer. The collector need not be there: what cannot be sent is dropped, and
// said in the log.
func Start(ctx context.Context, o Options) (*Tracer, error) {
	u, err := url.Parse(o.Endpoint)
	if err != nil {
		return nil, fmt.Errorf("tracing: %w", err)
	}
	if strings.Trim(u.Path, "/") == "" {
		u.Path = Path
	}
	exporter, err := otlptracehttp.New(ctx, otlptracehttp.WithEndpointURL(u.String()))
	if err != nil {
		return nil, fmt.Errorf("tracing: %w", err)
	}
	// Not resource.Default: it tells of the machine, its user and the command line.
	about := resource.NewSchemaless(attribute.String("service.name", "traguardi"), attribute.String("service.version", o.Version))
	provider := sdktrace.NewTracerProvider(
		sdktrace.WithBatcher(logged{exporter, o.Log}),
		sdktrace.WithResource(about),
		sdktrace.WithSampler(sdktrace.ParentBased(sdktrace.TraceIDRatioBased(o.Ratio))),
	)
	return &Tracer{provider: provider, tracer: provider.Tracer("github.com/traguardi/traguardi")}, nil
}

// Stop sends what is left, as long as the context allows.
func (t *Tracer) Stop(ctx context.Context) error {
	if t == nil {
		return nil
	}
	return t.provider.Shutdown(ctx)
}

// logged says what could not be sent in the program's own log; the library would write to
// standard error in a form of its own.
type logged struct {
	sdktrace.SpanExporter
	log *slog.Logger
}

func (l logged) ExportSpans(ctx context.Context, spans []sdktrace.ReadOnlySpan) error {
	if err := l.SpanExporter.ExportSpans(ctx, spans); err != nil {
		l.log.WarnContext(ctx, "traces could not be sent", "spans", len(spans), "error", err)
	}
	return nil
}

// position is where a request is in its trace: the span that the next one belongs below. Use
// cases hand functions to the store that keep the context they were begun with, so that the
// operation's span is found here and not in the context alone.
type position struct{ current atomic.Pointer[trace.Span] }

type positionKey struct{}

func at(ctx context.Context, span trace.Span) context.Context {
	p := &position{}
	p.current.Store(&span)
	return context.WithValue(ctx, positionKey{}, p)
}

// begin makes a span below the present one; nil where the request is not traced.
func (t *Tracer) begin(ctx context.Context, kind trace.SpanKind, name string, attributes ...attribute.KeyValue) (trace.Span, *position) {
	p, _ := ctx.Value(positionKey{}).(*position)
	if p == nil {
		return nil, nil
	}
	parent := *p.current.Load()
	if !parent.IsRecording() {
		return nil, nil
	}
	_, span := t.tracer.Start(trace.ContextWithSpan(ctx, parent), name, trace.WithSpanKind(kind), trace.WithAttributes(attributes...))
	return span, p
}

func end(span trace.Span, err error) {
	if err != nil {
		// Its kind alone: texts may hold what somebody entered.
		span.SetStatus(codes.Error, string(plan.KindOf(err)))
	}
	span.End()
}

// Operations watches use cases: what is asked of the database meanwhile belongs to them.
func (t *Tracer) Operations() plan.Watch {
	if t == nil {
		return nil
	}
	return func(ctx context.Context, name string) (context.Context, func(error)) {
		span, p := t.begin(ctx, trace.SpanKindInternal, name, attribute.String("traguardi.operation", name))
		if span == nil {
			return ctx, func(error) {}
		}
		before := p.current.Swap(&span)
		return ctx, func(err error) {
			p.current.Store(before)
			end(span, err)
		}
	}
}

// Parts watches what goes on beside the request that began it: the loading of a plan, the
// rendering of a page. What belongs to them is asked for with the context that it gives.
func (t *Tracer) Parts() plan.Watch {
	if t == nil {
		return nil
	}
	return func(ctx context.Context, name string) (context.Context, func(error)) {
		span, _ := t.begin(ctx, trace.SpanKindInternal, name)
		if span == nil {
			return ctx, func(error) {}
		}
		return at(ctx, span), func(err error) { end(span, err) }
	}
}

// Statements watches queries of a database: "postgresql" or "sqlite".
func (t *Tracer) Statements(database string) plan.Watch {
	if t == nil {
		return nil
	}
	system := attribute.String("db.system.name", database)
	return func(ctx context.Context, name string) (context.Context, func(error)) {
		span, _ := t.begin(ctx, trace.SpanKindClient, name, system, attribute.String("db.query.summary", name))
		if span == nil {
			return ctx, func(error) {}
		}
		return ctx, func(err error) { end(span, err) }
	}
}

// Requests gives what is told of each request, for httpserver.Spans; nil where there is no
// tracing. Parent is the traceparent field of a proxy that is trusted, or "".
func (t *Tracer) Requests() func(ctx context.Context, parent, id string) (context.Context, func(route, method string, status int)) {
	if t == nil {
		return nil
	}
	return func(ctx context.Context, parent, id string) (context.Context, func(route, method string, status int)) {
		from := context.Background()
		if parent != "" {
			from = propagation.TraceContext{}.Extract(from, propagation.MapCarrier{"traceparent": parent})
		}
		_, span := t.tracer.Start(from, "request", trace.WithSpanKind(trace.SpanKindServer))
		if !span.IsRecording() {
			return ctx, func(string, string, int) { span.End() }
		}
		return at(ctx, span), func(route, method string, status int) {
			span.SetName(name(route, method))
			span.SetAttributes(
				attribute.String("http.request.method", method), attribute.String("http.route", route),
				attribute.Int("http.response.status_code", status), attribute.String("traguardi.request_id", id),
			)
			if status == 0 || status >= 500 {
				span.SetStatus(codes.Error, "")
			}
			span.End()
		}
	}
}

// name is a request's: the pattern of its route, which mostly begins with the method.
func name(route, method string) string {
	if strings.HasPrefix(route, method+" ") {
		return route
	}
	return strings.TrimSpace(method + " " + route)
}

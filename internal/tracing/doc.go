// Package tracing follows a request to its queries, for OpenTelemetry: spans of the request,
// of the use case, of each statement, of loading a plan and of rendering a page, sent to a
// collector by OTLP over HTTP. It is off unless there is an address to send to; then nothing
// here runs.
//
// The other rooms know nothing of it: they are handed a plan.Watch. A span has names of the
// program's own (route patterns, operations, queries), a method, a status, a number of rows
// and the request's id; no address, no argument, no name of a person, no error's text.
//
// Only what belongs to a request that is traced is traced: jobs and polls are not.
package tracing

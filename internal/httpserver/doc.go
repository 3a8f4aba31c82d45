// Package httpserver holds the listener and the chain of middlewares that every request passes. It
// knows nothing of the plan: what an error looks like is handed in as an ErrorRenderer, who is
// signed in as a predicate, the time as a clock.
//
// The order in which the chain is meant, outermost first:
//
//	RequestID, AccessLog, Recover, SecurityHeaders, InFlight, Deadline, (who is asking),
//	RateLimit, CrossOrigin, BodyLimit, ErrorPages, the ServeMux
//
// RequestID comes first, since those after it name the request by its id; AccessLog
// surrounds Recover, so that it sees the 500; InFlight comes before whatever asks the database;
// RateLimit comes after whoever establishes who is
// asking; ErrorPages surrounds the ServeMux directly, since it reads what the mux writes into the
// request.
package httpserver

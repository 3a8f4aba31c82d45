// Package api is the HTTP API of contract.md: huma operations under /api/v1, one file
// per resource with its objects beside it.
//
// A request passes: the address (404, 405), the parameters against the document, for
// anonymous reads the prepared bytes, who asks (401, 403), the body, the precondition,
// then the board (reads) or the tracker (writes). What is refused is answered by
// package problem; nothing of the input comes back in a refusal.
//
// Who asks is in the context (plan.ActorFrom): package auth puts it there. Rate limits
// are outside as well; the document declares their headers.
package api

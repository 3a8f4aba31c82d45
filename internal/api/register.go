package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// operation describes one operation to register: what the document says of it beyond
// its parameters.
type operation struct {
	method string
	path   string
	id     string // without a verb: conventions.md
	tag    string
	title  string
	text   string
	// answer is a value of the type that a success carries; nil: 204.
	answer any
	status int // of a success; 0: 200, or 204 without an answer
	// body is a value of the type that the request carries; nil: none.
	body any
	// bodyMedia of the body where it is a file, not JSON: any of these.
	bodyMedia []string
	// files are the media types of an answer that is a file.
	files []string
	// csv: the answer comes as CSV too.
	csv bool
	// ifMatch: a POST on something that is there already, which needs If-Match as a change does.
	ifMatch bool
	// overtaken: the body may name what the writer knew of, and the answer is 412 where it
	// is out of date.
	overtaken bool
	// staff: reading needs a role in the organization too.
	staff bool
	// own: it is about whoever asks, and about no organization. Nothing of it has a
	// revision, so that no write of it needs If-Match.
	own bool
	// media of the answer where it is not JSON.
	media string
}

func (o operation) writes() bool { return o.method != http.MethodGet }

// Request is embedded in the input of every operation: it keeps the request at hand.
type Request struct {
	r *http.Request
	w http.ResponseWriter
}

// Resolve is called by huma once the parameters are read.
func (q *Request) Resolve(ctx huma.Context) []error {
	q.r, q.w = humago.Unwrap(ctx)
	return nil
}

// output lets an operation write its own answer.
type output struct {
	Body func(huma.Context)
}

// register adds one operation. It is the only way in: here every error becomes a
// problem, every parameter is held against the document, and every write asks who it is
// before anything else of the request is read.
func register[I any](s *server, o operation, handle func(context.Context, *I) (reply, error)) {
	op := huma.Operation{
		OperationID: o.id, Method: o.method, Path: o.path, Tags: []string{o.tag},
		Summary: o.title, Description: o.text,
		DefaultStatus: o.success(),
		// The parameters are checked by parameters, which names the rule and does not
		// repeat the value.
		SkipValidateParams: true,
		Middlewares:        huma.Middlewares{s.parameters, s.admission(o)},
	}
	if s.describing {
		op.Responses, op.Security = s.responses(o), security(o)
	}
	huma.Register(s.huma, op, func(ctx context.Context, in *I) (*output, error) {
		rep, err := handle(ctx, in)
		return &output{Body: func(hc huma.Context) {
			r, w := humago.Unwrap(hc)
			if err != nil {
				s.refuse(w, r, err)
				return
			}
			s.send(w, r, rep)
		}}, nil
	})
	// Only now: huma reads the bodies that it knows of, and ours are read by readBody.
	if s.describing {
		s.documentBody(o)
	}
}

func (o operation) success() int {
	switch {
	case o.status != 0:
		return o.status
	case o.answer == nil:
		return http.StatusNoContent
	}
	return http.StatusOK
}

// admission refuses who cannot be allowed whatever the request says, before its body is
// read. The policy itself is the tracker's.
func (s *server) admission(o operation) func(huma.Context, func(huma.Context)) {
	return func(hc huma.Context, next func(huma.Context)) {
		if !o.writes() && !o.staff && !o.own {
			next(hc)
			return
		}
		r, w := humago.Unwrap(hc)
		var err error
		if o.own {
			_, err = tracker.KnownAccount(r.Context())
		} else {
			err = s.admit(r.Context(), hc.Param("organization"))
		}
		if err != nil {
			s.refuse(w, r, err)
			return
		}
		next(hc)
	}
}

func (s *server) admit(ctx context.Context, organization string) error {
	actor := plan.ActorFrom(ctx)
	if actor.Anonymous() {
		return plan.Errorf(plan.KindUnauthenticated, "sign in, or send a bearer token")
	}
	if _, ok := actor.In(organization); ok {
		return nil
	}
	// An organization that does not exist is told apart only from what is public anyway.
	if _, _, err := s.Boards.Public(ctx, organization, plan.Date{}); err != nil {
		return err
	}
	return plan.Errorf(plan.KindForbidden, "you have no role in this organization")
}

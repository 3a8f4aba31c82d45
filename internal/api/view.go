package api

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// view is what one request may see of an organization.
type view struct {
	*board.Content
	// staff is nil for the public, and for members of other organizations.
	staff *board.Staff
	stale bool
	zone  *time.Location
}

// view reads the board for whoever asks: its members see everything, everybody else
// what is published.
func (s *server) view(ctx context.Context, organization string, day plan.Date) (view, error) {
	if tracker.MayRead(plan.ActorFrom(ctx), organization) {
		staff, fresh, err := s.Boards.Staff(ctx, organization, day)
		if err != nil {
			return view{}, err
		}
		return view{Content: &staff.Content, staff: staff, stale: fresh.Stale, zone: s.Clock.Location}, nil
	}
	public, fresh, err := s.Boards.Public(ctx, organization, day)
	if err != nil {
		return view{}, err
	}
	return view{Content: &public.Content, stale: fresh.Stale, zone: s.Clock.Location}, nil
}

// deskStaff is what the lists of package desk are made of: for the public, what it may
// see, without any review.
func (v view) deskStaff() *board.Staff {
	if v.staff != nil {
		return v.staff
	}
	return &board.Staff{Content: *v.Content}
}

// reply begins the answer to a read of something at a revision.
func (v view) reply(revision int64) reply {
	return reply{revision: revision, day: v.Today, public: v.staff == nil, stale: v.stale}
}

// one answers with one object.
func (v view) one(object any, revision int64) reply {
	rep := v.reply(revision)
	rep.body = object
	return rep
}

// paged answers with one page of a list.
func paged[S, T any](v view, l list[S, T], r *http.Request, rows []S, paging Paging, sort string) (reply, error) {
	page, header, err := l.page(r, rows, paging, sort)
	if err != nil {
		return reply{}, err
	}
	rep := v.reply(v.Revision)
	rep.body, rep.header, rep.table = page, header, table(l.columns, page.Items)
	return rep, nil
}

// after waits until this process sees a write, and gives the writer's view of it.
func (s *server) after(ctx context.Context, organization string, receipt tracker.Receipt) (view, error) {
	if err := s.Boards.Await(ctx, organization, receipt.Revision); err != nil {
		return view{}, unseen(err)
	}
	v, err := s.view(ctx, organization, plan.Date{})
	if err != nil {
		return view{}, unseen(err)
	}
	return v, nil
}

// unseen tells a writer that the write is there although it cannot be shown: with its
// Idempotency-Key it may be repeated without harm.
func unseen(err error) error {
	return plan.Errorf(plan.KindUnavailable, "the change is stored, but cannot be shown at the moment: read the object again").WithCause(err)
}

// created answers a POST with the new object and its address.
func (v view) created(object any, revision int64, format string, parts ...any) reply {
	return v.one(object, revision).at(format, parts...)
}

// at makes an answer the one to a POST: the object is new, and has this address.
func (rep reply) at(format string, parts ...any) reply {
	rep.status = http.StatusCreated
	rep.header = http.Header{"Location": {Prefix + fmt.Sprintf(format, parts...)}}
	return rep
}

// vanished is the answer to a write whose object is not on the board although the board
// is at the write's revision: somebody removed it in between.
func vanished(what string) error { return plan.NotFound(what) }

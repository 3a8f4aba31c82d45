package api

import (
	"context"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// resource is one kind of object below an organization. S is what the board has.
type resource[S any] struct {
	// name is what a refusal calls it, collection its place in addresses.
	name, collection string
	find             func(v view, id string) (S, bool)
	show             func(v view, found S) (shown any, revision int64)
}

// read answers with one object as it stood on a day; the zero day is today.
func (r resource[S]) read(ctx context.Context, s *server, organization, id string, on plan.Date) (reply, error) {
	v, err := s.view(ctx, organization, on)
	if err != nil {
		return reply{}, err
	}
	found, ok := r.find(v, id)
	if !ok {
		return reply{}, plan.NotFound(r.name)
	}
	return v.one(r.show(v, found)), nil
}

// changed answers a write with its object, as soon as this process sees it.
func (r resource[S]) changed(ctx context.Context, s *server, organization string, receipt tracker.Receipt) (reply, error) {
	v, err := s.after(ctx, organization, receipt)
	if err != nil {
		return reply{}, err
	}
	found, ok := r.find(v, receipt.ID)
	if !ok {
		return reply{}, vanished(r.name)
	}
	return v.one(r.show(v, found)), nil
}

// created is changed for a new object, which has an address.
func (r resource[S]) created(ctx context.Context, s *server, organization string, receipt tracker.Receipt) (reply, error) {
	rep, err := r.changed(ctx, s, organization, receipt)
	if err != nil {
		return reply{}, err
	}
	return rep.at("/organizations/%s/%s/%s", organization, r.collection, receipt.ID), nil
}

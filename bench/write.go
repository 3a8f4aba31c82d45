package main

import (
	"context"
	"errors"
	"fmt"
)

// Every request is about another milestone. The revision that it was read at is any: what is
// measured is the write, and two writers of one milestone would be refused as they should.
const (
	luaUpdate = `
local n = 0
request = function()
  n = n + 1
  return wrk.format("POST", string.format("%%s/milestones/OB-%%d.%%d/updates", wrk.path, 1000 + math.random(%d) - 1, math.random(%d)),
    nil, string.format('{"percent":%%d}', 1 + n %% 98))
end
`
	luaPatch = `
local n = 0
request = function()
  n = n + 1
  return wrk.format("PATCH", string.format("/%%d", math.random(%d) - 1), nil, string.format('{"percent":%%d}', 1 + n %% 98))
end
`
)

// writing measures an update of a milestone through the API (permission, history, audit,
// revision, durable commit) against a bare durable commit.
func (b *bench) writing(ctx context.Context, p plan) (err error) {
	s, err := b.serve(ctx, p.database)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.stop()) }()
	return b.updates(ctx, s, "", request{
		url:    s.url + "/api/v1/organizations/" + organization,
		header: reporting(p.token),
		lua:    fmt.Sprintf(luaUpdate, objectives, p.milestones/objectives),
	})
}

// reporting are the headers of somebody who reports on a milestone.
func reporting(token string) map[string]string {
	return map[string]string{"Authorization": "Bearer " + token, "Content-Type": "application/json", "If-Match": "*"}
}

// updates puts updates of milestones against bare commits, by one client and by sixteen.
func (b *bench) updates(ctx context.Context, s *server, before string, subject request) (err error) {
	bare, err := b.database(ctx, "bare")
	if err != nil {
		return err
	}
	db, err := b.open(bare)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	handler, err := bareWrites(ctx, db, 2_000)
	if err != nil {
		return err
	}
	c, err := newCeiling(handler)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.close()) }()
	for _, clients := range []int{1, 16} {
		m, err := b.load.compare(ctx, b.folder, clients, subject, request{url: c.url, lua: fmt.Sprintf(luaPatch, 2_000)})
		if err != nil {
			return err
		}
		b.report.rate(b.engine, fmt.Sprintf("%smilestone update, %d clients", before, clients), m, 0.5)
		if err := b.profile(ctx, s, before+"update", clients, subject); err != nil {
			return err
		}
	}
	return nil
}

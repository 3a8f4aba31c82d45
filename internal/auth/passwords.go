package auth

import (
	"context"
	"runtime"

	"github.com/traguardi/traguardi/internal/plan"
)

// passwords hashes and verifies for requests: no more at a time than there are
// processors, since each takes its 19 MiB and all of one.
type passwords struct {
	slots chan struct{}
	dummy string
}

func newPasswords() (*passwords, error) {
	dummy, err := nobodys()
	if err != nil {
		return nil, err
	}
	return &passwords{slots: make(chan struct{}, max(2, runtime.NumCPU())), dummy: dummy}, nil
}

func (p *passwords) turn(ctx context.Context, do func() error) error {
	select {
	case p.slots <- struct{}{}:
	case <-ctx.Done():
		return plan.Errorf(plan.KindUnavailable, "too many sign in at this moment; try again").WithCause(ctx.Err())
	}
	defer func() { <-p.slots }()
	return do()
}

// verify reports whether a password is the hash's. An empty hash takes as long as any, and
// is nobody's.
func (p *passwords) verify(ctx context.Context, hash, password string) (ok bool, err error) {
	nobody := hash == ""
	if nobody {
		hash = p.dummy
	}
	if len(password) > 4*MaxPassword { // it is none that was ever accepted
		password = ""
	}
	err = p.turn(ctx, func() (err error) {
		ok, err = VerifyPassword(hash, password)
		return err
	})
	return ok && !nobody && err == nil, err
}

// hash is HashPassword, in its turn.
func (p *passwords) hash(ctx context.Context, password, email string) (hashed string, err error) {
	err = p.turn(ctx, func() (err error) {
		hashed, err = HashPassword(password, email)
		return err
	})
	return hashed, err
}

package app

import (
	"context"
	"fmt"

	"github.com/traguardi/traguardi/internal/demo"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// loadDemo loads the demonstration into an empty database. It goes through the use cases
// like everything else, on a clock that it moves through the plan's past.
func (s *Server) loadDemo(ctx context.Context) error {
	organizations, err := s.Store.Organizations(ctx)
	if err != nil {
		return err
	}
	if len(organizations) > 0 {
		s.log.Info("the database is not empty: no demonstration is loaded")
		return nil
	}
	err = demo.Load(asSystem(ctx), s.Clock, func(clock plan.Clock) (*tracker.Tracker, error) {
		return tracker.New(tracker.Dependencies{
			Store: s.Store, Clock: clock, NewID: newID, Log: s.log,
			OnCommit: []func(string, int64){s.Boards.Notify},
		})
	})
	if plan.KindOf(err) == plan.KindConflict {
		// Its first step found the ente there: another replica started at the same moment.
		s.log.Info("the demonstration is being loaded by another replica")
		return nil
	}
	if err != nil {
		return fmt.Errorf("the demonstration: %w", err)
	}
	s.log.Info("the demonstration is loaded")
	return nil
}

package app

import (
	"context"

	"github.com/traguardi/traguardi/internal/httpserver"
)

// shareLimits has the limits of this replica count together with those of others. On SQLite one
// process serves: it counts alone.
func (s *Server) shareLimits() error {
	if !s.Store.Shared() {
		return nil
	}
	vault, err := s.vault()
	if err != nil {
		return err
	}
	s.sharing = httpserver.NewSharing(httpserver.SharingOptions{Counts: s.Store, Key: vault.Hide, Now: s.Clock.Now, Log: s.log})
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	s.stopSharing = func() {
		cancel()
		<-ended
	}
	go func() {
		defer close(ended)
		s.sharing.Run(ctx)
	}()
	return nil
}

package app_test

import (
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/app"
	"github.com/traguardi/traguardi/internal/testkit/pgtest"
)

// Replicas that start at the same moment on an empty database load one demonstration
// between them, and all of them serve it.
func TestReplicasThatStartTogetherLoadOneDemonstration(t *testing.T) {
	url := pgtest.URL(t)
	demo := settings(url)
	demo.Demo = true
	servers := make([]*app.Server, 3)
	var starting sync.WaitGroup
	for i := range servers {
		starting.Go(func() {
			server, err := app.Start(t.Context(), demo, &syncBuffer{}, time.Now)
			if err != nil {
				t.Errorf("replica %d: %v", i, err)
				return
			}
			servers[i] = server
		})
	}
	starting.Wait()
	for _, s := range servers {
		if s == nil {
			continue
		}
		eventually(t, "every replica serves the plan", func() bool {
			return call(t, http.MethodGet, "http://"+s.Address+"/enti/c_m403/obiettivi/OB-05", "").status == http.StatusOK
		})
	}
	if s := servers[0]; s != nil {
		eventually(t, "the audit trail is whole once the loading is over", func() bool {
			_, err := s.VerifyAudit(t.Context())
			return err == nil
		})
	}
	for _, s := range servers {
		if s != nil {
			if err := s.Stop(t.Context()); err != nil {
				t.Error(err)
			}
		}
	}
}

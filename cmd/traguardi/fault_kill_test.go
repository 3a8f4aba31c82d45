package main_test

import (
	"fmt"
	"syscall"
	"testing"
	"time"
)

// The program is killed at any moment under sixteen writers, again and again: what it acknowledged
// is there, whole, with its history and its audit entry; what it did not is whole or absent, and
// may be sent again without being done twice.
func TestFaultKill(t *testing.T) {
	onBoth(t, func(t *testing.T, url string) {
		t.Parallel()
		moments := chance(t)
		s := serve(t, servers(url))
		c := newCrowd(t, url, s)
		rounds := long(4, 100)
		for round := range rounds {
			stop := make(chan struct{})
			moment := time.Duration(moments.Int64N(int64(800*time.Millisecond))) + 5*time.Millisecond
			time.AfterFunc(moment, func() {
				if err := s.process.Process.Signal(syscall.SIGKILL); err != nil {
					t.Errorf("kill: %v", err)
				}
				close(stop)
			})
			c.write(stop)
			<-stop
			<-s.ended
			s = serve(t, servers(url)) // the schema opens
			c.at(s)
			c.verify(false)
			if t.Failed() {
				t.Fatalf("in round %d, killed after %s", round+1, moment)
			}
		}
		// Once more in peace, so that what was left without an answer is sent again.
		stop := make(chan struct{})
		time.AfterFunc(300*time.Millisecond, func() { close(stop) })
		c.write(stop)
		c.everything(url, fmt.Sprintf("killed %d times", rounds))
	})
}

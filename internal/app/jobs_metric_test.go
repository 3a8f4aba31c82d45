package app_test

import (
	"net/http"
	"regexp"
	"testing"

	"github.com/traguardi/traguardi/internal/app"
)

// A replica that starts after the day's jobs ran knows when they last succeeded: the
// alert on a job that stopped would else be blind after every restart.
func TestLastSuccessOutlivesTheProcess(t *testing.T) {
	onBoth(t, func(t *testing.T, url string) {
		retention := regexp.MustCompile(`(?m)^traguardi_job_last_success_timestamp_seconds\{job="retention"\} \S+$`)
		last := func(s *app.Server) string {
			return retention.FindString(call(t, http.MethodGet, "http://"+s.MetricsAddress+"/metrics", "").body)
		}
		before := boot(t, settings(url))
		eventually(t, "retention ran and its success was written down", func() bool {
			_, _, ok, err := before.Store.LastSuccess(t.Context(), "retention")
			if err != nil {
				t.Fatal(err)
			}
			return ok && last(before) != ""
		})
		if last(boot(t, settings(url))) == "" {
			t.Error("the next process does not know when retention last succeeded")
		}
	})
}

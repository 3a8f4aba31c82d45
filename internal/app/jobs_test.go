package app_test

import (
	"net/http"
	"regexp"
	"slices"
	"testing"

	"github.com/traguardi/traguardi/internal/app"
)

var lastSuccess = regexp.MustCompile(`(?m)^traguardi_job_last_success_timestamp_seconds\{job="(?:snapshot|retention)"\} \S+$`)

// A job runs on one replica; all of them say when, those too that begin later.
func TestEveryReplicaTellsTheSameLastSuccess(t *testing.T) {
	onBoth(t, func(t *testing.T, url string) {
		told := func(s *app.Server) []string {
			return lastSuccess.FindAllString(call(t, http.MethodGet, "http://"+s.MetricsAddress+"/metrics", "").body, -1)
		}
		one, other := boot(t, settings(url)), boot(t, settings(url))
		eventually(t, "both jobs have succeeded", func() bool { return len(told(one)) == 2 })
		want := told(one)
		for name, s := range map[string]*app.Server{"the other": other, "a later one": boot(t, settings(url))} {
			if got := told(s); !slices.Equal(got, want) {
				t.Errorf("%s says %v, the first %v", name, got, want)
			}
		}
	})
}

package problem

import (
	"context"
	"net/http"
	"testing"
)

func TestFromStatus(t *testing.T) {
	for kind, s := range sorts {
		p := FromStatus(context.Background(), s.status)
		if p.Status != s.status || p.Kind != kind || p.Instance == "" {
			t.Errorf("%d gives %+v, want kind %s", s.status, p, kind)
		}
	}
	if p := FromStatus(context.Background(), http.StatusTeapot); p.Status != http.StatusInternalServerError {
		t.Errorf("an unknown status gives %d", p.Status)
	}
}

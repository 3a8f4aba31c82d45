package problem

import (
	"context"
	"net/http"
	"testing"
)

func TestFromStatus(t *testing.T) {
	for kind, a := range answers {
		p := FromStatus(context.Background(), a.status)
		if p.Status != a.status || p.Kind != kind || p.Instance == "" {
			t.Errorf("%d gives %+v, want kind %s", a.status, p, kind)
		}
	}
	if p := FromStatus(context.Background(), http.StatusTeapot); p.Status != http.StatusInternalServerError {
		t.Errorf("an unknown status gives %d", p.Status)
	}
}

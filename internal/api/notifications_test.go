package api

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// accounts stores the accounts of the actors: what is their own hangs on them.
func (w *world) accounts(names ...string) {
	w.t.Helper()
	ctx := w.t.Context()
	w.must(w.db.Administer(ctx, func(tx tracker.AdminTx) error {
		for _, name := range names {
			err := tx.SaveAccount(ctx, plan.Account{ID: actors[name].AccountID, Email: actors[name].AccountID + "@ente.example", CreatedAt: time.Now()})
			if err != nil {
				return err
			}
		}
		return nil
	}))
}

func TestNotifications(t *testing.T) {
	w := newWorld(t)
	w.accounts("editor", "reviewer")
	const path = "/account/notifications"
	change := func(as, tag string, body any) answer {
		return w.try(request{as: as, method: "PATCH", path: path, body: body, header: map[string]string{"If-Match": tag}})
	}
	read := w.get("editor", path)
	if read.json["overdue"] != true || read.json["mail_enabled"] != false || fmt.Sprint(read.json["kinds"]) != "[overdue stale questioned actions_due]" ||
		read.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("at first %s", read.Body)
	}
	changed := change("editor", read.tag(), object{"overdue": false, "job_failures": false})
	if changed.Code != http.StatusOK || changed.json["overdue"] != false || changed.json["stale"] != true || changed.tag() == read.tag() {
		t.Errorf("%d %s", changed.Code, changed.Body)
	}
	if got := w.get("editor", path); got.tag() != changed.tag() || got.Body.String() != changed.Body.String() {
		t.Errorf("read again %s", got.Body)
	}
	if other := w.get("reviewer", path); other.json["overdue"] != true {
		t.Errorf("somebody else's changed too: %s", other.Body)
	}
	for _, c := range []struct {
		as, tag string
		body    any
		status  int
	}{
		{"editor", read.tag(), object{"stale": false}, http.StatusPreconditionFailed},
		{"editor", "", object{"stale": false}, http.StatusPreconditionRequired},
		{"editor", "*", object{"stale": "no"}, http.StatusUnprocessableEntity},
		{"editor", "*", object{"stale": nil}, http.StatusUnprocessableEntity},
		{"editor", "*", object{"weather": false}, http.StatusUnprocessableEntity},
		{"editor", "*", object{"kinds": []string{}}, http.StatusUnprocessableEntity},
		{"editor", "*", object{}, http.StatusOK},
		{"editor", "*", object{"stale": false}, http.StatusOK},
		{"", "*", object{"stale": false}, http.StatusUnauthorized},
		{"admin, reading", "*", object{"stale": false}, http.StatusForbidden},
	} {
		if a := change(c.as, c.tag, c.body); a.Code != c.status {
			t.Errorf("%q with %q sends %v: %d, want %d: %s", c.as, c.tag, c.body, a.Code, c.status, a.Body)
		}
	}
	w.expect(http.StatusUnauthorized, request{method: "GET", path: path})
}

package api

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/traguardi/traguardi/internal/plan"
)

func TestIfMatchIsRead(t *testing.T) {
	for field, want := range map[string]struct {
		revision int64
		kind     plan.Kind
	}{
		`"17"`:                            {17, ""},
		`"17-2026-11-22"`:                 {17, ""},
		`"17-2026-11-22-x1y2z3a4b5c6"`:    {17, ""},
		`"17-2026-11-22-x1y2z3a4b5c6-br"`: {17, ""},
		` "17" `:                          {17, ""},
		`W/"17-2026-11-22"`:               {17, ""},
		`*`:                               {0, ""},
		`"0"`:                             {neverCurrent, ""},
		`"-1"`:                            {neverCurrent, ""},
		`"99999999999999999999"`:          {neverCurrent, ""},
		`"abc"`:                           {neverCurrent, ""},
		`""`:                              {neverCurrent, ""},
		`17`:                              {0, plan.KindMalformed},
		`"17`:                             {0, plan.KindMalformed},
		`"17", "18"`:                      {0, plan.KindMalformed},
		`w/"17"`:                          {0, plan.KindMalformed},
		``:                                {0, plan.KindMalformed},
		`"`:                               {0, plan.KindMalformed},
	} {
		r := httptest.NewRequest(http.MethodPatch, "/", nil)
		r.Header["If-Match"] = []string{field}
		revision, err := ifMatch(r)
		if plan.KindOf(err) != want.kind || (err == nil && revision != want.revision) {
			t.Errorf("%s gives %d, %v", field, revision, err)
		}
	}
	r := httptest.NewRequest(http.MethodPatch, "/", nil)
	if _, err := ifMatch(r); plan.KindOf(err) != plan.KindPreconditionRequired {
		t.Errorf("an absent If-Match gives %v", err)
	}
	r.Header["If-Match"] = []string{`"1"`, `"1"`}
	if _, err := ifMatch(r); plan.KindOf(err) != plan.KindMalformed {
		t.Errorf("two fields give %v", err)
	}
}

func TestEveryChangeNeedsItsPrecondition(t *testing.T) {
	w := newWorld(t)
	w.basics()
	meeting := w.create("editor", root+"/meetings", object{"title": "x", "held_on": "2026-12-24"})
	action := w.create("editor", root+"/meetings/"+meeting.json["id"].(string)+"/actions", object{"title": "x", "office": "ufficio-europa", "due_on": "2026-12-24"})
	for _, q := range []request{
		{as: "admin", method: "PATCH", path: root, body: object{"region": "x"}},
		{as: "admin", method: "PATCH", path: root + "/offices/ufficio-europa", body: object{"name": "x"}},
		{as: "admin", method: "DELETE", path: root + "/offices/ufficio-europa"},
		{as: "editor", method: "PATCH", path: root + "/objectives/OB-01", body: object{"title": "x"}},
		{as: "editor", method: "DELETE", path: root + "/objectives/OB-01"},
		{as: "editor", method: "PATCH", path: root + "/milestones/OB-01.1", body: object{"title": "x"}},
		{as: "editor", method: "DELETE", path: root + "/milestones/OB-01.1"},
		{as: "editor", method: "POST", path: root + "/milestones/OB-01.1/updates", body: object{"percent": 5}},
		{as: "editor", method: "PATCH", path: root + "/meetings/" + meeting.json["id"].(string), body: object{"title": "x"}},
		{as: "editor", method: "DELETE", path: root + "/meetings/" + meeting.json["id"].(string)},
		{as: "editor", method: "PATCH", path: root + "/actions/" + action.json["id"].(string), body: object{"title": "x"}},
		{as: "editor", method: "DELETE", path: root + "/actions/" + action.json["id"].(string)},
		{as: "editor", method: "POST", path: root + "/actions/" + action.json["id"].(string) + "/completion", body: object{}},
		{as: "editor", method: "DELETE", path: root + "/actions/" + action.json["id"].(string) + "/completion"},
	} {
		t.Run(q.method+" "+q.path, func(t *testing.T) {
			w.expect(http.StatusPreconditionRequired, q)
			for _, stale := range []string{`"1"`, `"0"`, `"abc"`, `"99999"`} {
				q.header = map[string]string{"If-Match": stale}
				w.expect(http.StatusPreconditionFailed, q)
			}
		})
	}
}

// TestTwoWritersOnOneMilestone: one wins, the other hears of it and loses nothing.
func TestTwoWritersOnOneMilestone(t *testing.T) {
	w := newWorld(t)
	w.basics()
	path := root + "/milestones/OB-01.1/updates"
	tag := w.get("editor", root+"/milestones/OB-01.1").tag()
	const writers = 8
	statuses := make([]int, writers)
	var wg sync.WaitGroup
	for i := range writers {
		wg.Add(1)
		go func() {
			defer wg.Done()
			statuses[i] = w.try(request{as: "editor", method: "POST", path: path, body: object{"percent": 10 + i}, header: map[string]string{"If-Match": tag}}).Code
		}()
	}
	wg.Wait()
	count := map[int]int{}
	for _, s := range statuses {
		count[s]++
	}
	if count[201] != 1 || count[412] != writers-1 {
		t.Errorf("statuses %v", count)
	}
	if updates := w.get("", path); updates.json["total"] != 1.0 {
		t.Errorf("%v updates", updates.json["total"])
	}
	// The loser reads again and repeats.
	w.report("editor", "OB-01.1", object{"percent": 60})
}

// TestWritersAllGetIn: writers that do read first get in one after the other.
func TestWritersAllGetIn(t *testing.T) {
	w := newWorld(t)
	w.basics()
	const writers, each = 4, 5
	var wg sync.WaitGroup
	for i := range writers {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for n := range each {
				a := w.try(request{as: "editor", method: "POST", path: root + "/milestones/OB-01.1/updates",
					body: object{"note": fmt.Sprintf("%d.%d", i, n)}, header: map[string]string{"If-Match": "*"}})
				if a.Code != http.StatusCreated {
					t.Errorf("%d: %s", a.Code, a.Body)
				}
			}
		}()
	}
	wg.Wait()
	if updates := w.get("", root+"/milestones/OB-01.1/updates"); updates.json["total"] != float64(writers*each) {
		t.Errorf("%v updates", updates.json["total"])
	}
}

func TestARetryIsSafe(t *testing.T) {
	w := newWorld(t)
	w.basics()
	key := map[string]string{"Idempotency-Key": "retry-1"}
	post := func(as, path string, body any, header map[string]string) answer {
		return w.try(request{as: as, method: "POST", path: path, body: body, header: header})
	}
	body := object{"title": "Sopralluogo", "held_on": "2026-12-01"}
	first := post("editor", root+"/meetings", body, key)
	second := post("editor", root+"/meetings", body, key)
	if first.Code != 201 || second.Code != 201 || first.json["id"] != second.json["id"] || second.Header().Get("Location") != first.Header().Get("Location") {
		t.Errorf("%d %s, then %d %s", first.Code, first.Body, second.Code, second.Body)
	}
	if list := w.get("editor", root+"/meetings"); list.json["total"] != 1.0 {
		t.Errorf("%v meetings", list.json["total"])
	}
	if other := post("editor", root+"/meetings", object{"title": "Altro", "held_on": "2026-12-01"}, key); other.Code != 409 {
		t.Errorf("the key used for something else: %d", other.Code)
	}
	if others := post("admin", root+"/meetings", body, key); others.Code != 201 || others.json["id"] == first.json["id"] {
		t.Errorf("another account's key: %d %s", others.Code, others.Body)
	}

	// An update whose answer was lost: the milestone has moved on, the retry still works.
	tag := w.get("editor", root+"/milestones/OB-01.1").tag()
	header := map[string]string{"Idempotency-Key": "retry-2", "If-Match": tag}
	update := post("contributor", root+"/milestones/OB-01.1/updates", object{"percent": 30}, header)
	again := post("contributor", root+"/milestones/OB-01.1/updates", object{"percent": 30}, header)
	if update.Code != 201 || again.Code != 201 || update.json["id"] != again.json["id"] {
		t.Errorf("%d %s, then %d %s", update.Code, update.Body, again.Code, again.Body)
	}
	rating := post("reviewer", root+"/objectives/OB-01/ratings", object{"rated_by": "reviewer", "confidence": "green", "text": "x"}, map[string]string{"Idempotency-Key": "retry-3"})
	ratedAgain := post("reviewer", root+"/objectives/OB-01/ratings", object{"rated_by": "reviewer", "confidence": "green", "text": "x"}, map[string]string{"Idempotency-Key": "retry-3"})
	if rating.Body.String() != ratedAgain.Body.String() {
		t.Errorf("%s, then %s", rating.Body, ratedAgain.Body)
	}
	for _, bad := range []string{"with space", strings.Repeat("a", 201), "è"} {
		if a := post("editor", root+"/meetings", body, map[string]string{"Idempotency-Key": bad}); a.Code != 400 {
			t.Errorf("key %q: %d", bad, a.Code)
		}
	}
}

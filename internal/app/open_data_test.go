package app_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/traguardi/traguardi/internal/app"
	"github.com/traguardi/traguardi/internal/tracker"
)

// The job keeps the day's files once, whatever replicas there are; what is listed is what is
// downloaded, and the head of the audit chain is there.
func TestTheOpenDataOfADay(t *testing.T) {
	t.Parallel() // beside TestAlertsFireInPrometheus, which waits
	onBoth(t, func(t *testing.T, url string) {
		demo := settings(url)
		demo.Demo = true
		one, other := boot(t, demo), boot(t, demo)
		list := func(s *app.Server) (items []struct {
			Day       string
			AuditHash string `json:"audit_hash"`
			Audit     int64  `json:"audit_sequence"`
			Files     []struct {
				Name, URL, SHA256 string
				Size              int
			}
		}) {
			answer := call(t, http.MethodGet, "http://"+s.Address+"/enti/c_m403/dati/archivio.json", "")
			var body struct{ Items json.RawMessage }
			if answer.status != http.StatusOK || json.Unmarshal([]byte(answer.body), &body) != nil || json.Unmarshal(body.Items, &items) != nil {
				t.Fatalf("%d %s", answer.status, answer.body)
			}
			return items
		}
		eventually(t, "the job kept a day", func() bool { return len(list(one)) > 0 })
		days := list(other)
		if len(days) != 1 || len(days[0].Files) != 11 {
			t.Fatalf("%+v", days)
		}
		// What was written since then does not count.
		entries, _, err := one.Store.AuditEntries(t.Context(), tracker.AuditQuery{Organization: "c_m403", Ascending: true})
		if n := days[0].Audit; err != nil || n < 1 || n > int64(len(entries)) || days[0].AuditHash != entries[n-1].Hash {
			t.Errorf("the head is %q at %d, %v", days[0].AuditHash, days[0].Audit, err)
		}
		for _, f := range days[0].Files {
			answer := call(t, http.MethodGet, "http://"+other.Address+"/enti/c_m403/dati/archivio/"+days[0].Day+"/"+f.Name, "")
			sum := sha256.Sum256([]byte(answer.body))
			if answer.status != http.StatusOK || hex.EncodeToString(sum[:]) != f.SHA256 || len(answer.body) != f.Size {
				t.Errorf("%s: %d, %d bytes of %d, %x", f.Name, answer.status, len(answer.body), f.Size, sum)
			}
		}
		if answer := call(t, http.MethodGet, "http://"+one.Address+"/enti/c_m403/dati/archivio/"+days[0].Day+"/nessuno.csv", ""); answer.status != http.StatusNotFound {
			t.Errorf("a file that is not there: %d", answer.status)
		}
		for _, lang := range []string{"", "?lang=en"} {
			page := call(t, http.MethodGet, "http://"+one.Address+"/enti/c_m403/dati/archivio"+lang, "")
			if page.status != http.StatusOK || !strings.Contains(page.body, days[0].Files[0].SHA256) || !strings.Contains(page.body, days[0].AuditHash) {
				t.Errorf("the page: %d", page.status)
			}
		}
	})
}

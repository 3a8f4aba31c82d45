//go:build look

package web_test

import (
	"net/http"
	"testing"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
)

// TestServe is no test: it shows the sample plan's pages to a browser until stopped.
//
//	go test ./internal/web -tags look -run TestServe -timeout 0
func TestServe(t *testing.T) {
	mux := http.NewServeMux()
	mux.Handle("/", sampleSite(t))
	many, _ := boardsOf(t, manyPlans()...)
	mux.Handle("/tanti/", http.StripPrefix("/tanti", newSite(t, many)))
	empty, _ := boardsOf(t, board.Changes{Organization: plan.Organization{ID: enteID, Name: "Comune di Borgo Prova", Revision: 1}})
	mux.Handle("/vuoto/", http.StripPrefix("/vuoto", newSite(t, empty)))
	none, _ := boardsOf(t)
	mux.Handle("/nessuno/", http.StripPrefix("/nessuno", newSite(t, none)))
	t.Fatal(http.ListenAndServe("127.0.0.1:8099", mux))
}

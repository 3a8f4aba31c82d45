package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/traguardi/traguardi/internal/prepared"
)

// publish renders the document in both versions and the page made from it, and serves
// them. They do not change while the program runs.
func (s *server) publish() error {
	s.finish()
	current, err := s.huma.OpenAPI().MarshalJSON()
	if err != nil {
		return fmt.Errorf("api: rendering the document: %w", err)
	}
	current, err = withNullableObjects(current)
	if err != nil {
		return err
	}
	older, err := downgrade(current)
	if err != nil {
		return err
	}
	page, err := s.docsPage()
	if err != nil {
		return err
	}
	for _, p := range []struct {
		path, media string
		body        []byte
	}{
		{"/openapi.json", mediaJSON, current},
		{"/openapi-3.0.json", mediaJSON, older},
		{"/docs", "text/html; charset=utf-8", page},
	} {
		answer, err := prepared.New(prepared.Content{
			ContentType: p.media, Body: p.body, Header: http.Header{"Cache-Control": {cachePublic}},
		})
		if err != nil {
			return fmt.Errorf("api: %s: %w", p.path, err)
		}
		s.mux.HandleFunc("GET "+Prefix+p.path, func(w http.ResponseWriter, r *http.Request) {
			prepared.Serve(w, r, answer)
		})
	}
	return nil
}

// indented writes a document so that people and diffs can read it.
func indented(tree any) ([]byte, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", " ")
	err := encoder.Encode(tree)
	return out.Bytes(), err
}

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

// lined writes a document with a line for each value, so that a difference can be read, and
// without the blanks before it, which were a quarter of its bytes.
func lined(tree any) ([]byte, error) {
	var packed, out bytes.Buffer
	encoder := json.NewEncoder(&packed)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(tree); err != nil {
		return nil, err
	}
	err := json.Indent(&out, packed.Bytes(), "", "")
	return out.Bytes(), err
}

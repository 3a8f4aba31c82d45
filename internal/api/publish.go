package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"sync"

	"github.com/traguardi/traguardi/internal/prepared"
)

// Where the document is, in both versions, and the page made from it.
const (
	documentPath = "/openapi.json"
	olderPath    = "/openapi-3.0.json"
	docsPath     = "/docs"
)

// publish serves the document in both versions and the page made from it. They do not change
// while the program runs, and are made when somebody first asks for one: describing every
// answer takes longer, and more memory, than all else of a start.
func (s *server) publish(base *url.URL) {
	documents := sync.OnceValues(func() (map[string]*prepared.Answer, error) {
		return newServer(s.Dependencies, base, true).documents()
	})
	for _, path := range []string{documentPath, olderPath, docsPath} {
		s.mux.HandleFunc("GET "+Prefix+path, func(w http.ResponseWriter, r *http.Request) {
			all, err := documents()
			if err != nil {
				s.refuse(w, r, err)
				return
			}
			prepared.Serve(w, r, all[path])
		})
	}
}

// documents renders what publish serves.
func (s *server) documents() (map[string]*prepared.Answer, error) {
	s.finish()
	current, err := s.huma.OpenAPI().MarshalJSON()
	if err != nil {
		return nil, fmt.Errorf("api: rendering the document: %w", err)
	}
	current, err = withNullableObjects(current)
	if err != nil {
		return nil, err
	}
	older, err := downgrade(current)
	if err != nil {
		return nil, err
	}
	page, err := s.docsPage()
	if err != nil {
		return nil, err
	}
	all := map[string]*prepared.Answer{}
	for path, content := range map[string]prepared.Content{
		documentPath: {ContentType: mediaJSON, Body: current},
		olderPath:    {ContentType: mediaJSON, Body: older},
		docsPath:     {ContentType: "text/html; charset=utf-8", Body: page},
	} {
		content.Header = http.Header{"Cache-Control": {cachePublic}}
		if all[path], err = prepared.New(content); err != nil {
			return nil, fmt.Errorf("api: %s: %w", path, err)
		}
	}
	return all, nil
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

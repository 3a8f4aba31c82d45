package web

import (
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strings"

	"github.com/traguardi/traguardi/internal/prepared"
	"github.com/traguardi/traguardi/ui"
)

// immutable is for files whose name changes with what is in them.
const immutable = "public, max-age=31536000, immutable"

// assetTypes are the media types of built files, by extension. A table of our own: the
// machine's may say otherwise.
var assetTypes = map[string]string{
	".css":   "text/css; charset=utf-8",
	".js":    "text/javascript; charset=utf-8",
	".svg":   "image/svg+xml",
	".woff2": "font/woff2",
	".png":   "image/png",
	".txt":   "text/plain; charset=utf-8",
	".json":  "application/json",
}

// assets are the built files as answers, by name.
type assets map[string]*prepared.Answer

// packed is the ending of a built file's copy in Brotli, which is another way to send that file
// and no file by itself.
const packed = ".br"

// readAssets prepares every built file. What begins with a dot is not for serving.
func readAssets(dist fs.FS) (assets, error) {
	all := assets{}
	err := fs.WalkDir(dist, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case name != "." && strings.HasPrefix(path.Base(name), "."):
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		case entry.IsDir() || path.Ext(name) == packed:
			return nil
		}
		body, err := fs.ReadFile(dist, name)
		if err != nil {
			return err
		}
		contentType, known := assetTypes[path.Ext(name)]
		if !known {
			contentType = "application/octet-stream"
		}
		small, err := fs.ReadFile(dist, name+packed)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		all[name], err = prepared.New(prepared.Content{
			ContentType: contentType, Body: body, Brotli: small,
			Header: http.Header{"Cache-Control": {immutable}, "X-Content-Type-Options": {"nosniff"}},
		})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("assets: %w", err)
	}
	return all, nil
}

// asset serves a built file.
func (s *Site) asset(w http.ResponseWriter, r *http.Request) {
	answer, ok := s.files[r.PathValue("file")]
	if !ok {
		s.RenderError(w, r, http.StatusNotFound)
		return
	}
	prepared.Serve(w, r, answer)
}

// favicon is for those who ask for it without reading the page.
func (s *Site) favicon(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(s.assets.URL("assets/icons/favicon.svg"), ui.AssetPrefix)
	answer, ok := s.files[name]
	if !ok {
		s.RenderError(w, r, http.StatusNotFound)
		return
	}
	prepared.Serve(w, r, answer)
}

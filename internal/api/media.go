package api

import (
	"net/http"
	"strconv"
	"strings"
)

// The media types that answers come in.
const (
	mediaJSON       = "application/json"
	mediaCSV        = "text/csv"
	mediaMergePatch = "application/merge-patch+json"
	mediaXLSX       = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
)

// mediaType picks JSON or CSV by what the request accepts. JSON wins a tie, and stands
// in where neither is accepted: an answer that can be read beats a 406.
func mediaType(r *http.Request) string {
	json, csv := 0.0, 0.0
	jsonFit, csvFit := -1, -1
	for _, line := range r.Header["Accept"] {
		for entry := range strings.SplitSeq(line, ",") {
			name, q := acceptEntry(entry)
			if fit := fits(name, mediaJSON); fit > jsonFit {
				json, jsonFit = q, fit
			}
			if fit := fits(name, mediaCSV); fit > csvFit {
				csv, csvFit = q, fit
			}
		}
	}
	if csv > json {
		return mediaCSV
	}
	return mediaJSON
}

// fits tells how exactly a media range names a type: 2 fully, 1 by its group, 0 as
// anything, -1 not at all.
func fits(mediaRange, media string) int {
	group, _, _ := strings.Cut(media, "/")
	switch mediaRange {
	case media:
		return 2
	case group + "/*":
		return 1
	case "*/*":
		return 0
	}
	return -1
}

func acceptEntry(entry string) (name string, q float64) {
	name, params, _ := strings.Cut(entry, ";")
	q = 1
	for param := range strings.SplitSeq(params, ";") {
		key, value, _ := strings.Cut(strings.TrimSpace(param), "=")
		if !strings.EqualFold(key, "q") {
			continue
		}
		if parsed, err := strconv.ParseFloat(value, 64); err == nil && parsed >= 0 && parsed <= 1 {
			q = parsed
		}
	}
	return strings.ToLower(strings.TrimSpace(name)), q
}

package httpserver

import (
	"net/http"
	"slices"
	"strings"
)

// StrictCSP is the Content-Security-Policy of every page: nothing from elsewhere, nothing inline.
const StrictCSP = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"

// SecurityHeadersOptions are what SecurityHeaders needs; the zero value is strict.
type SecurityHeadersOptions struct {
	// HTTPS tells that people reach the program by https (its base URL says so): then browsers are
	// told to keep to it (HSTS). It must stay false otherwise.
	HTTPS bool
	// CSP overrides StrictCSP under some paths.
	CSP []ForPrefix[string]
	// API is the path below which answers that are data have a file's name: a browser that is sent
	// there keeps them, under that name whatever the address says, and shows none as a page. Empty:
	// there is none.
	API string
}

// dataNames are the names of answers that are data, by their media type.
var dataNames = []struct {
	media string
	name  []string
}{
	{"application/json", []string{`attachment; filename="api.json"`}},
	{"application/problem+json", []string{`attachment; filename="api.json"`}},
	{"text/csv", []string{`attachment; filename="api.csv"`}},
}

// setDataName names an answer that is data, where no handler has.
func setDataName(header http.Header) {
	const field = "Content-Disposition"
	media := header["Content-Type"]
	if _, set := header[field]; set || len(media) == 0 {
		return
	}
	for i := range dataNames {
		if rest, is := strings.CutPrefix(media[0], dataNames[i].media); is && (rest == "" || rest[0] == ';') {
			header[field] = dataNames[i].name
			return
		}
	}
}

// SecurityHeaders adds the header fields by which a browser limits what a page may do to every
// answer but a 304, whose client has them already. A handler that sets one of them itself prevails.
func SecurityHeaders(options SecurityHeadersOptions) Middleware {
	common := []lateField{
		// Pages behind the sign-in have addresses that are nobody else's business; and unlike
		// no-referrer it leaves the Origin of the site's own forms, which CrossOrigin looks at.
		{"Referrer-Policy", []string{"same-origin"}},
		{"X-Content-Type-Options", []string{"nosniff"}},
		{"Permissions-Policy", []string{"camera=(), geolocation=(), microphone=(), payment=(), usb=()"}},
		{"Cross-Origin-Opener-Policy", []string{"same-origin"}},
		{"Cross-Origin-Resource-Policy", []string{"same-origin"}},
	}
	if options.HTTPS {
		// A year; without subdomains, which are the institution's, not this program's.
		common = append(common, lateField{"Strict-Transport-Security", []string{"max-age=31536000"}})
	}
	with := func(policy string) []lateField {
		return append(slices.Clone(common), lateField{"Content-Security-Policy", []string{policy}})
	}
	strict := with(StrictCSP)
	overrides := make([]ForPrefix[[]lateField], len(options.CSP))
	for i, rule := range options.CSP {
		overrides[i] = ForPrefix[[]lateField]{rule.Prefix, with(rule.Value)}
	}
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			answer := track(w)
			answer.late = pick(overrides, r.URL.Path, strict)
			answer.data = options.API != "" && below(r.URL.Path, options.API)
			next.ServeHTTP(answer, r)
			if answer.status == 0 {
				answer.setLate() // net/http will answer for a handler that wrote nothing
			}
		})
	}
}

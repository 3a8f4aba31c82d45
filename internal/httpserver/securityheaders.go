package httpserver

import (
	"net/http"
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
}

// SecurityHeaders sets the header fields by which a browser limits what a page may do. A handler may
// still replace one.
func SecurityHeaders(options SecurityHeadersOptions) Middleware {
	type value = []string // one slice per value for all answers: setting it allocates nothing
	fixed := []struct {
		name  string
		value value
	}{
		// Pages behind the sign-in have addresses that are nobody else's business; and unlike
		// no-referrer it leaves the Origin of the site's own forms, which CrossOrigin looks at.
		{"Referrer-Policy", value{"same-origin"}},
		{"X-Content-Type-Options", value{"nosniff"}},
		{"Permissions-Policy", value{"camera=(), geolocation=(), microphone=(), payment=(), usb=()"}},
		{"Cross-Origin-Opener-Policy", value{"same-origin"}},
		{"Cross-Origin-Resource-Policy", value{"same-origin"}},
	}
	if options.HTTPS {
		// A year; without subdomains, which are the institution's, not this program's.
		fixed = append(fixed, struct {
			name  string
			value value
		}{"Strict-Transport-Security", value{"max-age=31536000"}})
	}
	strict := value{StrictCSP}
	policies := make([]ForPrefix[value], len(options.CSP))
	for i, rule := range options.CSP {
		policies[i] = ForPrefix[value]{rule.Prefix, value{rule.Value}}
	}
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			header := w.Header()
			for i := range fixed {
				header[fixed[i].name] = fixed[i].value
			}
			header["Content-Security-Policy"] = pick(policies, r.URL.Path, strict)
			next.ServeHTTP(w, r)
		})
	}
}

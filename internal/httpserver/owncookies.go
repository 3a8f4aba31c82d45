package httpserver

import (
	"net/http"
	"net/url"
	"slices"
)

// OwnCookies takes the cookies off requests that a browser sends on behalf of another origin, so
// that whoever signed in is nobody there: pages of another site, of another port or of a neighbouring
// host see what the public sees. It is for answers that any page may read (the API's); requests that
// change something are CrossOrigin's. trustedOrigins ("https://host") are the program's own besides
// the request's Host.
func OwnCookies(trustedOrigins []string) Middleware {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Cookie") != "" && onBehalfOfAnother(r, trustedOrigins) {
				r = r.Clone(r.Context())
				r.Header.Del("Cookie")
			}
			next.ServeHTTP(w, r)
		})
	}
}

// onBehalfOfAnother goes by what a page cannot forge. A request with neither field comes from no
// page of another origin: browsers that do not know the first send the second wherever the answer
// could be read.
func onBehalfOfAnother(r *http.Request, trustedOrigins []string) bool {
	switch r.Header.Get("Sec-Fetch-Site") {
	case "same-origin", "none":
		return false
	case "":
	default:
		return true
	}
	origin := r.Header.Get("Origin")
	if origin == "" || slices.Contains(trustedOrigins, origin) {
		return false
	}
	u, err := url.Parse(origin)
	return err != nil || u.Host != r.Host
}

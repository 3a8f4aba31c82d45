package httpserver

import (
	"fmt"
	"net/http"
)

// CrossOrigin refuses, with a 403 of render's, requests that change something and that a browser
// sends on behalf of another site (http.CrossOriginProtection). Clients that are not browsers pass.
// trustedOrigins ("https://host") are accepted besides the request's own Host: the base URL's, since
// a proxy may not hand on the Host that the browser asked for.
func CrossOrigin(trustedOrigins []string, render ErrorRenderer) (Middleware, error) {
	protection := http.NewCrossOriginProtection()
	for _, origin := range trustedOrigins {
		if err := protection.AddTrustedOrigin(origin); err != nil {
			return nil, fmt.Errorf("trusted origin %q: %w", origin, err)
		}
	}
	protection.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		render(w, r, http.StatusForbidden)
	}))
	return protection.Handler, nil
}

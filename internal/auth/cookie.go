package auth

import (
	"net/http"
	"time"
)

// Cookies is how a browser carries a session: a name and attributes that depend on
// whether the installation is reached through HTTPS.
type Cookies struct{ https bool }

// NewCookies says whether the public address is an https one.
func NewCookies(https bool) Cookies { return Cookies{https} }

// hostPrefix binds a cookie to this host: no neighbouring host can set it (RFC 6265bis,
// section 4.1.3.2). Browsers take it under HTTPS alone, and for all paths alone.
const hostPrefix = "__Host-"

// Name of the session's cookie.
func (c Cookies) Name() string { return c.nameOf("traguardi") }

func (c Cookies) nameOf(name string) string {
	if c.https {
		return hostPrefix + name
	}
	return name
}

// ReadFor gives what SetFor handed out; ok is false where a request brings nothing of that
// name.
func (c Cookies) ReadFor(r *http.Request, name string) (value string, ok bool) {
	cookie, err := r.Cookie(c.nameOf(name))
	if err != nil {
		return "", false
	}
	return cookie.Value, true
}

// Read gives the session token that a request carries; ok is false where there is none
// that could be one.
func (c Cookies) Read(r *http.Request) (token string, ok bool) {
	cookie, err := r.Cookie(c.Name())
	if err != nil || !plausible(sessionPrefix, cookie.Value) {
		return "", false
	}
	return cookie.Value, true
}

// Set hands a session's token to the browser, until that is closed or the session ends.
func (c Cookies) Set(w http.ResponseWriter, token string) {
	http.SetCookie(w, c.cookie(token))
}

// Clear takes it back.
func (c Cookies) Clear(w http.ResponseWriter) {
	cookie := c.cookie("") //nolint:gosec // as above
	cookie.MaxAge = -1
	http.SetCookie(w, cookie)
}

// SetFor hands the browser a cookie of another name, for the pages below a path, for a
// while; a while of nothing takes it back. ReadFor reads it. Under HTTPS it is bound to
// this host, which is worth more than the path: whoever could plant the one of a sign-in
// under way could sign somebody in as themselves.
func (c Cookies) SetFor(w http.ResponseWriter, name, value, path string, lifetime time.Duration) {
	cookie := c.cookie(value) //nolint:gosec // as above
	cookie.Name, cookie.MaxAge = c.nameOf(name), int(lifetime/time.Second)
	if !c.https {
		cookie.Path = path
	}
	if lifetime <= 0 {
		cookie.MaxAge = -1
	}
	http.SetCookie(w, cookie)
}

func (c Cookies) cookie(value string) *http.Cookie {
	//nolint:gosec // Secure wherever the installation is reached through HTTPS
	return &http.Cookie{Name: c.Name(), Value: value, Path: "/", HttpOnly: true, Secure: c.https, SameSite: http.SameSiteLaxMode}
}

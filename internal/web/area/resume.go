package area

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// Fields by which the way in remembers where somebody was going, and what was typed there.
const (
	fieldNext  = "prosegui"
	fieldDraft = "bozza"
)

// maxDraft bounds what is carried through the sign-in, in bytes.
const maxDraft = 512 << 10

// lost answers to somebody who is not signed in, or not any more: with the way in, which
// then leads back. What a form had brought is carried along and comes back typed, not
// written: the person may be another.
func (s *Site) lost(v *visit) (reply, error) {
	if v.r.Method == http.MethodGet || v.r.Method == http.MethodHead {
		return v.redirect("/accesso"+query(fieldNext, v.r.URL.RequestURI()), "")
	}
	f, err := v.form()
	if err != nil {
		return nil, err
	}
	values := url.Values{}
	for name, typed := range f.values {
		if !slices.Contains(secretFields, name) {
			values[name] = typed
		}
	}
	draft := values.Encode()
	if len(draft) > maxDraft {
		draft = ""
	}
	return s.accessPage(v, &form{}, http.StatusUnauthorized, v.r.URL.RequestURI(), draft)
}

// secretFields are not carried through the sign-in: they would stand in its page.
var secretFields = []string{"password", "password_again", "current_password", "code"}

// safeNext is where to go after sign-in: a page of the area and nothing else.
func safeNext(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.IsAbs() || u.Host != "" || u.Opaque != "" || strings.ContainsAny(next, "\\\r\n\t") {
		return "/area"
	}
	if u.Path != "/area" && !strings.HasPrefix(u.Path, "/area/") || strings.Contains(u.Path, "//") || strings.Contains(u.Path, "..") {
		return "/area"
	}
	return (&url.URL{Path: u.Path, RawQuery: u.RawQuery, Fragment: u.Fragment}).String()
}

type resumedKey struct{}

func isResumed(ctx context.Context) bool {
	resumed, _ := ctx.Value(resumedKey{}).(bool)
	return resumed
}

// resume shows the page that a form had been posted to, filled with what was typed, to
// whoever has just signed in (auth.Enter). Without a draft it leads to the page.
func (s *Site) resume(entered context.Context, v *visit, next, draft string) (reply, error) {
	next = safeNext(next)
	values, err := url.ParseQuery(draft)
	if draft == "" || err != nil || len(draft) > maxDraft {
		return v.redirect(next, "")
	}
	address, err := url.Parse(next)
	if err != nil {
		return v.redirect("/area", "")
	}
	// As if the browser had sent the form now.
	typed := values.Encode()
	r := v.r.Clone(context.WithValue(entered, resumedKey{}, true))
	r.Method, r.URL, r.RequestURI = http.MethodPost, address, next
	r.Form, r.PostForm, r.MultipartForm = nil, nil, nil
	r.Body, r.ContentLength = io.NopCloser(strings.NewReader(typed)), int64(len(typed))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return replyFunc(func(v *visit) { s.mux.ServeHTTP(v.w, r) }), nil
}

type replyFunc func(*visit)

func (f replyFunc) send(v *visit) { f(v) }

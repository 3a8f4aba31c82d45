package plan

import (
	"strings"
	"time"
)

// Account is a person of the staff. Its e-mail address is never public.
type Account struct {
	ID string
	// Email is kept as EmailKey gives it: it is also the sign-in name.
	Email        string
	PasswordHash string
	// AddressProven says that whoever signs in was shown to be whose address it is: by a link
	// that was sent there, by a provider, or by the operator's word. Without it there is the
	// word of the admin alone who made the account, or handed a link over.
	AddressProven bool
	Disabled      bool
	CreatedAt     time.Time
	Memberships   []Membership
}

// EmailKey is the form in which addresses are compared: trimmed, lower case.
func EmailKey(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

// Writable reports whether somebody can be written to at an address: there is one, and it
// is none of those that are made up (.invalid, RFC 2606), as the demonstration's are.
func Writable(email string) bool { return email != "" && !strings.HasSuffix(email, ".invalid") }

// CheckEmail notes an address that cannot be one. It asks for one @ with text on
// both sides and a dot after it; whether it exists only a mail can tell.
func (p *Problems) CheckEmail(location, s string) {
	p.Line(location, s, 254, true)
	local, domain, ok := strings.Cut(s, "@")
	if !ok || local == "" || strings.ContainsAny(s, " ,;<>\"") || strings.Contains(domain, "@") ||
		!strings.Contains(strings.Trim(domain, "."), ".") {
		p.Add(location, "email.form", "must be an e-mail address")
	}
}

package plan

import "time"

// CalendarAddress is the secret address at which a calendar program reads what an account
// sees of one organization. Only the hash of the secret is kept. It is good for the role
// that the account had when it was made: with another one, or none, it is at an end.
type CalendarAddress struct {
	ID           string
	AccountID    string
	Organization string
	Hash         string
	Role         Role
	Office       string // code, or empty
	CreatedAt    time.Time
	// Revision is the organization's that it was made at.
	Revision int64
}

// Holds reports whether an account may still be read for by the address.
func (c CalendarAddress) Holds(a Account) bool {
	if a.Disabled || a.ID != c.AccountID {
		return false
	}
	for _, m := range a.Memberships {
		if m.Organization == c.Organization {
			return m.Role == c.Role && m.Office == c.Office
		}
	}
	return false
}

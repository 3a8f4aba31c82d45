package plan

import "time"

// ExternalIdentity is whom an OpenID Connect provider knows an account by.
type ExternalIdentity struct {
	// Issuer and Subject together are one person for ever (OpenID Connect Core, section 2);
	// an e-mail address can pass to somebody else.
	Issuer, Subject string
	AccountID       string
	CreatedAt       time.Time
}

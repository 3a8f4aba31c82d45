package api

import (
	"context"
	"net/http"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// Account is whoever asks, for their own eyes.
type Account struct {
	ID           string       `json:"id" maxLength:"64" pattern:"^[A-Za-z0-9-]{1,64}$" example:"0190a5d2-7c3e-7b1a-9f00-3a5b6c7d8e9f" doc:"The account's identifier, as the audit trail names it."`
	Email        string       `json:"email" format:"email" maxLength:"254" example:"nome.cognome@comune.example.it" doc:"The e-mail address, which is the sign-in name too."`
	Memberships  []Membership `json:"memberships" minItems:"0" maxItems:"10000" doc:"The roles, at most one in each organization."`
	HasPassword  bool         `json:"has_password" example:"true" doc:"False for an account that signs in with a provider alone."`
	SecondFactor bool         `json:"second_factor" example:"true" doc:"Whether the sign-in with the password asks for a code too."`
	CameBy       string       `json:"came_by" enum:"session,bearer" example:"bearer" doc:"What this request came with: a session's cookie or an API token."`
	Scope        string       `json:"scope" enum:"read,write" example:"write" doc:"What it may do of what the roles allow: reading alone, or all of it."`
	NarrowedTo   *string      `json:"narrowed_to" nullable:"true" maxLength:"32" pattern:"^[a-z0-9_]{1,32}$" example:"c_m403" doc:"The only organization that the API token reaches; null where it is all."`
	CreatedAt    string       `json:"created_at" format:"date-time" maxLength:"35" example:"2026-05-12T10:00:00.000+02:00" doc:"When the account was made."`
}

// Membership is a role in one organization.
type Membership struct {
	Organization string  `json:"organization" maxLength:"32" pattern:"^[a-z0-9_]{1,32}$" example:"c_m403" doc:"The IPA code of the organization."`
	Role         string  `json:"role" enum:"viewer,contributor,editor,reviewer,admin" example:"contributor" doc:"What the account may do there."`
	Office       *string `json:"office" nullable:"true" maxLength:"64" pattern:"^[a-z0-9]+(-[a-z0-9]+)*$" example:"ufficio-europa" doc:"The own office, of a contributor above all."`
}

type accountInput struct{ Request }

func (s *server) ownOperations() {
	register(s, operation{
		method: http.MethodGet, path: "/account", id: "account", tag: tagAccount,
		title: "Who asks", text: "The account of whoever asks: its roles, and how it signs in. No secret is ever told.",
		answer: Account{}, own: true,
	}, s.account)
	s.ownSessionOperations()
	s.ownTokenOperations()
}

func (s *server) account(ctx context.Context, _ *accountInput) (reply, error) {
	profile, err := s.Tracker.OwnProfile(ctx)
	if err != nil {
		return reply{}, err
	}
	grant := plan.ActorFrom(ctx).Token
	shown := Account{
		ID: profile.Account.ID, Email: profile.Account.Email, Memberships: membershipsOf(profile),
		HasPassword: profile.HasPassword, SecondFactor: profile.SecondFactor, CameBy: "session", Scope: string(plan.TokenWrite),
		CreatedAt: instant(profile.Account.CreatedAt, s.Clock.Location),
	}
	if grant.Present() {
		shown.CameBy, shown.NarrowedTo = "bearer", optionalText(grant.Organization)
		if !grant.Writes() {
			shown.Scope = string(plan.TokenRead)
		}
	}
	return reply{body: shown}, nil
}

func membershipsOf(p tracker.Profile) []Membership {
	all := make([]Membership, 0, len(p.Account.Memberships))
	for _, m := range p.Account.Memberships {
		all = append(all, Membership{Organization: m.Organization, Role: string(m.Role), Office: optionalText(m.Office)})
	}
	return all
}

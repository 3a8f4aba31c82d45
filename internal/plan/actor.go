package plan

import "context"

// Role is what an account may do in one organization.
type Role string

// The roles, from contract.md. RoleSystem is the command line, the jobs and the
// demonstration: it is never given to an account.
const (
	RoleViewer      Role = "viewer"
	RoleContributor Role = "contributor"
	RoleEditor      Role = "editor"
	RoleReviewer    Role = "reviewer"
	RoleAdmin       Role = "admin"
	RoleSystem      Role = "system"
)

// Roles are those that an account can have.
var Roles = []Role{RoleViewer, RoleContributor, RoleEditor, RoleReviewer, RoleAdmin}

// ValidRole tells a role that an account can have.
func ValidRole(r Role) bool {
	for _, known := range Roles {
		if r == known {
			return true
		}
	}
	return false
}

// Membership is an account's role in one organization. Office is the code of the
// contributor's own office; it may be empty for the other roles.
type Membership struct {
	Organization string
	Role         Role
	Office       string
	// Revision is how far the organization's plan was when it was found out who asks; 0 where
	// the membership was not read for that.
	Revision int64
}

// Actor is whoever asks for something. The zero Actor is the anonymous public.
type Actor struct {
	// AccountID is empty for the public and for the system.
	AccountID string
	// SessionID is the session that the request came with; empty where a token did.
	SessionID   string
	System      bool
	Memberships []Membership
	// Token is the API token that the actor came with, if any: it can narrow what the
	// roles allow.
	Token TokenGrant
	// FactorDue: a second factor is demanded of one of the roles and is not set up. Until it is,
	// the roles are withheld, Memberships is empty, and the actor may do nothing but that.
	FactorDue bool
}

// SystemActor acts for the program itself: command line, jobs, demonstration.
var SystemActor = Actor{System: true}

// Anonymous reports whether nobody is signed in.
func (a Actor) Anonymous() bool { return a.AccountID == "" && !a.System }

// In returns the actor's membership of an organization; ok is false for strangers.
func (a Actor) In(organization string) (m Membership, ok bool) {
	if a.System {
		return Membership{Organization: organization, Role: RoleSystem}, true
	}
	for _, m := range a.Memberships {
		if m.Organization == organization {
			return m, true
		}
	}
	return Membership{}, false
}

type actorKey struct{}

// whoAsks is an actor; where it is presumed alone, with how to find out.
type whoAsks struct {
	actor   Actor
	confirm Confirm
}

// WithActor puts the actor in the context. Package auth does it for requests,
// package app for the command line and the jobs.
func WithActor(ctx context.Context, a Actor) context.Context {
	return context.WithValue(ctx, actorKey{}, whoAsks{actor: a})
}

// ActorFrom returns the actor of a context, the anonymous one where none was put.
func ActorFrom(ctx context.Context) Actor {
	who, _ := ctx.Value(actorKey{}).(whoAsks)
	return who.actor
}

// Signature is who made a change, as history keeps it. The account can be erased
// later; the role stays.
type Signature struct {
	AccountID string `json:"account_id"`
	Role      Role   `json:"role"`
}

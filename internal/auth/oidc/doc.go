// Package oidc lets the staff sign in with an OpenID Connect provider: the authorization
// code flow with PKCE, from discovery to an Identity whose every claim was checked, and
// the logout at the provider.
//
// It speaks HTTP with the provider and nothing else: cookies and pages are the web's,
// accounts the tracker's. A provider that is away at start is looked for again when
// somebody asks; until then Available says so and every other way to sign in goes on.
package oidc

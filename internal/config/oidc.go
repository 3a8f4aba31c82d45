package config

import (
	"net/netip"
	"net/url"
	"strings"
)

// OIDC are the settings of the sign-in with an OpenID Connect provider. Without an issuer
// there is none.
type OIDC struct {
	Issuer           string   `name:"oidc-issuer" help:"Address of the OpenID Connect provider that the staff sign in with, exactly as its discovery document names it; empty for none." env:"TRAGUARDI_OIDC_ISSUER" placeholder:"URL"`
	ClientID         string   `name:"oidc-client-id" help:"By what name the provider knows this program." env:"TRAGUARDI_OIDC_CLIENT_ID" placeholder:"ID"`
	ClientSecretFile string   `name:"oidc-client-secret-file" help:"File with the secret that the provider gave this program; empty for a public client." env:"TRAGUARDI_OIDC_CLIENT_SECRET_FILE" placeholder:"FILE"`
	Name             string   `name:"oidc-name" help:"What the button at the sign-in says." default:"Accedi con le credenziali dell'ente" env:"TRAGUARDI_OIDC_NAME" placeholder:"TEXT"`
	Scopes           []string `name:"oidc-scopes" help:"Scopes to ask for besides openid." default:"email" env:"TRAGUARDI_OIDC_SCOPES" placeholder:"SCOPE"`
	RolesClaim       string   `name:"oidc-roles-claim" help:"Claim with the roles (c_m403:editor, c_m403:contributor:tributi); dots lead into nested objects." default:"traguardi_roles" env:"TRAGUARDI_OIDC_ROLES_CLAIM" placeholder:"CLAIM"`
	UnverifiedEmail  bool     `name:"oidc-unverified-email" help:"Take e-mail addresses from a provider that does not say whether it has verified them." env:"TRAGUARDI_OIDC_UNVERIFIED_EMAIL"`
	JoinByEmail      bool     `name:"oidc-join-by-email" help:"Let whoever the provider knows by an e-mail address into the local account of that address, even where it has a password." env:"TRAGUARDI_OIDC_JOIN_BY_EMAIL"`
}

// On reports whether the staff can sign in with a provider.
func (o OIDC) On() bool { return o.Issuer != "" }

// check finds every setting that cannot be used.
func (o OIDC) check(bad func(setting, rule string)) {
	if !o.On() {
		if o.ClientID != "" || o.ClientSecretFile != "" || o.UnverifiedEmail || o.JoinByEmail {
			bad("oidc-issuer", "is needed where another setting of the provider is given")
		}
		return
	}
	if rule := checkIssuer(o.Issuer); rule != "" {
		bad("oidc-issuer", rule)
	}
	if strings.TrimSpace(o.ClientID) == "" {
		bad("oidc-client-id", "is needed with --oidc-issuer")
	}
	if _, err := o.Secret(); err != nil {
		bad("oidc-client-secret-file", err.Error())
	}
	if n := len([]rune(o.Name)); strings.TrimSpace(o.Name) == "" || n > 80 {
		bad("oidc-name", "must have 1 to 80 characters")
	}
	if strings.TrimSpace(o.RolesClaim) == "" {
		bad("oidc-roles-claim", "must name a claim")
	}
	for _, scope := range o.Scopes {
		if strings.TrimSpace(scope) == "" || strings.ContainsAny(scope, " \"\\") {
			bad("oidc-scopes", "must be scopes, separated by commas")
			break
		}
	}
}

// checkIssuer lets the address of a provider be http on this machine alone: whoever can
// alter what it says can sign in as anybody.
func checkIssuer(s string) (rule string) {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return "must be an https:// address without query"
	}
	if u.Scheme == "https" {
		return ""
	}
	ip, err := netip.ParseAddr(u.Hostname())
	if u.Scheme == "http" && (u.Hostname() == "localhost" || err == nil && ip.IsLoopback()) {
		return ""
	}
	return "must be an https:// address (http:// on this machine alone)"
}

// Secret reads the client's secret: the file's only line. Empty where there is no file.
// The error repeats nothing of it.
func (o OIDC) Secret() (string, error) {
	if o.ClientSecretFile == "" {
		return "", nil
	}
	return readSecret(o.ClientSecretFile)
}

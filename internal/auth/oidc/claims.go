package oidc

import (
	"cmp"
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"github.com/traguardi/traguardi/internal/plan"
)

// find gives the value of a claim, nil where there is none. The name may itself have dots
// (as addresses have that some providers name claims by); otherwise they lead into nested
// objects.
func (c claims) find(name string) json.RawMessage {
	if value, ok := c[name]; ok {
		return value
	}
	first, rest, nested := strings.Cut(name, ".")
	value, ok := c[first]
	if !ok || !nested {
		return nil
	}
	var inner claims
	if json.Unmarshal(value, &inner) != nil {
		return nil
	}
	return inner.find(rest)
}

// email gives the verified address of the claims.
func (p *Provider) email(c claims) (string, error) {
	var address string
	if json.Unmarshal(c.find("email"), &address) != nil {
		return "", failure(ReasonEmail, "the provider tells no e-mail address")
	}
	var problems plan.Problems
	problems.CheckEmail("email", strings.TrimSpace(address))
	if problems.Any() {
		return "", failure(ReasonEmail, "what the provider gives as e-mail address is none")
	}
	verified := c.find("email_verified")
	switch {
	case verified == nil && p.settings.UnverifiedEmail:
	case string(verified) == "true", string(verified) == `"true"`: // some send it as text
	default:
		return "", failure(ReasonEmail, "the provider has not verified the e-mail address")
	}
	return plan.EmailKey(address), nil
}

// ours is what a value of ours looks like, right or wrong: codes, nothing about a person.
var ours = regexp.MustCompile(`^[a-z0-9_]{1,32}:[a-z_]{1,20}(:[a-z0-9-]{1,64})?$`)

// maxValues bounds how many values of the claim are looked at.
const maxValues = 1000

// rolesOf reads the values of the roles' claim: a list of texts, or one text.
func rolesOf(claim json.RawMessage) (memberships []plan.Membership, ignored []string, others int) {
	of := map[string]plan.Membership{}
	for _, value := range texts(claim) {
		m, ok := membership(value)
		switch {
		case !ok && ours.MatchString(value):
			ignored = append(ignored, value)
		case !ok:
			others++
		default:
			if other, twice := of[m.Organization]; twice && other != m {
				if outranks(other, m) {
					m, other = other, m
				}
				ignored = append(ignored, valueOf(other))
			}
			of[m.Organization] = m
		}
	}
	for _, m := range of {
		memberships = append(memberships, m)
	}
	slices.SortFunc(memberships, func(a, b plan.Membership) int { return strings.Compare(a.Organization, b.Organization) })
	return memberships, ignored, others
}

// texts reads a list of texts, or one text; anything else is no text at all.
func texts(claim json.RawMessage) []string {
	var list []string
	if json.Unmarshal(claim, &list) == nil {
		return list[:min(len(list), maxValues)]
	}
	var single string
	if json.Unmarshal(claim, &single) == nil {
		return []string{single}
	}
	return nil
}

// outranks says which of two memberships counts where a claim gives several for one
// organization: an account has one in each. It is the one further on in plan.Roles, and
// then the office whose code comes first, whatever the order in the claim.
func outranks(a, b plan.Membership) bool {
	return cmp.Or(cmp.Compare(slices.Index(plan.Roles, a.Role), slices.Index(plan.Roles, b.Role)), strings.Compare(b.Office, a.Office)) > 0
}

// membership reads one value: organization:role or organization:role:office, as in
// c_m403:contributor:tributi.
func membership(value string) (plan.Membership, bool) {
	parts := strings.Split(value, ":")
	if len(parts) < 2 || len(parts) > 3 {
		return plan.Membership{}, false
	}
	m := plan.Membership{Organization: parts[0], Role: plan.Role(parts[1])}
	if len(parts) == 3 {
		m.Office = parts[2]
		if !plan.ValidOfficeCode(m.Office) {
			return m, false
		}
	}
	whole := m.Role != plan.RoleContributor || m.Office != ""
	return m, plan.ValidOrganizationID(m.Organization) && plan.ValidRole(m.Role) && whole
}

// valueOf writes a membership as a value of the claim.
func valueOf(m plan.Membership) string {
	value := m.Organization + ":" + string(m.Role)
	if m.Office != "" {
		value += ":" + m.Office
	}
	return value
}

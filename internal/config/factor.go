package config

import "github.com/traguardi/traguardi/internal/plan"

// FactorRoles are the roles that have to set up a second factor.
func (s Serve) FactorRoles() []plan.Role {
	roles := make([]plan.Role, len(s.RequireSecondFactor))
	for i, role := range s.RequireSecondFactor {
		roles[i] = plan.Role(role)
	}
	return roles
}

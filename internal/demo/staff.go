package demo

import "github.com/traguardi/traguardi/internal/plan"

// Organization is the ente of the demonstration.
const Organization = ente

// Member is somebody of the demonstration's staff.
type Member struct {
	Email  string
	Role   plan.Role
	Office string
}

// Staff is one person for each role. Their addresses are in a domain that nobody has
// (RFC 2606).
var Staff = []Member{
	{"assessore@esempio.invalid", plan.RoleReviewer, ""},
	{"ufficio.europa@esempio.invalid", plan.RoleEditor, ""},
	{"referente@esempio.invalid", plan.RoleContributor, informatici},
	{"amministrazione@esempio.invalid", plan.RoleAdmin, ""},
	{"lettura@esempio.invalid", plan.RoleViewer, ""},
}

package api

import (
	"context"
	"net/http"

	"github.com/traguardi/traguardi/internal/plan"
)

// AuditChain is how far the audit chain was verified.
type AuditChain struct {
	Entries    int64   `json:"entries" minimum:"0" maximum:"9007199254740991" example:"1234" doc:"The sequence number of the last entry that verified."`
	Head       string  `json:"head" maxLength:"64" pattern:"^([0-9a-f]{64})?$" example:"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" doc:"Its hash: whoever kept an earlier one can tell that nothing before it was changed since."`
	Intact     bool    `json:"intact" example:"true" doc:"Whether all of it verified."`
	Broken     *string `json:"broken" nullable:"true" maxLength:"300" example:"entry 12 was altered" doc:"What is wrong with the first bad entry; null for a whole chain."`
	VerifiedAt string  `json:"verified_at" format:"date-time" maxLength:"35" example:"2026-05-11T09:30:00.000+02:00" doc:"When the last entry was verified: now."`
	CompleteAt string  `json:"complete_at" format:"date-time" maxLength:"35" example:"2026-05-11T07:00:00.000+02:00" doc:"When the first one was: entries verified within the last day are not read again."`
}

func (s *server) auditChain(ctx context.Context, in *InOrganization) (reply, error) {
	state, err := s.Tracker.ChainState(ctx, in.Organization)
	if err != nil {
		return reply{}, err
	}
	v, err := s.view(ctx, in.Organization, plan.Date{})
	if err != nil {
		return reply{}, err
	}
	return v.one(AuditChain{
		Entries: state.Entries, Head: state.Head, Intact: state.Broken == "", Broken: optionalText(state.Broken),
		VerifiedAt: instant(state.VerifiedAt, v.zone), CompleteAt: instant(state.CompleteAt, v.zone),
	}, v.Revision), nil
}

func (s *server) auditChainOperations() {
	register(s, operation{
		method: http.MethodGet, path: "/organizations/{organization}/audit-chain", id: "audit-chain", tag: tagAudit,
		title: "The state of the audit chain", text: "Verifies the chain of the audit trail and tells how far it holds. The command `audit verify` recomputes all of it. For the organization's members.",
		answer: AuditChain{}, staff: true,
	}, s.auditChain)
}

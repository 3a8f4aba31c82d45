package tracker

import (
	"context"
	"maps"
	"slices"

	"github.com/traguardi/traguardi/internal/plan"
)

// Operation is something that an actor may or may not do, named for the policy and
// for the audit trail (`milestone.report`).
type Operation string

// The operations.
const (
	OpOrganizationCreate Operation = "organization.create"
	OpOrganizationChange Operation = "organization.change"
	OpOfficeCreate       Operation = "office.create"
	OpOfficeChange       Operation = "office.change"
	OpOfficeRemove       Operation = "office.remove"
	OpOfficeMerge        Operation = "office.merge"
	OpSectorCreate       Operation = "sector.create"
	OpSectorChange       Operation = "sector.change"
	OpSectorOrder        Operation = "sector.order"
	OpSectorRemove       Operation = "sector.remove"
	OpTextsChange        Operation = "texts.change"
	OpPublicationChange  Operation = "publication.change"
	OpObjectiveCreate    Operation = "objective.create"
	OpObjectiveChange    Operation = "objective.change"
	OpObjectiveRemove    Operation = "objective.remove"
	OpObjectiveOrder     Operation = "objective.order"
	OpMilestoneCreate    Operation = "milestone.create"
	OpMilestoneChange    Operation = "milestone.change"
	OpMilestoneRemove    Operation = "milestone.remove"
	OpMilestoneOrder     Operation = "milestone.order"
	OpMilestoneReport    Operation = "milestone.report"
	OpUpdateReview       Operation = "update.review"
	OpRateForOffice      Operation = "objective.rate_for_office"
	OpRateAsReviewer     Operation = "objective.rate_as_reviewer"
	OpMeetingCreate      Operation = "meeting.create"
	OpMeetingChange      Operation = "meeting.change"
	OpMeetingRemove      Operation = "meeting.remove"
	OpMeetingSeries      Operation = "meeting.series"
	OpDecisionCreate     Operation = "decision.create"
	OpDecisionChange     Operation = "decision.change"
	OpDecisionRemove     Operation = "decision.remove"
	OpActionCreate       Operation = "action.create"
	OpActionChange       Operation = "action.change"
	OpActionRemove       Operation = "action.remove"
	OpActionComplete     Operation = "action.complete"
	OpActionReopen       Operation = "action.reopen"
	OpFundingCreate      Operation = "funding.create"
	OpFundingChange      Operation = "funding.change"
	OpFundingRemove      Operation = "funding.remove"
	OpIndicatorCreate    Operation = "indicator.create"
	OpIndicatorChange    Operation = "indicator.change"
	OpIndicatorRemove    Operation = "indicator.remove"
	OpMeasurementCreate  Operation = "measurement.create"
	OpMeasurementChange  Operation = "measurement.change"
	OpMeasurementRemove  Operation = "measurement.remove"
	// OpImportRun takes a file over into the plan.
	OpImportRun Operation = "import.run"
	// OpImportQueue hands a file in; OpImportMap tries it again with other columns;
	// OpImportConfirm has one that was tried taken over.
	OpImportQueue   Operation = "import.queue"
	OpImportMap     Operation = "import.map"
	OpImportConfirm Operation = "import.confirm"
	OpAccountManage Operation = "account.manage"
	// OpAccountOwn is what everybody may do with the own account; it is in no role.
	OpAccountOwn Operation = "account.own"
	// OpAccountFollow is the provider's word on an account, which the system acts on.
	OpAccountFollow Operation = "account.follow"
	OpTokenManage   Operation = "token.manage"
	// OpTokenOwn is what everybody may do with the own tokens; it is in no role.
	OpTokenOwn     Operation = "token.own"
	OpBriefingSave Operation = "briefing.save"
	// OpCalendarOwn is what every member may do with the own calendar's address; it is in
	// no role.
	OpCalendarOwn Operation = "calendar.own"
	OpStaffRead   Operation = "staff.read"
)

// scope is how far a permission reaches; ownOffice: on what belongs to the actor's own
// office alone.
type scope int

const (
	never scope = iota
	ownOffice
	always
)

// allowed is the whole policy: role → operation → how far. The system may do
// everything; whoever has no role in the organization may do nothing that is here.
// Source: contract.md, "Roles".
var allowed = map[plan.Role]map[Operation]scope{
	plan.RoleViewer: {
		OpStaffRead: always,
	},
	plan.RoleContributor: {
		OpStaffRead:       always,
		OpMilestoneReport: ownOffice,
		OpRateForOffice:   ownOffice,
		OpActionComplete:  ownOffice,
		OpActionReopen:    ownOffice,
	},
	plan.RoleReviewer: {
		OpStaffRead:      always,
		OpUpdateReview:   always,
		OpRateAsReviewer: always,
		OpBriefingSave:   always,
	},
	plan.RoleEditor: withPlanOperations(nil),
	plan.RoleAdmin: withPlanOperations(map[Operation]scope{
		OpOrganizationChange: always,
		OpOfficeCreate:       always,
		OpOfficeChange:       always,
		OpOfficeRemove:       always,
		OpOfficeMerge:        always,
		OpSectorCreate:       always,
		OpSectorChange:       always,
		OpSectorOrder:        always,
		OpSectorRemove:       always,
		OpTextsChange:        always,
		OpPublicationChange:  always,
		OpAccountManage:      always,
		OpTokenManage:        always,
	}),
}

// reads are the operations that change nothing: all that a token of the scope read is
// for.
var reads = map[Operation]bool{OpStaffRead: true}

// withPlanOperations is everything of the plan, which the editor and the admin share.
func withPlanOperations(more map[Operation]scope) map[Operation]scope {
	ops := map[Operation]scope{}
	for _, op := range []Operation{
		OpStaffRead,
		OpObjectiveCreate, OpObjectiveChange, OpObjectiveRemove, OpObjectiveOrder,
		OpMilestoneCreate, OpMilestoneChange, OpMilestoneRemove, OpMilestoneOrder, OpMilestoneReport,
		OpRateForOffice,
		OpMeetingCreate, OpMeetingChange, OpMeetingRemove, OpMeetingSeries,
		OpDecisionCreate, OpDecisionChange, OpDecisionRemove,
		OpActionCreate, OpActionChange, OpActionRemove, OpActionComplete, OpActionReopen,
		OpFundingCreate, OpFundingChange, OpFundingRemove,
		OpIndicatorCreate, OpIndicatorChange, OpIndicatorRemove,
		OpMeasurementCreate, OpMeasurementChange, OpMeasurementRemove,
		OpImportRun, OpImportQueue, OpImportMap, OpImportConfirm,
		OpBriefingSave,
	} {
		ops[op] = always
	}
	for op, s := range more {
		ops[op] = s
	}
	return ops
}

// Permit says whether an actor may do something in an organization. Office is the code
// of the office that the object belongs to, "" where it belongs to none. The token that
// the actor came with may narrow it. The refusal is unauthenticated for the anonymous and
// forbidden for everybody else.
func Permit(a plan.Actor, op Operation, organization, office string) error {
	reach, err := reachOf(a, op, organization)
	if err != nil {
		return err
	}
	if reach == ownOffice {
		if m, _ := a.In(organization); m.Office == "" || m.Office != office {
			return plan.Errorf(plan.KindForbidden, "your role allows this on your own office alone")
		}
	}
	return nil
}

// PermitAny says whether an actor may do something in an organization on some office at
// least: what a page is opened by. The use case asks about the object itself.
func PermitAny(a plan.Actor, op Operation, organization string) error {
	_, err := reachOf(a, op, organization)
	return err
}

// MayRead reports whether the actor may see what is not published of an organization:
// drafts, unpublished meetings, review notes.
func MayRead(a plan.Actor, organization string) bool {
	return Permit(a, OpStaffRead, organization, "") == nil
}

// permitSystem lets nobody but the program itself: the command line, the jobs. It is for
// what belongs to no single organization, where no role reaches.
func permitSystem(ctx context.Context) error {
	if !plan.ActorFrom(ctx).System {
		return plan.Errorf(plan.KindForbidden, "this is done on the command line alone")
	}
	return nil
}

// ownAccount gives the account of whoever asks, for what everybody may do with their
// own. It is unauthenticated for the public, and for the program, which has none.
func ownAccount(ctx context.Context) (id string, err error) {
	if id = plan.ActorFrom(ctx).AccountID; id == "" {
		return "", plan.Errorf(plan.KindUnauthenticated, "sign in, or send a bearer token")
	}
	return id, nil
}

// errFactorDue refuses everything to whoever has a second factor to set up first.
var errFactorDue = plan.Errorf(plan.KindForbidden, "the role demands a second factor: set it up first").WithRule("second_factor.required")

// ownSignIn is ownAccount for what decides who can sign in as the account: an API token,
// which is meant for less, may not.
func ownSignIn(ctx context.Context) (plan.Actor, error) {
	if _, err := ownAccount(ctx); err != nil {
		return plan.Actor{}, err
	}
	actor := plan.ActorFrom(ctx)
	if actor.Token.Present() {
		return plan.Actor{}, plan.Errorf(plan.KindForbidden, "this takes a sign-in, not a bearer token")
	}
	return actor, nil
}

// permitAccount says whether an actor may manage the accounts of the organization of a
// reference. Naming an account by its e-mail address, or without an organization, is for
// the system alone: it would tell who has an account elsewhere.
func permitAccount(a plan.Actor, ref AccountRef) error {
	if ref.Organization == "" || ref.ID == "" {
		if !a.System {
			return plan.Errorf(plan.KindForbidden, "this is done on the command line alone")
		}
		return nil
	}
	return Permit(a, OpAccountManage, ref.Organization, "")
}

// permitWholeAccount says whether an actor may do what an account is left with in every
// organization that it serves: where it serves another one too, that is not this admin's.
func permitWholeAccount(a plan.Actor, account plan.Account) error {
	for _, m := range account.Memberships {
		if Permit(a, OpAccountManage, m.Organization, "") != nil {
			return plan.Errorf(plan.KindForbidden, "the account serves another organization too: you may change and remove its role in yours").
				WithRule("account.elsewhere")
		}
	}
	return nil
}

// errReadingToken refuses a write to a token that was made to read.
var errReadingToken = plan.Errorf(plan.KindForbidden, "this token may only read")

func reachOf(a plan.Actor, op Operation, organization string) (scope, error) {
	if a.System {
		return always, nil
	}
	if a.Anonymous() {
		return never, plan.Errorf(plan.KindUnauthenticated, "sign in, or send a bearer token")
	}
	m, ok := a.In(organization)
	if !ok {
		return never, plan.Errorf(plan.KindForbidden, "you have no role in this organization")
	}
	// A token never allows more than its account's roles do, and may allow less.
	if !a.Token.Reaches(organization) {
		return never, plan.Errorf(plan.KindForbidden, "this token is for another organization alone")
	}
	if !a.Token.Writes() && !reads[op] {
		return never, errReadingToken
	}
	reach := allowed[m.Role][op]
	if reach == never {
		return never, plan.Errorf(plan.KindForbidden, "your role does not allow this")
	}
	return reach, nil
}

// Writes lists the operations that leave an audit entry, by name.
func Writes() []Operation {
	all := map[Operation]bool{
		OpOrganizationCreate: true, OpAccountOwn: true, OpAccountFollow: true, OpTokenOwn: true, OpCalendarOwn: true,
	}
	for _, role := range allowed {
		for op := range role {
			all[op] = !reads[op]
		}
	}
	maps.DeleteFunc(all, func(_ Operation, writes bool) bool { return !writes })
	return slices.Sorted(maps.Keys(all))
}

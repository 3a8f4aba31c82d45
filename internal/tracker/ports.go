package tracker

import (
	"context"
	"errors"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
)

// Store is the database as the use cases need it. Package store implements it for
// both engines. Errors of the machinery come back wrapped in a *plan.Error of kind
// unavailable where trying again can help, and as they are otherwise.
type Store interface {
	// Change runs fn in one write transaction on an organization. Before fn runs the
	// organization's revision has been raised by one, which makes its writers take
	// turns. The transaction commits when fn returns nil and leaves no trace otherwise.
	// An unknown organization is a *plan.Error of kind not_found.
	Change(ctx context.Context, organization string, fn func(Tx) error) (revision int64, err error)
	// ChangeShort is Change for a write that takes a moment and does nothing outside the
	// transaction: those that wait for one another's turn may be committed together, each
	// whole or not at all. Once its turn has come, the end of ctx no longer stops it. Fn may run
	// more than once; what the last run did and gave is what counts. Where ctx has an actor who
	// is only presumed (plan.WithPresumed), the write is done on condition that nothing that
	// makes them out has changed since the revision that their membership tells, and is
	// ErrUnconfirmed, and not done, where that cannot be told.
	ChangeShort(ctx context.Context, organization string, fn func(Tx) error) (revision int64, err error)
	// Administer runs fn in one write transaction that belongs to no organization.
	Administer(ctx context.Context, fn func(AdminTx) error) error
	// AuditEntries lists entries newest first (oldest first when Ascending). The total is
	// 0 unless the query asks for it.
	AuditEntries(ctx context.Context, q AuditQuery) (entries []plan.AuditEntry, total int, err error)
	// SnapshotPage lists one page of the stored numbers; total counts those of all pages.
	SnapshotPage(ctx context.Context, q SnapshotPageQuery) (page []plan.Snapshot, total int, err error)
	// SaveNumbers stores the numbers of organizations, in the order of their codes: all or
	// nothing. The rows of a day follow one another and are all that it has. Those stored
	// before give way to them, but for a number whose ComputedAt does not lie before
	// finalAt(its day): it is kept for ever. A day that has numbers of a newer revision is left
	// as it is, and so is a line of a newer revision or day.
	SaveNumbers(ctx context.Context, numbers []plan.Numbers, finalAt func(plan.Date) time.Time) error
	// NumbersKept tells of the organizations from one to another by their codes what numbers
	// they have, by day since one.
	NumbersKept(ctx context.Context, from, to string, since plan.Date) (map[string]plan.NumbersState, error)
	// SnapshotDays lists the days for which an organization has numbers, with the
	// instant they were computed at.
	SnapshotDays(ctx context.Context, organization string, from, to plan.Date) (map[plan.Date]time.Time, error)
	// AddOpenData stores a day's files unless that day has some: made is false then. All or
	// nothing; the files are never rewritten.
	AddOpenData(ctx context.Context, d plan.OpenDataDay) (made bool, err error)
	// OpenDataLast tells of every organization, by code, which files are kept of it last.
	OpenDataLast(ctx context.Context) ([]plan.OpenDataLast, error)
	// OpenDataDays lists days with their files, without contents, the last one first; the
	// zero day is no limit, nor is 0. OpenDataFile is not_found where there is none.
	OpenDataDays(ctx context.Context, organization string, before plan.Date, limit int) ([]plan.OpenDataDay, error)
	OpenDataFile(ctx context.Context, organization string, day plan.Date, name string) (plan.OpenDataFile, error)
	// CalendarAddress is not_found where the account has none for the organization.
	CalendarAddress(ctx context.Context, accountID, organization string) (plan.CalendarAddress, error)
	// Visit is an account's visit at the desk of an organization; ok is false where there
	// was none.
	Visit(ctx context.Context, account, organization string) (v plan.Visit, ok bool, err error)
	// SaveVisit inserts or replaces it.
	SaveVisit(ctx context.Context, v plan.Visit) error
	// Briefings lists those of an organization, the last one first.
	Briefings(ctx context.Context, organization string) ([]plan.Briefing, error)
	// PackFile makes a file ready to be stored: outside of the write, which others wait for.
	PackFile(content []byte) (PackedFile, error)
	ImportRun(ctx context.Context, organization, id string) (plan.ImportRun, error)
	// ImportRuns lists those of an organization, the last one first.
	ImportRuns(ctx context.Context, organization string, limit int) ([]plan.ImportRun, error)
	// Accounts lists every account with its memberships, by e-mail address.
	Accounts(ctx context.Context) ([]plan.Account, error)
	// AccountByID gives an account with its memberships.
	AccountByID(ctx context.Context, id string) (plan.Account, error)
	// SecondFactor gives an account's, confirmed or not; ok is false where it has none.
	SecondFactor(ctx context.Context, accountID string) (f plan.SecondFactor, ok bool, err error)
	// TokensOf lists the tokens of an account in the order in which they were made.
	TokensOf(ctx context.Context, accountID string) ([]plan.Token, error)
	// Staff lists the accounts with a role in an organization, by e-mail address.
	Staff(ctx context.Context, organization string) ([]StaffMember, error)
	// OfficeMemberCount is how many accounts act for an office.
	OfficeMemberCount(ctx context.Context, organization, office string) (int, error)
	// Revision is the present revision of one organization.
	Revision(ctx context.Context, organization string) (int64, error)
	// Organizations lists every organization by name.
	Organizations(ctx context.Context) ([]plan.Organization, error)

	// Notifications gives what an account wants to be reminded of; everything, at
	// revision 1, where it never said.
	Notifications(ctx context.Context, accountID string) (plan.Notifications, error)
	// SaveNotifications stores them over the revision before theirs alone; false where
	// somebody else was quicker.
	SaveNotifications(ctx context.Context, n plan.Notifications, now time.Time) (bool, error)
	// AddUnsubscribeToken adds a token by which reminders can be turned off without a
	// sign-in; UnsubscribeTokenAccount gives the account of one, or a *plan.Error of kind
	// not_found.
	AddUnsubscribeToken(ctx context.Context, hash, accountID string, now time.Time) error
	UnsubscribeTokenAccount(ctx context.Context, hash string) (accountID string, err error)
}

// ErrUnconfirmed means that a write was not done because who asks was only presumed. Every write that
// changes whom a token stands for, or what they may do, raises the revision of each organization
// that they serve (auditAccount): a short write at the revision at which they were found out
// proves them.
var ErrUnconfirmed = errors.New("tracker: who asks has to be confirmed")

// AuditQuery selects audit entries of one organization. Zero fields select all.
type AuditQuery struct {
	Organization string
	ObjectType   string
	ObjectID     string
	Action       string
	Role         plan.Role
	From, To     time.Time
	// After is the sequence number that the page starts behind.
	After     int64
	Ascending bool
	Limit     int // 0: no limit
	// WithTotal asks how many entries fit, wherever the page starts: a look at them all.
	WithTotal bool
}

// PackedFile is a file as the store keeps it.
type PackedFile string

// Tx is one write transaction on one organization. Look-ups give removed objects too
// (their RemovedOn is set) and a *plan.Error of kind not_found for those that never
// were. Every Save and Add stores the transaction's revision with the row, whatever
// the value's own Revision says.
type Tx interface {
	Organization() string
	// Revision is the one that this transaction commits.
	Revision() int64

	LoadOrganization(ctx context.Context) (plan.Organization, error)
	SaveOrganization(ctx context.Context, o plan.Organization) error

	Office(ctx context.Context, code string) (plan.Office, error)
	SaveOffice(ctx context.Context, o plan.Office) error
	// Offices lists those that were not removed.
	Offices(ctx context.Context) ([]plan.Office, error)
	// OfficeInUse reports whether an open milestone or action, or an objective that is
	// neither completed nor cancelled, still names the office. What was removed, or hangs
	// on something removed, does not count.
	OfficeInUse(ctx context.Context, code string) (bool, error)
	// OfficeObjectives, OfficeMilestones (as OB-01.3) and OfficeActions name what OfficeInUse
	// looks for.
	OfficeObjectives(ctx context.Context, code string) ([]string, error)
	OfficeMilestones(ctx context.Context, code string) ([]string, error)
	OfficeActions(ctx context.Context, code string) ([]string, error)
	// OfficeMembers are the accounts whose role in the organization is on that office's
	// behalf; nobody else can change them until the transaction ends. MoveMembers gives
	// them another office.
	OfficeMembers(ctx context.Context, code string) (accountIDs []string, err error)
	MoveMembers(ctx context.Context, from, to string) error

	// Sectors is the whole catalogue, removed ones too.
	Sectors(ctx context.Context) ([]plan.Sector, error)
	SaveSector(ctx context.Context, s plan.Sector) error
	// SectorUses counts, by code, the objectives that are in the plan and name a sector.
	SectorUses(ctx context.Context) (map[string]int, error)

	// AddImportRun keeps a file to be imported in the background. FollowImportRun hands that
	// of a trial run on to another run; the trial has it no more, and names the other.
	ImportRun(ctx context.Context, id string) (plan.ImportRun, error)
	AddImportRun(ctx context.Context, r plan.ImportRun, file PackedFile) error
	FollowImportRun(ctx context.Context, trial string, r plan.ImportRun) error

	// Texts and Publication are the zero value where nobody changed them yet.
	Texts(ctx context.Context) (plan.Texts, error)
	SaveTexts(ctx context.Context, t plan.Texts) error
	Publication(ctx context.Context) (plan.Publication, error)
	SavePublication(ctx context.Context, p plan.Publication) error

	Objective(ctx context.Context, code string) (plan.Objective, error)
	// SaveObjective inserts or replaces what describes the objective; Terms are the
	// current ones, for look-ups, and are history only through AddObjectiveChange.
	SaveObjective(ctx context.Context, o plan.Objective) error
	AddObjectiveChange(ctx context.Context, c plan.ObjectiveChange) error
	// ObjectiveCodes lists the codes of all objectives, removed ones too, by code.
	ObjectiveCodes(ctx context.Context) ([]string, error)
	// ObjectiveOrder is the zero value where nobody chose one.
	ObjectiveOrder(ctx context.Context) (plan.ObjectiveOrder, error)
	SaveObjectiveOrder(ctx context.Context, o plan.ObjectiveOrder) error

	Milestone(ctx context.Context, objective string, number int) (plan.Milestone, error)
	MilestonesOf(ctx context.Context, objective string) ([]plan.Milestone, error)
	// RemovedMilestones lists, as OB-01.3, those of all objectives that were removed.
	RemovedMilestones(ctx context.Context) ([]string, error)
	// SaveMilestone inserts or replaces what describes the milestone. Its Status is not
	// stored here: it is what the last update left. Its Revision is that of the last time
	// it was saved or an update of it added, whichever was later.
	SaveMilestone(ctx context.Context, m plan.Milestone) error
	// StatusOn is what the last update effective on or before the day left; ok is false
	// where there was none yet.
	StatusOn(ctx context.Context, objective string, number int, day plan.Date) (status plan.MilestoneStatus, ok bool, err error)
	AddUpdate(ctx context.Context, u plan.Update) error
	Update(ctx context.Context, id string) (plan.Update, error)
	AddReview(ctx context.Context, r plan.Review) error
	AddRating(ctx context.Context, r plan.Rating) error
	// ReviewOf is the last review of an update; ok is false where there is none.
	ReviewOf(ctx context.Context, updateID string) (r plan.Review, ok bool, err error)
	AddBriefing(ctx context.Context, b plan.Briefing) error

	Meeting(ctx context.Context, id string) (plan.Meeting, error)
	SaveMeeting(ctx context.Context, m plan.Meeting) error
	// ScheduledMeetings lists those in the state scheduled that were not removed.
	ScheduledMeetings(ctx context.Context) ([]plan.Meeting, error)
	Action(ctx context.Context, id string) (plan.Action, error)
	SaveAction(ctx context.Context, a plan.Action) error
	// ActionsOf lists the actions of a meeting that were not removed.
	ActionsOf(ctx context.Context, meeting string) ([]plan.Action, error)

	Funding(ctx context.Context, id string) (plan.Funding, error)
	SaveFunding(ctx context.Context, f plan.Funding) error
	Indicator(ctx context.Context, id string) (plan.Indicator, error)
	SaveIndicator(ctx context.Context, i plan.Indicator) error
	Measurement(ctx context.Context, id string) (plan.Measurement, error)
	// FirstMeasuredOn is the earliest day on which an indicator was measured; zero where it
	// never was.
	FirstMeasuredOn(ctx context.Context, indicator string) (plan.Date, error)
	// SaveMeasurement inserts it, or replaces it; who recorded it and when stay.
	SaveMeasurement(ctx context.Context, m plan.Measurement) error

	// Origin tells what stands for a row of a file; ok is false where nothing does yet.
	Origin(ctx context.Context, source, key string) (o Origin, ok bool, err error)
	// Origins lists everything that came from a source, by key.
	Origins(ctx context.Context, source string) ([]Origin, error)
	SaveOrigin(ctx context.Context, o Origin) error

	// EditionExists reports whether the catalogue of national plans has an edition.
	EditionExists(ctx context.Context, code string) (bool, error)
	CatalogueLine(ctx context.Context, ref plan.LineRef) (plan.CatalogueLine, error)
	// ObjectivesOfLine lists the codes of the objectives in the plan that carry out a line;
	// cancelled ones do not.
	ObjectivesOfLine(ctx context.Context, ref plan.LineRef) ([]string, error)

	// LastAudit is the head of the organization's chain; zero values for an empty one.
	LastAudit(ctx context.Context) (sequence int64, hash string, err error)
	AddAudit(ctx context.Context, e plan.AuditEntry) error

	// Replay returns what an earlier write with the same key of the same account left.
	Replay(ctx context.Context, accountID, key string) (r Replay, ok bool, err error)
	SaveReplay(ctx context.Context, r Replay) error
}

// Origin is where an object came from: the row of a file that it stands for.
type Origin struct {
	// Source is the sort of file (pa-digitale-2026), Key what names the row in it.
	Source, Key string
	ObjectType  string
	ObjectID    string
	// Imported is what the last import left of the object, as JSON: what differs from it now
	// was changed by people, and is theirs.
	Imported string
}

// Replay is what is kept of a write that came with an Idempotency-Key.
type Replay struct {
	AccountID string
	Key       string
	// Fingerprint is a hash of what was asked, so that a key used for something else
	// is noticed.
	Fingerprint string
	ObjectID    string
	Revision    int64
	At          time.Time
}

// AdminTx is a write transaction on what belongs to no single organization.
type AdminTx interface {
	// CreateOrganization inserts at revision 1; a taken id is a conflict.
	CreateOrganization(ctx context.Context, o plan.Organization) error
	OrganizationExists(ctx context.Context, id string) (bool, error)
	// OfficeExists reports whether the organization has the office, not removed.
	OfficeExists(ctx context.Context, organization, code string) (bool, error)
	// RaiseRevision adds one to an organization's revision and gives the new one: it
	// makes the writers of that organization wait for this transaction.
	RaiseRevision(ctx context.Context, organization string) (int64, error)
	LastAudit(ctx context.Context, organization string) (sequence int64, hash string, err error)
	AddAudit(ctx context.Context, e plan.AuditEntry) error

	// AccountByEmail takes the form that plan.EmailKey gives. Nobody else can change the
	// account until the transaction ends.
	AccountByEmail(ctx context.Context, email string) (plan.Account, error)
	// AccountByID is AccountByEmail by identifier.
	AccountByID(ctx context.Context, id string) (plan.Account, error)
	// AnyAccount reports whether the installation has an account.
	AnyAccount(ctx context.Context) (bool, error)
	// AdminsOf lists the accounts, not disabled, that are admin of an organization.
	AdminsOf(ctx context.Context, organization string) (accountIDs []string, err error)
	// AccountRevision is the organization's revision that the last change of an account
	// left; 0 where there was none.
	AccountRevision(ctx context.Context, organization, accountID string) (int64, error)
	// SaveAccount inserts or replaces the account and all its memberships. Calendar
	// addresses that do not hold any more (plan.CalendarAddress.Holds) are deleted.
	SaveAccount(ctx context.Context, a plan.Account) error
	// CalendarAddress is not_found where the account has none for the organization.
	CalendarAddress(ctx context.Context, accountID, organization string) (plan.CalendarAddress, error)
	// SaveCalendarAddress puts it in the place of one that was there.
	SaveCalendarAddress(ctx context.Context, c plan.CalendarAddress) error
	DeleteCalendarAddress(ctx context.Context, accountID, organization string) error
	// AccountByIdentity is AccountByEmail by whom a provider knows the account by.
	AccountByIdentity(ctx context.Context, issuer, subject string) (plan.Account, error)
	// IdentitiesOf lists whom providers know an account by, at most one for each.
	IdentitiesOf(ctx context.Context, accountID string) ([]plan.ExternalIdentity, error)
	// AddIdentity adds one; a conflict where the issuer knows the account by another, or
	// another account by this one.
	AddIdentity(ctx context.Context, i plan.ExternalIdentity) error
	DeleteIdentitiesOf(ctx context.Context, accountID string) error
	TokensOf(ctx context.Context, accountID string) ([]plan.Token, error)
	SaveToken(ctx context.Context, t plan.Token) error

	// DeleteSessionsOf ends the sessions of an account but one; "" spares none.
	DeleteSessionsOf(ctx context.Context, accountID, except string) error

	AddLink(ctx context.Context, l plan.Link) error
	// UseLink uses a link up; not_found where it is used, expired or was never there.
	UseLink(ctx context.Context, hash string, at time.Time) (plan.Link, error)
	// DeleteLinksOf deletes the links of an account that were not used.
	DeleteLinksOf(ctx context.Context, accountID string) error

	// SecondFactor gives an account's second factor, confirmed or not; ok is false where
	// it has none.
	SecondFactor(ctx context.Context, accountID string) (f plan.SecondFactor, ok bool, err error)
	SaveSecondFactor(ctx context.Context, f plan.SecondFactor) error
	// SaveRecoveryCodes replaces all recovery codes of an account.
	SaveRecoveryCodes(ctx context.Context, accountID string, hashes []string) error
	// DeleteSecondFactor deletes it with its recovery codes.
	DeleteSecondFactor(ctx context.Context, accountID string) error

	// RaiseCatalogue adds one to the version of the catalogue of national plans and gives the
	// new one: importers wait for one another.
	RaiseCatalogue(ctx context.Context) (int64, error)
	// CatalogueEdition gives what an edition holds, dropped too; not_found where the
	// catalogue has no such edition.
	CatalogueEdition(ctx context.Context, code string) (plan.CatalogueContent, error)
	SaveCatalogueEdition(ctx context.Context, e plan.CatalogueEdition) error
	SaveCatalogueLine(ctx context.Context, edition string, l plan.CatalogueLine) error
	SaveCatalogueObjective(ctx context.Context, edition string, o plan.CatalogueObjective) error
	SaveCatalogueTarget(ctx context.Context, edition string, t plan.CatalogueTarget) error
}

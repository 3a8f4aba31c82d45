package tracker_test

import (
	"context"
	"errors"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

var errBoom = errors.New("boom")

// failingStore is a real store that goes wrong at the n-th call within a transaction.
type failingStore struct {
	tracker.Store
	at    int // 1 is the first call
	how   how
	calls int
	// cancel ends the writer's context: what a client that goes away does.
	cancel func()
}

// how says in which way a call goes wrong.
type how string

const (
	notDone   how = "the call fails and does nothing"
	done      how = "the call fails after it was carried out"
	cancelled how = "the context ends during the call"
	atCommit  how = "the commit fails"
)

func (f *failingStore) Change(ctx context.Context, organization string, fn func(tracker.Tx) error) (int64, error) {
	return f.Store.Change(ctx, organization, func(tx tracker.Tx) error {
		return errors.Join(fn(&failingTx{tx, f}), f.commit())
	})
}

func (f *failingStore) ChangeShort(ctx context.Context, organization string, fn func(tracker.Tx) error) (int64, error) {
	return f.Store.ChangeShort(ctx, organization, func(tx tracker.Tx) error {
		f.calls = 0 // it may run more than once, and goes wrong each time
		return errors.Join(fn(&failingTx{tx, f}), f.commit())
	})
}

func (f *failingStore) Administer(ctx context.Context, fn func(tracker.AdminTx) error) error {
	return f.Store.Administer(ctx, func(tx tracker.AdminTx) error {
		return errors.Join(fn(&failingAdminTx{tx, f}), f.commit())
	})
}

func (f *failingStore) commit() error {
	if f.how == atCommit {
		return errBoom
	}
	return nil
}

func call[T any](f *failingStore, do func() (T, error)) (T, error) {
	f.calls++
	if f.calls != f.at {
		return do()
	}
	var nothing T
	switch f.how {
	case notDone:
		return nothing, errBoom
	case done:
		_, _ = do() // whatever it gave is lost on the way
		return nothing, errBoom
	default:
		f.cancel()
		return do()
	}
}

func effect(f *failingStore, do func() error) error {
	_, err := call(f, func() (struct{}, error) { return struct{}{}, do() })
	return err
}

// failingTx passes every call that may fail through the store's counter.
type failingTx struct {
	tracker.Tx
	f *failingStore
}

func (t *failingTx) LoadOrganization(ctx context.Context) (plan.Organization, error) {
	return call(t.f, func() (plan.Organization, error) { return t.Tx.LoadOrganization(ctx) })
}

func (t *failingTx) SaveOrganization(ctx context.Context, o plan.Organization) error {
	return effect(t.f, func() error { return t.Tx.SaveOrganization(ctx, o) })
}

func (t *failingTx) Office(ctx context.Context, code string) (plan.Office, error) {
	return call(t.f, func() (plan.Office, error) { return t.Tx.Office(ctx, code) })
}

func (t *failingTx) SaveOffice(ctx context.Context, o plan.Office) error {
	return effect(t.f, func() error { return t.Tx.SaveOffice(ctx, o) })
}

func (t *failingTx) ImportRun(ctx context.Context, id string) (plan.ImportRun, error) {
	return call(t.f, func() (plan.ImportRun, error) { return t.Tx.ImportRun(ctx, id) })
}

func (t *failingTx) AddImportRun(ctx context.Context, r plan.ImportRun, file tracker.PackedFile) error {
	return effect(t.f, func() error { return t.Tx.AddImportRun(ctx, r, file) })
}

func (t *failingTx) FollowImportRun(ctx context.Context, trial string, r plan.ImportRun) error {
	return effect(t.f, func() error { return t.Tx.FollowImportRun(ctx, trial, r) })
}

func (t *failingTx) OfficeInUse(ctx context.Context, code string) (bool, error) {
	return call(t.f, func() (bool, error) { return t.Tx.OfficeInUse(ctx, code) })
}

func (t *failingTx) OfficeObjectives(ctx context.Context, code string) ([]string, error) {
	return call(t.f, func() ([]string, error) { return t.Tx.OfficeObjectives(ctx, code) })
}

func (t *failingTx) OfficeMilestones(ctx context.Context, code string) ([]string, error) {
	return call(t.f, func() ([]string, error) { return t.Tx.OfficeMilestones(ctx, code) })
}

func (t *failingTx) OfficeActions(ctx context.Context, code string) ([]string, error) {
	return call(t.f, func() ([]string, error) { return t.Tx.OfficeActions(ctx, code) })
}

func (t *failingTx) OfficeMembers(ctx context.Context, code string) ([]string, error) {
	return call(t.f, func() ([]string, error) { return t.Tx.OfficeMembers(ctx, code) })
}

func (t *failingTx) MoveMembers(ctx context.Context, from, to string) error {
	return effect(t.f, func() error { return t.Tx.MoveMembers(ctx, from, to) })
}

func (t *failingTx) Objective(ctx context.Context, code string) (plan.Objective, error) {
	return call(t.f, func() (plan.Objective, error) { return t.Tx.Objective(ctx, code) })
}

func (t *failingTx) SaveObjective(ctx context.Context, o plan.Objective) error {
	return effect(t.f, func() error { return t.Tx.SaveObjective(ctx, o) })
}

func (t *failingTx) AddObjectiveChange(ctx context.Context, c plan.ObjectiveChange) error {
	return effect(t.f, func() error { return t.Tx.AddObjectiveChange(ctx, c) })
}

func (t *failingTx) Origin(ctx context.Context, source, key string) (o tracker.Origin, ok bool, err error) {
	o, err = call(t.f, func() (tracker.Origin, error) {
		o, ok, err = t.Tx.Origin(ctx, source, key)
		return o, err
	})
	return o, ok, err
}

func (t *failingTx) Origins(ctx context.Context, source string) ([]tracker.Origin, error) {
	return call(t.f, func() ([]tracker.Origin, error) { return t.Tx.Origins(ctx, source) })
}

func (t *failingTx) SaveOrigin(ctx context.Context, o tracker.Origin) error {
	return effect(t.f, func() error { return t.Tx.SaveOrigin(ctx, o) })
}

func (t *failingTx) Funding(ctx context.Context, id string) (plan.Funding, error) {
	return call(t.f, func() (plan.Funding, error) { return t.Tx.Funding(ctx, id) })
}

func (t *failingTx) SaveFunding(ctx context.Context, f plan.Funding) error {
	return effect(t.f, func() error { return t.Tx.SaveFunding(ctx, f) })
}

func (t *failingTx) Indicator(ctx context.Context, id string) (plan.Indicator, error) {
	return call(t.f, func() (plan.Indicator, error) { return t.Tx.Indicator(ctx, id) })
}

func (t *failingTx) SaveIndicator(ctx context.Context, i plan.Indicator) error {
	return effect(t.f, func() error { return t.Tx.SaveIndicator(ctx, i) })
}

func (t *failingTx) Measurement(ctx context.Context, id string) (plan.Measurement, error) {
	return call(t.f, func() (plan.Measurement, error) { return t.Tx.Measurement(ctx, id) })
}

func (t *failingTx) SaveMeasurement(ctx context.Context, m plan.Measurement) error {
	return effect(t.f, func() error { return t.Tx.SaveMeasurement(ctx, m) })
}

func (t *failingTx) FirstMeasuredOn(ctx context.Context, indicator string) (plan.Date, error) {
	return call(t.f, func() (plan.Date, error) { return t.Tx.FirstMeasuredOn(ctx, indicator) })
}

func (t *failingTx) Sectors(ctx context.Context) ([]plan.Sector, error) {
	return call(t.f, func() ([]plan.Sector, error) { return t.Tx.Sectors(ctx) })
}

func (t *failingTx) SaveSector(ctx context.Context, s plan.Sector) error {
	return effect(t.f, func() error { return t.Tx.SaveSector(ctx, s) })
}

func (t *failingTx) SectorUses(ctx context.Context) (map[string]int, error) {
	return call(t.f, func() (map[string]int, error) { return t.Tx.SectorUses(ctx) })
}

func (t *failingTx) Texts(ctx context.Context) (plan.Texts, error) {
	return call(t.f, func() (plan.Texts, error) { return t.Tx.Texts(ctx) })
}

func (t *failingTx) SaveTexts(ctx context.Context, texts plan.Texts) error {
	return effect(t.f, func() error { return t.Tx.SaveTexts(ctx, texts) })
}

func (t *failingTx) Publication(ctx context.Context) (plan.Publication, error) {
	return call(t.f, func() (plan.Publication, error) { return t.Tx.Publication(ctx) })
}

func (t *failingTx) SavePublication(ctx context.Context, p plan.Publication) error {
	return effect(t.f, func() error { return t.Tx.SavePublication(ctx, p) })
}

func (t *failingTx) ObjectiveCodes(ctx context.Context) ([]string, error) {
	return call(t.f, func() ([]string, error) { return t.Tx.ObjectiveCodes(ctx) })
}

func (t *failingTx) ObjectiveOrder(ctx context.Context) (plan.ObjectiveOrder, error) {
	return call(t.f, func() (plan.ObjectiveOrder, error) { return t.Tx.ObjectiveOrder(ctx) })
}

func (t *failingTx) SaveObjectiveOrder(ctx context.Context, o plan.ObjectiveOrder) error {
	return effect(t.f, func() error { return t.Tx.SaveObjectiveOrder(ctx, o) })
}

func (t *failingTx) Milestone(ctx context.Context, objective string, number int) (plan.Milestone, error) {
	return call(t.f, func() (plan.Milestone, error) { return t.Tx.Milestone(ctx, objective, number) })
}

func (t *failingTx) MilestonesOf(ctx context.Context, objective string) ([]plan.Milestone, error) {
	return call(t.f, func() ([]plan.Milestone, error) { return t.Tx.MilestonesOf(ctx, objective) })
}

func (t *failingTx) RemovedMilestones(ctx context.Context) ([]string, error) {
	return call(t.f, func() ([]string, error) { return t.Tx.RemovedMilestones(ctx) })
}

func (t *failingTx) SaveMilestone(ctx context.Context, m plan.Milestone) error {
	return effect(t.f, func() error { return t.Tx.SaveMilestone(ctx, m) })
}

func (t *failingTx) StatusOn(ctx context.Context, objective string, number int, day plan.Date) (status plan.MilestoneStatus, ok bool, err error) {
	status, err = call(t.f, func() (plan.MilestoneStatus, error) {
		status, ok, err = t.Tx.StatusOn(ctx, objective, number, day)
		return status, err
	})
	return status, ok, err
}

func (t *failingTx) AddUpdate(ctx context.Context, u plan.Update) error {
	return effect(t.f, func() error { return t.Tx.AddUpdate(ctx, u) })
}

func (t *failingTx) ReviewOf(ctx context.Context, update string) (r plan.Review, ok bool, err error) {
	r, err = call(t.f, func() (plan.Review, error) {
		r, ok, err = t.Tx.ReviewOf(ctx, update)
		return r, err
	})
	return r, ok, err
}

func (t *failingTx) AddBriefing(ctx context.Context, b plan.Briefing) error {
	return effect(t.f, func() error { return t.Tx.AddBriefing(ctx, b) })
}

func (t *failingTx) Update(ctx context.Context, id string) (plan.Update, error) {
	return call(t.f, func() (plan.Update, error) { return t.Tx.Update(ctx, id) })
}

func (t *failingTx) AddReview(ctx context.Context, r plan.Review) error {
	return effect(t.f, func() error { return t.Tx.AddReview(ctx, r) })
}

func (t *failingTx) AddRating(ctx context.Context, r plan.Rating) error {
	return effect(t.f, func() error { return t.Tx.AddRating(ctx, r) })
}

func (t *failingTx) Meeting(ctx context.Context, id string) (plan.Meeting, error) {
	return call(t.f, func() (plan.Meeting, error) { return t.Tx.Meeting(ctx, id) })
}

func (t *failingTx) SaveMeeting(ctx context.Context, m plan.Meeting) error {
	return effect(t.f, func() error { return t.Tx.SaveMeeting(ctx, m) })
}

func (t *failingTx) Action(ctx context.Context, id string) (plan.Action, error) {
	return call(t.f, func() (plan.Action, error) { return t.Tx.Action(ctx, id) })
}

func (t *failingTx) SaveAction(ctx context.Context, a plan.Action) error {
	return effect(t.f, func() error { return t.Tx.SaveAction(ctx, a) })
}

func (t *failingTx) Offices(ctx context.Context) ([]plan.Office, error) {
	return call(t.f, func() ([]plan.Office, error) { return t.Tx.Offices(ctx) })
}

func (t *failingTx) ScheduledMeetings(ctx context.Context) ([]plan.Meeting, error) {
	return call(t.f, func() ([]plan.Meeting, error) { return t.Tx.ScheduledMeetings(ctx) })
}

func (t *failingTx) ActionsOf(ctx context.Context, meeting string) ([]plan.Action, error) {
	return call(t.f, func() ([]plan.Action, error) { return t.Tx.ActionsOf(ctx, meeting) })
}

func (t *failingTx) EditionExists(ctx context.Context, code string) (bool, error) {
	return call(t.f, func() (bool, error) { return t.Tx.EditionExists(ctx, code) })
}

func (t *failingTx) CatalogueLine(ctx context.Context, ref plan.LineRef) (plan.CatalogueLine, error) {
	return call(t.f, func() (plan.CatalogueLine, error) { return t.Tx.CatalogueLine(ctx, ref) })
}

func (t *failingTx) ObjectivesOfLine(ctx context.Context, ref plan.LineRef) ([]string, error) {
	return call(t.f, func() ([]string, error) { return t.Tx.ObjectivesOfLine(ctx, ref) })
}

func (t *failingTx) LastAudit(ctx context.Context) (sequence int64, hash string, err error) {
	sequence, err = call(t.f, func() (int64, error) {
		sequence, hash, err = t.Tx.LastAudit(ctx)
		return sequence, err
	})
	return sequence, hash, err
}

func (t *failingTx) AddAudit(ctx context.Context, e plan.AuditEntry) error {
	return effect(t.f, func() error { return t.Tx.AddAudit(ctx, e) })
}

func (t *failingTx) Replay(ctx context.Context, accountID, key string) (r tracker.Replay, ok bool, err error) {
	r, err = call(t.f, func() (tracker.Replay, error) {
		r, ok, err = t.Tx.Replay(ctx, accountID, key)
		return r, err
	})
	return r, ok, err
}

func (t *failingTx) SaveReplay(ctx context.Context, r tracker.Replay) error {
	return effect(t.f, func() error { return t.Tx.SaveReplay(ctx, r) })
}

// failingAdminTx does the same for accounts and tokens.
type failingAdminTx struct {
	tracker.AdminTx
	f *failingStore
}

func (t *failingAdminTx) CreateOrganization(ctx context.Context, o plan.Organization) error {
	return effect(t.f, func() error { return t.AdminTx.CreateOrganization(ctx, o) })
}

func (t *failingAdminTx) OrganizationExists(ctx context.Context, id string) (bool, error) {
	return call(t.f, func() (bool, error) { return t.AdminTx.OrganizationExists(ctx, id) })
}

func (t *failingAdminTx) OfficeExists(ctx context.Context, organization, code string) (bool, error) {
	return call(t.f, func() (bool, error) { return t.AdminTx.OfficeExists(ctx, organization, code) })
}

func (t *failingAdminTx) RaiseRevision(ctx context.Context, organization string) (int64, error) {
	return call(t.f, func() (int64, error) { return t.AdminTx.RaiseRevision(ctx, organization) })
}

func (t *failingAdminTx) LastAudit(ctx context.Context, organization string) (sequence int64, hash string, err error) {
	sequence, err = call(t.f, func() (int64, error) {
		sequence, hash, err = t.AdminTx.LastAudit(ctx, organization)
		return sequence, err
	})
	return sequence, hash, err
}

func (t *failingAdminTx) AddAudit(ctx context.Context, e plan.AuditEntry) error {
	return effect(t.f, func() error { return t.AdminTx.AddAudit(ctx, e) })
}

func (t *failingAdminTx) AccountByEmail(ctx context.Context, email string) (plan.Account, error) {
	return call(t.f, func() (plan.Account, error) { return t.AdminTx.AccountByEmail(ctx, email) })
}

func (t *failingAdminTx) SaveAccount(ctx context.Context, a plan.Account) error {
	return effect(t.f, func() error { return t.AdminTx.SaveAccount(ctx, a) })
}

func (t *failingAdminTx) TokensOf(ctx context.Context, accountID string) ([]plan.Token, error) {
	return call(t.f, func() ([]plan.Token, error) { return t.AdminTx.TokensOf(ctx, accountID) })
}

func (t *failingAdminTx) SaveToken(ctx context.Context, k plan.Token) error {
	return effect(t.f, func() error { return t.AdminTx.SaveToken(ctx, k) })
}

func (t *failingAdminTx) AccountByID(ctx context.Context, id string) (plan.Account, error) {
	return call(t.f, func() (plan.Account, error) { return t.AdminTx.AccountByID(ctx, id) })
}

func (t *failingAdminTx) AnyAccount(ctx context.Context) (bool, error) {
	return call(t.f, func() (bool, error) { return t.AdminTx.AnyAccount(ctx) })
}

func (t *failingAdminTx) AdminsOf(ctx context.Context, organization string) ([]string, error) {
	return call(t.f, func() ([]string, error) { return t.AdminTx.AdminsOf(ctx, organization) })
}

func (t *failingAdminTx) DeleteSessionsOf(ctx context.Context, accountID, except string) error {
	return effect(t.f, func() error { return t.AdminTx.DeleteSessionsOf(ctx, accountID, except) })
}

func (t *failingAdminTx) AddLink(ctx context.Context, l plan.Link) error {
	return effect(t.f, func() error { return t.AdminTx.AddLink(ctx, l) })
}

func (t *failingAdminTx) UseLink(ctx context.Context, hash string, at time.Time) (plan.Link, error) {
	return call(t.f, func() (plan.Link, error) { return t.AdminTx.UseLink(ctx, hash, at) })
}

func (t *failingAdminTx) DeleteLinksOf(ctx context.Context, accountID string) error {
	return effect(t.f, func() error { return t.AdminTx.DeleteLinksOf(ctx, accountID) })
}

func (t *failingAdminTx) SecondFactor(ctx context.Context, accountID string) (f plan.SecondFactor, ok bool, err error) {
	f, err = call(t.f, func() (plan.SecondFactor, error) {
		f, ok, err = t.AdminTx.SecondFactor(ctx, accountID)
		return f, err
	})
	return f, ok, err
}

func (t *failingAdminTx) SaveSecondFactor(ctx context.Context, f plan.SecondFactor) error {
	return effect(t.f, func() error { return t.AdminTx.SaveSecondFactor(ctx, f) })
}

func (t *failingAdminTx) SaveRecoveryCodes(ctx context.Context, accountID string, hashes []string) error {
	return effect(t.f, func() error { return t.AdminTx.SaveRecoveryCodes(ctx, accountID, hashes) })
}

func (t *failingAdminTx) DeleteSecondFactor(ctx context.Context, accountID string) error {
	return effect(t.f, func() error { return t.AdminTx.DeleteSecondFactor(ctx, accountID) })
}

func (t *failingAdminTx) AccountByIdentity(ctx context.Context, issuer, subject string) (plan.Account, error) {
	return call(t.f, func() (plan.Account, error) { return t.AdminTx.AccountByIdentity(ctx, issuer, subject) })
}

func (t *failingAdminTx) IdentitiesOf(ctx context.Context, accountID string) ([]plan.ExternalIdentity, error) {
	return call(t.f, func() ([]plan.ExternalIdentity, error) { return t.AdminTx.IdentitiesOf(ctx, accountID) })
}

func (t *failingAdminTx) AddIdentity(ctx context.Context, i plan.ExternalIdentity) error {
	return effect(t.f, func() error { return t.AdminTx.AddIdentity(ctx, i) })
}

func (t *failingAdminTx) DeleteIdentitiesOf(ctx context.Context, accountID string) error {
	return effect(t.f, func() error { return t.AdminTx.DeleteIdentitiesOf(ctx, accountID) })
}

func (t *failingAdminTx) AccountRevision(ctx context.Context, organization, accountID string) (int64, error) {
	return call(t.f, func() (int64, error) { return t.AdminTx.AccountRevision(ctx, organization, accountID) })
}

func (t *failingAdminTx) CalendarAddress(ctx context.Context, accountID, organization string) (plan.CalendarAddress, error) {
	return call(t.f, func() (plan.CalendarAddress, error) { return t.AdminTx.CalendarAddress(ctx, accountID, organization) })
}

func (t *failingAdminTx) SaveCalendarAddress(ctx context.Context, c plan.CalendarAddress) error {
	return effect(t.f, func() error { return t.AdminTx.SaveCalendarAddress(ctx, c) })
}

func (t *failingAdminTx) DeleteCalendarAddress(ctx context.Context, accountID, organization string) error {
	return effect(t.f, func() error { return t.AdminTx.DeleteCalendarAddress(ctx, accountID, organization) })
}

func (t *failingAdminTx) RaiseCatalogue(ctx context.Context) (int64, error) {
	return call(t.f, func() (int64, error) { return t.AdminTx.RaiseCatalogue(ctx) })
}

func (t *failingAdminTx) CatalogueEdition(ctx context.Context, code string) (plan.CatalogueContent, error) {
	return call(t.f, func() (plan.CatalogueContent, error) { return t.AdminTx.CatalogueEdition(ctx, code) })
}

func (t *failingAdminTx) SaveCatalogueEdition(ctx context.Context, e plan.CatalogueEdition) error {
	return effect(t.f, func() error { return t.AdminTx.SaveCatalogueEdition(ctx, e) })
}

func (t *failingAdminTx) SaveCatalogueLine(ctx context.Context, edition string, l plan.CatalogueLine) error {
	return effect(t.f, func() error { return t.AdminTx.SaveCatalogueLine(ctx, edition, l) })
}

func (t *failingAdminTx) SaveCatalogueObjective(ctx context.Context, edition string, o plan.CatalogueObjective) error {
	return effect(t.f, func() error { return t.AdminTx.SaveCatalogueObjective(ctx, edition, o) })
}

func (t *failingAdminTx) SaveCatalogueTarget(ctx context.Context, edition string, g plan.CatalogueTarget) error {
	return effect(t.f, func() error { return t.AdminTx.SaveCatalogueTarget(ctx, edition, g) })
}

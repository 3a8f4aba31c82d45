package api

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// AuditEntry is one accepted write, chained to the one before it.
type AuditEntry struct {
	Sequence     int64   `json:"sequence" minimum:"1" maximum:"9007199254740991" example:"1234" doc:"1, 2, 3 … without gaps."`
	At           string  `json:"at" format:"date-time" maxLength:"35" example:"2026-05-11T09:30:00.000+02:00" doc:"When."`
	ActorRole    string  `json:"actor_role" enum:"viewer,contributor,editor,reviewer,admin,system" example:"editor" doc:"In what role."`
	Account      *string `json:"account" nullable:"true" maxLength:"64" example:"0190a5d2-7c3e-7b1a-9f00-3a5b6c7d8e9f" doc:"The opaque id of the account; null for the program itself and for an account that was erased."`
	Action       string  `json:"action" maxLength:"64" pattern:"^[a-z_]+\\.[a-z_]+$" example:"milestone.report" doc:"What was done."`
	ObjectType   string  `json:"object_type" maxLength:"32" pattern:"^[a-z_]+$" example:"update" doc:"To what sort of thing."`
	ObjectID     string  `json:"object_id" maxLength:"100" example:"0190a5d2-7c3e-7b1a-9f00-3a5b6c7d8e9f" doc:"To which one."`
	Revision     int64   `json:"revision" minimum:"0" maximum:"9007199254740991" example:"1234" doc:"The organization's revision that it made."`
	Detail       string  `json:"detail" maxLength:"2000000" example:"{}" doc:"What was written, as the JSON text that the hash covers."`
	PreviousHash string  `json:"previous_hash" maxLength:"64" pattern:"^([0-9a-f]{64})?$" example:"" doc:"The hash of the entry before."`
	Hash         string  `json:"hash" maxLength:"64" pattern:"^[0-9a-f]{64}$" example:"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" doc:"SHA-256 over this entry and the hash before."`
}

type auditInput struct {
	InOrganization
	ObjectType string   `query:"object_type" maxLength:"32" format:"pattern=^[a-z_]+$" example:"milestone" doc:"Only entries about this sort of thing."`
	ObjectID   string   `query:"object_id" maxLength:"100" format:"pattern=^[A-Za-z0-9._-]+$" example:"OB-01.3" doc:"Only entries about this one."`
	Action     string   `query:"action" maxLength:"64" format:"pattern=^[a-z_]+\\.[a-z_]+$" example:"milestone.report" doc:"Only this action."`
	Role       string   `query:"role" enum:"viewer,contributor,editor,reviewer,admin,system" example:"editor" doc:"Only what was done in this role."`
	From       DayParam `query:"from" example:"2026-01-01" doc:"Only entries of this day or later."`
	To         DayParam `query:"to" example:"2026-12-31" doc:"Only entries of this day or earlier."`
	Sort       string   `query:"sort" enum:"sequence,-sequence" example:"-sequence" doc:"The order; newest first where it is absent."`
	Paging
}

func (s *server) auditOperations() {
	register(s, operation{
		method: http.MethodGet, path: "/organizations/{organization}/audit-entries", id: "audit-entries", tag: tagAudit,
		title: "The audit trail", text: "Every accepted write of an organization, chained by SHA-256. For its members.",
		answer: Page[AuditEntry]{}, csv: true, staff: true,
	}, s.auditEntries)
}

var auditColumns = []column[AuditEntry]{
	{"sequence", func(e AuditEntry) string { return intCell(e.Sequence) }},
	{"at", func(e AuditEntry) string { return e.At }},
	{"actor_role", func(e AuditEntry) string { return e.ActorRole }},
	{"account", func(e AuditEntry) string { return optionalCell(e.Account) }},
	{"action", func(e AuditEntry) string { return e.Action }},
	{"object_type", func(e AuditEntry) string { return e.ObjectType }},
	{"object_id", func(e AuditEntry) string { return cell(e.ObjectID) }},
	{"revision", func(e AuditEntry) string { return intCell(e.Revision) }},
	{"detail", func(e AuditEntry) string { return cell(e.Detail) }},
	{"previous_hash", func(e AuditEntry) string { return e.PreviousHash }},
	{"hash", func(e AuditEntry) string { return e.Hash }},
}

// auditEntries pages in the database: a trail is longer than what a board holds.
func (s *server) auditEntries(ctx context.Context, in *auditInput) (reply, error) {
	v, err := s.view(ctx, in.Organization, plan.Date{})
	if err != nil {
		return reply{}, err
	}
	sort := orElse(in.Sort, "-sequence")
	bound, limit := boundTo(in.r, sort), in.Limit.rows()
	query := tracker.AuditQuery{
		Organization: in.Organization, ObjectType: in.ObjectType, ObjectID: in.ObjectID, Action: in.Action,
		Role: plan.Role(in.Role), From: s.beginningOf(in.From.Day()), To: s.beginningOf(in.To.Day().AddDays(1)),
		Ascending: !strings.HasPrefix(sort, "-"), WithTotal: true, Limit: limit + 1, // one more tells whether there is a next page
	}
	if in.Cursor != "" {
		after, err := readCursor(in.Cursor, bound)
		if err != nil {
			return reply{}, err
		}
		if query.After, err = strconv.ParseInt(after.ID, 10, 64); err != nil {
			return reply{}, foreignCursor()
		}
	}
	entries, total, err := s.Tracker.AuditEntries(ctx, query)
	if err != nil {
		return reply{}, err
	}
	page := Page[AuditEntry]{Items: make([]AuditEntry, 0, limit), Total: total}
	for _, e := range entries[:min(limit, len(entries))] {
		page.Items = append(page.Items, v.auditEntry(e))
	}
	if len(entries) > limit {
		page.Next = writeCursor(cursor{Bound: bound, ID: strconv.FormatInt(entries[limit-1].Sequence, 10)})
	}
	rep := v.reply(v.Revision)
	rep.body, rep.header, rep.table = page, links(in.r, page.Next), table(auditColumns, page.Items)
	return rep, nil
}

// beginningOf is the instant at which a day begins; zero for no day.
func (s *server) beginningOf(day plan.Date) time.Time {
	if day.IsZero() {
		return time.Time{}
	}
	d := day.Time()
	return time.Date(d.Year(), d.Month(), d.Day(), 0, 0, 0, 0, s.Clock.Location)
}

func (v view) auditEntry(e plan.AuditEntry) AuditEntry {
	return AuditEntry{
		Sequence: e.Sequence, At: instant(e.At, v.zone), ActorRole: string(e.By.Role), Account: optionalText(e.By.AccountID),
		Action: e.Action, ObjectType: e.ObjectType, ObjectID: e.ObjectID, Revision: e.Revision, Detail: e.Detail,
		PreviousHash: e.PreviousHash, Hash: e.Hash,
	}
}

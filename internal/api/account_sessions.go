package api

import (
	"context"
	"net/http"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// Session is one browser in which the account is signed in.
type Session struct {
	ID         string `json:"id" maxLength:"64" pattern:"^[A-Za-z0-9-]{1,64}$" example:"0190a5d2-7c3e-7b1a-9f00-3a5b6c7d8e9f" doc:"The session's identifier; it opens nothing."`
	Current    bool   `json:"current" example:"false" doc:"Whether this request came with it."`
	Method     string `json:"method" enum:"password,link,demo,oidc" example:"password" doc:"How it began: with the password, a one-time link, a link of the demonstration, or a provider."`
	Client     string `json:"client" maxLength:"100" example:"Firefox, Linux" doc:"What the browser said of itself, shortened; may be empty."`
	CreatedAt  string `json:"created_at" format:"date-time" maxLength:"35" example:"2026-05-12T10:00:00.000+02:00" doc:"When it began."`
	LastSeenAt string `json:"last_seen_at" format:"date-time" maxLength:"35" example:"2026-05-12T10:31:00.000+02:00" doc:"When it was used last, to the minute."`
	ExpiresAt  string `json:"expires_at" format:"date-time" maxLength:"35" example:"2026-05-12T22:00:00.000+02:00" doc:"When it ends, however much it is used; sooner where it is not used."`
}

type ownSessionsInput struct {
	Request
	Sort string `query:"sort" enum:"last_seen_at,-last_seen_at,created_at,-created_at" example:"-last_seen_at" doc:"The order; the one used last first where it is absent."`
	Paging
}

type ownSessionInput struct {
	Request
	Session string `path:"session" maxLength:"64" format:"pattern=^[A-Za-z0-9-]{1,64}$" example:"0190a5d2-7c3e-7b1a-9f00-3a5b6c7d8e9f" doc:"The session's identifier."`
}

func (s *server) ownSessionOperations() {
	register(s, operation{
		method: http.MethodGet, path: "/account/sessions", id: "sessions", tag: tagAccount,
		title: "The own sessions", text: "Where the account is signed in now.",
		answer: Page[Session]{}, csv: true, own: true,
	}, s.ownSessions)
	register(s, operation{
		method: http.MethodDelete, path: "/account/sessions", id: "sessions-end", tag: tagAccount,
		title: "End the other sessions", text: "Ends every session of the account but the one that this request came with. For whoever is signed in: an API token is refused.",
		own: true,
	}, s.endOtherSessions)
	register(s, operation{
		method: http.MethodDelete, path: "/account/sessions/{session}", id: "session-end", tag: tagAccount,
		title: "End a session", text: "Ends a session of the account at once; the own one too. For whoever is signed in: an API token is refused.",
		own: true,
	}, s.endSession)
}

var ownSessionList = list[plan.Session, Session]{
	keys: map[string]func(plan.Session) string{
		"last_seen_at": func(n plan.Session) string { return instantKey(n.LastSeenAt) },
		"created_at":   func(n plan.Session) string { return instantKey(n.CreatedAt) },
	},
	id: func(n plan.Session) string { return n.ID },
	columns: []column[Session]{
		{"id", func(n Session) string { return n.ID }},
		{"current", func(n Session) string { return boolCell(n.Current) }},
		{"method", func(n Session) string { return n.Method }},
		{"client", func(n Session) string { return cell(n.Client) }},
		{"created_at", func(n Session) string { return n.CreatedAt }},
		{"last_seen_at", func(n Session) string { return n.LastSeenAt }},
		{"expires_at", func(n Session) string { return n.ExpiresAt }},
	},
}

func (s *server) ownSessions(ctx context.Context, in *ownSessionsInput) (reply, error) {
	account, err := tracker.KnownAccount(ctx)
	if err != nil {
		return reply{}, err
	}
	all, err := s.Sessions.List(ctx, account)
	if err != nil {
		return reply{}, err
	}
	current := plan.ActorFrom(ctx).SessionID
	l := ownSessionList
	l.show = func(n plan.Session) Session {
		return Session{
			ID: n.ID, Current: n.ID == current, Method: string(n.Method), Client: n.Client,
			CreatedAt: instant(n.CreatedAt, s.Clock.Location), LastSeenAt: instant(n.LastSeenAt, s.Clock.Location),
			ExpiresAt: instant(n.ExpiresAt, s.Clock.Location),
		}
	}
	return ownPage(l, in.r, all, in.Paging, orElse(in.Sort, "-last_seen_at"))
}

// ownPage answers with one page of a list of whoever asks.
func ownPage[S, T any](l list[S, T], r *http.Request, rows []S, paging Paging, sort string) (reply, error) {
	page, header, err := l.page(r, rows, paging, sort)
	if err != nil {
		return reply{}, err
	}
	return reply{body: page, header: header, table: table(l.columns, page.Items)}, nil
}

func (s *server) endSession(ctx context.Context, in *ownSessionInput) (reply, error) {
	actor, err := tracker.SignedIn(ctx)
	if err != nil {
		return reply{}, err
	}
	if err := s.Sessions.End(ctx, actor.AccountID, in.Session); err != nil {
		return reply{}, err
	}
	return reply{status: http.StatusNoContent}, nil
}

func (s *server) endOtherSessions(ctx context.Context, _ *accountInput) (reply, error) {
	actor, err := tracker.SignedIn(ctx)
	if err != nil {
		return reply{}, err
	}
	if _, err := s.Sessions.EndOthers(ctx, actor.AccountID, actor.SessionID); err != nil {
		return reply{}, err
	}
	return reply{status: http.StatusNoContent}, nil
}

package app

import (
	"context"
	"net"
	"net/netip"
	"net/url"

	"github.com/traguardi/traguardi/internal/auth"
	"github.com/traguardi/traguardi/internal/demo"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
	"github.com/traguardi/traguardi/internal/web/area"
)

// firstLinks tells, in the log and nowhere else, how to get in where nobody could
// otherwise: to a new installation, and to the demonstration on one's own machine.
func (s *Server) firstLinks(ctx context.Context) error {
	if !s.settings.LocalSignIn {
		return nil
	}
	if s.settings.Demo && s.onThisMachine() {
		if err := s.demoLinks(ctx); err != nil {
			return err
		}
	}
	some, err := s.Store.AnyAccount(ctx)
	if err != nil || some {
		return err
	}
	address, err := s.newLink(ctx, plan.LinkSetup, "")
	if err == nil {
		s.log.Warn("there is no account yet: whoever opens this link makes the first one; it works once", "link", address)
	}
	return err
}

// newLink makes a link that is told here alone; only its hash is stored.
func (s *Server) newLink(ctx context.Context, kind plan.LinkKind, accountID string) (address string, err error) {
	token, hash, err := auth.NewLink()
	if err != nil {
		return "", err
	}
	now := s.Clock.Now().UTC()
	return s.baseURL() + area.LinkPath + token, s.Store.AddLink(ctx, plan.Link{
		ID: newID(), Hash: hash, Kind: kind, AccountID: accountID, CreatedAt: now, ExpiresAt: now.Add(kind.Lifetime()),
	})
}

// onThisMachine reports whether nobody but this machine reaches the server: it listens on
// a loopback address, and nothing in front of it makes that a public one.
func (s *Server) onThisMachine() bool {
	host, _, err := net.SplitHostPort(s.Address)
	if err != nil || !isLoopback(host) {
		return false
	}
	if s.settings.BaseURL == "" {
		return true
	}
	u, err := url.Parse(s.settings.BaseURL)
	return err == nil && (u.Hostname() == "localhost" || isLoopback(u.Hostname()))
}

func isLoopback(host string) bool {
	address, err := netip.ParseAddr(host)
	return err == nil && address.Unmap().IsLoopback()
}

// demoLinks makes the accounts of the demonstration that are missing, and tells a link for
// each. They have no password: the links are the only way in.
func (s *Server) demoLinks(ctx context.Context) error {
	demonstrated, err := s.demonstrated(ctx)
	if err != nil || !demonstrated {
		return err
	}
	for _, member := range demo.Staff {
		account, err := s.demoAccount(ctx, member)
		if err != nil {
			return err
		}
		if account.Disabled {
			continue
		}
		address, err := s.newLink(ctx, plan.LinkDemo, account.ID)
		if err != nil {
			return err
		}
		s.log.Info("a link into the demonstration; it works once", "role", string(member.Role), "link", address)
	}
	return nil
}

func (s *Server) demoAccount(ctx context.Context, member demo.Member) (plan.Account, error) {
	account, err := s.Store.AccountByEmail(ctx, member.Email)
	if plan.KindOf(err) != plan.KindNotFound {
		return account, err
	}
	account, err = s.Tracker.CreateAccount(asSystem(ctx), tracker.CreateAccount{
		Email: member.Email, Organization: demo.Organization, Role: member.Role, Office: member.Office,
	})
	if plan.KindOf(err) == plan.KindConflict { // another replica was quicker
		return s.Store.AccountByEmail(ctx, member.Email)
	}
	return account, err
}

// demonstrated reports whether the database holds the demonstration and nothing else: its
// accounts have no place beside those of a real ente.
func (s *Server) demonstrated(ctx context.Context) (bool, error) {
	organizations, err := s.Store.Organizations(ctx)
	if err != nil || len(organizations) != 1 {
		return false, err
	}
	return organizations[0].ID == demo.Organization && organizations[0].Demonstration, nil
}

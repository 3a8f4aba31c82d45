package app

import (
	"context"
	"time"

	"github.com/traguardi/traguardi/internal/auth"
	"github.com/traguardi/traguardi/internal/desk"
	"github.com/traguardi/traguardi/internal/jobs"
	"github.com/traguardi/traguardi/internal/mail"
	"github.com/traguardi/traguardi/internal/metrics"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/store"
	"github.com/traguardi/traguardi/internal/tracker"
	"github.com/traguardi/traguardi/internal/web/area"
)

// mailing is the part of a server that writes to people. Its zero value writes to nobody.
type mailing struct {
	outcomes   *metrics.Mail
	wake       chan struct{}
	dispatcher *mail.Dispatcher
	cancel     context.CancelFunc
	stopped    chan struct{}
}

// How long what was written is kept: messages, so that it can be found out why something
// did not arrive, and links to unsubscribe, which people find in old messages.
const (
	keepMessages          = 90 * 24 * time.Hour
	keepUnsubscribeTokens = 366 * 24 * time.Hour
)

// prepareMail makes ready what jobs and pages need; nothing is sent before startMail.
func (s *Server) prepareMail() error {
	var outcomes []string
	for _, o := range mail.Outcomes() {
		outcomes = append(outcomes, string(o))
	}
	var err error
	if s.mail.outcomes, err = metrics.NewMail(s.registry, outcomes); err != nil {
		return err
	}
	if !s.settings.Mail() {
		s.log.Info("mail is off: no reminders are sent, and links are handed over by hand", "setting", "--smtp-host")
		return nil
	}
	s.mail.wake = make(chan struct{}, 1)
	s.writeTo(s.mail.queued)
	return nil
}

// writeTo makes the outbox take letters from now on; queued is called for each. Before that nobody
// is written to.
func (i *Installation) writeTo(queued func()) {
	i.post = mail.Post{Outbox: i.Store, Now: i.Clock.Now, NewID: newID, Queued: queued}
}

// queued says that there is something to send. It may be called before anybody listens.
func (m *mailing) queued() {
	select {
	case m.wake <- struct{}{}:
	default:
	}
}

// tellOwner queues the letter that tells of a changed password or second factor. The change is
// made: that its letter could not be queued undoes nothing.
func (i *Installation) tellOwner(ctx context.Context, accountID string, what plan.MailKind) {
	if err := i.post.Tell(context.WithoutCancel(ctx), accountID, what); err != nil {
		i.Log.ErrorContext(ctx, "nobody is told of a changed account", "account", accountID, "change", what, "error", err)
	}
}

// startMail begins to empty the outbox, once the public address is known.
func (s *Server) startMail() error {
	if !s.settings.Mail() {
		return nil
	}
	password, err := s.settings.SMTPPassword()
	if err != nil {
		return err
	}
	s.mail.dispatcher, err = mail.NewDispatcher(mail.DispatcherOptions{
		Outbox: s.Store,
		Transport: mail.SMTP{
			Host: s.settings.SMTPHost, Port: s.settings.MailPort(), Security: mail.Security(s.settings.SMTPTLS),
			User: s.settings.SMTPUser, Password: password, Timeout: mail.AttemptTimeout,
		},
		Writer: mail.Letters{
			Boards: s.Boards, People: s.Tracker, Directory: s.Store, Links: links{s.Tracker, s.baseURL()}, Failures: s.jobFailures,
			Clock: s.Clock, From: s.settings.Sender(), BaseURL: s.baseURL(),
		},
		Now: s.Clock.Now, Log: s.log, Claimant: newID(), Wake: s.mail.wake,
		Observe: func(o mail.Outcome) { s.mail.outcomes.Observe(string(o)) },
	})
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(context.Background())
	s.mail.cancel, s.mail.stopped = cancel, make(chan struct{})
	go func() {
		defer close(s.mail.stopped)
		s.mail.dispatcher.Run(ctx)
	}()
	return nil
}

// stop begins no further letter and waits for the one under way, no longer than the
// context: then nobody knows what became of it, and the outbox says so.
func (m *mailing) stop(ctx context.Context) {
	if m.cancel == nil {
		return
	}
	m.cancel()
	select {
	case <-m.stopped:
	case <-ctx.Done():
	}
}

func (s *Server) reminders() jobs.Reminders {
	r := jobs.Reminders{Clock: s.Clock, EveryDay: s.settings.ReminderDays == "all", Log: s.log}
	if s.settings.Mail() {
		r.Queue = mail.Reminders{
			Boards: s.Boards, People: s.Tracker, Failures: s.jobFailures, Outbox: s.Store, Clock: s.Clock, NewID: newID, Queued: s.mail.queued,
		}.Queue
	}
	return r
}

// jobFailures are the jobs by the clock whose last run did not succeed.
func (s *Server) jobFailures(ctx context.Context) ([]desk.JobFailure, error) {
	var failures []desk.JobFailure
	for _, job := range s.scheduledNames() {
		slot, outcome, ok, err := s.Store.LastRun(ctx, job)
		if err != nil {
			return nil, err
		}
		if ok && outcome != "" && outcome != string(jobs.OutcomeSuccess) {
			failures = append(failures, desk.JobFailure{Job: job, Slot: slot, Outcome: outcome})
		}
	}
	return failures, nil
}

func (s *Server) deleteOldMail(ctx context.Context) (store.DeletedMail, error) {
	now := s.Clock.Now()
	return s.Store.DeleteMail(ctx, now.Add(-keepMessages), now.Add(-keepUnsubscribeTokens))
}

// links makes the one-time links that are sent by mail, as the system: whoever had them
// sent was asked for the permission then.
type links struct {
	tracker *tracker.Tracker
	base    string
}

// NewLink implements mail.Links.
func (l links) NewLink(ctx context.Context, accountID string) (url string, kind plan.LinkKind, expiresAt time.Time, err error) {
	token, hash, err := auth.NewLink()
	if err != nil {
		return "", "", time.Time{}, err
	}
	link, err := l.tracker.IssueLink(asSystem(ctx), tracker.AccountRef{ID: accountID}, hash)
	return l.base + area.LinkPath + token, link.Kind, link.ExpiresAt, err
}

package area

import (
	"github.com/traguardi/traguardi/internal/auth"
	"github.com/traguardi/traguardi/internal/plan"
)

const notificationsPath = "/area/account/avvisi"

func (s *Site) notificationRoutes() []route {
	return []route{
		{pattern: "GET " + notificationsPath, handle: s.notifications},
		{pattern: "POST " + notificationsPath, handle: s.notifications},
		// What the messages lead to; mail programs post to it by themselves (RFC 8058).
		{pattern: "GET /avvisi/{token}", open: true, handle: s.unsubscribe},
		{pattern: "POST /avvisi/{token}", open: true, handle: s.unsubscribe},
	}
}

type notificationsView struct {
	frame
	Kinds    []field
	Revision int64
	Mail     bool
}

// notifications is where somebody says what to be reminded of.
func (s *Site) notifications(v *visit) (reply, error) {
	gets := plan.RemindersFor(v.actor.Memberships)
	return v.submit(
		func(f *form) (string, error) {
			kinds := map[plan.ReminderKind]bool{}
			for _, k := range gets {
				kinds[k] = f.checked(string(k))
			}
			revision := f.revision()
			if err := f.err(); err != nil {
				return "", err
			}
			_, err := s.Tracker.ChangeNotifications(v.ctx(), kinds, revision)
			return withNotice(notificationsPath, "saved"), err
		},
		func(f *form) (reply, error) {
			n, err := s.Tracker.Notifications(v.ctx())
			if err != nil {
				return nil, err
			}
			page := &notificationsView{frame: v.frame(v.say.Plain("notifications.title"), sectionAccount), Revision: n.Revision, Mail: s.Access.sends()}
			for _, k := range gets {
				page.Kinds = append(page.Kinds, f.fill(field{
					Name: string(k), Type: "checkbox", Label: v.say.Plain("notifications.kind." + string(k)), Checked: n.Wants(k),
				}))
			}
			return v.page("avvisi", page)
		})
}

type unsubscribeView struct {
	frame
	// Kinds are those that would still come.
	Kinds         []choice
	Action        string
	Done, Nothing bool
}

// Fields of the form that turns reminders off. A post without any of them, such as that
// of a mail program, turns off all.
const (
	fieldKinds  = "avviso"
	fieldChosen = "scelti"
)

// unsubscribe turns reminders off for whoever has a message, without a sign-in: opening
// the page does nothing, since mail programs open addresses to look at them. The answer to
// a post is the page itself: mail programs follow no redirect.
func (s *Site) unsubscribe(v *visit) (reply, error) {
	// The address is the token: it goes to no other page.
	v.w.Header().Set("Referrer-Policy", "no-referrer")
	hash := auth.HashToken(v.arg("token"))
	f, err := v.form()
	if err != nil {
		return nil, err
	}
	page := &unsubscribeView{Action: v.r.URL.EscapedPath()}
	if f.posted() {
		switch kinds := f.texts(fieldKinds); {
		case f.has(fieldChosen) && len(kinds) == 0:
			page.Nothing = true
		case f.has(fieldChosen):
			_, err = s.Tracker.Unsubscribe(v.ctx(), hash, reminderKinds(kinds)...)
			page.Done = true
		default:
			_, err = s.Tracker.Unsubscribe(v.ctx(), hash)
			page.Done = true
		}
		if err != nil {
			return nil, err
		}
	}
	n, gets, err := s.Tracker.NotificationsByToken(v.ctx(), hash)
	if err != nil {
		return nil, err
	}
	for _, k := range gets {
		if n.Wants(k) {
			page.Kinds = append(page.Kinds, choice{Value: string(k), Text: v.say.Plain("notifications.kind." + string(k))})
		}
	}
	page.frame = v.frame(v.say.Plain("unsubscribe.title"), "")
	return v.page("disiscrizione", page)
}

func reminderKinds(names []string) []plan.ReminderKind {
	kinds := make([]plan.ReminderKind, len(names))
	for i, name := range names {
		kinds[i] = plan.ReminderKind(name)
	}
	return kinds
}

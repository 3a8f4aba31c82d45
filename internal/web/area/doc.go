// Package area serves the staff's pages: everything below /area, and the way in, /accesso.
// They are in Italian alone, for one reader at a time, and never kept: whoever asks is in
// the context as plan.Actor, put there by package auth.
//
// # A page
//
// One file for each group of pages. It has a function that lists its routes, one line of
// which is in routes.go:
//
//	func (s *Site) officeRoutes() []route {
//		return []route{
//			{pattern: "GET /area/{ipa}/ufficio", op: tracker.OpStaffRead, handle: s.ownOffice},
//			{pattern: "POST /area/{ipa}/ufficio", op: tracker.OpMilestoneReport, handle: s.ownOffice},
//		}
//	}
//
// op is asked of the policy (tracker.PermitAny) before the handler runs; what may be done
// to which object is asked again by the use case. A route with no op is for everybody who
// is signed in; one with open for everybody at all. Every route stands in the written table
// of roles that a test walks (internal/app/testdata/roles.tsv).
//
// A handler answers with a reply: v.page(template, view), v.redirect(address, notice) or
// v.file(…). A view is a struct that embeds frame, made by v.frame(title, section); its
// template is ui/templates/area/<name>.html and defines "main". Sentences are in
// ui/locales/area/<topic>.json (t, tn and plain in templates, v.say in Go), with those of
// the public pages (it.json) at hand. Scripts of a page are named in frame.Scripts
// ("assets/ts/table.ts"), never needed, and never inline.
//
// # A form
//
// Field names are the locations that the rules name (`due_on`, `evidence.act.number`,
// `decisions[0].text`), so that an error finds its field by itself. v.form reads what was
// posted; v.submit runs the write and shows the page again, filled, where it is refused:
//
//	func (s *Site) editOffice(v *visit) (reply, error) {
//		return v.submit(
//			func(f *form) (string, error) { // the write; answers where to go then
//				_, err := s.tracker.ChangeOffice(v.write(f), tracker.ChangeOffice{…, IfRevision: f.revision()})
//				return v.at("/uffici"), err
//			},
//			func(f *form) (reply, error) { // the page; f is empty at first
//				return v.page("ufficio-modifica", &officeEdit{frame: …, Name: f.field(field{Name: "name", …, Value: office.Name})})
//			})
//	}
//
// v.write gives the context in which posting the same form twice writes once (the hidden
// fields of {{template "form-keys" .}}). Texts of rules are "rule.<rule>" in rules.json,
// their figures {0}, {1}. A form that was posted by somebody whose session had ended comes
// back filled after sign-in, unsaved, with a notice (resume.go): pages that use v.submit
// need nothing for it.
//
// A page with several forms fills only the one that was sent: each is a part (part.go), with
// its name and what it is about in hidden fields. With lib/swap.ts such a page is used
// without leaving it: elements with data-swap and data-item are replaced by those of the
// answer, whatever somebody is writing in others stays.
package area

package web

// The pages of the installation itself: accessibility, privacy, legal notes. Their texts
// are templates of their own, one in each language.
var (
	accessibilityPage = notePage("accessibilita")
	privacyPage       = notePage("privacy")
	legalPage         = notePage("note-legali")
)

type noteView struct {
	frame
	// OneOrganization tells whether the page speaks for one ente.
	OneOrganization bool
	Base            string
}

func notePage(name string) page {
	return page{template: name, build: func(v *visit) (view, error) {
		page := &noteView{
			frame: v.frame(v.say.Plain("note."+name+".title"), v.say.Plain("note."+name+".description"), "", false),
			Base:  v.site.base,
		}
		page.OneOrganization = page.Institution.IPA != ""
		page.Crumbs = []crumb{{page.Institution.Name, page.Institution.Home}, {Text: page.Title}}
		return page, nil
	}}
}

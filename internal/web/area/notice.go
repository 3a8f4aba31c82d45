package area

import "html/template"

// paramNotice names the sentence that tells what was just done.
const paramNotice = "esito"

// notice is what the page before left to say; names that no sentence has are nothing.
func (v *visit) notice() template.HTML {
	if v.resumed {
		return v.say.T("notice.resumed")
	}
	key := "notice." + v.asked(paramNotice)
	if key == "notice." || !v.say.Has(key) {
		return ""
	}
	return v.say.T(key)
}

package area

import (
	"errors"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/problem"
)

// form is what a form brought. The zero form is one that was not posted yet.
type form struct {
	values url.Values
	// found are the values that could not be read as what they should be.
	found plan.Problems

	refused  int // status of the refusal; 0 where there is none
	problems []fieldProblem
	summary  template.HTML
	heading  template.HTML // of the summary, where it is not about saving
}

// fieldProblem is one rule that one field breaks, in words.
type fieldProblem struct {
	Location string
	Text     template.HTML
	// Label of the field, once the page has it: the summary names and links it.
	Label string
}

// posted reports whether there is anything to fill fields with.
func (f *form) posted() bool { return f != nil && f.values != nil }

// shown reports whether there is anything to tell above the form.
func (f *form) shown() bool { return f.refused != 0 }

// Summary is the refusal that is about no field; empty where the fields say it all.
func (f *form) Summary() template.HTML { return f.summary }

// Heading is what stands over the refusal; empty for the usual words.
func (f *form) Heading() template.HTML { return f.heading }

// Problems are the fields to correct.
func (f *form) Problems() []fieldProblem { return f.problems }

// ID is the element that the summary leads to.
func (p fieldProblem) ID() string { return fieldID(p.Location) }

var toID = strings.NewReplacer("[", "-", "]", "", ".", "-", ":", "-")

func fieldID(location string) string { return "f-" + toID.Replace(location) }

// maxFormFields bounds the fields of one form: a table of 2,000 rows is posted by pages.
const maxFormFields = 20_000

// form reads what was posted, once.
func (v *visit) form() (*form, error) {
	if v.posted != nil {
		return v.posted, nil
	}
	if v.r.Method != http.MethodPost {
		return &form{}, nil
	}
	if err := v.r.ParseForm(); err != nil {
		var tooLong *http.MaxBytesError
		if errors.As(err, &tooLong) {
			return nil, err
		}
		return nil, plan.Errorf(plan.KindMalformed, "the form cannot be read")
	}
	if len(v.r.PostForm) > maxFormFields {
		return nil, plan.Errorf(plan.KindTooLarge, "the form has too many fields")
	}
	// Browsers send line breaks as CR LF whatever was typed.
	for _, values := range v.r.PostForm {
		for i := range values {
			values[i] = strings.ReplaceAll(values[i], "\r\n", "\n")
		}
	}
	v.posted = &form{values: v.r.PostForm}
	return v.posted, nil
}

// submit is a page with a form: save is run where the form was posted and answers where to
// go then; show makes the page, also again where save was refused, with the form filled as
// it was posted. Refusals that no change of the form can mend become pages of their own.
func (v *visit) submit(save func(*form) (address string, err error), show func(*form) (reply, error)) (reply, error) {
	f, err := v.form()
	if err != nil {
		return nil, err
	}
	if !f.posted() || v.resumed {
		return show(f)
	}
	address, err := save(f)
	if err == nil {
		return redirectReply{address}, nil
	}
	if !v.refuse(f, err) {
		return nil, err
	}
	return show(f)
}

// refuse notes a refusal in the form; false where the form can do nothing about it.
func (v *visit) refuse(f *form, err error) bool {
	p := problem.Report(v.ctx(), v.site.Log, err)
	switch p.Kind {
	case plan.KindInvalid, plan.KindConflict, plan.KindStale, plan.KindMalformed, plan.KindUnavailable, plan.KindRateLimited:
	default:
		return false
	}
	v.sayWhen(p)
	f.refused, f.problems, f.summary = p.Status, nil, ""
	for _, broken := range p.Errors {
		f.problems = append(f.problems, fieldProblem{Location: broken.Location, Text: v.ruleText(broken.Rule, broken.Args)})
	}
	if len(f.problems) == 0 || p.Rule != "" {
		f.summary = v.refusal(p)
	}
	return true
}

// ruleText says a rule that a field breaks.
func (v *visit) ruleText(rule string, args []any) template.HTML {
	key := "rule." + rule
	if !v.say.Has(key) {
		return v.say.T("rule.unknown")
	}
	figures := make([]any, 0, 2*len(args))
	for i, a := range args {
		figures = append(figures, strconv.Itoa(i), figure(a))
	}
	return v.say.T(key, figures...)
}

// figure makes what a rule has to tell writable in a sentence.
func figure(a any) any {
	switch a := a.(type) {
	case int, string, plan.Date:
		return a
	case int64:
		return int(a)
	}
	return ""
}

// err is what could not be read of the form: a write begins with it.
func (f *form) err() error { return f.found.Err() }

// text is a field as it was typed, without the blanks around it.
func (f *form) text(name string) string { return strings.TrimSpace(f.values.Get(name)) }

// has reports whether the form had the field at all: a box that was not ticked is not sent.
func (f *form) has(name string) bool { return f.posted() && f.values.Has(name) }

// checked reports whether a box was ticked.
func (f *form) checked(name string) bool { return f.text(name) != "" }

// texts are all values of a name, blank ones left out.
func (f *form) texts(name string) []string {
	var all []string
	for _, value := range f.values[name] {
		if value = strings.TrimSpace(value); value != "" {
			all = append(all, value)
		}
	}
	return all
}

// date reads a day, YYYY-MM-DD or GG/MM/AAAA as people write it; zero where it is blank.
func (f *form) date(name string) plan.Date {
	day, ok := parseDay(f.text(name))
	if !ok {
		f.found.Add(name, "date.form", "must be a date")
	}
	return day
}

func parseDay(typed string) (plan.Date, bool) {
	if typed == "" {
		return plan.Date{}, true
	}
	if day, err := plan.ParseDate(typed); err == nil {
		return day, true
	}
	parts := strings.Split(strings.NewReplacer("/", "-", ".", "-", " ", "-").Replace(typed), "-")
	if len(parts) != 3 || len(parts[0]) > 2 || len(parts[1]) > 2 || len(parts[2]) != 4 {
		return plan.Date{}, false
	}
	pad := func(s string) string { return strings.Repeat("0", 2-len(s)) + s }
	day, err := plan.ParseDate(parts[2] + "-" + pad(parts[1]) + "-" + pad(parts[0]))
	return day, err == nil
}

// number reads a whole number; ok is false where the field is blank.
func (f *form) number(name string) (n int, ok bool) {
	typed := strings.ReplaceAll(strings.TrimSuffix(f.text(name), "%"), " ", "")
	if typed == "" {
		return 0, false
	}
	n, err := strconv.Atoi(typed)
	if err != nil {
		f.found.Add(name, "number.form", "must be a whole number")
		return 0, false
	}
	return n, true
}

// decimal reads a number with a comma or a point; ok is false where the field is blank.
func (f *form) decimal(name string) (n float64, ok bool) {
	typed := strings.ReplaceAll(f.text(name), ",", ".")
	if typed == "" {
		return 0, false
	}
	n, err := strconv.ParseFloat(typed, 64)
	if err != nil {
		f.found.Add(name, "number.form", "must be a number")
		return 0, false
	}
	return n, true
}

// cents reads an amount of euros, which has to be there.
func (f *form) cents(name string) int64 {
	typed := f.text(name)
	cents, ok := plan.ParseCents(typed)
	switch {
	case typed == "":
		f.found.Add(name, "required", "is required")
	case !ok:
		f.found.Add(name, "amount.form", "must be an amount of euros")
	}
	return cents
}

// measured reads a value that was measured, which has to be there.
func (f *form) measured(name string) float64 {
	typed := f.text(name)
	value, ok := plan.ParseValue(typed)
	switch {
	case typed == "":
		f.found.Add(name, "required", "is required")
	case !ok:
		f.found.Add(name, "number.form", "must be a number")
	}
	return value
}

// revision is what the writer had read: the write's If-Match.
func (f *form) revision() int64 { return f.revisionAt(fieldRevision) }

// revisionAt is the same of a form with several of them.
func (f *form) revisionAt(name string) int64 {
	n, err := strconv.ParseInt(f.text(name), 10, 64)
	if err != nil || n < 1 {
		f.found.Add(name, "form.old", "is missing: open the page again")
		return -1
	}
	return n
}

// value is what a field shows: what was typed, else what is stored.
func (f *form) value(name, stored string) string {
	if f.has(name) {
		return f.values.Get(name)
	}
	return stored
}

// errorsAt are the rules that a field breaks; label is noted for the summary.
func (f *form) errorsAt(location, label string) []template.HTML {
	if f == nil {
		return nil
	}
	var texts []template.HTML
	for i := range f.problems {
		if f.problems[i].Location == location {
			f.problems[i].Label = label
			texts = append(texts, f.problems[i].Text)
		}
	}
	return texts
}

// field is one field of a form, for {{template "field" .}}.
type field struct {
	Name  string // the location that rules name
	Label string
	// Hint is the field's rule, in words, beside it.
	Hint template.HTML
	// Type is text (the default), email, password, number, date, time, url, textarea, select, checkbox or hidden;
	// boxes is a group of boxes, of which any may be ticked, for {{template "entry" .}}.
	Type  string
	Value string
	// Present is what is stored, for a box: whether it is ticked.
	Checked bool
	Options []choice // of a select, or of boxes
	// Former are options that are offered no more: by them an old value has its name.
	Former   []choice
	Required bool
	// Unmarked: that it may be left blank goes without saying.
	Unmarked bool
	// Autocomplete is the purpose of the field (WCAG 1.3.5); empty is off.
	Autocomplete string
	Max          int // characters; 0 is no limit
	Least        int // characters of a new password
	Rows         int // of a textarea; 0 is 4
	Min, Most    string
	Focus        bool
	Short        bool // a narrow field
	Errors       []template.HTML
	ID           string
}

type choice struct {
	Value, Text string
	Selected    bool
}

// fill completes a field with what the form holds of it; its Value and Checked are what is
// stored.
func (f *form) fill(one field) field {
	if one.Type == "" {
		one.Type = "text"
	}
	if one.Rows == 0 {
		one.Rows = 4
	}
	if one.Autocomplete == "" {
		one.Autocomplete = "off"
	}
	one.ID = fieldID(one.Name)
	one.Errors = f.errorsAt(one.Name, one.Label)
	if f.posted() && one.Type != "password" {
		one.Value = f.value(one.Name, one.Value)
		one.Checked = f.values.Has(one.Name)
	}
	one.Options = slices.Clone(one.Options)
	if one.Type == "boxes" {
		if f.posted() {
			choose(one.Options, f.texts(one.Name))
		}
		return one
	}
	if i := slices.IndexFunc(one.Options, func(o choice) bool { return o.Selected }); i >= 0 && one.Value == "" && !f.has(one.Name) {
		one.Value = one.Options[i].Value
	}
	choose(one.Options, []string{one.Value})
	return one
}

// choose selects the options with these values, and no other.
func choose(options []choice, values []string) {
	for i := range options {
		options[i].Selected = slices.Contains(values, options[i].Value)
	}
}

// Demanded reports whether the browser is to ask for the field: a list whose first entry is
// a value cannot be left blank.
func (f field) Demanded() bool {
	return f.Required && (f.Type != "select" || len(f.Options) > 0 && f.Options[0].Value == "")
}

// DescribedBy lists the ids of what explains the field.
func (f field) DescribedBy() string {
	var ids []string
	if f.Hint != "" {
		ids = append(ids, f.ID+"-h")
	}
	if len(f.Errors) > 0 {
		ids = append(ids, f.ID+"-e")
	}
	return strings.Join(ids, " ")
}

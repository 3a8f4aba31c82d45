package web

import (
	"slices"

	"github.com/traguardi/traguardi/internal/board"
	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/progress"
)

// Names of the filters in the query string, as people see them in the address.
const (
	paramWords   = "parole"
	paramHorizon = "orizzonte"
	paramSector  = "settore"
	paramOffice  = "ufficio"
	paramHealth  = "salute"
)

var horizonSlugs = map[plan.Horizon]string{
	plan.HorizonShort: "breve", plan.HorizonMedium: "medio", plan.HorizonLong: "lungo",
}

var healthSlugs = map[progress.Health]string{
	progress.HealthLate: "in-ritardo", progress.HealthAtRisk: "a-rischio", progress.HealthOnTrack: "in-linea",
	progress.HealthCompleted: "completato", progress.HealthNotAssessed: "non-valutato",
}

// filters narrow the list of objectives. Empty fields do not.
type filters struct {
	words   string
	horizon plan.Horizon
	sector  string
	office  string
	health  progress.Health
}

// readFilters takes from the query string what means something in this plan; the rest
// is left out, so that addresses that say the same are the same.
func readFilters(v *visit) filters {
	f := filters{words: plan.CleanSearch(v.query.Get(paramWords))}
	for h, slug := range horizonSlugs {
		if v.query.Get(paramHorizon) == slug {
			f.horizon = h
		}
	}
	for h, slug := range healthSlugs {
		if v.query.Get(paramHealth) == slug {
			f.health = h
		}
	}
	if sector := v.query.Get(paramSector); slices.ContainsFunc(v.content.SectorsShown(), func(s plan.Sector) bool { return s.Code == sector }) {
		f.sector = sector
	}
	if _, ok := v.content.Office(v.query.Get(paramOffice)); ok {
		f.office = v.query.Get(paramOffice)
	}
	return f
}

// params are the filters in the order of the form.
func (f filters) params() []string {
	return []string{
		paramWords, f.words, paramHorizon, horizonSlugs[f.horizon], paramSector, f.sector,
		paramOffice, f.office, paramHealth, healthSlugs[f.health],
	}
}

func (f filters) any() bool { return f != filters{} }

// pick keeps the objectives that fit all filters.
func (f filters) pick(c *board.Public) []*board.Objective {
	if !f.any() {
		return c.InOrder()
	}
	search := plan.NewSearch(f.words)
	var kept []*board.Objective
	for _, o := range c.InOrder() {
		if f.fits(o) && finds(search, c, o) {
			kept = append(kept, o)
		}
	}
	return kept
}

func (f filters) fits(o *board.Objective) bool {
	switch {
	case f.horizon != "" && o.Terms.Horizon != f.horizon,
		f.sector != "" && !slices.Contains(o.Sectors, f.sector),
		f.office != "" && !involves(o, f.office),
		// Suspended and cancelled objectives have no part in the counts by health.
		f.health != "" && (o.Figures.Health != f.health || !o.Terms.State.Counted()):
		return false
	}
	return true
}

// involves tells whether an office leads an objective or has a milestone of it.
func involves(o *board.Objective, office string) bool {
	return o.Terms.LeadOffice == office || slices.ContainsFunc(o.Milestones, func(m *board.Milestone) bool {
		return m.Status.Office == office
	})
}

func finds(search plan.Search, c *board.Public, o *board.Objective) bool {
	if len(search) == 0 {
		return true
	}
	texts := []string{o.Code, o.Title, o.Description}
	for _, code := range o.Sectors {
		texts = append(texts, c.SectorName(code))
	}
	for _, m := range o.Milestones {
		texts = append(texts, m.Title)
	}
	return search.Finds(texts...)
}

// sectorNames are sectors as people read them.
func (v *visit) sectorNames(codes []string) []string {
	names := make([]string, len(codes))
	for i, code := range codes {
		names[i] = v.content.SectorName(code)
	}
	return names
}

// filterForm is the GET form above a list of objectives.
type filterForm struct {
	Action string
	Words  string
	Hidden []hidden
	Fields []filterField
	// Chosen are the filters at work, each with the address without it.
	Chosen []chosen
	Clear  string
}

type filterField struct {
	Name, Label string
	Options     []option
}

type option struct {
	Value, Text string
	Selected    bool
	Content     bool // written by people, in Italian
}

type chosen struct{ Text, Label, URL string }

func (v *visit) filterForm(f filters) *filterForm {
	form := &filterForm{Action: v.links.root() + "/obiettivi", Words: f.words}
	if v.links.day != (plan.Date{}) {
		form.Hidden = append(form.Hidden, hidden{paramDay, v.links.day.String()})
	}
	if l := v.links.langParam(); l != "" {
		form.Hidden = append(form.Hidden, hidden{paramLang, l})
	}
	horizon := filterField{Name: paramHorizon, Label: v.say.Plain("filter.horizon")}
	for _, h := range plan.Horizons {
		horizon.Options = append(horizon.Options, option{horizonSlugs[h], v.say.Plain("horizon." + string(h)), h == f.horizon, false})
	}
	sector := filterField{Name: paramSector, Label: v.say.Plain("filter.sector")}
	for _, s := range v.content.SectorsShown() {
		sector.Options = append(sector.Options, option{s.Code, s.Name, s.Code == f.sector, true})
	}
	office := filterField{Name: paramOffice, Label: v.say.Plain("filter.office")}
	for _, o := range v.content.Offices {
		office.Options = append(office.Options, option{o.Code, o.Name, o.Code == f.office, true})
	}
	health := filterField{Name: paramHealth, Label: v.say.Plain("filter.health")}
	for _, h := range progress.Healths {
		health.Options = append(health.Options, option{healthSlugs[h], v.say.Plain("health." + string(h)), h == f.health, false})
	}
	form.Fields = []filterField{horizon, sector, office, health}
	form.Chosen = v.chosen(f)
	form.Clear = v.links.objectives()
	return form
}

// chosen lists the filters at work.
func (v *visit) chosen(f filters) []chosen {
	var list []chosen
	add := func(text string, without filters) {
		list = append(list, chosen{
			Text: text, Label: v.say.Plain("filter.remove", "what", text), URL: v.links.objectives(without.params()...),
		})
	}
	without := f
	if f.words != "" {
		without.words = ""
		add("«"+f.words+"»", without)
	}
	if without = f; f.horizon != "" {
		without.horizon = ""
		add(v.say.Plain("horizon."+string(f.horizon)), without)
	}
	if without = f; f.sector != "" {
		without.sector = ""
		add(v.content.SectorName(f.sector), without)
	}
	if without = f; f.office != "" {
		without.office = ""
		add(v.officeName(f.office), without)
	}
	if without = f; f.health != "" {
		without.health = ""
		add(v.say.Plain("health."+string(f.health)), without)
	}
	return list
}

package plan

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Series asks for one meeting with each of several offices, a day after the other.
type Series struct {
	// Offices are the codes of the offices to meet, in the order in which they are met;
	// none: all, by name.
	Offices []string
	// From is the first day; it is required and not past.
	From Date
	// Weekdays on which meetings may be, Monday to Friday; none: all five.
	Weekdays []time.Weekday
	// Except are further days on which there is none, such as a patron saint's.
	Except []Date
	// Title of each meeting; {ufficio} stands for the name of its office. Empty:
	// SeriesTitle.
	Title string
	// StartsAt is required, EndsAt is not.
	StartsAt, EndsAt string
	Place            string
	Agenda           string
	// Participants of every meeting, beside whoever answers for the office met.
	Participants []Participant
	// OfficeRole is in what role the office met takes part; empty: SeriesOfficeRole.
	OfficeRole string
	Published  bool
}

// What stands in where a series does not say it.
const (
	SeriesTitle      = "Riunione con {ufficio}"
	SeriesOfficeRole = "Responsabile dell’ufficio"
	// SeriesOfficeMark stands for an office's name in a title.
	SeriesOfficeMark = "{ufficio}"
)

// Bounds of a series.
const (
	MaxSeriesExcept = 100
	// seriesReach is how many days after its first a series may go on.
	seriesReach = 3 * 366
	// manyOffices is from how many offices on a meeting is a general one: it takes no
	// office's own meeting away.
	manyOffices = 4
)

// SeriesSkip says why a day is left out.
type SeriesSkip string

// Why a day is left out.
const (
	SkipHoliday  SeriesSkip = "holiday"
	SkipExcepted SeriesSkip = "excepted"
	SkipTaken    SeriesSkip = "taken" // another meeting is at that hour
)

// SeriesPlan is what becomes of a Series.
type SeriesPlan struct {
	Meetings []Meeting // scheduled, without identifiers, by day
	// Offices left out, and the meeting that each has already.
	Offices []SkippedOffice
	// Days left out between the first and the last, weekends and weekdays that were not
	// asked for aside.
	Days []SkippedDay
}

// SkippedOffice is an office that a series leaves out.
type SkippedOffice struct {
	Office  string
	Meeting Meeting
}

// SkippedDay is a day that a series leaves out.
type SkippedDay struct {
	Day Date
	Why SeriesSkip
}

// Check notes every rule that the series breaks. Whether its offices exist is for the
// tracker to see.
func (s Series) Check(today Date) error {
	var p Problems
	switch {
	case s.From.IsZero():
		p.Add("from", "required", "is required")
	case s.From.Before(today):
		p.Add("from", "date.past", "must not be in the past")
	case s.From.After(today.AddDays(seriesReach)):
		p.Add("from", "series.far", "must not be more than three years ahead")
	}
	for i, w := range s.Weekdays {
		if w < time.Monday || w > time.Friday {
			p.Add(indexed("weekdays", i), "series.weekday", "must be a day from Monday to Friday")
		}
	}
	if len(s.Except) > MaxSeriesExcept {
		p.Add("except", "list.length", "has too many entries", MaxSeriesExcept)
	}
	if s.StartsAt == "" {
		p.Add("starts_at", "required", "is required")
	}
	p.checkHours(s.StartsAt, s.EndsAt)
	p.Line("title", s.Title, MaxTitle, false)
	p.Line("place", s.Place, MaxName, false)
	p.Line("office_role", s.OfficeRole, MaxName, false)
	p.Lines("agenda", s.Agenda, MaxText)
	p.checkOffices(s.Offices)
	if len(s.Participants) >= MaxParticipants {
		p.Add("participants", "list.length", "has too many entries", MaxParticipants-1)
	}
	for i, participant := range s.Participants {
		p.Line(indexed("participants", i)+".role", participant.Role, MaxName, true)
	}
	return p.Err()
}

// Plan says which meetings the series comes to. Offices are those of the organization
// that are not removed, scheduled its meetings in the state scheduled, that are not
// removed; an office that has one of its own from today on is left out. The series must
// have been checked.
func (s Series) Plan(offices []Office, scheduled []Meeting, today Date) SeriesPlan {
	var out SeriesPlan
	day := s.From
	last := s.From.AddDays(seriesReach)
	for _, office := range s.officesToMeet(offices) {
		if m, ok := ownMeeting(office.Code, scheduled, today); ok {
			out.Offices = append(out.Offices, SkippedOffice{office.Code, m})
			continue
		}
		var free bool
		if day, free = s.nextDay(day, last, scheduled, &out); !free {
			break
		}
		out.Meetings = append(out.Meetings, s.meeting(office, day))
		day = day.AddDays(1)
	}
	out.trimDays()
	return out
}

// officesToMeet are those asked for in their order, or all by name.
func (s Series) officesToMeet(offices []Office) []Office {
	if len(s.Offices) == 0 {
		all := slices.Clone(offices)
		slices.SortFunc(all, func(a, b Office) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Code, b.Code)) })
		return all
	}
	var chosen []Office
	for _, code := range s.Offices {
		if i := slices.IndexFunc(offices, func(o Office) bool { return o.Code == code }); i >= 0 {
			chosen = append(chosen, offices[i])
		}
	}
	return chosen
}

// ownMeeting is the first meeting scheduled with an office from today on, general ones
// left out.
func ownMeeting(office string, scheduled []Meeting, today Date) (Meeting, bool) {
	var first Meeting
	for _, m := range scheduled {
		if m.HeldOn.Before(today) || len(m.Offices) >= manyOffices || !slices.Contains(m.Offices, office) {
			continue
		}
		if first.HeldOn.IsZero() || m.HeldOn.Before(first.HeldOn) {
			first = m
		}
	}
	return first, !first.HeldOn.IsZero()
}

// nextDay is the first day from one on that the series may take; it notes those that it
// passes by. Free is false where there is none up to the last.
func (s Series) nextDay(day, last Date, scheduled []Meeting, out *SeriesPlan) (next Date, free bool) {
	for ; !day.After(last); day = day.AddDays(1) {
		switch {
		case Weekend(day) || (len(s.Weekdays) > 0 && !slices.Contains(s.Weekdays, day.Time().Weekday())):
		case Holiday(day):
			out.Days = append(out.Days, SkippedDay{day, SkipHoliday})
		case slices.Contains(s.Except, day):
			out.Days = append(out.Days, SkippedDay{day, SkipExcepted})
		case slices.ContainsFunc(scheduled, func(m Meeting) bool { return m.HeldOn == day && s.clashes(m) }):
			out.Days = append(out.Days, SkippedDay{day, SkipTaken})
		default:
			return day, true
		}
	}
	return day, false
}

// clashes reports whether a meeting of the same day is at the same hour. One without an
// end is taken to go on for an hour, one without a start to leave room.
func (s Series) clashes(m Meeting) bool {
	if m.StartsAt == "" {
		return false
	}
	return s.StartsAt < endOf(m.StartsAt, m.EndsAt) && m.StartsAt < endOf(s.StartsAt, s.EndsAt)
}

func endOf(start, end string) string {
	if end != "" {
		return end
	}
	t, err := time.Parse("15:04", start)
	if err != nil || t.Hour() == 23 {
		return "24:00"
	}
	return t.Add(time.Hour).Format("15:04")
}

// meeting is the one with an office.
func (s Series) meeting(office Office, day Date) Meeting {
	participants := append(slices.Clone(s.Participants), Participant{Role: cmp.Or(s.OfficeRole, SeriesOfficeRole), Office: office.Code})
	return Meeting{
		Title: s.titleFor(office), State: MeetingScheduled, HeldOn: day, StartsAt: s.StartsAt, EndsAt: s.EndsAt, Place: s.Place,
		Agenda: s.Agenda, Offices: []string{office.Code}, Participants: participants, Published: s.Published,
	}
}

// trimDays leaves out the days that were passed by behind the last meeting.
func (p *SeriesPlan) trimDays() {
	if len(p.Meetings) == 0 {
		return
	}
	last := p.Meetings[len(p.Meetings)-1].HeldOn
	p.Days = slices.DeleteFunc(p.Days, func(d SkippedDay) bool { return d.Day.After(last) })
}

// titleFor is the title with the name of the office in its place, cut to the longest
// that a title may be.
func (s Series) titleFor(office Office) string {
	title := strings.ReplaceAll(cmp.Or(s.Title, SeriesTitle), SeriesOfficeMark, office.Name)
	if runes := []rune(title); len(runes) > MaxTitle {
		title = string(runes[:MaxTitle-1]) + "…"
	}
	return title
}

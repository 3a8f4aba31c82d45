package demo

import (
	"context"
	"fmt"

	"github.com/traguardi/traguardi/internal/plan"
	"github.com/traguardi/traguardi/internal/tracker"
)

// indicators are what the ente measures: one that rises, one that falls, one that nobody
// has measured yet.
func indicators() []indicator {
	return []indicator{
		{
			objective: "OB-06", title: "Pagamenti fatti online", unit: "pagamenti su cento", way: plan.DirectionUp, from: 12, to: 60, begins: -900, ends: 200,
			text:     "Quanti pagamenti su cento, fra quelli dovuti al Comune, arrivano da pagoPA. Si conta ogni sei mesi.",
			measures: []measure{{-720, 21, ""}, {-540, 33, ""}, {-360, 41, ""}, {-180, 47.5, ""}, {-9, 52, "Con gli avvisi della mensa."}},
		},
		{
			objective: "OB-05", title: "Giorni per avere un certificato", unit: "giorni", way: plan.DirectionDown, from: 9, to: 2, begins: -500, ends: 260,
			text:     "Dalla domanda alla consegna: la metà dei cittadini aspetta meno, l’altra metà di più.",
			measures: []measure{{-320, 8, ""}, {-140, 6, ""}, {-20, 5.5, "Due sportelli erano chiusi."}},
		},
		{
			objective: "OB-12", title: "Luoghi con una scheda aperta", unit: "luoghi", way: plan.DirectionUp, from: 0, to: 240, begins: -120, ends: 240,
			text: "Schede pubblicate nella mappa, con licenza aperta.",
		},
	}
}

type indicator struct {
	objective, title, unit, text string
	way                          plan.Direction
	from, to                     float64
	begins, ends                 int // days from the present one
	measures                     []measure
}

type measure struct {
	days  int
	value float64
	note  string
}

func (s *script) addIndicator(i indicator) {
	begins := d(i.begins).workday(s.today)
	var id string
	s.add(d(i.begins), morning, "measure "+i.objective, func(ctx context.Context, t *tracker.Tracker) error {
		receipt, err := t.CreateIndicator(ctx, ente, plan.Indicator{
			Objective: i.objective, Title: i.title, Description: i.text, Unit: i.unit, Direction: i.way, Baseline: i.from,
			BaselineOn: begins, Target: i.to, TargetOn: s.today.AddDays(i.ends),
		})
		id = receipt.ID
		return err
	})
	for n, m := range i.measures {
		s.add(d(m.days), morning, fmt.Sprintf("measure %s, %d", i.objective, n+1), func(ctx context.Context, t *tracker.Tracker) error {
			_, err := t.RecordMeasurement(ctx, ente, plan.Measurement{Indicator: id, Value: m.value, Note: m.note})
			return err
		})
	}
}

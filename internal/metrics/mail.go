package metrics

import (
	"fmt"

	"github.com/prometheus/client_golang/prometheus"
)

// Mail counts what became of messages on this replica. Make it with NewMail.
type Mail struct{ messages *prometheus.CounterVec }

// NewMail registers the series of the named outcomes, at zero: an installation whose mail
// is never sent shows that, instead of showing nothing.
func NewMail(reg prometheus.Registerer, outcomes []string) (*Mail, error) {
	m := &Mail{prometheus.NewCounterVec(prometheus.CounterOpts{
		Namespace: namespace, Name: "mail_messages_total", Help: "Messages and attempts to send one, on this replica, by what became of them.",
	}, []string{"outcome"})}
	if err := reg.Register(m.messages); err != nil {
		return nil, fmt.Errorf("metrics: %w", err)
	}
	for _, o := range outcomes {
		m.messages.WithLabelValues(o)
	}
	return m, nil
}

// Observe notes one outcome.
func (m *Mail) Observe(outcome string) { m.messages.WithLabelValues(outcome).Inc() }

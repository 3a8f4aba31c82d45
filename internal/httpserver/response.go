package httpserver

import "net/http"

// tracked remembers what was answered. Middlewares share one: whoever comes first makes it.
type tracked struct {
	http.ResponseWriter
	status int // 0 until the header is written
	bytes  int64
	// late are header fields to be set when the header is written, where no handler set its own.
	late []lateField
	// data says that an answer which is data is given a name then.
	data bool
	// turn is given away while the client is waited for; nil where there is none.
	turn *InFlight
}

// lateField is one header field of every answer, with its value in the form of http.Header.
type lateField struct {
	name  string
	value []string
}

func track(w http.ResponseWriter) *tracked {
	if t, already := w.(*tracked); already {
		return t
	}
	return &tracked{ResponseWriter: w}
}

func (t *tracked) WriteHeader(status int) {
	// 1xx are only heralds of the answer, but for 101, which ends HTTP on this connection.
	if t.status == 0 && (status >= 200 || status == http.StatusSwitchingProtocols) {
		t.begin(status)
	}
	t.ResponseWriter.WriteHeader(status)
}

func (t *tracked) Write(body []byte) (int, error) {
	if t.status == 0 {
		t.begin(http.StatusOK)
	}
	if t.turn != nil {
		t.turn.leave()
		defer t.turn.resume()
	}
	n, err := t.ResponseWriter.Write(body)
	t.bytes += int64(n)
	return n, err
}

func (t *tracked) begin(status int) {
	t.status = status
	if status == http.StatusNotModified {
		// The client goes on using the fields of the answer it has. Writing them again would be a
		// fifth of what a 304 costs.
		return
	}
	t.setLate()
}

func (t *tracked) setLate() {
	header := t.Header()
	if t.data {
		setDataName(header)
	}
	for i := range t.late {
		if _, set := header[t.late[i].name]; !set {
			header[t.late[i].name] = t.late[i].value
		}
	}
}

// outcome is the status the client got: 0 where the handler did not finish and had written nothing.
func (t *tracked) outcome(finished bool) int {
	if t.status == 0 && finished {
		return http.StatusOK // what net/http sends for a handler that wrote nothing
	}
	return t.status
}

// Unwrap lets http.ResponseController reach the connection.
func (t *tracked) Unwrap() http.ResponseWriter { return t.ResponseWriter }

// replacing is a writer that puts an error answer in the place of some. The answer replaced is
// swallowed, its header fields that describe content removed.
type replacing struct {
	http.ResponseWriter
	request *http.Request
	render  ErrorRenderer
	// instead decides by the status that is about to be written; it returns the status to answer
	// with, or 0 to let the answer pass.
	instead  func(r *http.Request, status int) int
	decided  bool
	replaced bool
}

func (p *replacing) WriteHeader(status int) {
	if p.decide(status); !p.replaced {
		p.ResponseWriter.WriteHeader(status)
	}
}

func (p *replacing) Write(body []byte) (int, error) {
	if p.decide(http.StatusOK); p.replaced {
		return len(body), nil
	}
	return p.ResponseWriter.Write(body)
}

// Unwrap lets http.ResponseController reach the connection.
func (p *replacing) Unwrap() http.ResponseWriter { return p.ResponseWriter }

func (p *replacing) decide(status int) {
	if p.decided || status < 200 {
		return
	}
	p.decided = true
	if instead := p.instead(p.request, status); instead != 0 {
		p.replaced = true
		dropContent(p.Header())
		p.render(p.ResponseWriter, p.request, instead)
	}
}

// dropContent removes the header fields of an answer that will not be sent after all.
func dropContent(header http.Header) {
	for _, name := range []string{
		"Cache-Control", "Content-Disposition", "Content-Encoding", "Content-Language", "Content-Length",
		"Content-Location", "Content-Type", "Etag", "Expires", "Last-Modified", "Link", "Location", "Set-Cookie",
	} {
		delete(header, name)
	}
}

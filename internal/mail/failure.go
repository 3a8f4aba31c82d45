package mail

import (
	"context"
	"errors"
	"fmt"
	"net/textproto"

	gomail "github.com/wneessen/go-mail"
)

// verdict is what a failed attempt says about the message.
type verdict int

const (
	// again: the server does not have it; another attempt may go well.
	again verdict = iota
	// refused: the server does not have it and will not take it.
	refused
	// unknown: the server may have it.
	unknown
)

// failure is an attempt that went wrong. Its text holds no address and none of the
// server's own words, which may repeat one.
type failure struct {
	verdict verdict
	// broken tells that the connection is of no use any more.
	broken bool
	reason string
}

func (f *failure) Error() string { return f.reason }

// failureOf reads what go-mail says of one message. A nil means that the server has it.
func failureOf(err error, delivered bool) *failure {
	if err == nil {
		return nil
	}
	var s *gomail.SendError
	if !errors.As(err, &s) {
		return &failure{again, true, "the message was not begun: " + wordless(err)}
	}
	code, answer := s.ErrorCode(), ""
	broken := code == 0 || code == closing
	if code != 0 {
		answer = fmt.Sprintf(" (%d %s)", code, s.EnhancedStatusCode())
		if s.EnhancedStatusCode() == "" {
			answer = fmt.Sprintf(" (%d)", code)
		}
	}
	switch s.Reason {
	case gomail.ErrSMTPReset:
		// It comes after the server's yes.
		if delivered {
			return nil
		}
	case gomail.ErrSMTPMailFrom:
		// What the server has against the sender is nothing against this message: somebody
		// has to mend a setting, here or there.
		return &failure{again, broken, "the server did not take the sender" + answer}
	case gomail.ErrSMTPRcptTo:
		return &failure{final(code), broken, "the server did not take the recipient" + answer}
	case gomail.ErrSMTPData:
		return &failure{final(code), true, "the server did not want the text" + answer}
	case gomail.ErrWriteContent:
		// Without the end of the text nothing was accepted; what is left of the connection
		// must not be spoken on, or the end would follow.
		return &failure{again, true, "the connection broke while the text was sent"}
	case gomail.ErrSMTPDataClose:
		if code == 0 {
			return &failure{unknown, true, reasonUncertain}
		}
		return &failure{final(code), broken, "the server did not take the text" + answer}
	case gomail.ErrConnCheck:
		return &failure{again, true, "the connection was closed by the server"}
	}
	return &failure{refused, true, "the message could not be written: " + s.Reason.String()}
}

// closing is what a server says before it closes the connection.
const closing = 421

func final(code int) verdict {
	if code >= 500 {
		return refused
	}
	return again
}

// wordless is an error's text, but for what a server said: of that the code alone.
func wordless(err error) string {
	var said *textproto.Error
	switch {
	case errors.As(err, &said):
		return fmt.Sprintf("the server answered %d", said.Code)
	case errors.Is(err, context.DeadlineExceeded):
		return "no answer in time"
	}
	return err.Error()
}

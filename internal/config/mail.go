package config

import (
	"errors"
	"net"
	"net/mail"
	"strings"
)

// Mail reports whether mail is sent at all.
func (s Serve) Mail() bool { return s.SMTPHost != "" }

// Sender is the sender of a checked setting.
func (s Serve) Sender() mail.Address {
	a, err := mail.ParseAddress(s.MailFrom)
	if err != nil {
		panic("config: Sender before Check")
	}
	return *a
}

// MailPort is the port of the mail server.
func (s Serve) MailPort() int {
	switch {
	case s.SMTPPort != 0:
		return s.SMTPPort
	case s.SMTPTLS == "tls":
		return 465
	case s.SMTPTLS == "none":
		return 25
	}
	return 587
}

// SMTPPassword reads the password of the account at the mail server: the only line of its
// file. Empty where there is no file.
func (s Serve) SMTPPassword() (string, error) {
	if s.SMTPPasswordFile == "" {
		return "", nil
	}
	return readSecret(s.SMTPPasswordFile)
}

func (s Serve) checkMail() error {
	var errs []error
	bad := func(setting, rule string) { errs = append(errs, &Error{setting, rule}) }
	if !s.Mail() {
		// Somebody who sets the rest expects mail.
		if s.MailFrom != "" || s.SMTPUser != "" || s.SMTPPasswordFile != "" {
			bad("smtp-host", "is needed for mail; leave the other settings of mail out where none is sent")
		}
		return errors.Join(errs...)
	}
	if _, _, err := net.SplitHostPort(s.SMTPHost); err == nil || strings.ContainsAny(s.SMTPHost, "/ @") {
		bad("smtp-host", "must be the name or address of a server, without its port")
	}
	if s.SMTPPort < 0 || s.SMTPPort > 65535 {
		bad("smtp-port", "must be between 1 and 65535, or 0")
	}
	switch {
	case s.SMTPTLS == "none" && !isLoopback(net.JoinHostPort(s.SMTPHost, "0")):
		bad("smtp-tls", "may be none on a loopback address alone: names and links would cross the network in the clear")
	case s.SMTPTLS == "none" && s.SMTPUser != "":
		bad("smtp-user", "needs starttls or tls: a password is not sent in the clear")
	}
	if s.BaseURL == "" && !isLoopback(net.JoinHostPort(s.SMTPHost, "0")) {
		bad("base-url", "is needed with --smtp-host: the links in messages begin with it")
	}
	if a, err := mail.ParseAddress(s.MailFrom); err != nil || !strings.Contains(a.Address[strings.LastIndex(a.Address, "@"):], ".") {
		bad("mail-from", "must be an address such as traguardi@comune.example.it, or NAME <ADDRESS>")
	}
	switch {
	case s.SMTPUser != "" && s.SMTPPasswordFile == "":
		bad("smtp-password-file", "is needed with an account")
	case s.SMTPUser == "" && s.SMTPPasswordFile != "":
		bad("smtp-user", "is needed with a password")
	}
	if _, err := s.SMTPPassword(); err != nil {
		bad("smtp-password-file", err.Error())
	}
	return errors.Join(errs...)
}

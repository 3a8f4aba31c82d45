package app

import (
	"io"
	"log/slog"

	"github.com/traguardi/traguardi/internal/config"
)

// logger writes as the settings say.
func logger(c config.Common, w io.Writer) *slog.Logger {
	options := &slog.HandlerOptions{Level: c.Level()}
	if c.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(w, options))
	}
	return slog.New(slog.NewTextHandler(w, options))
}

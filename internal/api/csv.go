package api

import (
	"strconv"
	"strings"

	"github.com/traguardi/traguardi/internal/publish"
)

// column is one column of a list as CSV. Names and order are part of the contract:
// programs go by them.
type column[T any] struct {
	name  string
	value func(T) string
}

// table writes a page as RFC 4180 in UTF-8, with a header.
func table[T any](columns []column[T], rows []T) func() ([]byte, error) {
	return func() ([]byte, error) {
		header := make([]string, len(columns))
		for i, c := range columns {
			header[i] = c.name
		}
		return publish.CSV(header, func(yield func([]string) bool) {
			for _, row := range rows {
				record := make([]string, len(columns))
				for i, c := range columns {
					record[i] = c.value(row)
				}
				if !yield(record) {
					return
				}
			}
		})
	}
}

// cell is a text that no spreadsheet runs as a formula.
func cell(s string) string { return publish.Cell(s) }

func optionalCell(s *string) string {
	if s == nil {
		return ""
	}
	return cell(*s)
}

// Numbers need no defusing: a spreadsheet reads −0.1 as the number that it is.

func intCell[T ~int | ~int64](n T) string { return strconv.FormatInt(int64(n), 10) }

func optionalIntCell(n *int) string {
	if n == nil {
		return ""
	}
	return strconv.Itoa(*n)
}

func floatCell(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

func optionalFloatCell(f *float64) string {
	if f == nil {
		return ""
	}
	return floatCell(*f)
}

func boolCell(b bool) string { return strconv.FormatBool(b) }

// listCell writes a list of texts into one cell, one per semicolon.
func listCell(list []string) string { return cell(strings.Join(list, "; ")) }

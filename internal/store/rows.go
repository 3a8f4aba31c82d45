package store

import (
	"context"
	"regexp"
	"strconv"
	"strings"
)

// How many rows an insertion takes at a time, largest first: few sizes, so that few
// statements have to be prepared. On PostgreSQL many rows cost hardly more than the round
// trip of one; SQLite, which has none, was quicker one by one.
var (
	rowsPerBatch = []int{32, 8, 2, 1}
	oneByOne     = []int{1}
)

// insertRows runs an INSERT … VALUES ($1, …, $n) for many rows, several at a time. The
// query's parameters beyond the row's are the shared ones. No two rows may have the same
// key.
func (t *transaction) insertRows(ctx context.Context, q query, what string, rows [][]any, shared ...any) error {
	if err := t.flush(ctx); err != nil {
		return err
	}
	one, err := t.pool.text(q)
	if err != nil {
		return err
	}
	sizes := oneByOne
	if t.pool.batching {
		sizes = rowsPerBatch
	}
	for _, size := range sizes {
		if len(rows) < size {
			continue
		}
		name := query(string(q) + "*" + strconv.Itoa(size))
		text := t.pool.repeated(name, one, len(rows[0]), size)
		for ; len(rows) >= size; rows = rows[size:] {
			args := make([]any, 0, size*len(rows[0])+len(shared))
			for _, row := range rows[:size] {
				args = append(args, row...)
			}
			if err := t.exec(ctx, name, text, what, append(args, shared...), size); err != nil {
				return err
			}
		}
	}
	return nil
}

// repeated is repeatValues, made once for each name: a long night stores rows by the hundred thousand.
func (p *pool) repeated(name query, one string, perRow, n int) string {
	if text, ok := p.repetitions.Load(name); ok {
		return text.(string) //nolint:forcetypeassert // it holds nothing else
	}
	text := repeatValues(one, perRow, n)
	p.repetitions.Store(name, text)
	return text
}

var valuesGroup = regexp.MustCompile(`VALUES (\([^()]*\))`)

// repeatValues gives an INSERT for n rows from one for a single row, whose first
// perRow parameters are the row's.
func repeatValues(text string, perRow, n int) string {
	group := valuesGroup.FindStringSubmatchIndex(text)
	before, row, after := text[:group[2]], text[group[2]:group[3]], text[group[3]:]
	groups := make([]string, n)
	for i := range groups {
		groups[i] = shiftParameters(row, i*perRow)
	}
	return before + strings.Join(groups, ", ") + shiftParameters(after, (n-1)*perRow)
}

var parameter = regexp.MustCompile(`\$[0-9]+`)

// shiftParameters adds to the number of every parameter of a text.
func shiftParameters(text string, by int) string {
	return parameter.ReplaceAllStringFunc(text, func(s string) string {
		n, _ := strconv.Atoi(s[1:]) // digits, by the pattern
		return "$" + strconv.Itoa(n+by)
	})
}

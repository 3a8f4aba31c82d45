package api

import (
	"cmp"
	"context"
)

// readChange reads a merge patch and the revision that it was made against.
func readChange[T any](q Request) (revision int64, body T, err error) {
	if revision, err = ifMatch(q.r); err != nil {
		return 0, body, err
	}
	raw, err := readBody(q.w, q.r, mediaMergePatch)
	if err != nil {
		return 0, body, err
	}
	body, err = decodeBody[T](raw, nullEmpties)
	return revision, body, err
}

// readNew reads the body of a POST; the context that comes back makes the write safe to
// repeat where the request asked for it.
func readNew[T any](ctx context.Context, q Request, mode nulls) (context.Context, T, error) {
	var body T
	raw, err := readBody(q.w, q.r, mediaJSON)
	if err != nil {
		return ctx, body, err
	}
	if body, err = decodeBody[T](raw, mode); err != nil {
		return ctx, body, err
	}
	ctx, err = idempotent(ctx, q.r, raw)
	return ctx, body, err
}

// orElse gives a parameter, or what stands in where it is absent.
func orElse(parameter, standard string) string { return cmp.Or(parameter, standard) }

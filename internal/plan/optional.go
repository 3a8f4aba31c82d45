package plan

// Opt is a field that a command may leave alone. Set with a zero Value means
// "make it empty", as null does in a merge patch.
type Opt[T any] struct {
	Set   bool
	Value T
}

// Some is a field that is given.
func Some[T any](v T) Opt[T] { return Opt[T]{Set: true, Value: v} }

// Or returns the given value, or the present one where the field is left alone.
func (o Opt[T]) Or(present T) T {
	if o.Set {
		return o.Value
	}
	return present
}

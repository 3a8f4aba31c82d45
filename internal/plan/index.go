package plan

import "strconv"

// indexed names one entry of a list in a FieldError: `sectors[2]`.
func indexed(list string, i int) string { return list + "[" + strconv.Itoa(i) + "]" }

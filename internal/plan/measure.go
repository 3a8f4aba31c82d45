package plan

import (
	"cmp"
	"regexp"
)

var measureRE = regexp.MustCompile(`^[0-9]{1,2}(\.[0-9]{1,2}){1,3}\b`)

// MeasureNumber is the number that the name of a measure or of a call begins with, 1.4.3 of
// "1.4.3 Adozione PagoPA e AppIO"; empty where there is none.
func MeasureNumber(name string) string { return measureRE.FindString(name) }

// MeasureCode tells measures apart: files of different years call the same one by different
// names, which begin with the same number. A name without a number is its own code.
func MeasureCode(name string) string { return cmp.Or(MeasureNumber(name), name) }

package demo

import "slices"

// objectives are all of them, by code.
func objectives() []objective {
	return slices.Concat(insideObjectives, serviceObjectives, dataObjectives, sectorObjectives, asideObjectives)
}

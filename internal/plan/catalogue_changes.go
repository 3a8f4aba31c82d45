package plan

import "slices"

// CatalogueChanges is what one edition has that another has not, by the codes of its lines.
// A line that got another code counts as dropped and added: nothing in the data says that it
// is the same.
type CatalogueChanges struct {
	Since, Edition string
	Added          []CatalogueLine
	Dropped        []CatalogueLine // as they were
	Moved          []LineChange    // whose dates changed
	Reworded       []LineChange    // whose text changed; may be moved too
}

// LineChange is a line before and after.
type LineChange struct{ Before, After CatalogueLine }

// ChangesSince compares an edition with an earlier one. What an edition dropped is not in it.
func (c *CatalogueContent) ChangesSince(earlier *CatalogueContent) CatalogueChanges {
	changes := CatalogueChanges{Since: earlier.Edition.Code, Edition: c.Edition.Code}
	before, after := earlier.present(), c.present()
	for _, l := range c.Lines {
		if l.Dropped {
			continue
		}
		old, known := before[l.Code]
		if !known {
			changes.Added = append(changes.Added, l)
			continue
		}
		if old.From != l.From || old.By != l.By {
			changes.Moved = append(changes.Moved, LineChange{old, l})
		}
		// A cut text says nothing about what follows: it is compared as far as it goes.
		if old.Text != l.Text || old.Cut != l.Cut {
			changes.Reworded = append(changes.Reworded, LineChange{old, l})
		}
	}
	for _, l := range earlier.Lines {
		if _, there := after[l.Code]; !there && !l.Dropped {
			changes.Dropped = append(changes.Dropped, l)
		}
	}
	slices.SortFunc(changes.Added, byLineCode)
	slices.SortFunc(changes.Dropped, byLineCode)
	return changes
}

func byLineCode(a, b CatalogueLine) int { return CompareCatalogueCodes(a.Code, b.Code) }

func (c *CatalogueContent) present() map[string]CatalogueLine {
	lines := make(map[string]CatalogueLine, len(c.Lines))
	for _, l := range c.Lines {
		if !l.Dropped {
			lines[l.Code] = l
		}
	}
	return lines
}

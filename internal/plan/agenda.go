package plan

import (
	"regexp"
	"strings"
)

// listMark is what people write before a point of an agenda: a dash, a bullet, a number.
var listMark = regexp.MustCompile(`^(?:[-*•–]\s*|\d{1,2}[.)]\s+)+`)

// AgendaPoints are the points of an agenda: its lines that are not blank, without the
// mark of a list before them. Notes, decisions and actions name a point by its place,
// counted from 1.
func AgendaPoints(agenda string) []string {
	var points []string
	for _, line := range strings.Split(agenda, "\n") {
		line = strings.TrimSpace(line)
		if line = strings.TrimSpace(listMark.ReplaceAllString(line, "")); line != "" {
			points = append(points, line)
		}
	}
	return points
}

// RenumberPoints says where the points of an agenda are in a later wording of it, so
// that what was written under them stays with them: the n-th entry is the new number of
// point n+1. A point keeps what is under it when it moves, and when it is reworded in
// place; 0 is given for one that is gone.
func RenumberPoints(before, after []string) []int {
	moved := make([]int, len(before))
	taken := make([]bool, len(after)+1)
	for i, text := range before {
		for j, other := range after {
			if text == other && !taken[j+1] {
				moved[i], taken[j+1] = j+1, true
				break
			}
		}
	}
	// Reworded: as far behind its neighbour as it was.
	for i := range before {
		if moved[i] != 0 {
			continue
		}
		at := i + 1
		if i > 0 && moved[i-1] != 0 {
			at = moved[i-1] + 1
		}
		if at <= len(after) && !taken[at] {
			moved[i], taken[at] = at, true
		}
	}
	return moved
}

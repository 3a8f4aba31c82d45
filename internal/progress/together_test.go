package progress_test

import (
	"math"
	"testing"

	"github.com/traguardi/traguardi/internal/progress"
)

func TestTogether(t *testing.T) {
	parts := []progress.Contribution{{Code: "A", Share: 0.5, Value: 0.2, Points: 0.1}, {Code: "B", Share: 0.25, Value: 1, Points: 0.25}}
	got := progress.Together(parts)
	if got.Code != "" || got.Share != 0.75 || math.Abs(got.Points-0.35) > 1e-12 || math.Abs(got.Value-0.35/0.75) > 1e-12 {
		t.Errorf("%+v", got)
	}
	if nothing := progress.Together([]progress.Contribution{{Value: 0.5}}); nothing != (progress.Contribution{}) {
		t.Errorf("parts that weigh nothing are together %+v", nothing)
	}
}

package area

import (
	"encoding/xml"
	"fmt"
	"strings"
	"testing"

	"github.com/boombuler/barcode/qr"
)

// The drawing has every dark module of the code, where it belongs, and a white margin.
func TestQRCode(t *testing.T) {
	const text = "otpauth://totp/Traguardi:anna@comune.example?secret=JBSWY3DPEHPK3PXP"
	svg, err := qrCode(text, `una "chiave" & altro`)
	if err != nil {
		t.Fatal(err)
	}
	var drawn struct {
		ViewBox string `xml:"viewBox,attr"`
		Label   string `xml:"aria-label,attr"`
		Paths   []struct {
			D string `xml:"d,attr"`
		} `xml:"path"`
	}
	if err := xml.Unmarshal([]byte(svg), &drawn); err != nil {
		t.Fatalf("%v: %s", err, svg)
	}
	if drawn.Label != `una "chiave" & altro` || len(drawn.Paths) != 2 {
		t.Errorf("drawn as %+v", drawn)
	}
	code, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		t.Fatal(err)
	}
	size := code.Bounds().Dx()
	if want := fmt.Sprintf("0 0 %d %d", size+8, size+8); drawn.ViewBox != want {
		t.Errorf("viewBox is %q, want %q", drawn.ViewBox, want)
	}
	dark := map[[2]int]bool{}
	for _, module := range strings.Split(strings.Trim(drawn.Paths[1].D, "M"), "M") {
		var x, y int
		if _, err := fmt.Sscanf(module, "%d %dh1v1h-1z", &x, &y); err != nil {
			t.Fatalf("%q: %v", module, err)
		}
		dark[[2]int{x - 4, y - 4}] = true
	}
	for y := range size {
		for x := range size {
			r, _, _, _ := code.At(x, y).RGBA()
			if dark[[2]int{x, y}] != (r == 0) {
				t.Fatalf("module %d, %d is dark: %v", x, y, dark[[2]int{x, y}])
			}
			delete(dark, [2]int{x, y})
		}
	}
	if len(dark) > 0 {
		t.Errorf("dark outside of the code: %v", dark)
	}
	if _, err := qrCode(strings.Repeat("x", 5000), ""); err == nil {
		t.Error("a text too long for a QR code is drawn")
	}
}

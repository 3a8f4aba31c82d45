package chart

import "html/template"

// Health is the word for how an objective, a horizon or an office is doing, with its
// shape: key is completed, on_track, at_risk, late or not_assessed; anything else is
// drawn as not_assessed. The shape is decoration, the word says it.
func Health(key, word string) template.HTML {
	draw, ok := healthShapes[key]
	if !ok {
		key, draw = "not_assessed", healthShapes["not_assessed"]
	}
	var c canvas
	c.open("span", "class", "t-health t-health--"+key)
	c.open("svg", "viewBox", "0 0 16 16", "width", "16", "height", "16", "aria-hidden", "true", "focusable", "false")
	draw(&c)
	c.close("svg")
	c.b.WriteString(escape(word))
	c.close("span")
	return c.html()
}

var healthShapes = map[string]func(*canvas){
	"completed": func(c *canvas) {
		c.tag("circle", "cx", "8", "cy", "8", "r", "7")
		c.tag("path", "class", "t-tick", "d", "M4.5 8.2l2.5 2.5 4.6-5")
	},
	"on_track":     func(c *canvas) { c.tag("circle", "cx", "8", "cy", "8", "r", "6") },
	"at_risk":      func(c *canvas) { c.tag("path", "d", "M8 1.2L15.4 14.4H.6z") },
	"late":         func(c *canvas) { c.tag("path", "d", "M8 .2L15.8 8 8 15.8.2 8z") },
	"not_assessed": func(c *canvas) { c.tag("circle", "cx", "8", "cy", "8", "r", "6") },
}

// Rating is the word for the confidence in delivery, with three steps of which as many
// are filled: key is green (three), amber (two) or red (one); anything else fills none.
func Rating(key, word string) template.HTML {
	filled, ok := map[string]int{"green": 3, "amber": 2, "red": 1}[key]
	class := "t-conf"
	if ok {
		class += " t-conf--" + key
	}
	var c canvas
	c.open("span", "class", class)
	c.open("svg", "viewBox", "0 0 22 16", "width", "22", "height", "16", "aria-hidden", "true", "focusable", "false")
	for i := range 3 {
		height := 5 + 5*float64(i)
		on, x, inset := "", 8*float64(i), 0.0
		if i >= filled {
			on, inset = "t-conf__off", .5 // the outline lies inside
		}
		c.tag("rect", "class", on, "x", num(x+inset), "y", num(15-height+inset),
			"width", num(6-2*inset), "height", num(height-2*inset))
	}
	c.close("svg")
	c.b.WriteString(escape(word))
	c.close("span")
	return c.html()
}

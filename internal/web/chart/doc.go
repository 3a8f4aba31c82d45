// Package chart draws the graphics of the pages as inline SVG, on the server.
//
// Every function takes a plain struct of numbers and texts, already in the reader's
// language, and returns markup that is safe to put into a page: whatever the texts hold
// is escaped, numbers that make no sense (not a number, outside their range) are left
// out or brought back into range, and the result is always well-formed XML.
//
// Geometry is in attributes, mostly percentages, so that a graphic fills whatever width
// the page gives it and needs no style attribute; colours and type come from the style
// sheet (classes t-bar, t-chart, t-tl, t-stair, t-spark, t-health, t-conf). Texts inside
// a graphic are placed for the narrowest column there is (a phone of 320 px) and fit any
// wider one.
//
// A graphic with an ID and a Title is an image with that name; without either it is
// decoration, hidden from assistive technology, for use beside a text that says the same.
// IDs must be unique in the page.
//
// A day is a day number as given by plan.Date.Ordinal: consecutive days differ by one,
// and 0 means "no day". A ratio is 0 to 1.
package chart

// Package demo holds the demonstration: the plan of one ente as it could have come
// about, replayed through the use cases from its first meeting to the present day.
//
// What the ente is, its first meeting, its first three objectives and its sectors are
// facts of a press release of the Comune di Corigliano-Rossano. Everything else is
// invented, which every page says (plan.Organization.Demonstration), and stands at so
// many days from the present one: whenever the demonstration is loaded, something is
// late, something is due and something has just changed.
//
// The tables are the files objectives_*.go, meetings_*.go, offices.go and ratings.go;
// script.go carries them out.
package demo

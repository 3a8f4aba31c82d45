// Package jobs runs what happens by the clock: each job once per scheduled time across
// all replicas, whatever is restarted, late, slow or broken.
//
// robfig/cron is the ticker alone. A run is claimed in the database under its job and
// the instant it was scheduled for; whoever inserts the claim runs it. The Runner looks
// for claims to take at every tick, once a minute and at start, so a run missed while
// nothing was up is caught up, one that failed is tried again after a pause, one that a
// stop cut off is taken by the next replica that looks, and one whose replica died is
// taken over when its claim runs out.
package jobs

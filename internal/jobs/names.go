package jobs

// The names of the jobs, as in the table of claims, the metrics and the log.
const (
	LinesName     = "lines"
	SnapshotName  = "snapshot"
	RetentionName = "retention"
	RemindersName = "reminders"
	OpenDataName  = "open-data"
	BackupName    = "backup"
	// SnapshotAfterChangeName is a name of its own: an edit by day that goes well must
	// not hide a night that fails.
	SnapshotAfterChangeName = "snapshot-after-change"
)

// ScheduledNames are the jobs that run by the clock and whose runs are claimed. Not every
// installation has them all.
func ScheduledNames() []string {
	return []string{LinesName, SnapshotName, RetentionName, RemindersName, OpenDataName, BackupName}
}

// Names are all jobs whose runs a Recorder is told of.
func Names() []string { return append(ScheduledNames(), SnapshotAfterChangeName) }

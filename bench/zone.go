package main

import (
	"bytes"
	"encoding/binary"
	"os"
	"path/filepath"
	"time"
)

// zoneName is the zone that the bench makes; a server finds it by ZONEINFO.
const zoneName = "Bench/Midnight"

// afterMidnight is how long the first minute of the day lasts in that zone, before its clocks are
// put forward to shortly before the nightly job.
const (
	afterMidnight = time.Minute
	putForward    = 8 * time.Minute
)

// midnightZone writes a zone in which a day begins at an instant, which must be a whole minute: so
// a midnight can be had at any time of the day, from the program as it is. A minute later its clocks are
// put forward, so that nobody waits for ten past midnight. A server finds it in the folder by ZONEINFO.
func midnightZone(folder string, midnight time.Time) (*time.Location, error) {
	sinceMidnight := midnight.UTC().Sub(midnight.UTC().Truncate(24 * time.Hour))
	offset := int32((24*time.Hour - sinceMidnight).Seconds()) // east of Greenwich: the day that begins is tomorrow
	file := filepath.Join(folder, zoneName)
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return nil, err
	}
	content := zoneFile(midnight.Add(afterMidnight), offset, offset+int32(putForward.Seconds()))
	if err := os.WriteFile(file, content, 0o600); err != nil {
		return nil, err
	}
	return time.LoadLocationFromTZData(zoneName, content)
}

// zoneFile is a zone with one change of its offset, as RFC 9636 has it (TZif, version 2).
func zoneFile(change time.Time, before, after int32) []byte {
	var f bytes.Buffer
	header := func(transitions, types, characters uint32) {
		f.WriteString("TZif2")
		f.Write(make([]byte, 15))
		for _, n := range [...]uint32{0, 0, 0, transitions, types, characters} {
			f.Write(binary.BigEndian.AppendUint32(nil, n))
		}
	}
	kind := func(offset int32) {
		f.Write(binary.BigEndian.AppendUint32(nil, uint32(offset)))
		f.Write([]byte{0, 0}) // no summer time; its name begins at the first character
	}
	header(0, 1, 1) // what readers of version 1 get: nothing
	kind(0)
	f.WriteByte(0)
	header(1, 2, 4)
	f.Write(binary.BigEndian.AppendUint64(nil, uint64(change.Unix())))
	f.WriteByte(1) // from then on the second
	kind(before)
	kind(after)
	f.WriteString("BNC\x00")
	f.WriteString("\n\n") // nothing is known of later years
	return f.Bytes()
}

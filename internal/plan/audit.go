package plan

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"
)

// AuditEntry is one accepted write, chained to the one before it in the same
// organization: Hash covers every other field and PreviousHash.
type AuditEntry struct {
	Organization string
	Sequence     int64 // 1, 2, 3 … without gaps
	At           time.Time
	By           Signature
	Action       string // milestone.report, objective.create …
	ObjectType   string
	ObjectID     string
	Revision     int64
	// Detail is JSON with what was written (never secrets, never e-mail addresses).
	Detail       string
	PreviousHash string
	Hash         string
}

// ComputeHash gives the SHA-256 that belongs in Hash, as lower-case hex. The hashed
// text is a JSON array, so that no two different entries read alike.
func (e AuditEntry) ComputeHash() string {
	text, err := json.Marshal([]any{
		e.PreviousHash, e.Organization, e.Sequence, e.At.UTC().Format(time.RFC3339Nano),
		e.By.AccountID, e.By.Role, e.Action, e.ObjectType, e.ObjectID, e.Revision, e.Detail,
	})
	if err != nil {
		panic("plan: an audit entry is always representable as JSON: " + err.Error())
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

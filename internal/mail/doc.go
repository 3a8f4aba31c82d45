// Package mail writes to people: the day's reminders, and the links by which they come in.
//
// Who is to be written to is a row of the outbox; the text and the address are looked up
// when the message is sent (letters.go), so that the database holds no link that lets
// anybody in, and whoever was disabled or erased meanwhile gets nothing. A Dispatcher on
// every replica empties the outbox:
//
//	queued ──claim──► queued, leased ──hand over──► sending ──the server's answer──► sent, failed
//	   ▲                   │ nobody was told              │
//	   └───────────────────┴──── later, again ◄───────────┘
//
// # What is guaranteed
//
// Of one key (for a digest: person, organization and day) there is one row, so that any
// number of replicas and restarts queue it once. A row is claimed by one replica at a
// time. Before the server hears of a message, the row says so ("sending"), and only the
// holder of a claim that has not run out gets that far. Hence:
//
//   - Until "sending" is written, a crash loses nothing and sends nothing: the claim runs
//     out and another replica goes on. Sent once.
//   - An answer of the server, yes or no, is final: 250 is sent and never sent again; a
//     4xx, or a connection that broke before the end of the text, was not accepted and is
//     tried again; a 5xx for the recipient or the text is given up.
//   - Where the end of the text was sent and no answer came (the connection broke, the
//     process died, the database did not take the answer down), nobody can know whether
//     the server has the message: SMTP has no way to ask. A digest is then not sent again
//     (at most once: the next day's says the same and more) and is counted as uncertain.
//     A link is sent again (at least once: somebody waits for it, and a second one does
//     no harm), with the same Message-ID, by which most mailboxes show it once.
//
// A digest is therefore never sent twice; a link may be, in that one case.
package mail

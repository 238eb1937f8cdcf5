package flow

import (
	"time"

	"xunpan"
)

// Mail of the past, such as an archive that is brought in, is news to nobody:
// it rings no bell, is told to no webhook, and has no time by which it must be
// answered. Its history is written under an object of its own.

// ObjectArchive is the object of changes that mail of the past made to
// inquiries, companies and contacts.
const ObjectArchive = "archive"

// pastAge is the age from which on nobody was promised an answer in time: what
// had lain so long when the desk first saw it.
const pastAge = 14 * 24 * time.Hour

// objectFor is what a change of the intake is written under.
func objectFor(past bool, object string) string {
	if past {
		return ObjectArchive
	}
	return object
}

// stale reports whether a buyer's message was old when the desk got it.
func stale(q *xunpan.Inquiry, received time.Time) bool { return q.Created.Sub(received) > pastAge }

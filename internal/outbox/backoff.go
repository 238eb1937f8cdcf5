package outbox

import (
	"errors"
	"time"
)

// waits lie between one try and the next: three days and some hours in all, so
// that a receiver that was away over a weekend still gets its messages.
var waits = [...]time.Duration{
	10 * time.Second, 30 * time.Second, 2 * time.Minute, 10 * time.Minute, 30 * time.Minute,
	time.Hour, 2 * time.Hour, 4 * time.Hour, 8 * time.Hour,
	longest, longest, longest, longest, longest,
}

const longest = 12 * time.Hour

// MaxAttempts is how often a message is tried at most, the first time included.
const MaxAttempts = len(waits) + 1

// Backoff is the wait after the given attempt failed, counted from 1: 10 s,
// 30 s, 2 min, 10 min, 30 min, 1 h, 2 h, 4 h, 8 h, then 12 h each. It is 0 when
// MaxAttempts are used up and the message is given up, 3 days and 4 hours after
// the first attempt.
func Backoff(attempt int) time.Duration {
	if attempt > len(waits) {
		return 0
	}
	return waits[max(attempt, 1)-1]
}

// Again says how long to wait after the given attempt (from 1) failed with an
// error of Send, no less than the receiver asked for, or false to give up.
func Again(err error, attempt int) (time.Duration, bool) {
	wait := Backoff(attempt)
	if wait == 0 {
		return 0, false
	}
	var f *Failure
	if errors.As(err, &f) {
		if f.Permanent {
			return 0, false
		}
		wait = max(wait, f.After)
	}
	return wait, true
}

package intake

import (
	"time"

	"xunpan"
)

// Hurry makes an account try again at once, and wait for an answer no longer
// than patience (0: as usual).
func Hurry(a *Account, patience time.Duration) {
	a.retry = func(Class, int) time.Duration { return 10 * time.Millisecond }
	a.patience = patience
}

// RetryAfter is the pause after the nth failure of a class in a row.
var RetryAfter = retryAfter

// Hide forgets what only this package knows of a folder.
func (f *FolderInfo) Hide() { f.sentRank = 0 }

// LoginAdvice is what is said when the host refuses the login.
func LoginAdvice(host string) xunpan.Text {
	return (&Account{Host: host}).loginAdvice()
}

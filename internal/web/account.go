package web

import (
	"time"

	"xunpan"
	"xunpan/internal/flow"
)

// AccountView is the user's own account.
type AccountView struct {
	Frame
	Name, Mail string
	Zone       string // IANA; "" means the company's
	Zones      []string
	Password   bool     // he signs in with one; false with the company's own sign-in
	TOTP       bool     // the second step is on
	Enrol      *Enrol   // the second step is being set up
	EnrolToken string   // comes back with the first code
	EnrolURL   string   // what the picture says, so that it can be drawn again
	Recovery   []string // codes that stand in for the app, shown once
	CodesLeft  int      // of these, not used yet
	Sessions   []SessionRow
	Notify     flow.Notify
	Digest     string
	Problems   map[string]string
}

// Enrol is what an authenticator app needs.
type Enrol struct {
	QR     string // data: URI of a picture
	Secret string // the same to be typed, in groups of four
}

// SessionRow is one place where the user is signed in.
type SessionRow struct {
	ID      xunpan.ID
	Agent   string // "Firefox, Windows"
	IP      string
	Created time.Time
	Seen    time.Time
	This    bool
}

// notifyChoices are the grades from which on an inquiry rings.
func (v AccountView) notifyChoices() []choice {
	var out []choice
	for _, g := range flow.NotifyGrades {
		out = append(out, choice{g, v.T.Of("notify.from", g), g == v.Notify.From})
	}
	return out
}

package web

import (
	"time"

	"xunpan"
)

// MailboxesView lists the mailboxes the desk reads.
type MailboxesView struct {
	Frame
	Rows  []MailboxRow
	Notes map[xunpan.ID]string // how a reading goes: folder, numbers, node
}

// MailboxRow is one mailbox and how it fares.
type MailboxRow struct {
	ID                             xunpan.ID
	Name, Address, Host            string
	State                          string // "live", "polling", "connecting", "paused", "broken"
	Problem                        string // what is wrong and what to do, in the user's language
	Last                           time.Time
	Stored, Seen, Skipped, Waiting int // messages
}

// MailboxView is the form of one mailbox.
type MailboxView struct {
	Frame
	ID       xunpan.ID // "" for a new one
	Values   MailboxForm
	Secret   bool // a password is kept already
	Problems map[string]string
	Test     *MailboxTest // of the last try
	Owners   []Person

	Version int64
	Start   bool // the address is asked for first: it mostly tells the rest
	Service string
	Hint    string // what the mail service wants, in the user's language
	Hosts   []choice
	DryRun  bool
	OAuth   OAuthForm
	Read    map[string]bool // folders of Test that are read
}

// OAuthForm is how an access token is had, as a form takes it. Secrets are
// never shown again.
type OAuthForm struct {
	Client, TokenURL, Scopes string
}

// MailboxForm is what a user fills in.
type MailboxForm struct {
	Name, Address, Host, Port, Security, User, Auth string
	Folders, Sent                                   string // comma separated; the Sent folder's name
	Since                                           string // 2006-01-02
	Owner                                           xunpan.ID
	SendHost, SendPort, SendSecurity, PerHour       string
}

// MailboxTest is what came of trying to connect.
type MailboxTest struct {
	Steps   []TestStep
	Folders []FolderCount
	New     int // messages that would be brought in
}

// TestStep is one step of the try, as a family "step" value.
type TestStep struct {
	Name, State, Detail string // state as of checks
}

// FolderCount is a folder of the server.
type FolderCount struct {
	Name     string
	Messages int
}

// LedgerView is the account of what became of each message of a mailbox.
type LedgerView struct {
	Frame
	Mailbox MailboxRow
	State   string // filter: "", "stored", "seen", "skipped"
	Rows    []LedgerRow
	Older   string
	Folders []FolderPosition
}

// FolderPosition is how far a folder was read; UID 0 means it is read anew.
type FolderPosition struct {
	Name string
	UID  uint32
}

// LedgerRow is one message of the ledger.
type LedgerRow struct {
	At            time.Time
	Folder        string
	UID           uint32
	From, Subject string
	State         string // "stored", "seen", "skipped"
	Why           string // in the user's language
	Inquiry       xunpan.ID
}

var mailboxIcons = map[string]string{
	"live": "circle-check", "polling": "circle-check", "connecting": "hourglass", "paused": "circle-pause", "broken": "circle-x",
}

func (r MailboxRow) url() string { return "/settings/mailboxes/" + string(r.ID) }

func (v MailboxView) action() string {
	if v.ID == "" {
		return "/settings/mailboxes"
	}
	return "/settings/mailboxes/" + string(v.ID)
}

func (v MailboxView) heading() string {
	if v.ID == "" {
		return v.T.Say("mailboxes.add")
	}
	return v.Values.Name
}

// securities are the kinds of encryption to choose from; none at all is kept for
// a server on this machine that is set up so, but not offered.
func (v MailboxView) securities() []string {
	if v.Values.Security == "none" {
		return []string{"tls", "starttls", "none"}
	}
	return []string{"tls", "starttls"}
}

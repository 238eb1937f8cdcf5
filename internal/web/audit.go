package web

import (
	"strings"
	"time"

	"xunpan"
)

// AuditView is who changed what.
type AuditView struct {
	Frame
	Filter AuditFilter
	Rows   []AuditRow
	Older  string
	Table  string // address of the same as a table
	People []Person
}

// AuditFilter narrows the log; empty fields do not.
type AuditFilter struct {
	Query, Who, What, Object string
	From, To                 string // 2006-01-02
}

// AuditRow is one change.
type AuditRow struct {
	At     time.Time
	Who    string
	Kind   string // "user", "key", "desk"
	What   string // of the family "what"
	Object string // of the family "object"
	Name   string // of the object
	URL    string // of the object; "" when it has no page
	Before string
	After  string
	IP     string
}

// auditPiece is what one field was; nothing is not struck through.
type auditPiece struct {
	Text  string
	Empty bool
}

// was is what the fields were, one by one.
func (r AuditRow) was(t *T) (out []auditPiece) {
	none := t.Say("none")
	for piece := range strings.SplitSeq(r.Before, auditSep) {
		out = append(out, auditPiece{piece, piece == none || strings.HasSuffix(piece, ": "+none)})
	}
	return out
}

// auditSep stands between the fields of one change.
const auditSep = " · "

var actorIcons = map[string]string{"user": "user-round", "key": "key-round", "desk": "bot"}

// auditObjects are the things changes are made to.
var auditObjects = [...]string{"inquiry", "company", "contact", "user", "session", "invitation", "team", "key", "mailbox", "setting", "archive"}

// auditDeeds are the changes that can be filtered by.
var auditDeeds = [...]string{
	"created", "received", "answered", "corrected", "rejudged", "checked", "moved", "assigned", "snoozed", "tagged", "needs", "stage", "noted", "joined", "parted", "downloaded",
	"edited", "filled", "merged", "unmerged", "kept_apart", "removed", "changed", "set", "renamed", "role", "team", "active", "linked", "unlinked",
	"signed_in", "ended", "sessions_ended", "password", "two_step", "accepted", "taken_back", "revoked",
}

func (f AuditFilter) some() bool { return f != AuditFilter{} }

func (v AuditView) people() []choice { return personChoices(v.People, xunpan.ID(v.Filter.Who)) }

package web

import (
	"time"

	"xunpan"
)

// AlertsView is who is told of new high-intent inquiries, outside the page.
type AlertsView struct {
	Frame
	Rows     []AlertRow
	Secret   string // that signs what a generic address is sent, shown once
	Problems map[string]string
}

// AlertRow is one place alerts go to.
type AlertRow struct {
	ID     xunpan.ID
	Name   string
	Kind   string // "generic", "wecom", "dingtalk", "feishu"
	URL    string // shortened: the address is a secret
	Grade  string // the least grade that is told
	On     bool
	Last   time.Time
	State  string // of the last one: "passed", "failed", "unknown"
	Detail string
}

// KeysView is the API keys.
type KeysView struct {
	Frame
	Rows     []KeyRow
	New      string // the key just made, shown once
	Problems map[string]string
}

// KeyRow is one API key.
type KeyRow struct {
	ID            xunpan.ID
	Name, Start   string // the key's first signs
	Scope         string // "read", "write", "admin"
	By            string
	Created, Used time.Time
}

// WebhooksView is the systems told of every change.
type WebhooksView struct {
	Frame
	Rows     []WebhookRow
	Events   []string // that can be chosen
	Secret   string   // of the webhook just made, shown once
	Problems map[string]string
}

// WebhookRow is one system told of changes.
type WebhookRow struct {
	ID      xunpan.ID
	URL     string
	Events  []string // none means every one
	On      bool
	Last    time.Time
	State   string
	Detail  string
	Waiting int // not delivered yet
}

// alertKinds are the forms an alert is sent in.
var alertKinds = [...]string{"wecom", "dingtalk", "feishu", "generic"}

// scopes of API keys, the narrowest first.
var scopes = [...]string{"read", "write", "admin"}

// SiteFormView is the form for the company's website.
type SiteFormView struct {
	Frame
	Snippet  string   // HTML to be copied
	Lang     string   // of the snippet's words: "en" or "zh"
	Address  string   // where the form posts to
	OnlyHere bool     // visitors from elsewhere cannot reach that
	Sites    []string // origins that may post
	Thanks   string   // words or address after sending
	Stats    SiteFormStats
	Problem  string
}

// SiteFormStats is how the form fares, over thirty days.
type SiteFormStats struct{ Taken, Refused int }

// ImportView brings in old mail.
type ImportView struct {
	Frame
	Jobs    []ImportJob
	Problem string
	MaxSize int64 // bytes
}

// ImportJob is one file being brought in.
type ImportJob struct {
	ID                            xunpan.ID
	Name                          string
	State                         string // "running", "done", "stopped"
	Done, Total                   int    // messages; Total 0 while it is not known
	Stored, Seen, Skipped, Failed int
	Started                       time.Time
}

// ImportResultView is the result of one import, message by message.
type ImportResultView struct {
	Frame
	Job   ImportJob
	State string // filter
	Rows  []ImportLine
	Older string
}

// ImportLine is one message of an import.
type ImportLine struct {
	No            int
	From, Subject string
	State         string // "stored", "seen", "skipped", "failed"
	Why           string
	Inquiry       xunpan.ID
}

func (j ImportJob) url() string { return "/settings/import/" + string(j.ID) }

func (j ImportJob) share() string {
	if j.Total == 0 {
		return "0"
	}
	return figureOf(float64(100*j.Done/j.Total) / 100)
}

package mail

import (
	"bytes"
	"regexp"
	"strings"
	"unicode"
)

// Report is what a delivery report says of the mail it returns.
type Report struct {
	Originals []string // Message-IDs it holds besides its own, without brackets
	Recipient string   // who did not get it; "" if it does not say
	Failed    bool     // for good; otherwise it is only late
	Why       string   // in the server's words
}

// reportLength is how much of a report is looked at: the mail it returns stands
// at its end, and may be long.
const reportLength = 512 << 10

var (
	reportID        = regexp.MustCompile(`(?im)^[> \t]*(?:message-id|references|in-reply-to)\s*:\s*((?:<[^<>\s]{3,250}>\s*)+)`)
	reportRecipient = regexp.MustCompile(`(?im)^(?:final|original)-recipient\s*:\s*[a-z0-9-]+\s*;\s*<?([^<>\s;]{3,254})`)
	reportAction    = regexp.MustCompile(`(?im)^action\s*:\s*([a-z]+)`)
	reportStatus    = regexp.MustCompile(`(?im)^status\s*:\s*([245])\.\d{1,3}\.\d{1,3}`)
	reportWhy       = regexp.MustCompile(`(?im)^diagnostic-code\s*:\s*([^\r\n]{3,300})`)
	reportSaid      = regexp.MustCompile(`(?m)\b([45]\d\d[ -]#?(?:[45]\.\d{1,3}\.\d{1,3})?[^\r\n]{3,200})`)
)

// Bounced reads a delivery report (RFC 3464), or a text that says the same in its
// own way. It is for mails that are known to be reports, and trusts none of what
// they say but to look it up. It never fails and never panics.
func Bounced(raw []byte) Report {
	raw = raw[:min(len(raw), reportLength)]
	head, body, ok := bytes.Cut(raw, []byte("\n\n"))
	if h, b, crlf := bytes.Cut(raw, []byte("\r\n\r\n")); crlf && (!ok || len(h) < len(head)) {
		head, body = h, b
	}
	var r Report
	take := func(text []byte) {
		for _, m := range reportID.FindAllSubmatch(text, 20) {
			for _, id := range strings.FieldsFunc(string(m[1]), func(c rune) bool { return c == '<' || c == '>' || unicode.IsSpace(c) }) {
				if len(r.Originals) < 40 {
					r.Originals = append(r.Originals, id)
				}
			}
		}
	}
	take(body)
	for _, m := range reportID.FindAllSubmatch(head, 5) { // its own Message-ID is none of ours
		if !bytes.HasPrefix(bytes.ToLower(bytes.TrimSpace(m[0])), []byte("message-id")) {
			take(m[0])
		}
	}
	if m := reportRecipient.FindSubmatch(body); m != nil {
		r.Recipient = string(m[1])
	}
	if m := reportWhy.FindSubmatch(body); m != nil {
		r.Why = strings.TrimSpace(string(m[1]))
	} else if m := reportSaid.FindSubmatch(body); m != nil {
		r.Why = strings.TrimSpace(string(m[1]))
	}
	action, status := reportAction.FindSubmatch(body), reportStatus.FindSubmatch(body)
	switch {
	case action != nil:
		r.Failed = strings.EqualFold(string(action[1]), "failed")
	case status != nil:
		r.Failed = status[1][0] == '5'
	default:
		r.Failed = true
	}
	return r
}

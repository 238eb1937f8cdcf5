package intake

import (
	"strings"
	"time"
)

// Paste is an inquiry as a person enters it: fields, and the words as they were
// written or said.
type Paste struct {
	Channel, Subject, Name, Company, Email, Phone, Country, Quantity string

	Date time.Time // when it was written; zero if not known
	Text string
}

// maxPasteValue bounds one field, in bytes.
const maxPasteValue = 1000

// Bytes is the paste as raw bytes of the form "paste": lines of "Key: value", an
// empty line, the text. Each value is one line, so none can pretend to be
// another field, and the head is never empty, so the text cannot pretend to be
// one.
func (p *Paste) Bytes() []byte {
	var b strings.Builder
	line := func(key, value string) {
		value = strings.Join(strings.Fields(strings.ToValidUTF8(value, "")), " ") // any white space, line ends of all kinds included
		if len(value) > maxPasteValue {
			value = strings.ToValidUTF8(value[:maxPasteValue], "")
		}
		if value != "" {
			b.WriteString(key + ": " + value + "\n")
		}
	}
	channel := p.Channel
	if strings.TrimSpace(channel) == "" {
		channel = "other"
	}
	line("Channel", channel)
	line("Subject", p.Subject)
	line("From", p.Name)
	line("Company", p.Company)
	line("Email", p.Email)
	line("Phone", p.Phone)
	line("Country", p.Country)
	line("Quantity", p.Quantity)
	if !p.Date.IsZero() {
		line("Date", p.Date.Format("2006-01-02 15:04 -0700"))
	}
	b.WriteByte('\n')
	b.WriteString(strings.TrimSpace(strings.ToValidUTF8(p.Text, "\uFFFD")))
	b.WriteByte('\n')
	return []byte(b.String())
}

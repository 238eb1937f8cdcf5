package mail

import (
	"encoding/json"
	"strings"
	"time"

	"xunpan"
)

// WebForm is an inquiry as a website form or another system posts it. All
// fields may be empty but Message.
type WebForm struct {
	Channel  string `json:"channel,omitempty"`
	Name     string `json:"name,omitempty"`
	Company  string `json:"company,omitempty"`
	Email    string `json:"email,omitempty"`
	Phone    string `json:"phone,omitempty"`
	Country  string `json:"country,omitempty"`
	Subject  string `json:"subject,omitempty"`
	Message  string `json:"message"`
	Product  string `json:"product,omitempty"`
	Quantity Loose  `json:"quantity,omitempty"`
	IP       string `json:"ip,omitempty"`
	Page     string `json:"page,omitempty"`
	Date     string `json:"date,omitempty"` // when it was written, as RFC 3339; the moment of posting if left out
}

// Loose is a text that other programs may give as a number.
type Loose string

// UnmarshalJSON takes a string or a number as it is written.
func (l *Loose) UnmarshalJSON(b []byte) error {
	var n json.Number
	if err := json.Unmarshal(b, &n); err == nil {
		*l = Loose(n)
		return nil
	}
	var s string
	err := json.Unmarshal(b, &s)
	*l = Loose(s)
	return err
}

// ParseForm reads an inquiry posted as JSON (WebForm). Fields stand beside the
// text, so no text can pretend to be a field. It never fails and never panics:
// what is no such JSON is read as text.
func ParseForm(raw []byte, opt Options) *xunpan.Message {
	r := newReader(opt)
	m := &xunpan.Message{Channel: xunpan.Website}
	var f WebForm
	if err := json.Unmarshal(raw, &f); err != nil {
		r.problem(xunpan.ProblemMIME, "form", "This is no form; it was read as text.")
		f = WebForm{Message: string(raw)}
	}
	if f.Channel != "" {
		m.Channel = channelOf(f.Channel)
	}
	clean := func(s string) string { return strings.TrimSpace(cleanText([]byte(cut(s, maxValue)))) }
	line := func(s string) string { return strings.Join(strings.Fields(clean(s)), " ") }
	m.Subject = line(f.Subject)
	m.Given = xunpan.Given{Name: line(f.Name), Company: line(f.Company), Email: line(f.Email), Phone: line(f.Phone), Country: line(f.Country),
		Product: line(f.Product), Quantity: line(string(f.Quantity)), IP: line(f.IP), Page: line(f.Page), Date: line(f.Date)}
	m.From.Name = m.Given.Name
	if as := parseAddresses(m.Given.Email); len(as) > 0 {
		m.From.Mail = as[0].Mail
	}
	m.Envelope = m.From
	if t, err := time.Parse(time.RFC3339, m.Given.Date); err == nil && t.UTC().Year() >= 1970 && t.UTC().Year() < 2200 {
		m.Date, m.ZoneTold = t, true
	}
	text := f.Message
	if len(text) > r.opt.MaxText {
		text = cut(text, r.opt.MaxText)
		r.problem(xunpan.ProblemLimit, "body", "The text is longer than the limit; the rest was left out.")
	}
	m.Body = strings.TrimRight(strings.TrimLeft(cleanText([]byte(text)), "\n"), " \t\n")
	m.Links = textLinks(m.Body)
	m.Blocks = segment(m.Body)
	m.Problems = r.problems
	return m
}

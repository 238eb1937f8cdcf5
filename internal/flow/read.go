// Package flow is the spine: one file per step that an inquiry takes. Every
// change of the desk's data goes through it.
package flow

import (
	"sync"
	"time"

	"xunpan"
	"xunpan/internal/extract"
	"xunpan/internal/judge"
	"xunpan/internal/lookup"
	"xunpan/internal/mail"
	"xunpan/internal/plan"
)

// Reader reads messages for one company. It is safe for concurrent use and must
// not be copied or changed after its first Read.
type Reader struct {
	Rules   *judge.Rules    // the signal catalogue in force; nil means the built-in one
	House   xunpan.Profile  // our company
	Home    string          // our country, ISO 3166-1 alpha-2; "" means CN
	Company Company         // the settings House and Home come from, at a desk with a book
	Own     map[string]bool // our own mail addresses beside those of House.Domains, folded

	once  sync.Once
	env   lookup.Env // prepared from House and Home
	clock sync.Once
	work  plan.Hours // prepared from Company
	mark  string     // of rules, profile and words
	words *listener  // the company's own words; nil if it changed none
}

// Read takes raw bytes to an assessment: parse, extract, local facts, judge.
// It asks neither clock nor network nor database; now is the moment of judging.
// It never fails: what cannot be read is named in Facts.Message.Problems.
func (r *Reader) Read(raw []byte, form xunpan.Form, now time.Time) (xunpan.Facts, xunpan.Assessment) {
	r.once.Do(func() {
		home := r.Home
		if home == "" {
			home = "CN"
		}
		r.env = lookup.NewEnv(home, r.House)
	})
	rules := r.Rules
	if rules == nil {
		rules = judge.Default()
	}
	m := r.Parse(raw, form)
	reading := extract.Read(m, &extract.Env{House: r.House, Home: r.env.Home})
	r.words.apply(m, reading)
	s := lookup.Local(m, reading, r.env)
	if reading.Buyer.Country.Value == "" {
		reading.Buyer.Country.Value, reading.Buyer.CountryBasis = lookup.Country(s.Claims)
	}
	f := xunpan.Facts{Message: m, Reading: reading, Sender: s, Now: now, Home: r.env.Home, House: r.House, Checks: localChecks(&s, reading)}
	return f, judge.Assess(&f, rules)
}

// Parse reads the bytes alone.
func (r *Reader) Parse(raw []byte, form xunpan.Form) *xunpan.Message {
	opt := mail.Options{Own: r.House.Domains}
	switch form {
	case xunpan.FormMail:
		return mail.Parse(raw, opt)
	case xunpan.FormWeb:
		return mail.ParseForm(raw, opt)
	}
	return mail.ParsePaste(raw, opt)
}

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
)

// Desk reads messages for one company. It is safe for concurrent use and must
// not be copied or changed after its first Read.
type Desk struct {
	Rules *judge.Rules   // the signal catalogue in force; nil means the built-in one
	House xunpan.Profile // our company
	Home  string         // our country, ISO 3166-1 alpha-2; "" means CN

	once sync.Once
	env  lookup.Env // prepared from House and Home
}

// Read takes raw bytes to an assessment: parse, extract, local facts, judge.
// It asks neither clock nor network nor database; now is the moment of judging.
// With paste the bytes are a pasted inquiry (`Key: value` lines, then text).
// It never fails: what cannot be read is named in Facts.Message.Problems.
func (d *Desk) Read(raw []byte, paste bool, now time.Time) (xunpan.Facts, xunpan.Assessment) {
	d.once.Do(func() {
		home := d.Home
		if home == "" {
			home = "CN"
		}
		d.env = lookup.NewEnv(home, d.House)
	})
	rules := d.Rules
	if rules == nil {
		rules = judge.Default()
	}
	parse := mail.Parse
	if paste {
		parse = mail.ParsePaste
	}
	m := parse(raw, mail.Options{Own: d.House.Domains})
	r := extract.Read(m, &extract.Env{House: d.House, Home: d.env.Home})
	s := lookup.Local(m, r, d.env)
	if r.Buyer.Country.Value == "" {
		r.Buyer.Country.Value, r.Buyer.CountryBasis = lookup.Country(s.Claims)
	}
	f := xunpan.Facts{Message: m, Reading: r, Sender: s, Now: now, Home: d.env.Home, House: d.House, Checks: localChecks(&s, r)}
	return f, judge.Assess(&f, rules)
}

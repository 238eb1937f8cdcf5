// Package mail turns received bytes into a message: it splits and decodes MIME
// as it comes in the wild, turns HTML into text, tells new text from what hangs
// on to it, looks into attachments without opening them, and looks through
// forwards and notifications to the buyer behind them.
//
// The package is pure: no clock, no network, no files. It never fails and never
// panics; what could not be read is kept and named in Message.Problems. It
// never follows a link and never runs anything it finds.
package mail

import (
	"unicode/utf8"

	"xunpan"
)

// Options are the limits of reading. A zero value of a limit means its default.
type Options struct {
	Own []string // our own mail domains, by which a colleague's forward is known

	MaxRaw    int // bytes read of a mail; 64 MB
	MaxText   int // bytes of text kept in Body; 512 KB
	MaxParts  int // MIME parts looked at; 1,000
	MaxDepth  int // multiparts inside each other; 20
	MaxNested int // messages inside each other; 5
	MaxFields int // header fields read per message; 2,000
}

// Limits that are not worth an option.
const (
	maxValue     = 64 << 10 // bytes of one header value
	maxHead      = 1 << 20  // bytes of all header values
	maxProblems  = 60       // problems told; the rest would say the same
	maxFileText  = 64 << 10 // bytes of text kept of one attachment
	maxAddresses = 500      // addresses kept of one header
	maxIDs       = 200      // message ids kept of one header
	maxHidden    = 64 << 10 // bytes of hidden text kept
)

func (o Options) withDefaults() Options {
	set := func(v *int, d int) {
		if *v <= 0 {
			*v = d
		}
	}
	set(&o.MaxRaw, 64<<20)
	set(&o.MaxText, 512<<10)
	set(&o.MaxParts, 1000)
	set(&o.MaxDepth, 20)
	set(&o.MaxNested, 5)
	set(&o.MaxFields, 2000)
	return o
}

// Parse reads one mail. It never fails and never panics: what cannot be read is
// kept and named in Problems. The message shares no memory with raw.
func Parse(raw []byte, opt Options) *xunpan.Message {
	r := newReader(opt)
	m := r.message(raw, 0)
	m.Blocks = segment(m.Body)
	lookThrough(m, opt.Own)
	m.Problems = r.problems
	return m
}

// reader carries what all parts and inner messages of one mail share: the
// limits and what is left of them.
type reader struct {
	opt      Options
	problems []xunpan.Problem
	parts    int   // parts looked at so far
	fileText int   // bytes of attachment text that may still be kept
	inflate  int   // bytes that may still be decompressed
	unpacked int   // bytes that may still be transfer-decoded
	kept     *kept // what Safe and Open ask for besides; nil for Parse
}

func newReader(opt Options) *reader {
	opt = opt.withDefaults()
	return &reader{opt: opt, fileText: opt.MaxText, inflate: 8 << 20, unpacked: 2 * opt.MaxRaw}
}

// problem notes what could not be read. The same code at the same place is
// noted once.
func (r *reader) problem(code, where, detail string) {
	if len(r.problems) >= maxProblems {
		return
	}
	for i := range r.problems {
		if p := &r.problems[i]; p.Code == code && p.Where == where {
			return
		}
	}
	r.problems = append(r.problems, xunpan.Problem{Code: code, Where: where, Detail: detail})
}

// cut shortens s to at most max bytes at a rune's border.
func cut(s string, max int) string {
	if len(s) <= max {
		return s
	}
	for max > 0 && !utf8.RuneStart(s[max]) {
		max--
	}
	return s[:max]
}

package mail

import (
	"slices"
	"strings"

	"xunpan"
)

// SafeOptions say how a mail's HTML may be shown.
type SafeOptions struct {
	Options // as for Parse; the same ones give the same numbers of files

	Remote bool   // the user asked for pictures from the network: http and https pictures stay
	Proxy  string // where such pictures are fetched through: put before the escaped address; "" for none
	Inert  bool   // links lead nowhere and show their true target as text, as for a mail in quarantine

	// CID gives the address of an inline picture by its place in
	// Message.Files; nil, or "" as its answer, for none. Like Proxy it must be
	// a path of the own site, such as "/mail/7/files/2".
	CID func(index int) string

	// Embed writes inline pictures into the HTML itself (data:) instead of
	// asking CID. A frame with an origin of its own needs that: what it fetches
	// carries no session.
	Embed bool
}

// SafeView is the HTML body of a mail made harmless.
type SafeView struct {
	// HTML is a fragment: one <div class="safe-body"> for each part of the
	// body. It has neither script, style sheet, form nor frame, and no address
	// but those of links, inline pictures and, if asked for, remote pictures.
	// It needs style attributes (style-src-attr 'unsafe-inline') and pictures
	// of the own site and of data: addresses (img-src 'self' data:), nothing
	// else; links open a new window.
	HTML    string
	HasHTML bool // false if the mail has plain text only; HTML is empty then

	Remote  int        // how many references to the network were held back
	Links   []SafeLink // in the order of the body, at most 5,000
	Dropped []string   // kinds of things taken out, sorted; see DroppedText
}

// SafeLink is a link of the shown body.
type SafeLink struct {
	Text     string // what the reader sees of it, on one line
	Target   string // where it leads: an http, https, mailto or tel address
	Mismatch bool   // the text names a domain that is not the target's
}

// Bounds of what is written of one mail, in bytes; what is beyond is left out.
const (
	maxSafe     = 4 << 20  // HTML
	maxPictures = 16 << 20 // pictures in it
)

// Safe makes the HTML body of a mail safe to show. It never fails, fetches
// nothing and knows no clock; its work grows no faster than the mail.
//
// The input is cut into tags and text as a browser would, and written anew with
// nothing but listed elements, attributes and style declarations, every end tag
// in its place. Nothing written switches a browser's tokenizer into another
// state (no raw text, comments or foreign content), so the output means the
// same to every parser, broken input or not. A second, independent policy then
// has the last word (see guarded).
func Safe(raw []byte, opt SafeOptions) SafeView {
	r, m := readKept(raw, opt.Options)
	pages := r.kept.pages(m, 0)
	var v SafeView
	for _, p := range pages {
		v.HasHTML = v.HasHTML || p.html != ""
	}
	if !v.HasHTML {
		return v
	}
	s := newSafer(opt, &v)
	s.pictures = r.kept.pictures(m)
	if opt.Embed {
		r.unpacked = r.opt.MaxRaw // what reading used up does not count
		s.embed = func(i int) string { return embedded(r.bytes(r.kept.files[m][i])) }
	}
	for i := range m.Files {
		if m.Files[i].Kind == xunpan.FileImage && !opt.Embed {
			s.own[s.address(i)] = true
		}
	}
	var out strings.Builder
	for _, p := range pages {
		s.first = p.first
		src := p.html
		if src == "" {
			src = plainBody(p.text)
		}
		pictures := maxPictures - s.room
		out.WriteString(guarded(s.page(src, maxSafe-(out.Len()-pictures)), opt.Remote))
	}
	v.HTML = out.String()
	slices.Sort(v.Dropped)
	return v
}

// plainBody is a text part beside the HTML, written as HTML.
func plainBody(text string) string {
	return `<body style="white-space:pre-wrap;margin:1em 0">` + string(appendEscaped(nil, text))
}

// safer makes the pages of one mail harmless.
type safer struct {
	opt      SafeOptions
	view     *SafeView
	pictures map[string][]int // inline pictures by what refers to them
	own      map[string]bool  // addresses that CID gives
	first    int              // files of the page's own message begin here

	embed    func(index int) string // gives an inline picture as a data: address; nil to ask CID
	embedded map[int]string         // what it gave
	room     int                    // bytes of data: addresses that may still be written
}

func newSafer(opt SafeOptions, view *SafeView) *safer {
	if !ownPath(opt.Proxy) {
		opt.Proxy = ""
	}
	return &safer{opt: opt, view: view, own: map[string]bool{}, embedded: map[int]string{}, room: maxPictures}
}

// ownPath reports whether an address is a path of the own site.
func ownPath(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] <= ' ' || s[i] >= 0x7f || strings.IndexByte("\"'()<>\\", s[i]) >= 0 {
			return false
		}
	}
	return strings.HasPrefix(s, "/") && !strings.HasPrefix(s, "//")
}

// address is where an inline picture is served; "" if nowhere.
func (s *safer) address(index int) string {
	if s.embed != nil {
		a, ok := s.embedded[index]
		if !ok {
			a = s.embed(index)
			s.embedded[index] = a
		}
		return a
	}
	if s.opt.CID == nil {
		return ""
	}
	if a := s.opt.CID(index); ownPath(a) {
		return a
	}
	return ""
}

// dropped notes a kind of thing that was taken out; "" is nothing to speak of.
func (s *safer) dropped(kind string) {
	if kind != "" && !slices.Contains(s.view.Dropped, kind) {
		s.view.Dropped = append(s.view.Dropped, kind)
	}
}

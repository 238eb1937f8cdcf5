package mail

import "strings"

// openLink is the link whose text is being written.
type openLink struct {
	place    int // in SafeView.Links
	target   string
	text     []byte
	pieces   []int // where in text pieces begin that have tags between them
	split    bool  // a tag stands behind the text so far
	more     bool  // there is more of it than is looked at
	pictures int   // shown in it
}

// What is looked at of a link's text.
const (
	maxLinkText   = 2 << 10 // bytes
	maxLinkPieces = 40
	maxPiecesRun  = 6 // pieces that are read as one word
)

// read takes note of text in the link.
func (l *openLink) read(s string) {
	if s == "" || l.more {
		return
	}
	if len(l.pieces) == 0 || l.split {
		l.pieces = append(l.pieces, len(l.text))
		l.split = false
	}
	room := maxLinkText - len(l.text)
	l.more = len(s) > room || len(l.pieces) > maxLinkPieces
	l.text = append(l.text, cut(s, room)...)
}

// mismatched reports whether the text names another domain than the target's.
// It is read as a whole and by pieces, since a reader may not see all of it:
// letters in the colour of the paper make another word of a name. A text that
// is longer than is looked at is not believed.
func (l *openLink) mismatched() bool {
	text := string(l.text)
	if l.more || mismatched(text, l.target) {
		return targetHost(l.target) != ""
	}
	ends := append(l.pieces, len(text))
	for i := range l.pieces {
		for j := i + 1; j < len(ends) && j <= i+maxPiecesRun; j++ {
			if run := text[ends[i]:ends[j]]; len(run) < len(text) && mismatched(run, l.target) {
				return true
			}
		}
	}
	return false
}

// link is the innermost open link; nil if there is none.
func (p *pageWriter) link() *openLink {
	if len(p.links) == 0 {
		return nil
	}
	return &p.links[len(p.links)-1]
}

// targetStyle sets what we write behind a link apart from the mail's own looks,
// and above whatever the mail may draw over it.
const targetStyle = "color:#b3261e;background-color:#fff;font:normal 12px sans-serif;letter-spacing:normal;word-spacing:normal;" +
	"text-transform:none;direction:ltr;visibility:visible;position:relative;z-index:1"

// openLink opens the link of the tag being read and adds its attributes. It is
// false if the link leads nowhere; only its text is written then.
func (p *pageWriter) openLink(add func(key, val string)) bool {
	href := p.attr("href")
	if href == "" && p.opt.Inert && p.attr("class") == "safe-link" {
		href = p.attr("data-target") // our own, written before
	}
	target, kind := safeTarget(href, p.base)
	p.dropped(kind)
	if target == "" || len(p.view.Links) >= maxLinks {
		return false
	}
	p.links = append(p.links, openLink{place: len(p.view.Links), target: target})
	p.view.Links = append(p.view.Links, SafeLink{Target: target})
	if p.opt.Inert {
		add("class", "safe-link")
		add("data-target", target)
		add("title", target)
		return true
	}
	add("href", target)
	add("title", target)
	add("rel", "noopener noreferrer nofollow")
	add("target", "_blank")
	return true
}

// forgetLink takes back the link opened last, for which there is no room.
func (p *pageWriter) forgetLink() {
	p.links = p.links[:len(p.links)-1]
	p.view.Links = p.view.Links[:len(p.view.Links)-1]
}

// closeLink ends the open link. Behind one whose text names another domain
// stands the one that it leads to; behind an inert one always all of its target.
func (p *pageWriter) closeLink() {
	done := p.links[len(p.links)-1]
	p.links = p.links[:len(p.links)-1]
	l := &p.view.Links[done.place]
	l.Text = cut(strings.Join(strings.Fields(string(done.text)), " "), 300)
	l.Mismatch = done.mismatched()
	shown := ""
	switch {
	case p.opt.Inert && (l.Text != "" || done.pictures > 0) && l.Text != l.Target:
		shown = l.Target
		if len(shown) > 300 {
			shown = cut(shown, 300) + "…"
		}
	case !p.opt.Inert && l.Mismatch:
		shown = targetHost(l.Target)
	}
	if shown == "" {
		return
	}
	p.out = append(p.out, `<span class="safe-target" style="`+targetStyle+`"> [`...)
	p.out = appendEscaped(p.out, shown)
	p.out = append(p.out, "]</span>"...)
}

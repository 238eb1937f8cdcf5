package paper

import (
	"strings"

	"xunpan"
)

// terms are the conditions, and on a proforma invoice the bank account.
func (p *press) terms(options []xunpan.OfferOption) {
	var delivery []string
	for i := range options {
		delivery = append(delivery, strings.Join(filled(string(options[i].Term), options[i].Place), " ")+", "+options[i].Rule)
	}
	bank, after := p.d.bank(), signatureHeight
	if len(bank) > 0 && bank[0].value != "" {
		after = 0
	}
	p.facts(p.d.say("terms"), append([]pair{{p.d.say("term"), strings.Join(unique(delivery), "\n")}}, p.d.terms()...), after)
	if after == 0 {
		p.account(bank[0])
	}
}

// unique leaves out what was said before.
func unique(list []string) []string {
	var out []string
	seen := map[string]bool{}
	for _, s := range list {
		if !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
	}
	return out
}

// term is a condition set into lines.
type term struct{ name, value []string }

// The width of names, and the room after a condition, mm.
const (
	nameWide  = 42.0
	afterTerm = 0.9
)

func (f *term) height() float64 {
	return float64(max(len(f.name), len(f.value)))*inkBody.leading() + afterTerm
}

func (p *press) set(list []pair, wide float64) []term {
	var all []term
	for _, f := range list {
		if f.value != "" {
			all = append(all, term{p.wrap(f.name, nameWide-3, inkLabel), p.wrap(f.value, wide-nameWide, inkBody)})
		}
	}
	return all
}

func heightOf(list []term) float64 {
	h := 0.0
	for i := range list {
		h += list[i].height()
	}
	return h
}

// facts draws conditions under a heading: on a broad page in two columns. After is
// what must stand on the page of the last of them, mm.
func (p *press) facts(heading string, list []pair, after float64) {
	above := inkHead.leading() + 1
	title := func() {
		p.line(margin, p.y, p.inner(), heading, inkHead, atStart)
		p.y += above
	}
	if p.inner() > p.height {
		const gap = 8.0
		wide := (p.inner() - gap) / 2
		all := p.set(list, wide)
		n := half(all)
		h := max(heightOf(all[:n]), heightOf(all[n:]))
		if above+h+after < p.height-foot-2*margin {
			p.need(above + h + after)
			title()
			p.column(margin, wide, all[:n])
			p.column(margin+wide+gap, wide, all[n:])
			p.y += h + 3
			return
		}
	}
	all := p.set(list, p.inner())
	p.need(above + 3*inkBody.leading())
	title()
	for i := range all {
		if rest := heightOf(all[i:]) + 3 + after; i >= len(all)-4 && rest < p.height/2 {
			p.need(rest) // nobody signs a page without a word
		}
		p.term(&all[i])
	}
	p.y += 3
}

// half is how many conditions the first of two columns takes.
func half(all []term) int {
	whole := heightOf(all)
	for n := range all {
		if heightOf(all[:n])*2 >= whole {
			return n
		}
	}
	return len(all)
}

// column draws conditions that fit on the page, and leaves p.y where it was.
func (p *press) column(x, w float64, list []term) {
	y := p.y
	for i := range list {
		p.text(x, y+0.3, nameWide-3, list[i].name, inkLabel, atStart)
		p.text(x+nameWide, y, w-nameWide, list[i].value, inkBody, atStart)
		y += list[i].height()
	}
}

// term draws a condition; a long one goes on on the next page.
func (p *press) term(f *term) {
	n := max(len(f.name), len(f.value))
	p.need(float64(min(n, 6)) * inkBody.leading())
	for i := range n {
		p.need(inkBody.leading())
		if i < len(f.name) {
			p.line(margin, p.y+0.3, nameWide-3, f.name[i], inkLabel, atStart)
		}
		if i < len(f.value) {
			p.line(margin+nameWide, p.y, p.inner()-nameWide, f.value[i], inkBody, atStart)
		}
		p.y += inkBody.leading()
	}
	p.y += afterTerm
}

// account draws where to pay, in a box that stays whole where a page can hold it.
func (p *press) account(bank pair) {
	lines := p.wrap(bank.value, p.inner()-8, inkBody)
	h := inkHead.leading() + float64(len(lines))*inkBody.leading() + 6
	if h > p.height/2 { // a text of such a length is no account; it is shown all the same
		p.facts(bank.name, []pair{{bank.name, bank.value}}, signatureHeight)
		return
	}
	p.need(h + 5 + signatureHeight)
	p.fill(margin, p.y, p.inner(), h, tint)
	p.line(margin+4, p.y+2, p.inner()-8, bank.name, inkHead, atStart)
	p.text(margin+4, p.y+3+inkHead.leading(), p.inner()-8, lines, inkBody, atStart)
	p.y += h + 5
}

// signatureHeight is the room for signing, mm.
const signatureHeight = 24.0

// signatures is where the seller signs, and on a proforma invoice the buyer.
func (p *press) signatures() {
	p.need(signatureHeight)
	wide := p.inner()*0.5 - 12
	p.signature(margin, wide, p.d.say("signature"), p.d.Seller.Company)
	if p.d.Quotation.Kind == xunpan.PaperProforma {
		p.signature(margin+p.inner()-wide, wide, p.d.say("buyer_signature"), p.d.Quotation.Buyer.Company)
	}
	p.y += signatureHeight
}

func (p *press) signature(x, w float64, who, company string) {
	p.stroke(x, p.y+15, w, 0.25, black)
	p.line(x, p.y+16, w, company, inkBold, atStart)
	p.line(x, p.y+16+inkBold.leading(), w, who, inkSmall, atStart)
}

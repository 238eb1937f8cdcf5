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
	p.facts(p.d.say("terms"), append([]pair{{p.d.say("term"), strings.Join(unique(delivery), "\n")}}, p.d.terms()...))
	if bank := p.d.bank(); len(bank) > 0 && bank[0].value != "" {
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

// facts draws names with their values under a heading; a long value goes on on the
// next page.
func (p *press) facts(heading string, list []pair) {
	const nameWide = 42.0
	wide := p.inner() - nameWide
	p.need(inkHead.leading() + 3*inkBody.leading())
	p.line(margin, p.y, p.inner(), heading, inkHead, atStart)
	p.y += inkHead.leading() + 1
	for _, f := range list {
		if f.value == "" {
			continue
		}
		name, value := p.wrap(f.name, nameWide-3, inkLabel), p.wrap(f.value, wide, inkBody)
		n := max(len(name), len(value))
		p.need(float64(min(n, 6)) * inkBody.leading())
		for i := range n {
			p.need(inkBody.leading())
			if i < len(name) {
				p.line(margin, p.y+0.3, nameWide-3, name[i], inkLabel, atStart)
			}
			if i < len(value) {
				p.line(margin+nameWide, p.y, wide, value[i], inkBody, atStart)
			}
			p.y += inkBody.leading()
		}
		p.y += 0.9
	}
	p.y += 3
}

// account draws where to pay, in a box that stays whole where a page can hold it.
func (p *press) account(bank pair) {
	lines := p.wrap(bank.value, p.inner()-8, inkBody)
	h := inkHead.leading() + float64(len(lines))*inkBody.leading() + 6
	if h > p.height/2 { // a text of such a length is no account; it is shown all the same
		p.facts(bank.name, []pair{{bank.name, bank.value}})
		return
	}
	p.need(h)
	p.fill(margin, p.y, p.inner(), h, tint)
	p.line(margin+4, p.y+2, p.inner()-8, bank.name, inkHead, atStart)
	p.text(margin+4, p.y+3+inkHead.leading(), p.inner()-8, lines, inkBody, atStart)
	p.y += h + 5
}

// signatures is where the seller signs, and on a proforma invoice the buyer.
func (p *press) signatures() {
	const h = 24.0
	p.need(h)
	wide := p.inner()*0.5 - 12
	p.signature(margin, wide, p.d.say("signature"), p.d.Seller.Company)
	if p.d.Quotation.Kind == xunpan.PaperProforma {
		p.signature(margin+p.inner()-wide, wide, p.d.say("buyer_signature"), p.d.Quotation.Buyer.Company)
	}
	p.y += h
}

func (p *press) signature(x, w float64, who, company string) {
	p.stroke(x, p.y+15, w, 0.25, black)
	p.line(x, p.y+16, w, company, inkBold, atStart)
	p.line(x, p.y+16+inkBold.leading(), w, who, inkSmall, atStart)
}

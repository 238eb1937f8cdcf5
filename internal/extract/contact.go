package extract

import (
	"strings"

	"xunpan"
)

// contact fills the buyer's card. What a form or platform states comes first,
// then the signature, then how he introduces himself, then the From header.
// Quoted history is never read, and our own people and addresses are left out.
func (d *doc) contact() {
	b := &d.out.Buyer
	var c card
	c.open(d)
	given := d.given()
	d.mails(&c, given)
	d.sites(&c)
	c.domains()
	d.phones(&c, given)
	in := d.introduction()
	from := d.display()
	c.cut()

	b.Name, b.Title, b.Company = d.stated(given.Name), xunpan.Word{}, d.stated(given.Company)
	name := c.name(in.name, from)
	if b.Name.Value == "" {
		b.Name = first(fuller(name, from.name), in.name, from.name)
	}
	b.Title = first(c.title(), in.title)
	company := c.company(in.company)
	if from.name.Value != "" && len(from.name.Value) < len(company.Value) && strings.Contains(Fold(company.Value), Fold(from.name.Value)) && strings.IndexByte(from.name.Value, ' ') > 0 && b.Name.Value == from.name.Value && given.Name == "" {
		b.Name = first(name, in.name) // the From header names the firm, not a person
		if b.Name.Value == from.name.Value {
			b.Name = xunpan.Word{}
		}
	}
	if b.Company.Value == "" {
		b.Company = first(company, in.company, from.company)
	}
	b.CompanyForm = d.companyForm(b.Company)
	run := c.address()
	b.Address = run.word
	d.country(&c, run, given.Country)
}

// given is what was stated beside the text: by the form or platform, else by
// the lines of a pasted inquiry.
func (d *doc) given() xunpan.Given {
	g := d.m.Given
	if d.m.Via == nil || !d.m.Via.Genuine {
		return g
	}
	v := &d.m.Via.Buyer
	for _, p := range [...][2]*string{{&g.Name, &v.Name}, {&g.Company, &v.Company}, {&g.Email, &v.Email}, {&g.Phone, &v.Phone}, {&g.Country, &v.Country}} {
		if *p[0] == "" {
			*p[0] = *p[1]
		}
	}
	return g
}

// stated is a value given beside the text; it has a span where the body
// repeats it.
func (d *doc) stated(v string) xunpan.Word {
	v = strings.TrimSpace(v)
	if v == "" {
		return xunpan.Word{}
	}
	return xunpan.Word{Value: v, At: d.inBody(v)}
}

// inBody is the span of the first occurrence of v in the body; zero if none.
func (d *doc) inBody(v string) xunpan.Span {
	if i := strings.Index(d.m.Body, v); i >= 0 && v != "" {
		return xunpan.Span{Part: xunpan.PartBody, Start: i, End: i + len(v)}
	}
	return xunpan.Span{}
}

// inHeader is the span of v in the named header; zero if it is not there.
func (d *doc) inHeader(name, v string) xunpan.Span {
	if i := strings.Index(d.m.Header(name), v); i >= 0 && v != "" {
		return xunpan.Span{Part: xunpan.HeaderPart(name), Start: i, End: i + len(v)}
	}
	return xunpan.Span{}
}

func first(ws ...xunpan.Word) xunpan.Word {
	for _, w := range ws {
		if w.Value != "" {
			return w
		}
	}
	return xunpan.Word{}
}

// fuller prefers b when it holds all words of a and more: "Linda" below the
// text and "Linda Wong" in the From header are one person.
func fuller(a, b xunpan.Word) xunpan.Word {
	if a.Value == "" || len(b.Value) <= len(a.Value) {
		return a
	}
	have := strings.Fields(Fold(b.Value))
	for w := range strings.FieldsSeq(Fold(a.Value)) {
		found := false
		for _, h := range have {
			found = found || h == w
		}
		if !found {
			return a
		}
	}
	return b
}

package extract

import (
	"strings"
	"unicode/utf8"

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
	if in.labelled && !c.firm {
		name = in.name
	}
	if b.Name.Value == "" {
		b.Name = fullest(first(name, in.name, from.name), in.name, from.name, name)
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
		b.Company = first(company, in.company)
		if b.Company.Value == "" || company.Value == "" && !d.firmWords(b.Company.At) {
			b.Company = first(d.firmInText(&c), b.Company, from.company)
		}
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

// fullest is w, or the fuller form of the same name among others: "Linda" below
// the text and "Linda Wong" in the From header are one person, as are "Y.
// Karavas" and "Yiannis Karavas", "Noura H." and "Noura Al Hilal".
func fullest(w xunpan.Word, others ...xunpan.Word) xunpan.Word {
	for _, o := range others {
		if o.Value != "" && o.Value != w.Value && spellsOut(w.Value, o.Value) {
			w = o
		}
	}
	return w
}

// spellsOut: every word of short stands in long, as a word or as its beginning,
// and long says more.
func spellsOut(short, long string) bool {
	split := func(r rune) bool { return r == ' ' || r == '.' || r == ',' || r == '-' }
	have := strings.FieldsFunc(Fold(long), split)
	n, letters, more := 0, 0, 0
	for _, h := range have {
		if utf8.RuneCountInString(h) > 1 {
			more += len(h)
		}
	}
	whole := false
	for w := range strings.FieldsFuncSeq(Fold(short), split) {
		found := false
		k := utf8.RuneCountInString(w)
		if k > 1 {
			letters += len(w)
		}
		for i, h := range have {
			if h == w || strings.HasPrefix(h, w) && (k == 1 || k >= 3 && n == 0) {
				found = true
				whole = whole || k > 2
				have[i] = ""
				break
			}
		}
		if !found {
			return false
		}
		n++
	}
	return n > 0 && whole && more > letters
}

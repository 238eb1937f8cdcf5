package lookup

import (
	"strings"
	"sync"

	"xunpan"
	"xunpan/internal/geo"
)

// strength orders the hints at a country; their sum decides between countries.
var strength = map[string]float64{
	"form": 10, "claimed": 9, "address": 8, "phone": 6, "domain": 5, "company_form": 3, "port": 2, "language": 1.5, "currency": 1,
}

// claims gathers every hint at the buyer's country, strongest first (D3.32).
func (l *local) claims() {
	m, r, s := l.m, l.r, &l.s
	add := func(code, basis string, at xunpan.Span) {
		c := geo.Get(code)
		if c == nil {
			return
		}
		for _, old := range s.Claims {
			if old.Country == c.Code && old.Basis == basis {
				return
			}
		}
		s.Claims = append(s.Claims, xunpan.Claim{Country: c.Code, Basis: basis, At: at})
	}
	if m.Via != nil {
		add(countryCode(m.Via.Buyer.Country), "form", xunpan.Span{})
	}
	add(countryCode(m.Given.Country), "form", xunpan.Span{})
	b := &r.Buyer
	if b.Country.Value != "" && (b.CountryBasis == "claimed" || b.CountryBasis == "address" || b.CountryBasis == "form") {
		add(b.Country.Value, b.CountryBasis, b.Country.At)
	}
	for i := range s.Phones {
		if s.Phones[i].Country != "" && !s.Phones[i].Fax {
			add(s.Phones[i].Country, "phone", s.Phones[i].At)
		}
	}
	for i := range s.Phones {
		if s.Phones[i].Country != "" && s.Phones[i].Fax {
			add(s.Phones[i].Country, "phone", s.Phones[i].At)
		}
	}
	for _, d := range []*xunpan.Domain{&s.From, &s.Reply, &s.WebsiteDomain} {
		if d.Kind == xunpan.DomainOwn || d.Kind == xunpan.DomainFree {
			add(d.Country, "domain", xunpan.Span{})
		}
	}
	for i := range s.BodyDomains {
		if d := &s.BodyDomains[i]; d.Kind == xunpan.DomainOwn || d.Kind == xunpan.DomainFree {
			add(d.Country, "domain", xunpan.Span{})
		}
	}
	if cs := formCountries()[formKey(b.CompanyForm)]; len(cs) > 0 {
		add(pick(cs, s.Claims), "company_form", b.Company.At)
	} else {
		add(formIn(b.CompanyForm, r.Lang), "company_form", b.Company.At)
	}
	add(r.Needs.DestCountry.Value, "port", r.Needs.DestCountry.At)
	add(languageCountry[r.Lang], "language", xunpan.Span{})
	for i := range r.Needs.Lines {
		if t := r.Needs.Lines[i].Target; t != nil {
			add(currencyCountry(t.Currency), "currency", t.At)
		}
	}
	if b.Country.Value != "" && b.CountryBasis != "" {
		add(b.Country.Value, b.CountryBasis, b.Country.At) // What extract inferred; kept last.
	}
}

// Country proposes the buyer's country from the claims, with the strongest
// basis for it, for a buyer who names none; "" when the hints are too weak. Where
// the goods shall go is hint enough when nothing else is said.
func Country(claims []xunpan.Claim) (code, basis string) {
	var best float64
	for _, c := range claims {
		var sum float64
		for _, d := range claims {
			if d.Country == c.Country {
				sum += strength[d.Basis]
			}
		}
		if sum > best {
			best, code, basis = sum, c.Country, c.Basis
		}
	}
	if best < 2 {
		return "", ""
	}
	return code, basis
}

// claimedCountry is the country that origin and clock are compared with: what
// he states, else what his address, phone or domain says. Where the goods go
// or the language he writes is not where he claims to be.
func claimedCountry(claims []xunpan.Claim) (code, basis string) {
	for _, c := range claims {
		switch c.Basis {
		case "form", "claimed", "address":
			return c.Country, c.Basis
		}
	}
	code, basis = Country(claims)
	switch basis {
	case "phone", "domain", "company_form":
		return code, basis
	}
	return "", ""
}

// contradicts reports whether a claim of this basis may be held against an
// address of country: he stated it, or gave an address or a number with a
// country code there. A domain or a legal form states nothing, and where his
// mail domain or language is of the very country he wrote from, the reading is
// more likely wrong than he.
func (l *local) contradicts(basis, country string) bool {
	switch basis {
	case "form", "claimed", "address":
	case "phone":
		abroad := false
		for i := range l.r.Buyer.Phones {
			abroad = abroad || strings.HasPrefix(l.r.Buyer.Phones[i].Value, "+")
		}
		if !abroad {
			return false
		}
	default:
		return false
	}
	if basis == "form" {
		return true
	}
	for _, c := range l.s.Claims {
		if c.Country == country && (c.Basis == "language" || c.Basis == "domain" && l.s.From.Kind == xunpan.DomainOwn && l.s.From.Country == country) {
			return false
		}
	}
	return true
}

// countryCode reads a country written by a form or platform: a code or a name.
func countryCode(s string) string {
	s = strings.TrimSpace(s)
	if len(s) == 2 {
		if c := geo.Get(strings.ToUpper(s)); c != nil {
			return c.Code
		}
	}
	if s == "" || len(s) > 60 {
		return ""
	}
	return countryNames()[strings.ToLower(s)]
}

var countryNames = sync.OnceValue(func() map[string]string {
	m := make(map[string]string, 2600)
	for _, c := range geo.All() {
		for _, n := range c.Names {
			m[strings.ToLower(n)] = c.Code
		}
	}
	return m
})

// formCountries tells for each company form the countries that use it, the
// main one first. Forms used half around the world are left out.
var formCountries = sync.OnceValue(func() map[string][]string {
	m := map[string][]string{"": nil}
	for _, c := range geo.All() {
		for _, f := range c.Forms {
			k := formKey(f)
			if k == "" || weakForms.has(k) || len(m[k]) > 0 && m[k][len(m[k])-1] == c.Code {
				continue
			}
			m[k] = append(m[k], c.Code)
		}
	}
	for k, main := range mainForm {
		m[k] = append([]string{main}, m[k]...)
	}
	return m
})

var mainForm = map[string]string{"gmbh": "DE", "ltda": "BR", "pvtltd": "IN", "sarl": "FR", "doo": "RS", "bv": "NL", "sro": "CZ", "privatelimited": "IN", "sdnbhd": "MY"}

var weakForms = words(`inc llc corp corporation plc coltd sa pt co sc ab as sal ca kg cc ky mb ag ad spa sas srl nv llp wll bc limitada jsc aps
	lda bt ae pllc shpk sti unipessoallda`)

func formKey(form string) string {
	return strings.ToLower(squeeze(form, " .,()"))
}

// formIn tells the country of a form that several countries use by the way it is
// written or by the language beside it; "" if that leaves it open.
func formIn(form, lang string) string {
	switch form {
	case "S.p.A.", "S.r.l.", "S.n.c.", "S.r.l.s.":
		return "IT"
	}
	switch formKey(form) + " " + lang {
	case "spa it", "srl it", "snc it", "srls it":
		return "IT"
	case "sas es":
		return "CO"
	case "spa es":
		return "CL"
	case "sac es", "eirl es":
		return "PE"
	case "kg de", "ohg de", "ek de", "ug de":
		return "DE"
	}
	return ""
}

// pick returns the country of cs that another claim names too, else the first
// when there is no more than one main user.
func pick(cs []string, claims []xunpan.Claim) string {
	for _, cl := range claims {
		for _, c := range cs {
			if c == cl.Country {
				return c
			}
		}
	}
	return cs[0]
}

// languageCountry are languages written in one country only, or nearly.
var languageCountry = map[string]string{
	"ja": "JP", "ko": "KR", "tr": "TR", "pl": "PL", "cs": "CZ", "hu": "HU", "ro": "RO", "it": "IT", "vi": "VN", "th": "TH", "uk": "UA",
	"he": "IL", "el": "GR", "fi": "FI", "da": "DK", "sv": "SE", "no": "NO", "bg": "BG", "hr": "HR", "sk": "SK", "sl": "SI", "lt": "LT",
	"lv": "LV", "et": "EE", "id": "ID", "fa": "IR", "zh": "CN", "ka": "GE", "hy": "AM", "mn": "MN", "km": "KH", "bn": "BD", "is": "IS",
}

// currencyCountry is the country whose own currency it is: ISO 4217 codes
// begin with the country's code. Trade currencies say nothing.
func currencyCountry(cur string) string {
	if len(cur) != 3 || cur == "USD" || cur == "EUR" || cur == "CNY" {
		return ""
	}
	if c := geo.Get(cur[:2]); c != nil && c.Currency == cur {
		return c.Code
	}
	return ""
}

package trial

import (
	"strconv"
	"strings"

	"xunpan"
)

// Normal holds what the comparison of fields takes from elsewhere; nil
// functions leave their value as it is.
type Normal struct {
	Country func(name string) string // name or code → ISO 3166-1 alpha-2, "" if none
	Unit    func(word string) string // unit as written → normal form, "" if none
}

// field is one field that is measured.
type field struct {
	name  string
	given func(*xunpan.Analysis) []string
	same  func(n *Normal, label, given string) bool
	each  bool // every value of the label is wanted, not any of them
	every bool // every value given must be right, not one of them
}

// fields lists what is measured. Contact lists count as right when the
// labelled value is among them: a mail may well hold two numbers and a label
// one. Line items and certificates are counted one by one.
var fields = []field{
	{name: "company", given: one(func(a *xunpan.Analysis) *string { return a.Buyer.Company }), same: names},
	{name: "person", given: one(func(a *xunpan.Analysis) *string { return a.Buyer.Name }), same: names},
	{name: "title", given: one(func(a *xunpan.Analysis) *string { return a.Buyer.Title }), same: words},
	{name: "email", given: func(a *xunpan.Analysis) []string { return a.Buyer.Emails }, same: plain(sameMail)},
	{name: "phone", given: func(a *xunpan.Analysis) []string { return a.Buyer.Phones }, same: plain(samePhone)},
	{name: "fax", given: func(a *xunpan.Analysis) []string { return a.Buyer.Fax }, same: plain(samePhone)},
	{name: "whatsapp", given: one(func(a *xunpan.Analysis) *string { return a.Buyer.WhatsApp }), same: plain(samePhone)},
	{name: "website", given: one(func(a *xunpan.Analysis) *string { return a.Buyer.Website }), same: plain(sameSite)},
	{name: "address", given: one(func(a *xunpan.Analysis) *string { return a.Buyer.Address }), same: words},
	{name: "country", given: one(func(a *xunpan.Analysis) *string { return a.Buyer.Country }), same: countries},
	{name: "product", given: products, same: product, each: true, every: true},
	{name: "model", given: lines(func(l *xunpan.AnalysisLine) []string { return deref(l.Model) }), same: names, each: true, every: true},
	{name: "spec", given: allSpecs, same: words},
	{name: "quantity", given: quantities, same: quantity, each: true, every: true},
	{name: "unit", given: lines(units), same: unit},
	{name: "target_price", given: lines(prices), same: price},
	{name: "currency", given: lines(currencies), same: names},
	{name: "incoterm", given: one(func(a *xunpan.Analysis) *string { return a.Needs.Incoterm }), same: names},
	{name: "place", given: one(func(a *xunpan.Analysis) *string { return a.Needs.Place }), same: words},
	{name: "destination", given: destination, same: destined},
	{name: "certification", given: func(a *xunpan.Analysis) []string { return a.Needs.Certifications }, same: certificate, each: true, every: true},
	{name: "payment", given: one(func(a *xunpan.Analysis) *string { return a.Needs.Payment }), same: words},
	{name: "delivery", given: one(func(a *xunpan.Analysis) *string { return a.Needs.Delivery }), same: words},
	{name: "packaging", given: one(func(a *xunpan.Analysis) *string { return a.Needs.Packaging }), same: words},
}

func fieldByName(name string) *field {
	for i := range fields {
		if fields[i].name == name {
			return &fields[i]
		}
	}
	return nil
}

func deref(s *string) []string {
	if s == nil || *s == "" {
		return nil
	}
	return []string{*s}
}

func one(get func(*xunpan.Analysis) *string) func(*xunpan.Analysis) []string {
	return func(a *xunpan.Analysis) []string { return deref(get(a)) }
}

func lines(get func(*xunpan.AnalysisLine) []string) func(*xunpan.Analysis) []string {
	return func(a *xunpan.Analysis) []string {
		var vs []string
		for i := range a.Needs.Lines {
			vs = append(vs, get(&a.Needs.Lines[i])...)
		}
		return vs
	}
}

// lineBreak parts a product's name from its model and specs in one value.
const lineBreak = "\x00"

// products gives each line as name, model and specs: a label may tell the
// product with or without them.
func products(a *xunpan.Analysis) []string {
	var vs []string
	for _, l := range a.Needs.Lines {
		if l.Product != nil {
			vs = append(vs, *l.Product+lineBreak+strings.Join(append(deref(l.Model), l.Specs...), " "))
		}
	}
	return vs
}

func product(_ *Normal, label, given string) bool {
	name, rest, _ := strings.Cut(given, lineBreak)
	return sameWords(label, name) || sameWords(label, name+" "+rest)
}

func allSpecs(a *xunpan.Analysis) []string {
	var all []string
	for _, l := range a.Needs.Lines {
		all = append(all, l.Specs...)
	}
	if len(all) == 0 {
		return nil
	}
	return []string{strings.Join(all, " ")}
}

// quantities gives each line's range as "min max".
func quantities(a *xunpan.Analysis) []string {
	var vs []string
	for _, l := range a.Needs.Lines {
		if q := l.Quantity; q != nil {
			vs = append(vs, strconv.FormatFloat(q.Min, 'f', -1, 64)+lineBreak+strconv.FormatFloat(q.Max, 'f', -1, 64))
		}
	}
	return vs
}

func quantity(_ *Normal, label, given string) bool {
	low, high, _ := strings.Cut(given, lineBreak)
	lo, _ := strconv.ParseFloat(low, 64)
	hi, _ := strconv.ParseFloat(high, 64)
	return sameNumber(label, lo) || sameNumber(label, hi)
}

func units(l *xunpan.AnalysisLine) []string {
	if l.Quantity == nil {
		return nil
	}
	return deref(l.Quantity.Unit)
}

func prices(l *xunpan.AnalysisLine) []string {
	if l.TargetPrice == nil {
		return nil
	}
	return []string{l.TargetPrice.Amount}
}

func currencies(l *xunpan.AnalysisLine) []string {
	if l.TargetPrice == nil {
		return nil
	}
	return deref(l.TargetPrice.Currency)
}

// destination gives port and country as one place, "port\x00country".
func destination(a *xunpan.Analysis) []string {
	d := a.Needs.Destination
	if d.Port == nil && d.Country == nil {
		return nil
	}
	return []string{strings.Join(deref(d.Port), "") + lineBreak + strings.Join(deref(d.Country), "")}
}

func destined(n *Normal, label, given string) bool {
	port, country, _ := strings.Cut(given, lineBreak)
	return port != "" && sameWords(label, port) || port == "" && countries(n, label, country)
}

func plain(same func(label, given string) bool) func(*Normal, string, string) bool {
	return func(_ *Normal, label, given string) bool { return same(label, given) }
}

func names(_ *Normal, label, given string) bool { return sameName(label, given) }
func words(_ *Normal, label, given string) bool { return sameWords(label, given) }

func countries(n *Normal, label, given string) bool {
	if n.Country != nil {
		if code := n.Country(label); code != "" {
			label = code
		}
		if code := n.Country(given); code != "" {
			given = code
		}
	}
	return label != "" && strings.EqualFold(label, given)
}

func unit(n *Normal, label, given string) bool {
	for _, l := range strings.Split(label, "/") {
		l, g := strings.TrimSpace(l), given
		if n.Unit != nil {
			if u := n.Unit(l); u != "" {
				l = u
			}
			if u := n.Unit(g); u != "" {
				g = u
			}
		}
		if l, g = squeeze(l), squeeze(g); l != "" && strings.TrimSuffix(l, "s") == strings.TrimSuffix(g, "s") {
			return true
		}
	}
	return false
}

func price(_ *Normal, label, given string) bool {
	g, err := strconv.ParseFloat(given, 64)
	return err == nil && sameNumber(label, g)
}

// certificate: "CE" is right for "CE certificate", "EN388" for "EN 388".
func certificate(_ *Normal, label, given string) bool {
	l, g := squeeze(label), squeeze(given)
	return l != "" && g != "" && (strings.HasPrefix(l, g) || strings.HasPrefix(g, l) || sameName(label, given))
}

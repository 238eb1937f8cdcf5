// Package catalogue finds the products that a line of an inquiry may ask for,
// with the degree of fit and what differs (DOMAIN D7.1). It knows no clock,
// network, database or file: the same products and line give the same matches.
package catalogue

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"xunpan"
)

// Asked is a line of an inquiry as matching reads it.
type Asked struct {
	Product string   // in the buyer's words
	Model   string   // "" if he named none
	Specs   []string // "power: 50 W", "IP65", "stainless steel"
}

// Limits of matching.
const (
	maxMatches    = 5
	minFit        = 25
	refined       = 40   // candidates by words whose technical data is looked at
	maxAskedWords = 60   // of a line
	maxAsked      = 4000 // bytes of a line that are read
)

// Index is a catalogue made ready for matching. It is safe for concurrent use.
type Index struct {
	goods  []good
	models map[string][]place // by xunpan.ModelKey
	keys   []string           // the models' keys in order
	words  map[string][]posting
}

// good is a product made ready.
type good struct {
	product *xunpan.Product
	names   [][]string // words of each name
	forms   []form     // the product itself, then its variants
	text    map[string]bool
}

// form is a product or a variant of it with its technical data.
type form struct {
	model  string
	values []value
	named  map[string]string // folded name of a datum → folded value
}

// place is a form of a good.
type place struct{ good, form int }

// posting is a good that has a word.
type posting struct {
	good   int32
	weight float32 // 1 where it stands in a name, less elsewhere
}

// New makes products ready for matching; those no longer offered are left out.
// The index refers to the products, which must not change.
func New(products []xunpan.Product) *Index {
	x := &Index{models: map[string][]place{}, words: map[string][]posting{}}
	for i := range products {
		if !products[i].Off {
			x.add(&products[i])
		}
	}
	for key := range x.models {
		x.keys = append(x.keys, key)
	}
	slices.Sort(x.keys)
	return x
}

// Len is how many products are in it.
func (x *Index) Len() int { return len(x.goods) }

func (x *Index) add(p *xunpan.Product) {
	n := len(x.goods)
	g := good{product: p, text: map[string]bool{}}
	seen := map[string]float32{}
	note := func(ws []string, weight float32) {
		for _, w := range ws {
			seen[w] = max(seen[w], weight)
			g.text[w] = true
		}
	}
	for _, name := range p.Names {
		ws := words(name)
		g.names = append(g.names, ws)
		note(ws, 1)
	}
	for _, w := range p.Words {
		ws := words(w)
		g.names = append(g.names, ws)
		note(ws, 1)
	}
	note(words(p.Category), 0.6)
	for _, s := range p.Specs {
		note(words(s.Value), 0.5)
		note(words(s.Name), 0.3)
	}
	for _, f := range p.Features {
		for _, text := range f {
			note(words(text), 0.2)
		}
	}
	for _, text := range p.About {
		note(words(text), 0.2)
	}
	base := formOf(p.Model, p.Specs)
	for _, name := range p.Names {
		base.values = append(base.values, values(name)...)
	}
	g.forms = []form{base}
	for i := range p.Variants {
		v := &p.Variants[i]
		f := formOf(v.Model, v.Specs)
		f.inherit(&base)
		for _, name := range v.Name {
			note(words(name), 0.6)
		}
		g.forms = append(g.forms, f)
	}
	for i := range g.forms {
		if key := xunpan.ModelKey(g.forms[i].model); key != "" {
			x.models[key] = append(x.models[key], place{n, i})
		}
	}
	for w, weight := range seen {
		x.words[w] = append(x.words[w], posting{int32(n), weight})
	}
	x.goods = append(x.goods, g)
}

// Match finds the products that a line may ask for, the best first, five at
// most; none where nothing speaks for any.
func (x *Index) Match(a Asked) []xunpan.Match {
	a.Product, a.Model = a.Product[:min(len(a.Product), maxAsked)], a.Model[:min(len(a.Model), maxAsked)]
	want := askedOf(&a)
	best := map[int]scored{}
	put := func(s scored) {
		if old, ok := best[s.at.good]; !ok || s.fit > old.fit {
			best[s.at.good] = s
		}
	}
	for _, m := range x.byModel(&a) {
		put(x.judge(m, &want))
	}
	for _, c := range x.byWords(want.words) {
		g := &x.goods[c.at.good]
		for i := range g.forms {
			c.at.form = i
			put(x.judge(c, &want))
		}
	}
	list := make([]scored, 0, len(best))
	for _, s := range best {
		if s.fit >= minFit {
			list = append(list, s)
		}
	}
	slices.SortFunc(list, func(a, b scored) int {
		return cmp.Or(cmp.Compare(b.fit, a.fit), strings.Compare(x.goods[a.at.good].product.Model, x.goods[b.at.good].product.Model))
	})
	var out []xunpan.Match
	for _, s := range list[:min(len(list), maxMatches)] {
		g := &x.goods[s.at.good]
		out = append(out, xunpan.Match{Product: g.product.ID, Model: g.forms[s.at.form].model, Fit: s.fit, By: s.by, Differs: s.differs})
	}
	return out
}

// scored is a candidate.
type scored struct {
	at      place
	fit     int
	by      []xunpan.Reason
	differs []xunpan.Reason
}

// asked is a line made ready.
type asked struct {
	words  []string
	values []value
	named  map[string]string // of data with a name and no number
	raw    map[string]string // as he wrote it
}

func askedOf(a *Asked) asked {
	out := asked{words: words(a.Product), named: map[string]string{}, raw: map[string]string{}}
	out.values = values(a.Product)
	for i, s := range a.Specs {
		if i == 50 || len(s) > 500 {
			break
		}
		if vs := values(s); len(vs) > 0 {
			out.values = append(out.values, vs...)
			continue
		}
		if name, v, ok := strings.Cut(s, ":"); ok && fold(v) != "" {
			out.named[fold(name)], out.raw[fold(name)] = fold(v), strings.TrimSpace(v)
		} else {
			out.words = append(out.words, words(s)...)
		}
	}
	slices.Sort(out.words)
	out.words = slices.Compact(out.words)
	out.words, out.values = out.words[:min(len(out.words), maxAskedWords)], out.values[:min(len(out.values), maxAskedWords)]
	return out
}

// byModel are the products whose model he names: in the field for it, or among
// his words.
func (x *Index) byModel(a *Asked) (out []scored) {
	exact := func(key, shown string, sure int) bool {
		for _, at := range x.models[key] {
			out = append(out, scored{at: at, fit: sure, by: []xunpan.Reason{reason("model", "The model %s is the one asked for.", "型号 %s 与询价一致。", shown)}})
		}
		return len(x.models[key]) > 0
	}
	if key := xunpan.ModelKey(a.Model); key != "" && !exact(key, a.Model, 100) && len([]rune(key)) >= 3 && strings.ContainsAny(key, "0123456789") {
		out = append(out, x.nearModel(key, a.Model)...)
	}
	fields := strings.Fields(a.Product)
	for i, w := range fields {
		if !strings.ContainsAny(w, "0123456789") || len(w) < 3 {
			continue
		}
		key := xunpan.ModelKey(strings.Trim(w, ".,;:()[]“”\"'"))
		if _, isValue := only(w); !isValue && exact(key, w, 98) {
			continue
		}
		if i > 0 { // "FL 50W"
			exact(xunpan.ModelKey(fields[i-1])+key, fields[i-1]+" "+w, 96)
		}
	}
	return out
}

// nearModel are models that begin as the one asked for, or that it begins with.
func (x *Index) nearModel(key, shown string) (out []scored) {
	from, _ := slices.BinarySearch(x.keys, key)
	for _, k := range x.keys[from:] {
		if !strings.HasPrefix(k, key) || len(out) >= refined {
			break
		}
		for _, at := range x.models[k] {
			out = append(out, scored{at: at, fit: 82, by: []xunpan.Reason{reason("model", "Its model begins with %s.", "型号以 %s 开头。", shown)}})
		}
	}
	for n := len(key) - 1; n >= max(4, len(key)*2/3); n-- {
		if !strings.ContainsAny(key[:n], "0123456789") {
			break
		}
		for _, at := range x.models[key[:n]] {
			model := x.goods[at.good].forms[at.form].model
			out = append(out, scored{at: at, fit: 76, by: []xunpan.Reason{reason("model", "The model asked for, %s, begins with this one.", "所询型号 %s 以本型号开头。", shown)},
				differs: []xunpan.Reason{reason("model", "Asked for %s; this is %s.", "询价型号 %s，本产品为 %s。", shown, model)}})
		}
	}
	return out
}

// byWords are the products that share his words, a word counting the more the
// fewer products have it.
func (x *Index) byWords(want []string) []scored {
	if len(want) == 0 || len(x.goods) == 0 {
		return nil
	}
	all := float64(len(x.goods))
	rare := func(w string) float64 { // of a word no product has, like that of one
		return math.Log(1 + all/float64(max(len(x.words[w]), 1)))
	}
	sums := make([]float32, len(x.goods))
	total, unknown := 0.0, 0.0
	for _, w := range want {
		worth := rare(w)
		if len(x.words[w]) == 0 {
			unknown += worth / 3 // he may just say more than a name does
			continue
		}
		total += worth
		for _, p := range x.words[w] {
			sums[p.good] += float32(worth) * p.weight
		}
	}
	if total == 0 {
		return nil
	}
	type hit struct {
		good int
		sum  float32
	}
	var hits []hit
	for i, s := range sums {
		if s > 0 {
			hits = append(hits, hit{i, s})
		}
	}
	slices.SortFunc(hits, func(a, b hit) int { return cmp.Or(cmp.Compare(b.sum, a.sum), cmp.Compare(a.good, b.good)) })
	var out []scored
	for _, h := range hits[:min(len(hits), refined)] {
		covered := float64(h.sum) / (total + min(unknown, total))
		name, shared := x.nameCover(&x.goods[h.good], want, rare)
		score := covered * (0.35 + 0.65*name)
		if name < 0.3 {
			score = min(score, 0.3)
		}
		out = append(out, scored{at: place{h.good, 0}, fit: int(math.Round(90 * score)), by: []xunpan.Reason{reason("words", "Shared words: %s.", "共同的词：%s。", strings.Join(shared, ", "))}})
	}
	return out
}

// nameCover is how much of a product's best fitting name stands in the line,
// 0–1, and the words that do.
func (x *Index) nameCover(g *good, want []string, rare func(string) float64) (best float64, shared []string) {
	for _, name := range g.names {
		sum, has := 0.0, 0.0
		var both []string
		for _, w := range name {
			worth := rare(w)
			if sum += worth; slices.Contains(want, w) {
				has += worth
				both = append(both, w)
			}
		}
		if sum > 0 && has/sum > best {
			best, shared = has/sum, both
		}
	}
	if shared == nil {
		for _, w := range want {
			if g.text[w] {
				shared = append(shared, w)
			}
		}
	}
	return best, shared
}

// judge looks at the technical data of a candidate.
func (x *Index) judge(s scored, want *asked) scored {
	g := &x.goods[s.at.good]
	f := &g.forms[s.at.form]
	s.by, s.differs = slices.Clone(s.by), slices.Clone(s.differs)
	same, other := 0, 0
	for _, v := range want.values {
		switch has, said := f.has(v); {
		case said == "":
		case has:
			same++
			s.by = append(s.by, reason("spec", "%s as asked.", "%s 符合。", v.shown))
		default:
			other++
			s.differs = append(s.differs, reason("spec", "Asked for %s; this is %s.", "询价 %s，本产品为 %s。", v.shown, said))
		}
	}
	for name, v := range want.named {
		switch mine := f.named[name]; {
		case mine == "":
		case mine == v || strings.Contains(mine, v):
			same++
		default:
			other++
			s.differs = append(s.differs, reason("spec", "Asked for %s; this is %s.", "询价 %s，本产品为 %s。", want.raw[name], mine))
		}
	}
	slices.SortFunc(s.differs, func(a, b xunpan.Reason) int { return strings.Compare(a.Say.En, b.Say.En) })
	s.fit += min(same, 4) * 4
	s.fit -= min(other, 4) * 12
	s.fit = max(1, min(s.fit, 100))
	if other > 0 {
		s.fit = min(s.fit, 90)
	}
	return s
}

func reason(code, en, zh string, args ...any) xunpan.Reason {
	return xunpan.Reason{Code: code, Say: xunpan.Text{En: fmt.Sprintf(en, args...), Zh: fmt.Sprintf(zh, args...)}}
}

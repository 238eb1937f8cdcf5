package compose

import (
	"strconv"
	"strings"
)

// ofGoods says something of each product, with their models before it where they
// do not all share it; what is said of none is "".
func (f *Facts) ofGoods(of func(*Good) string) string {
	var texts []string
	models := map[string][]string{}
	for i := range f.Goods {
		text := of(&f.Goods[i])
		if text == "" {
			continue
		}
		if models[text] == nil {
			texts = append(texts, text)
		}
		models[text] = append(models[text], f.Goods[i].Model)
	}
	for i, text := range texts {
		if len(models[text]) < len(f.Goods) {
			texts[i] = strings.Join(models[text], ", ") + ": " + text
		}
	}
	return strings.Join(texts, "\n")
}

func filled(list ...string) []string {
	var out []string
	for _, s := range list {
		if s != "" {
			out = append(out, s)
		}
	}
	return out
}

// cartons is how a product is packed.
func (f *Facts) cartons(g *Good) string {
	k := g.Packing
	if k == nil || k.PerCarton == "" || k.Length == "" || k.Gross == "" {
		return ""
	}
	return say(f.Lang, "carton", "n", k.PerCarton, "unit", g.Unit, "size", k.Length+" × "+k.Width+" × "+k.Height, "gross", k.Gross)
}

// loading is what containers take of it.
func (f *Facts) loading(g *Good) string {
	var parts []string
	for _, l := range g.Load {
		parts = append(parts, say(f.Lang, "container", "container", l.Container, "n", l.Units, "unit", g.Unit))
	}
	if len(parts) == 0 {
		return ""
	}
	return say(f.Lang, "loading", "list", strings.Join(parts, ", "))
}

// certificates are the ones that hold, with their numbers and last days: what
// has ended is not told.
func (f *Facts) certificates(g *Good) string {
	var parts []string
	for i := range g.Certificates {
		c := &g.Certificates[i]
		text := strings.TrimSpace(c.Name + " " + c.Number)
		if c.Until != "" {
			text = say(f.Lang, "holds", "name", text, "until", c.Until)
		}
		parts = append(parts, text)
	}
	if len(parts) == 0 {
		return ""
	}
	return say(f.Lang, "certificates", "list", strings.Join(parts, "; "))
}

func (f *Facts) specs(g *Good) string {
	var parts []string
	for _, s := range g.Specs {
		parts = append(parts, strings.TrimPrefix(s.Name+": "+s.Value, ": "))
	}
	if len(parts) == 0 {
		return ""
	}
	return say(f.Lang, "specs", "list", strings.Join(parts, "; "))
}

// customs is what can be made to his wish, from how many, at what extra.
func (f *Facts) customs(g *Good) string {
	c := g.Custom
	if c == nil {
		return ""
	}
	parts := filled(strings.TrimRight(c.Process.In(f.Lang), ". "))
	if c.MOQ != "" {
		parts = append(parts, strings.TrimRight(say(f.Lang, "moq", "moq", c.MOQ, "unit", g.Unit), ". 。"))
	}
	if c.Cost != nil {
		parts = append(parts, say(f.Lang, "once", "cost", c.Cost.String()))
	}
	if c.Days > 0 {
		parts = append(parts, say(f.Lang, "more_days", "days", strconv.Itoa(c.Days)))
	}
	if len(parts) == 0 {
		return ""
	}
	return say(f.Lang, "custom", "list", strings.Join(parts, "; "))
}

func (f *Facts) origin() string {
	if len(f.Goods) == 0 || f.Goods[0].Origin == "" {
		return ""
	}
	return say(f.Lang, "origin", "country", f.Goods[0].Origin)
}

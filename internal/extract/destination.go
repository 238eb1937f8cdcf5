package extract

import "xunpan"

// destination finds the port or city of destination and its country: by label,
// by "ship to …", or as the place of a term that ends there.
func (d *doc) destination(s *stream, x *hitIndex) {
	n := &d.out.Needs
	set := func(h *hit, w xunpan.Word) bool {
		c := d.countryOf(h)
		if c == d.env.Home {
			return false
		}
		if n.DestCountry.Value == "" {
			n.DestCountry = xunpan.Word{Value: c, At: s.span(int(h.first), int(h.last))}
		}
		if n.DestPort.Value == "" && h.group == d.g.place {
			n.DestPort = w
		}
		return true
	}
	for i := range x.hits {
		h := &x.hits[i]
		switch h.group {
		case d.g.shipto, d.g.labelDestination:
			w, sure := d.placeAfter(s, x, int(h.last)+1)
			if !sure {
				continue
			}
			if p := d.placeIn(x, s, w); p != nil {
				set(p, w)
			}
		case d.g.incoterm:
			switch d.lex.values[h.value] {
			case "CFR", "CIF", "CPT", "CIP", "DAP", "DPU", "DDP":
				w, sure := d.placeAfter(s, x, int(h.last)+1)
				if p := d.placeIn(x, s, w); sure && p != nil {
					set(p, w)
				} else if w.Value != "" && n.DestPort.Value == "" {
					n.DestPort = w
				}
			}
		}
	}
}

func (d *doc) placeIn(x *hitIndex, s *stream, w xunpan.Word) *hit {
	if w.Value == "" {
		return nil
	}
	for i := range x.hits {
		h := &x.hits[i]
		if (h.group == d.g.place || h.group == d.g.country) && int(s.toks[h.first].start) == w.At.Start {
			return d.knownPlace(s, x, int(h.first))
		}
	}
	return nil
}

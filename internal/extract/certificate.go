package extract

import (
	"strings"

	"xunpan"
)

// maxCertificates bounds the certificates of one inquiry.
const maxCertificates = 12

// certifications lists the certificates named, each once: those that the
// catalogue knows, numbered standards, and unknown codes in capitals beside a
// word of certificates ("ECAS certificate", "LM-90 report").
func (d *doc) certifications(s *stream, x *hitIndex) {
	n := &d.out.Needs
	report := -1
	for i := range x.with(d.g.cert, d.g.certWord) {
		h := &x.hits[i]
		switch h.group {
		case d.g.cert:
			if h.negated {
				continue
			}
			v := d.lex.values[h.value]
			// Short codes are words in some language ("ce", "un", "co"): in capitals only.
			if t := &s.toks[h.first]; h.first == h.last && len(v) <= 5 && t.kind == tWord && !t.caps && !(t.upper && v != strings.ToUpper(v)) {
				continue
			}
			at := s.span(int(h.first), int(h.last))
			if w, ok := s.standard(int(h.first), int(h.last)); ok && standardBody(v) {
				v, at = w.Value, w.At
			}
			if v == "test report" {
				if report < 0 {
					report = i
				}
				continue
			}
			d.addCertificate(s, int(h.first), xunpan.Word{Value: v, At: at})
		case d.g.certWord:
			if w := d.codeBeside(s, x, h); w.Value != "" {
				d.addCertificate(s, s.tokenAt(w.At.End), w)
			}
		}
		if len(n.Certifications) == maxCertificates {
			return
		}
	}
	if report >= 0 && len(n.Certifications) == 0 { // beside a certificate its report is no second one
		h := &x.hits[report]
		d.addCertificate(s, int(h.first), xunpan.Word{Value: "test report", At: s.span(int(h.first), int(h.last))})
	}
}

// addCertificate adds w, found at token i, unless it is there already or his
// own firm's, in the signature.
func (d *doc) addCertificate(s *stream, i int, w xunpan.Word) {
	n := &d.out.Needs
	for _, c := range n.Certifications {
		if strings.HasPrefix(c.Value, w.Value) || c.At.Part == w.At.Part && c.At.Start < w.At.End && w.At.Start < c.At.End {
			return
		}
	}
	if l := s.lineOf(i); l >= 0 && s.lines[l].block == xunpan.Signature || d.inCard(s, i) {
		return
	}
	n.Certifications = append(n.Certifications, w)
}

// standardBody reports the name of a body whose standards have numbers; alone
// it says little.
func standardBody(v string) bool {
	switch v {
	case "ISO", "IEC", "ASTM", "API", "EN", "GOST", "NOM", "UL", "AIS", "DIN", "ASME":
		return true
	}
	return false
}

// standard reads a numbered standard around tokens first..last: "EN ISO 20471",
// "ASTM D638", "IEC 62133-2".
func (s *stream) standard(first, last int) (w xunpan.Word, ok bool) {
	i := last + 1
	if i < len(s.toks) && isPunct(&s.toks[i], '-', '/') && s.toks[i].glued {
		i++
	}
	if i < len(s.toks) && s.toks[i].kind == tWord && s.toks[i].end-s.toks[i].start <= 2 && s.toks[i].upper && i+1 < len(s.toks) && s.toks[i+1].glued {
		i++
	}
	if i >= len(s.toks) || s.toks[i].kind != tNumber || s.toks[i].fe-s.toks[i].fs < 2 {
		return w, false
	}
	last = i
	for last+2 < len(s.toks) && s.toks[last+1].glued && isPunct(&s.toks[last+1], '-', '/', ':') && s.toks[last+2].glued && s.toks[last+2].kind == tNumber {
		last += 2
	}
	for first > 0 && s.toks[first-1].kind == tWord && s.toks[first-1].caps && s.toks[first-1].end-s.toks[first-1].start <= 4 {
		switch s.folded(first - 1) {
		case "en", "bs", "din", "nf", "uni", "une", "iso":
			first--
			continue
		}
		break
	}
	return s.word(first, last), true
}

// codeBeside reads a code in capitals right before a word of certificates, or
// right after "certificate": "ECAS certificate", "certified to BIFMA".
func (d *doc) codeBeside(s *stream, x *hitIndex, h *hit) xunpan.Word {
	i := int(h.first) - 1
	if i >= 0 && isPunct(&s.toks[i], '-') && s.toks[i].glued {
		i--
	}
	if i < 0 {
		return xunpan.Word{}
	}
	last := i
	if s.toks[i].kind == tNumber && i > 0 && s.toks[i].glued { // "LM80", "LM-80"
		i--
		if isPunct(&s.toks[i], '-') && i > 0 && s.toks[i].glued {
			i--
		}
	}
	t := &s.toks[i]
	if t.kind != tWord || !t.caps || t.end-t.start < 3 && last == i || t.end-t.start > 8 || d.mostlyCaps(s, i) {
		return xunpan.Word{}
	}
	if x.at(i, d.g.cert) != nil || x.at(i, d.g.incoterm) != nil || x.at(i, d.g.unit) != nil || x.at(i, d.g.currency) != nil || x.at(i, d.g.generic) != nil ||
		x.at(i, d.g.npStop) != nil || x.at(i, d.g.material) != nil || x.at(i, d.g.measure) != nil || x.at(i, d.g.payment) != nil || d.knownPlace(s, x, i) != nil || d.inCard(s, i) {
		return xunpan.Word{}
	}
	switch s.folded(i) {
	case "oem", "odm", "led", "lcd", "pdf", "usb", "must", "need", "pls", "valid", "all", "your", "test", "quality", "factory", "company", "export", "import", "origin", "product":
		return xunpan.Word{}
	}
	return s.word(i, last)
}

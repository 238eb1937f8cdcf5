package mail

import (
	"strings"

	"xunpan"
)

// footers marks mobile, scanner and list footers and legal boilerplate within
// the lines [from, to).
func (s *segmenter) footers(from, to int) {
	top := true // at the beginning of a paragraph
	for i := from; i < to; i++ {
		l := &s.lines[i]
		if l.blank() {
			top = true
			continue
		}
		low := s.folded(i)
		switch {
		case isMobileFooter(low):
			l.kind = xunpan.Footer
		case s.isListFooter(i, to):
			s.mark(i, to, xunpan.Footer)
			return
		case scanFooters.prefix(low) > 0:
			end := s.paragraph(i, to)
			s.mark(i, end, xunpan.Footer)
			i = end - 1
		case top || isRule(s.folded(i-1)):
			if end := s.disclaimer(i, to, top); end > i {
				s.mark(i, end, xunpan.Disclaimer)
				i = end - 1
			}
		}
		top = false
	}
}

// paragraph returns the line behind the paragraph that line i is in.
func (s *segmenter) paragraph(i, to int) int {
	for i < to && !s.lines[i].blank() {
		i++
	}
	return i
}

// deviceWords name what a mobile footer speaks of.
var deviceWords = []string{"iphone", "ipad", "outlook", "android", "samsung", "galaxy", "mobil", "mobiel", "phone", "yahoo", "gmail", "huawei", "xiaomi", "redmi", "oppo", "vivo", "nokia", "blackberry", "telefon", "teléfono", "téléphone", "smart", "tablet", "device", "mail", "handy", "cellul", "celular", "tuta", "móvil", "telemóvel", "телефон", "почт", "手机", "手機", "الهاتف", "جهاز", "bluemail", "đt", "messenger", "msn", "windows"}

// isMobileFooter reports whether the folded line is a telephone's or web mail's.
func isMobileFooter(low string) bool {
	low = trimLead(low, "-_*<([ ")
	return len(low) <= 160 && mobileFooters.prefix(low) > 0 && containsAny(low, deviceWords)
}

// isRule reports whether a folded line is a line drawn with one character.
func isRule(low string) bool {
	if len(low) < 5 {
		return false
	}
	c := low[0]
	if c != '_' && c != '-' && c != '=' && c != '*' && c != '~' && c != '#' && c != '+' {
		return false
	}
	n := strings.Count(low, string(low[0]))
	return n >= 5 && n*10 >= len(low)*9
}

// isListFooter reports whether a mailing list's footer begins at line i: one of
// the known sentences, or a rule above one or above the list's name.
func (s *segmenter) isListFooter(i, to int) bool {
	low := s.folded(i)
	if listFooters.prefix(low) > 0 || len(low) > 20 && !isLetter(low[0]) && listFooters.prefix(strings.TrimLeft(low, "-_=*~ ")) > 0 {
		return true
	}
	if !isRule(low) && low != "--" && low != "---" {
		return false
	}
	k := s.next(i + 1)
	for n := 0; n < 2 && k < to; n++ {
		low := s.folded(k)
		if listFooters.prefix(low) > 0 || isMobileFooter(low) || scanFooters.prefix(low) > 0 ||
			len(low) < 90 && (strings.Contains(low, "mailing list") || strings.Contains(low, "listinfo")) {
			return true
		}
		k = s.next(k + 1)
	}
	return false
}

// disclaimer reports where the legal boilerplate that begins at line i ends; i
// if there is none. top tells that i begins a paragraph, not only a line below a rule.
func (s *segmenter) disclaimer(i, to int, top bool) int {
	low := trimLead(s.folded(i), "*_-\"'([ ")
	sure := sureDisclaimers.prefix(low) > 0
	if !sure && (!top || maybeDisclaimers.prefix(low) == 0) {
		return i
	}
	end := s.paragraph(i, to)
	para := s.low[s.lines[i].start:s.lines[end-1].end]
	if !sure && (len(para) < 60 || legalCount(para) < 2) {
		return i
	}
	// A heading alone ("CONFIDENTIALITY NOTICE:") speaks for the paragraph
	// below it, and boilerplate goes on while the law is spoken of.
	for {
		k := s.next(end)
		if k >= to {
			break
		}
		stop := s.paragraph(k, to)
		next := s.low[s.lines[k].start:s.lines[stop-1].end]
		heading := len(para) < 60
		if !heading && legalCount(next) < 2 && sureDisclaimers.prefix(trimLead(s.folded(k), "*_-\"'([ ")) == 0 {
			break
		}
		if heading && legalCount(next) < 1 {
			break
		}
		para, end = next, stop
	}
	return end
}

// legalCount counts the different words of the law in a paragraph, two at most.
func legalCount(low string) int {
	low = firstOf(low, 1500)
	n := 0
	for _, w := range legalWords {
		if strings.Contains(low, w) {
			if n++; n == 2 {
				break
			}
		}
	}
	return n
}

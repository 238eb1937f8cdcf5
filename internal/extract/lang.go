package extract

import "unicode/utf8"

// language tells the language of the fresh text: by script where the script
// decides, else by function words of the catalogue (group "_lang").
func (d *doc) language() {
	var han, kana, hangul, cyrillic, arabic, latin, greek, hebrew, thai int
	for i := range d.body.toks {
		t := &d.body.toks[i]
		if t.kind != tWord && t.kind != tHan {
			continue
		}
		c := d.m.Body[t.start]
		if c < utf8.RuneSelf {
			latin++
			continue
		}
		r, _ := utf8.DecodeRuneInString(d.m.Body[t.start:])
		switch {
		case 0x3040 <= r && r <= 0x30FF:
			kana++
		case isHan(r):
			han++
		case 0xAC00 <= r && r <= 0xD7AF:
			hangul++
		case 0x400 <= r && r <= 0x52F:
			cyrillic++
		case 0x600 <= r && r <= 0x6FF:
			arabic++
		case 0x370 <= r && r <= 0x3FF:
			greek++
		case 0x590 <= r && r <= 0x5FF:
			hebrew++
		case 0xE00 <= r && r <= 0xE7F:
			thai++
		default:
			latin++
		}
	}
	// Names, models and trade words stay Latin in every language, so other
	// scripts win with a smaller share.
	best, lang := latin/3, ""
	for _, c := range [...]struct {
		n    int
		lang string
	}{{han/2 + kana, "ja"}, {han / 2, "zh"}, {hangul, "ko"}, {cyrillic, "ru"}, {arabic, "ar"}, {greek, "el"}, {hebrew, "he"}, {thai, "th"}} {
		if c.lang == "ja" && kana*5 < han {
			continue
		}
		if c.n > best {
			best, lang = c.n, c.lang
		}
	}
	if lang == "" && latin > 0 {
		lang = d.latinLanguage()
	}
	d.out.Lang = lang
}

// latinLanguage counts function words; English where nothing speaks.
func (d *doc) latinLanguage() string {
	var counts [8]int
	langs := [8]string{"en", "es", "pt", "fr", "de", "it", "tr"}
	count := func(s *stream, hits []hit) {
		for i := range hits {
			if hits[i].group != d.g.lang {
				continue
			}
			if f := hits[i].first; f > 0 && s.toks[f].glued && s.toks[f-1].kind == tNumber {
				continue // "sp5der" is no German
			}
			for j, l := range langs {
				if l == d.lex.values[hits[i].value] {
					counts[j]++
					break
				}
			}
		}
	}
	count(&d.body, d.bodyHits)
	count(&d.subj, d.subjHits)
	best := 0
	for j := range langs {
		if counts[j] > counts[best] {
			best = j
		}
	}
	if counts[best] < 2 {
		if d.out.Fresh > 160 {
			return "" // a language that the catalogue does not know
		}
		if counts[best] == 1 && counts[0] == 0 && d.accented() {
			return langs[best]
		}
		return "en" // a word or two are no evidence; English is what strangers write
	}
	return langs[best]
}

// accented reports a Latin letter of the text that English does not have.
func (d *doc) accented() bool {
	for i := range d.body.toks {
		if t := &d.body.toks[i]; t.kind == tWord {
			for _, r := range d.m.Body[t.start:t.end] {
				if 0xC0 <= r && r < 0x180 {
					return true
				}
			}
		}
	}
	return false
}

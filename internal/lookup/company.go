package lookup

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"xunpan"
)

// formWords say nothing of who a company is.
var formWords = words(`co ltd limited inc llc corp corporation company plc gmbh mbh kg ag ug ek sa sas sarl srl spa sl slu bv nv oy oyj ab
	as aps asa doo kft zrt sro zoo ooo oao zao pao ltda eireli me epp cv de rl sac eirl cia pvt private pte pty sdn bhd berhad
	llp lp fze fzco fzc fz dmcc wll est pt tbk cc kk jsc the and of for y e et und der die das di da do dos del la le les al el
	mr mrs sti san tic ve as sh pk lda unipessoal shpk tov uab sia ou`)

// plainWords are in so many names that sharing one proves nothing.
var plainWords = words(`group holding holdings trading trade traders international intl global world worldwide import imports export exports
	importexport industries industry industrial enterprise enterprises services service solutions systems products supply supplies
	general commercial comercial comercio importadora exportadora distribuidora distribution distributors sales store stores shop
	business partners associates brothers sons new best first technology technologies tech engineering manufacturing factory`)

// nameTokens splits a company's name into lower-case ASCII words; words of
// other scripts are left out.
func nameTokens(name string) (tokens []string, latin bool) {
	if name == "" {
		return nil, false
	}
	if len(name) > 200 {
		name = name[:200]
	}
	folded := name
	if !isASCII(name) {
		folded = norm.NFD.String(foldLetters(name))
	}
	// All words lie in one string, with a space behind each.
	buf := make([]byte, 0, len(folded)+1)
	words := 0
	for i := 0; i <= len(folded); {
		c, size := rune(' '), 1
		if i < len(folded) {
			if c = rune(folded[i]); c >= utf8.RuneSelf {
				c, size = utf8.DecodeRuneInString(folded[i:])
			}
		}
		i += size
		switch {
		case 'A' <= c && c <= 'Z':
			c += 'a' - 'A'
			fallthrough
		case 'a' <= c && c <= 'z':
			latin = true
			fallthrough
		case '0' <= c && c <= '9':
			if words < maxTokens {
				buf = append(buf, byte(c))
			}
		case c == '.' || c == '\'' || c == '’' || c >= utf8.RuneSelf && unicode.Is(unicode.Mn, c):
			// L.T.D. and O'Neil are one word.
		case len(buf) > 0 && buf[len(buf)-1] != ' ':
			buf = append(buf, ' ')
			words++
		}
	}
	tokens = make([]string, 0, words)
	for all := string(buf); all != "" && len(tokens) < words; {
		var t string
		t, all, _ = strings.Cut(all, " ")
		tokens = append(tokens, t)
	}
	return tokens, latin
}

const maxTokens = 16 // words of a name that are looked at

var asciiLetters = strings.NewReplacer("ß", "ss", "ø", "o", "Ø", "o", "æ", "ae", "Æ", "ae", "ł", "l", "Ł", "l", "ı", "i", "đ", "d")

// foldLetters spells letters that do not decompose in ASCII.
func foldLetters(s string) string {
	return asciiLetters.Replace(s)
}

// nameInDomain tells whether the company's name agrees with its mail domain:
// its main word, its words run together, or its initials (D3.26).
func (l *local) nameInDomain() xunpan.Verdict {
	s := &l.s
	d := s.From
	if d.Kind != xunpan.DomainOwn && d.Kind != xunpan.DomainDisposable {
		if d = s.Reply; d.Kind != xunpan.DomainOwn {
			return xunpan.Unknown
		}
	}
	tokens, latin := nameTokens(l.r.Buyer.Company.Value)
	if !latin || len(tokens) == 0 {
		return xunpan.Unknown
	}
	label, _ := nameTokens(mainLabel(d.Org))
	return agree(tokens, strings.Join(label, ""))
}

func agree(tokens []string, label string) xunpan.Verdict {
	if label == "" {
		return xunpan.Unknown
	}
	var all, initials, allInitials string
	for _, t := range tokens {
		allInitials += t[:1]
		if formWords.has(t) {
			continue
		}
		all += t
		initials += t[:1]
		if len(t) >= 4 && !plainWords.has(t) && strings.Contains(label, t) || len(label) >= 4 && strings.HasPrefix(t, label) {
			return xunpan.Passed
		}
		if len(t) >= 3 && (label == t || strings.HasPrefix(label, t)) {
			return xunpan.Passed
		}
	}
	switch {
	case all == "":
		return xunpan.Unknown
	case len(label) >= 4 && strings.Contains(all, label), strings.Contains(label, all):
		return xunpan.Passed
	case len(initials) >= 2 && (label == initials || label == allInitials):
		return xunpan.Passed
	case len(initials) >= 3 && strings.HasPrefix(label, initials):
		return xunpan.Passed
	case len(initials) == 2 && len(label) <= 6 && strings.HasPrefix(label, initials):
		return xunpan.Passed
	case subsequence(label, all) && len(label) >= 3 && label[0] == all[0] && len(label)*3 >= len(all):
		return xunpan.Passed // An abbreviation: "mrktng" of marketing.
	}
	return xunpan.Failed
}

func subsequence(short, long string) bool {
	i := 0
	for j := 0; j < len(long) && i < len(short); j++ {
		if long[j] == short[i] {
			i++
		}
	}
	return i == len(short)
}

// impersonates returns the known company that the sender names as his own, by
// signature, display name or website, though neither From nor Reply-To is of
// its domains (D3.44); "" if there is none.
func (l *local) impersonates() string {
	s := &l.s
	brands := knownBrands()
	true1, true2 := brands.ownerOf(s.From.Name, s.From.Org), brands.ownerOf(s.Reply.Name, s.Reply.Org)
	if s.From.Org == "" || s.Own || l.m.Via != nil {
		return ""
	}
	b := brands.named(l.r.Buyer.Company.Value)
	if b == nil {
		b = brands.named(l.from.Name)
	}
	if b == nil && s.WebsiteDomain.Org != "" && s.MailIsSite == xunpan.Failed {
		b = brands.ownerOf(s.WebsiteDomain.Name, s.WebsiteDomain.Org)
		if b != nil && (s.WebsiteDomain.Kind == xunpan.DomainPlatform || s.WebsiteDomain.Kind == xunpan.DomainFree) {
			b = nil
		}
	}
	if b == nil {
		return ""
	}
	if b == true1 && (s.Reply.Org == "" || b == true2) || b == true2 && true1 == nil && s.From.Org == "" {
		return ""
	}
	if b == true1 && s.ReplyDiffers || b != true1 {
		for _, d := range b.domains {
			if mainLabel(d) == mainLabel(s.From.Org) && !s.ReplyDiffers && len(mainLabel(d)) >= 4 && s.From.LooksLike == "" {
				return "" // A sister domain under another ending.
			}
		}
		return b.name
	}
	return ""
}

// named returns the brand that a company name means: the brand's own name and
// nothing beside it but legal forms and words like "group". An ordinary word
// must be the whole name.
func (x *brandIndex) named(name string) *brand {
	tokens, latin := nameTokens(name)
	if !latin {
		return nil
	}
	var buf [224]byte // more than all words of a name
	all, extra := buf[:0], 0
	for _, t := range tokens {
		if !formWord(t) {
			all = append(all, t...)
		} else {
			extra++
		}
	}
	if k := x.byText[string(all)]; k != nil && (k.kind == plainKey || k.kind == shortKey && len(tokens) == 1 || k.kind == wordKey && extra > 0) {
		return k.brand
	}
	// The brand's words at the beginning, nothing but general words after them.
	joined := buf[:0]
	for i, t := range tokens {
		if formWord(t) {
			continue
		}
		joined = append(joined, t...)
		k := x.byText[string(joined)]
		if k == nil || k.kind != plainKey {
			continue
		}
		general := true
		for _, rest := range tokens[i+1:] {
			general = general && (formWords.has(rest) || plainWords.has(rest) || affixes.has(rest))
		}
		if general {
			return k.brand
		}
	}
	return nil
}

// formWord reports a legal form; the articles are part of brands' names.
func formWord(t string) bool {
	return formWords.has(t) && t != "al" && t != "el" && t != "la"
}

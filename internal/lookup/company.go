package lookup

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"xunpan"
)

// formWords say nothing of who a company is.
var formWords = set(`co ltd limited inc llc corp corporation company plc gmbh mbh kg ag ug ek sa sas sarl srl spa sl slu bv nv oy oyj ab
	as aps asa doo kft zrt sro zoo ooo oao zao pao ltda eireli me epp cv de rl sac eirl cia pvt private pte pty sdn bhd berhad
	llp lp fze fzco fzc fz dmcc wll est pt tbk cc kk jsc the and of for y e et und der die das di da do dos del la le les al el
	mr mrs sti san tic ve as sh pk lda unipessoal shpk tov uab sia ou`)

// plainWords are in so many names that sharing one proves nothing.
var plainWords = set(`group holding holdings trading trade traders international intl global world worldwide import imports export exports
	importexport industries industry industrial enterprise enterprises services service solutions systems products supply supplies
	general commercial comercial comercio importadora exportadora distribuidora distribution distributors sales store stores shop
	business partners associates brothers sons new best first technology technologies tech engineering manufacturing factory`)

// nameTokens splits a company's name into lower-case ASCII words; words of
// other scripts are left out.
func nameTokens(name string) (tokens []string, latin bool) {
	if len(name) > 200 {
		name = name[:200]
	}
	var b strings.Builder
	flush := func() {
		if b.Len() > 0 && len(tokens) < 16 {
			tokens = append(tokens, b.String())
		}
		b.Reset()
	}
	folded := name
	if !isASCII(name) {
		folded = norm.NFD.String(foldLetters(name))
	}
	for _, r := range folded {
		switch {
		case r < utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			b.WriteRune(unicode.ToLower(r))
			latin = latin || unicode.IsLetter(r)
		case r == '.' || r == '\'' || r == '’' || unicode.Is(unicode.Mn, r):
			// L.T.D. and O'Neil are one word.
		default:
			flush()
		}
	}
	flush()
	return tokens, latin
}

// foldLetters spells letters that do not decompose in ASCII.
func foldLetters(s string) string {
	return strings.NewReplacer("ß", "ss", "ø", "o", "Ø", "o", "æ", "ae", "Æ", "ae", "ł", "l", "Ł", "l", "ı", "i", "đ", "d").Replace(s)
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
		if formWords(t) {
			continue
		}
		all += t
		initials += t[:1]
		if len(t) >= 4 && !plainWords(t) && strings.Contains(label, t) || len(label) >= 4 && strings.HasPrefix(t, label) {
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
	var all string
	extra := 0
	for _, t := range tokens {
		if !formWords(t) || t == "al" || t == "el" || t == "la" {
			all += t
		} else {
			extra++
		}
	}
	if k := x.byText[all]; k != nil && (k.kind == plainKey || k.kind == shortKey && len(tokens) == 1 || k.kind == wordKey && extra > 0) {
		return k.brand
	}
	// The brand's words at the beginning, nothing but general words after them.
	joined := ""
	for i, t := range tokens {
		if formWords(t) && t != "al" && t != "el" && t != "la" {
			continue
		}
		joined += t
		k := x.byText[joined]
		if k == nil || k.kind != plainKey {
			continue
		}
		general := true
		for _, rest := range tokens[i+1:] {
			general = general && (formWords(rest) || plainWords(rest) || affixes(rest))
		}
		if general {
			return k.brand
		}
	}
	return nil
}

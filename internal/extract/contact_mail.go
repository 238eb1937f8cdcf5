package extract

import (
	"strings"
	"unicode"

	"xunpan"
	"xunpan/internal/geo"
)

// mails fills Buyer.Emails: the sender's address, where answers go, what a form
// states, then the addresses in the text. Our own and those the mail was sent
// to are not the buyer's.
func (d *doc) mails(c *card, given xunpan.Given) {
	add := func(mail string, at xunpan.Span) {
		mail = strings.TrimSpace(mail)
		if i := strings.LastIndexByte(mail, '@'); i <= 0 || i == len(mail)-1 || d.ours(mail) {
			return
		}
		for _, w := range d.out.Buyer.Emails {
			if strings.EqualFold(w.Value, mail) {
				return
			}
		}
		if len(d.out.Buyer.Emails) < 8 {
			d.out.Buyer.Emails = append(d.out.Buyer.Emails, xunpan.Word{Value: mail, At: at})
		}
	}
	where := func(header, mail string) xunpan.Span {
		if at := d.inHeader(header, mail); !at.IsZero() {
			return at
		}
		return d.inBody(mail)
	}
	if d.m.From.Mail != "" {
		add(d.m.From.Mail, where("From", d.m.From.Mail))
	}
	for i, a := range d.m.ReplyTo {
		if i < 3 && (d.m.Via == nil || !d.m.Via.Genuine) {
			add(a.Mail, where("Reply-To", a.Mail))
		}
	}
	add(given.Email, d.inBody(given.Email))
	if strings.IndexByte(d.body.text, '@') < 0 && !strings.Contains(d.body.text, "(at)") && !strings.Contains(d.body.text, "[at]") {
		return
	}
	s := &d.body
	for i := range s.toks {
		t := &s.toks[i]
		if t.kind != tPunct || t.punct != '@' && t.punct != ')' && t.punct != ']' {
			continue
		}
		at, next := i, i+1 // tokens of the sign: "@" or "(at)"
		if t.punct != '@' {
			if i < 3 || string(s.fold[s.toks[i-1].fs:s.toks[i-1].fe]) != "at" || !isPunct(&s.toks[i-2], '(', '[') {
				continue
			}
			at = i - 2
		}
		first, last, ok := s.mailAround(at, next)
		if !ok {
			continue
		}
		mail := plainMail(s.text[s.toks[first].start:s.toks[last].end])
		if len(mail) > 254 || strings.Count(mail, "@") != 1 {
			continue
		}
		label := first
		for label > c.from && (isPunct(&s.toks[label-1], ':', '(', '<') || c.at(label-1)&mMail != 0) {
			label--
		}
		c.use(label, last)
		add(mail, s.span(first, last))
	}
}

// mailAround finds the tokens of the address around the sign at tokens
// [at,next). Blanks around "@" and before the last dot, and a line end behind
// a hyphen of the host, are how people hide or wrap addresses.
func (s *stream) mailAround(at, next int) (first, last int, ok bool) {
	first = at - 1
	if first < 0 || s.toks[first].kind != tWord && s.toks[first].kind != tNumber {
		return 0, 0, false
	}
	spaced := !s.toks[at].glued
	for first > 0 && s.toks[first].glued && localPart(&s.toks[first-1]) && at-first < 24 {
		first--
	}
	for first < at && s.toks[first].kind == tPunct {
		first++
	}
	i := next
	if i >= len(s.toks) || s.toks[i].kind != tWord && s.toks[i].kind != tNumber || !s.toks[i].glued && !spaced {
		return 0, 0, false
	}
	last = i
	dot := false
	for i++; i < len(s.toks) && i-next < 24; i++ {
		t := &s.toks[i]
		switch {
		case t.kind == tBreak:
			if t.punct != 1 || !isPunct(&s.toks[i-1], '-') || i+1 >= len(s.toks) || s.toks[i+1].kind != tWord || s.toks[i+1].upper {
				return first, last, dot
			}
			continue
		case isPunct(t, '.', '-'):
			if !t.glued && !(spaced && t.punct == '.' && i+1 < len(s.toks) && s.toks[i+1].glued) {
				return first, last, dot
			}
			continue
		case t.kind == tWord || t.kind == tNumber:
			after := &s.toks[i-1]
			wrapped := after.kind == tBreak
			if !t.glued && !wrapped && !(spaced && isPunct(after, '.') && t.end-t.start <= 4) {
				return first, last, dot
			}
			if isPunct(after, '.') {
				if dot && t.upper && !s.toks[last].upper {
					return first, last, dot // "…@a.com.Thanks"
				}
				dot = dot || t.kind == tWord
			} else if after.kind == tWord || after.kind == tNumber || isPunct(after, '-') || wrapped {
			} else {
				return first, last, dot
			}
			last = i
			continue
		}
		break
	}
	return first, last, dot
}

func localPart(t *token) bool {
	return t.kind == tWord || t.kind == tNumber || isPunct(t, '.', '-', '_', '+')
}

// plainMail takes the blanks and disguises out of an address.
func plainMail(s string) string {
	clean := true
	for i := 0; i < len(s); i++ {
		if s[i] <= ' ' || s[i] == '(' || s[i] == '[' {
			clean = false
		}
	}
	if !clean {
		s = strings.NewReplacer("(at)", "@", "[at]", "@", "(AT)", "@", "[AT]", "@", " ", "", "\n", "", "\t", "", "\r", "").Replace(s)
	}
	if i := strings.LastIndexByte(s, '@'); i >= 0 {
		return s[:i] + strings.ToLower(s[i:])
	}
	return s
}

// ours reports whether the address is our own or one the mail was sent to.
func (d *doc) ours(mail string) bool {
	for _, to := range [...][]xunpan.Address{d.m.To, d.m.Cc} {
		for i := range to {
			if i > 32 {
				break
			}
			if strings.EqualFold(to[i].Mail, mail) {
				return true
			}
		}
	}
	_, domain, _ := strings.Cut(mail, "@")
	return d.ourDomain(domain)
}

// ourDomain reports whether a host is ours: by the profile, else by where the
// mail was sent to.
func (d *doc) ourDomain(host string) bool {
	for _, o := range d.env.House.Domains {
		if underDomain(host, o) {
			return true
		}
	}
	if len(d.env.House.Domains) > 0 {
		return false
	}
	for i := range d.m.To {
		if i > 8 {
			break
		}
		_, to, _ := strings.Cut(d.m.To[i].Mail, "@")
		if _, from, _ := strings.Cut(d.m.From.Mail, "@"); to != "" && from != to && underDomain(host, to) && !freeMail(mainWord(to)) {
			return true
		}
	}
	return false
}

func underDomain(host, domain string) bool {
	n := len(host) - len(domain)
	return domain != "" && n >= 0 && strings.EqualFold(host[n:], domain) && (n == 0 || host[n-1] == '.')
}

// mainWord is the word of a host that names its owner: "bigfirm" of
// "mail.bigfirm.com.tr".
func mainWord(host string) string {
	host = strings.TrimSuffix(host, ".")
	cut := func() string {
		i := strings.LastIndexByte(host, '.')
		last := host[i+1:]
		if i < 0 {
			host = ""
		} else {
			host = host[:i]
		}
		return last
	}
	cut()
	last := cut()
	switch last {
	case "com", "co", "org", "net", "gov", "gob", "edu", "ac", "ind", "in", "gen", "or", "ne", "com-", "web", "biz":
		if host != "" {
			last = cut()
		}
	}
	return last
}

// freeMail knows the main words of public mail services; whether a domain is
// one is judged elsewhere, here it only must not pass for a firm's name.
func freeMail(word string) bool {
	switch word {
	case "gmail", "googlemail", "hotmail", "outlook", "yahoo", "ymail", "rocketmail", "live", "msn", "aol", "icloud", "me", "mail", "gmx", "web", "qq", "163", "126",
		"sina", "sohu", "foxmail", "aliyun", "139", "yandex", "ya", "rambler", "bk", "list", "inbox", "protonmail", "proton", "zoho", "orange", "wanadoo", "free", "sfr", "laposte",
		"libero", "virgilio", "tiscali", "alice", "uol", "bol", "terra", "ig", "t-online", "freenet", "naver", "hanmail", "daum", "rediffmail", "ukr", "tutanota", "gmial",
		"comcast", "verizon", "btinternet", "sky", "bigpond", "mynet", "seznam", "wp", "o2", "interia", "hinet", "tom", "yeah", "email", "fastmail", "hushmail", "lists", "googlegroups":
		return true
	}
	return false
}

// sites finds the buyer's website.
func (d *doc) sites(c *card) {
	s := &d.body
	b := &d.out.Buyer
	for i := range s.toks {
		t := &s.toks[i]
		if t.kind != tWord || i+2 >= len(s.toks) || !s.toks[i+1].glued || c.at(i)&mUsed != 0 {
			continue
		}
		start := int(t.start)
		switch w := s.fold[t.fs:t.fe]; {
		case isPunct(&s.toks[i+1], '.') && string(w) == "www":
		case isPunct(&s.toks[i+1], ':') && (string(w) == "http" || string(w) == "https") && i+4 < len(s.toks) && isPunct(&s.toks[i+2], '/'):
			start = int(s.toks[i+3].end)
		case isPunct(&s.toks[i+1], '.') && i >= c.from && i < c.to && !t.upper && !t.glued && s.bareHost(i):
		default:
			continue
		}
		url := urlAt(s.text, start)
		last := i
		for last+1 < len(s.toks) && int(s.toks[last+1].start) < start+len(url) {
			last++
		}
		host := url
		if j := strings.IndexAny(host, "/?#:"); j >= 0 {
			host = host[:j]
		}
		inCard := i >= c.from && i < c.to
		if inCard {
			label := i
			for label > c.from && (isPunct(&s.toks[label-1], ':') || c.at(label-1)&mSite != 0) {
				label--
			}
			c.use(label, last)
		}
		word := strings.ToLower(mainWord(host))
		if b.Website.Value != "" || !strings.Contains(host, ".") || word == "" || word[0] <= '9' && strings.Trim(host, "0123456789.") == "" || d.ourDomain(strings.ToLower(strings.TrimPrefix(host, "www."))) || platformHost(word) {
			continue
		}
		if !inCard && !d.siteOfBuyer(i, word) {
			continue
		}
		if len(url) > 80 || strings.ContainsAny(url, "?=#") {
			url = host
		}
		b.Website = xunpan.Word{Value: strings.TrimSuffix(url, "/"), At: xunpan.Span{Part: xunpan.PartBody, Start: start, End: start + len(url)}}
		if strings.HasSuffix(url, "/") && strings.Count(url, "/") > 1 {
			b.Website.Value = url
		}
	}
}

// bareHost: token i begins a host written without "www".
func (s *stream) bareHost(i int) bool {
	last := i
	for j := i + 1; j+1 < len(s.toks) && s.toks[j].glued && s.toks[j+1].glued && isPunct(&s.toks[j], '.', '-') && (s.toks[j+1].kind == tWord || s.toks[j+1].kind == tNumber); j += 2 {
		last = j + 1
	}
	if last == i || s.toks[i].end-s.toks[i].start < 3 || !isPunct(&s.toks[last-1], '.') || last+1 < len(s.toks) && isPunct(&s.toks[last+1], '@') && s.toks[last+1].glued {
		return false
	}
	if i > 0 && isPunct(&s.toks[i-1], '@') {
		return false
	}
	switch tld := string(s.fold[s.toks[last].fs:s.toks[last].fe]); tld {
	case "com", "net", "org", "biz", "info", "co", "io", "shop", "store", "eu", "online", "trade", "group", "company":
		return true
	default:
		return len(tld) == 2 && geo.ByTLD(tld) != nil && tld != "no"
	}
}

// urlAt is the address that begins at text[i].
func urlAt(text string, i int) string {
	j := i
	for j < len(text) && text[j] > ' ' && text[j] < 0x80 && strings.IndexByte("<>\"')|,;(", text[j]) < 0 {
		j++
	}
	return strings.TrimRight(text[i:j], ".:-!?*]")
}

// siteOfBuyer: amid the text only what he calls his, or what shares its name
// with his mail domain, is his website.
func (d *doc) siteOfBuyer(i int, word string) bool {
	g := contactIDs()
	for j := i - 1; j >= 0 && j > i-8; j-- {
		if d.bodyX.at(j, g.ourSite) != nil {
			return true
		}
		if t := &d.body.toks[j]; t.kind == tPunct && sentenceEnd(t.punct) && !t.glued {
			break
		}
	}
	for _, w := range d.out.Buyer.Emails {
		if _, domain, ok := strings.Cut(w.Value, "@"); ok {
			if m := mainWord(domain); m == word && !freeMail(m) {
				return true
			}
		}
	}
	return false
}

// platformHost knows hosts that are nobody's own website.
func platformHost(word string) bool {
	switch word {
	case "alibaba", "aliexpress", "1688", "made-in-china", "globalsources", "linkedin", "facebook", "fb", "instagram", "twitter", "x", "youtube", "youtu", "tiktok", "pinterest",
		"google", "goo", "whatsapp", "wa", "skype", "amazon", "ebay", "crunchbase", "wetransfer", "dropbox", "sharepoint", "docusign", "bit", "tinyurl", "mailchimp", "list-manage",
		"sendgrid", "sourceforge", "avast", "avg", "hubspot", "zoom", "calendly", "paypal", "dhl", "fedex", "ups", "indiamart", "tradeindia", "ec21", "ecplaza", "tradekey",
		"kompass", "europages", "thomasnet", "wikipedia", "microsoft", "apple", "adobe", "w3", "example-platform", "t", "aka", "outlook", "gmail":
		return true
	}
	return false
}

// domains notes the main words of the buyer's own domains, with which the
// name of his firm should agree.
func (c *card) domains() {
	add := func(host string) {
		w := strings.ToLower(mainWord(host))
		if len(w) < 3 || freeMail(w) || platformHost(w) {
			return
		}
		w = strings.ReplaceAll(w, "-", "")
		for _, h := range c.hosts[:c.nhosts] {
			if h == w {
				return
			}
		}
		if c.nhosts < len(c.hosts) {
			c.hosts[c.nhosts] = w
			c.nhosts++
		}
	}
	for _, m := range c.d.out.Buyer.Emails {
		local, host, _ := strings.Cut(m.Value, "@")
		add(host)
		if c.nlocals < len(c.locals) && freeMail(strings.ToLower(mainWord(host))) && len(local) >= 6 {
			c.locals[c.nlocals] = lettersOf(local)
			c.nlocals++
		}
	}
	if site := c.d.out.Buyer.Website.Value; site != "" {
		host, _, _ := strings.Cut(site, "/")
		add(host)
	}
}

// lettersOf is the local part of an address without separators, lower case.
func lettersOf(local string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case '.', '-', '_', '+':
			return -1
		}
		return unicode.ToLower(r)
	}, local)
}

package mail

import (
	"strings"

	"xunpan"
)

// notice is a notification taken apart.
type notice struct {
	s      *segmenter
	base   int // where the notification begins in the body, behind a colleague's forward
	fields []fieldLine
	buyer  xunpan.Given
	from   int // first line of the buyer's own words
	to     int // line behind them
	at     int // where the words begin in the first line
}

func newNotice(m *xunpan.Message) *notice {
	n := &notice{}
	if m.Forward != nil {
		n.base = m.Forward.At
	}
	n.s = newSegmenter(m.Body[n.base:])
	n.fields = n.s.fieldLines()
	n.buyer = n.s.given(n.fields)
	n.words()
	return n
}

// says reports whether the notification tells something of a buyer.
func (n *notice) says(m *xunpan.Message) bool {
	if n.buyer.Name == "" {
		n.buyer.Name = n.namedIn(m.Subject)
	}
	for i, seen := 0, 0; i < len(n.s.lines) && seen < 8; i++ {
		if n.s.lines[i].blank() {
			continue
		}
		seen++
		text := n.s.text(i)
		if n.buyer.Name == "" {
			n.buyer.Name = n.namedIn(text)
		}
		if n.buyer.Name != "" && n.buyer.Country == "" {
			n.buyer.Country = placeOf(text, n.buyer.Name)
		}
	}
	if n.to <= n.from {
		n.longest()
	}
	return n.buyer.Name != "" || n.buyer.Email != "" || n.buyer.Company != "" || n.has(formMessage)
}

// placeOf reads the country that stands behind the buyer's name in a line of
// the platform: "Ann Lee (JM)", "Sithu Aung, Myanmar".
func placeOf(line, name string) string {
	i := strings.Index(line, name)
	if i < 0 {
		return ""
	}
	rest := line[i+len(name):]
	if k := strings.IndexAny(rest, "(["); k >= 0 && k < 20 {
		if e := strings.IndexAny(rest[k:], ")]"); e > 0 {
			return placeIn(rest[k : k+e+1])
		}
	}
	if after, ok := strings.CutPrefix(rest, ", "); ok && len(after) < 30 && isName(after) {
		return after
	}
	return ""
}

// isNotice reports whether a platform's own mail passes an inquiry on, and is
// not one of its newsletters.
func (n *notice) isNotice(m *xunpan.Message) bool {
	if m.Header("List-Unsubscribe") != "" && n.count() < 2 && !containsAny(fold(m.Subject), noticeWords) {
		return false
	}
	return n.count() >= 2 || containsAny(fold(m.Subject), noticeWords) || containsAny(firstOf(n.s.low, 2000), noticeWords)
}

// isForm reports whether the mail is a website form's: at least three of its
// label lines tell who asks and what, and they begin near the top.
func (n *notice) isForm(m *xunpan.Message) bool {
	if len(n.fields) == 0 || !n.nearTop(n.fields[0].line) {
		return false
	}
	who := n.buyer.Name != "" || n.buyer.Email != ""
	what := n.has(formMessage) || n.has(formProduct) || n.has(formQuantity)
	count := n.count()
	return who && what && (count >= 3 || count >= 2 && (containsAny(fold(m.Subject), formWords) || containsAny(firstOf(n.s.low, 4000), formWords)))
}

// nearTop reports whether at most eight lines with text stand above line i.
func (n *notice) nearTop(i int) bool {
	above := 0
	for k := 0; k < i && above <= 8; k++ {
		if !n.s.lines[k].blank() {
			above++
		}
	}
	return above <= 8
}

func (n *notice) has(f formField) bool {
	for _, l := range n.fields {
		if l.field == f {
			return true
		}
	}
	return false
}

// count is the number of different labels found.
func (n *notice) count() int {
	var seen [formKinds]bool
	c := 0
	for _, l := range n.fields {
		if !seen[l.field] {
			seen[l.field] = true
			c++
		}
	}
	return c
}

// noticeEnds begin what a platform or form program writes below the words.
var noticeEnds = newPhrases(
	`reply now|reply to |reply|view detail|view details|view inquiry|view message|view more|view the|click here|click the|click to|this email was sent|this e-mail was sent|this message was sent|this mail is sent|this is an automated|this is an automatic|this message is generated|sent from your website|you received this|you are receiving|you have received this|please do not reply|do not reply|to unsubscribe|unsubscribe|copyright|©|(c) 20|all rights reserved|download the|download app|best regards, the|the alibaba|alibaba.com|made-in-china.com|global sources|about the buyer|buyer information|buyer's information|buyer profile|buyer details|contact information|contact details|product information|product details|tips:|tip:|note:|safety|to protect|to reply|to view|to contact|log in|login|sign in|quote now|contact buyer|chat now|respond|powered by|privacy policy|help center|if you have any questions|if you do not want|submitted from|time:|sent via|` +
		`查看详情|立即回复|点击|回复买家|此邮件|本邮件|系统邮件|请勿直接回复|退订|买家信息|联系信息|este mensaje fue enviado|este correo se envió|este e-mail foi enviado|diese e-mail wurde|diese nachricht wurde|cet e-mail a été|ce message a été|questa e-mail è stata|это письмо отправлено|это сообщение отправлено|bu e-posta|---|___|===`,
)

// words finds the buyer's own words: below the label of the message, up to
// the label lines or the program's own words that follow.
func (n *notice) words() {
	first := -1
	for i, l := range n.fields {
		if l.field == formMessage {
			first = i
			break
		}
	}
	if first < 0 {
		return
	}
	l := n.fields[first]
	n.from, n.at = l.line, l.start
	if l.start >= l.end {
		n.from = n.s.next(l.line + 1)
		if n.from >= len(n.s.lines) {
			n.from = 0
			return
		}
		n.at = n.s.lines[n.from].start
	}
	told := n.toldBefore(first)
	n.to = n.from + 1
	last := n.from
	for i := n.from + 1; i < len(n.s.lines); i++ {
		if n.s.lines[i].blank() {
			continue
		}
		if n.endsAt(i, told) {
			break
		}
		last = i
	}
	n.to = last + 1
}

// toldBefore reports whether the sender's name or address stands above the message.
func (n *notice) toldBefore(first int) bool {
	for _, l := range n.fields[:first] {
		if l.field == formName || l.field == formEmail || l.field == formFirst {
			return true
		}
	}
	return false
}

// endsAt reports whether the buyer's words end above line i. Where he was
// named above them, a line such as "Email: …" is part of his own signature.
func (n *notice) endsAt(i int, told bool) bool {
	if noticeEnds.prefix(n.s.folded(i)) > 0 || ticked(n.s.folded(i)) {
		return true
	}
	switch f, _ := n.s.fieldAt(i); f {
	case formIP, formPage, formLevel, formDate:
		return true
	case formName, formEmail, formCompany, formPhone, formCountry, formFirst, formLast:
		return !told
	case formOther:
		low := n.s.folded(i)
		return strings.HasPrefix(low, "user agent") || strings.HasPrefix(low, "powered by") || strings.HasPrefix(low, "remote") || strings.HasPrefix(low, "form") || strings.HasPrefix(low, "entry") || strings.HasPrefix(low, "browser")
	}
	return false
}

// longest takes the longest run of lines that are neither label lines nor the
// platform's own words for the buyer's.
func (n *notice) longest() {
	best, size, from := 0, 0, -1
	for i := 0; i <= len(n.s.lines); i++ {
		if i < len(n.s.lines) && (n.s.lines[i].blank() || !n.frame(i)) {
			if !n.s.lines[i].blank() {
				if from < 0 {
					from = i
				}
				size += n.s.lines[i].end - n.s.lines[i].start
			}
			continue
		}
		if from >= 0 && size > best && size >= 15 {
			best, n.from, n.to, n.at = size, from, i, n.s.lines[from].start
		}
		size, from = 0, -1
	}
	for n.to > n.from && n.s.lines[n.to-1].blank() {
		n.to--
	}
}

// frame reports whether line i is the platform's: a label line, its own words,
// the buyer's name above his words, or its greeting to us.
func (n *notice) frame(i int) bool {
	low := n.s.folded(i)
	if f, _ := n.s.fieldAt(i); f != formNone && (f != formOther || n.besideField(i)) {
		return true
	}
	if noticeEnds.prefix(low) > 0 || ticked(low) || speaksAsPlatform(low) || containsAny(low, noticeWords) && !containsAny(low, ownInterest) {
		return true
	}
	if n.buyer.Name != "" && len(low) < 60 && strings.HasPrefix(low, fold(n.buyer.Name)) {
		return true
	}
	if greetings.prefix(low) > 0 && len(low) < 60 {
		if k := n.s.next(i + 1); k < len(n.s.lines) && greetings.prefix(n.s.folded(k)) == 0 {
			return n.frame(k)
		}
	}
	return false
}

// ownInterest is what buyers say of themselves in a platform's words.
var ownInterest = []string{"i am interested", "i'm interested", "im interested", "we are interested", "we're interested"}

// ticked reports a line of boxes to tick, whose words are the form's.
func ticked(low string) bool {
	return strings.Contains(low, "[x]") || strings.Contains(low, "[ ]") || strings.Contains(low, "☑") || strings.Contains(low, "☐") || strings.Contains(low, "☒")
}

// besideField reports whether a label line stands right above or below line i.
func (n *notice) besideField(i int) bool {
	for _, k := range [...]int{i - 1, i + 1} {
		if k >= 0 && k < len(n.s.lines) && !n.s.lines[k].blank() {
			if f, _ := n.s.fieldAt(k); f != formNone {
				return true
			}
		}
	}
	return false
}

// speaksAsPlatform reports whether a paragraph names a platform as its own.
func speaksAsPlatform(para string) bool {
	for i := range platforms {
		if containsAny(para, platforms[i].brands) {
			return true
		}
	}
	return containsAny(para, []string{"unsubscribe", "privacy policy", "all rights reserved", "your account", "this email"})
}

// nameVerbs follow the buyer's name in a platform's sentence, nameLeads stand before it.
var (
	nameVerbs = []string{" has sent you", " sent you", " has just sent", " wants to", " is interested in", " would like to", " has a new", " left you a message", " 给您", " 向您", " 发来"}
	nameLeads = []string{"inquiry from ", "enquiry from ", "message from ", "rfq from ", "request from ", "mail from ", "lead from ", "quotation request from ", "来自", "nachricht von ", "anfrage von ", "mensaje de ", "consulta de ", "message de ", "demande de ", "mensagem de ", "messaggio da ", "richiesta da ", "сообщение от ", "запрос от "}
)

// namedIn takes the buyer's name out of a sentence such as "[Ann Lee] has sent
// you an inquiry" or "New inquiry from Ann Lee (Chile)".
func (n *notice) namedIn(text string) string {
	text = strings.TrimSpace(firstOf(text, 300))
	low := fold(text)
	for _, v := range nameVerbs {
		if k := strings.Index(low, v); k > 0 {
			name := text[:k]
			name = name[strings.LastIndexAny(name, ":!,[")+1:]
			if name = strings.Trim(name, " []\"'<>.-"); isName(name) && !speaksAsPlatform(fold(name)) {
				return strings.TrimPrefix(name, "Mr. ")
			}
		}
	}
	for _, l := range nameLeads {
		if k := strings.Index(low, l); k >= 0 {
			name := text[k+len(l):]
			if e := strings.IndexAny(name, "!,([<:;|\n\""); e >= 0 {
				name = name[:e]
			}
			for _, w := range []string{" - ", " on ", " at ", " for ", " about ", " via ", " regarding ", " in "} {
				if e := strings.Index(name, w); e > 0 {
					name = name[:e]
				}
			}
			name = strings.Trim(name, " .]\"'")
			if isName(name) && !speaksAsPlatform(fold(name)) && !strings.EqualFold(name, "buyer") && !strings.EqualFold(name, "a buyer") && !strings.Contains(fold(name), "your") {
				return name
			}
		}
	}
	return ""
}

// take writes what the notification says into the message: the buyer is the
// sender now, his words are fresh, all else wraps them.
func (n *notice) take(m *xunpan.Message, p *platform, found bool) {
	if !found {
		return
	}
	b := &n.buyer
	if b.Email == "" {
		for _, a := range m.ReplyTo {
			// A platform's relay address or our own mailer is not the buyer's.
			host := a.Mail[strings.LastIndexByte(a.Mail, '@')+1:]
			if a.Mail != "" && platformOf(host) == nil && !strings.EqualFold(a.Mail, m.Envelope.Mail) {
				b.Email = a.Mail
				if b.Name == "" {
					b.Name = a.Name
				}
				break
			}
		}
	}
	if inDomains(b.Email, p.domains) {
		b.Email = ""
	}
	m.Via = &xunpan.Platform{ID: p.id, Channel: p.channel, Genuine: true, Buyer: *b}
	m.Channel = p.channel
	m.From = xunpan.Address{Name: b.Name, Mail: b.Email}
	m.Given = mergeGiven(m.Given, *b)
	n.blocks(m)
}

// blocks makes the buyer's words fresh and all else a wrapper.
func (n *notice) blocks(m *xunpan.Message) {
	if m.Body == "" {
		return
	}
	if n.to <= n.from {
		m.Blocks = []xunpan.Block{{Kind: xunpan.Wrapper, End: len(m.Body)}}
		return
	}
	at, end := n.base+n.at, len(m.Body)
	if n.to < len(n.s.lines) {
		end = n.base + n.s.lines[n.to].at
	}
	m.Blocks = nil
	if at > 0 {
		m.Blocks = append(m.Blocks, xunpan.Block{Kind: xunpan.Wrapper, End: at})
	}
	for _, b := range segment(m.Body[at:end]) {
		m.Blocks = append(m.Blocks, xunpan.Block{Kind: b.Kind, Start: b.Start + at, End: b.End + at})
	}
	if end < len(m.Body) {
		m.Blocks = append(m.Blocks, xunpan.Block{Kind: xunpan.Wrapper, Start: end, End: len(m.Body)})
	}
}

// mergeGiven fills what a does not state with b.
func mergeGiven(a, b xunpan.Given) xunpan.Given {
	for _, f := range []struct {
		to   *string
		from string
	}{
		{&a.Name, b.Name}, {&a.Company, b.Company}, {&a.Email, b.Email}, {&a.Phone, b.Phone}, {&a.Country, b.Country},
		{&a.Product, b.Product}, {&a.Quantity, b.Quantity}, {&a.Date, b.Date}, {&a.IP, b.IP}, {&a.To, b.To}, {&a.Page, b.Page}, {&a.Level, b.Level},
	} {
		if *f.to == "" {
			*f.to = f.from
		}
	}
	return a
}

package lookup

import (
	"strings"

	"xunpan"
)

// headers fills what the header lines say of the way the mail came: list,
// bulk, automatic, bounce, spam mark, recipients, and who truly wrote it.
func (l *local) headers() {
	m, s := l.m, &l.s
	var listID, listPost, unsubscribe, precedence, mailingList, campaign, autoReply bool
	for i := range m.Headers {
		name, v := m.Headers[i].Name, m.Headers[i].Value
		switch kind := headerOf(name); kind {
		case headReceived:
			if l.receivedLines < maxHops {
				l.received[l.receivedLines] = v
				l.receivedLines++
			}
		case headAuth:
			if l.authLines < maxAuth {
				l.auth[l.authLines] = v
				l.authLines++
			}
		case headContentType:
			l.contentType.set(v)
		case headTo:
			l.to.set(v)
		case headReceivedSPF:
			l.receivedSPF.set(v)
		case headDeliveredTo:
			l.deliveredTo.set(v)
		case headOriginalTo:
			l.originalTo.set(v)
		case headEnvelopeTo:
			l.envelopeTo.set(v)
		case headListID:
			listID = true
			l.addListHost(v)
		case headListPost:
			if strings.Contains(v, "mailto:") {
				listPost = true
				l.addListHost(v)
			}
		case headList, headLoop:
			mailingList = mailingList || kind == headList
			l.addListHost(v)
		case headUnsubscribe:
			unsubscribe = true
		case headPrecedence:
			switch strings.ToLower(strings.TrimSpace(v)) {
			case "list":
				mailingList, precedence = true, true
			case "bulk", "junk":
				precedence = true
				s.Bulk = true
			case "auto_reply", "auto-reply":
				autoReply = true
			}
		case headCampaign:
			campaign = true
		case headAutoSubmitted:
			if v = strings.ToLower(strings.TrimSpace(v)); v != "" && !strings.HasPrefix(v, "no") {
				autoReply = true
			}
		case headAutoReply:
			autoReply = autoReply || !strings.EqualFold(strings.TrimSpace(v), "no")
		case headAutoSuppress:
			autoReply = autoReply || awaySubject(m.Subject)
		case headSpam, headSpamLevel, headSpamReport:
			s.SpamMark = s.SpamMark || spamMark(kind, v)
		}
	}
	s.List = listID || unsubscribe || precedence || mailingList
	ours := len(l.list) > 0
	for _, h := range l.list {
		ours = ours && l.ours(h)
	}
	if ours && !campaign {
		// Our own group address (sales@ as a group) is no list of others.
		s.List, s.Bulk, listID, listPost, mailingList, unsubscribe = false, false, false, false, false, false
	}
	s.Bulk = s.Bulk || unsubscribe || campaign
	s.ListRelay = listPost || mailingList || listID && l.senderIsList()
	if s.ListRelay && !campaign {
		s.Bulk = false // What the list's software adds says nothing of the sender.
	}
	subject := strings.TrimSpace(m.Subject)
	for _, mark := range [...]string{"[spam]", "***spam***", "*****spam*****", "{spam?}", "[suspected spam]", "spam:"} {
		s.SpamMark = s.SpamMark || len(subject) >= len(mark) && strings.EqualFold(subject[:len(mark)], mark)
	}

	l.trueSender()
	local := localName(l.from.Mail)
	nullPath := strings.TrimSpace(m.ReturnPath) == "<>"
	report := containsFold(l.contentType.value, "multipart/report")
	s.Bounce = report && containsFold(l.contentType.value, "delivery-status") ||
		local == "mailer-daemon" || local == "postmaster" && (nullPath || report) ||
		nullPath && bounceSubject(strings.ToLower(strings.TrimSpace(m.Subject)))
	s.Auto = autoReply || s.Bounce || nullPath && !s.List
	s.NoReply = noReply(local)
	s.Own = m.From.Mail != "" && l.ours(strings.ToLower(mailDomain(l.from.Mail)))
	l.recipients()
}

func (l *local) addListHost(v string) {
	v = strings.ToLower(v)
	if i := strings.LastIndexByte(v, '<'); i >= 0 {
		v = v[i+1:]
		if j := strings.IndexByte(v, '>'); j >= 0 {
			v = v[:j]
		}
	}
	v = strings.TrimPrefix(v, "mailto:")
	v, _, _ = strings.Cut(v, "?")
	if i := strings.LastIndexByte(v, '@'); i >= 0 {
		v = v[i+1:]
	} else if strings.Count(v, ".") > 1 {
		v = parent(v) // A List-Id puts the list's name before its host.
	}
	if v, _ = cleanDomain(v); strings.IndexByte(v, '.') > 0 && len(l.list) < 8 {
		l.list = append(l.list, v)
	}
}

// senderIsList reports that the mail was handed on by the list's own host.
func (l *local) senderIsList() bool {
	if len(l.list) == 0 {
		return false
	}
	from, _ := cleanDomain(mailDomain(l.m.Envelope.Mail))
	if from == "" {
		from, _ = cleanDomain(mailDomain(l.m.From.Mail))
	}
	org, _ := registrable(l.list[0])
	if o, _ := registrable(from); o == org {
		return false // A newsletter of its own house.
	}
	return true
}

// trueSender undoes a list's or group's rewriting of From ("X via List").
func (l *local) trueSender() {
	m := l.m
	l.from = m.From
	if m.Forward != nil || m.Via != nil {
		return
	}
	host, _ := cleanDomain(mailDomain(m.From.Mail))
	lower := m.From.Name
	if !isASCII(lower) || containsFold(lower, " via ") {
		lower = strings.ToLower(lower)
	}
	via := strings.Contains(lower, " via ") || strings.Contains(lower, " über ") || strings.Contains(lower, " 通过 ")
	if !via && !(l.s.ListRelay && host != "" && below(host, l.list)) {
		return
	}
	name := m.From.Name
	if i := strings.Index(lower, " via "); i > 0 && i < len(name) {
		name = strings.Trim(name[:i], `'" `)
	}
	use := func(mail string) bool {
		d, _ := cleanDomain(mailDomain(mail))
		if d == "" || below(d, l.list) || l.ours(d) || strings.EqualFold(mail, m.From.Mail) {
			return false
		}
		l.from = xunpan.Address{Name: name, Mail: mail}
		if len(l.list) > 0 {
			l.s.ListRelay = true
		}
		return true
	}
	for _, h := range [...]string{"X-Original-From", "X-Google-Original-From", "X-MailFrom"} {
		if v := m.Header(h); v != "" && len(v) < 1000 && use(strings.Trim(v[strings.LastIndexByte(v, '<')+1:], "<> ")) {
			return
		}
	}
	for _, a := range m.ReplyTo {
		if use(a.Mail) {
			return
		}
	}
	for _, a := range m.Cc {
		if a.Name != "" && strings.EqualFold(a.Name, name) && use(a.Mail) {
			return
		}
	}
}

func (l *local) recipients() {
	m, s := l.m, &l.s
	s.Recipients = len(m.To) + len(m.Cc)
	told, ours := 0, 0
	for _, as := range [2][]xunpan.Address{m.To, m.Cc} {
		for _, a := range as {
			if a.Mail == "" {
				continue
			}
			told++
			d, _ := cleanDomain(mailDomain(a.Mail))
			if l.ours(d) || below(d, l.list) {
				ours++
			}
		}
	}
	for _, a := range m.To {
		if containsFold(a.Name, "undisclosed") || containsFold(a.Mail, "undisclosed") {
			s.Hidden = true
			s.Recipients = max(0, s.Recipients-1)
		}
	}
	undisclosed := containsFold(l.to.value, "undisclosed")
	s.Hidden = s.Hidden || undisclosed || containsFold(l.to.value, "recipients:;") ||
		told > 0 && ours == 0 && len(l.domains) > 0 && m.Forward == nil && m.Via == nil
	if told > 0 && ours == 0 && l.from.Mail != "" && len(m.To) == 1 && strings.EqualFold(m.To[0].Mail, l.from.Mail) {
		s.Hidden = true // Written to himself, we are in blind copy.
	}
	if s.ListRelay {
		s.Hidden = s.Hidden && undisclosed
	}
}

func localName(address string) string {
	n, _, _ := strings.Cut(strings.ToLower(address), "@")
	return n
}

// containsFold reports whether s contains the lower-case ASCII word in any case.
func containsFold(s, word string) bool {
	for i := 0; i+len(word) <= len(s); i++ {
		if c := s[i]; (c == word[0] || 'A' <= c && c <= 'Z' && c|0x20 == word[0]) && strings.EqualFold(s[i:i+len(word)], word) {
			return true
		}
	}
	return false
}

// squeeze drops the given bytes.
func squeeze(s, drop string) string {
	if !strings.ContainsAny(s, drop) {
		return s
	}
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if strings.IndexByte(drop, s[i]) < 0 {
			b = append(b, s[i])
		}
	}
	return string(b)
}

func noReply(local string) bool {
	plain := squeeze(local, "-_.")
	for _, p := range [...]string{"noreply", "donotreply", "dontreply", "noresponder", "nepasrepondre", "nichtantworten", "keineantwort", "naoresponda"} {
		if strings.Contains(plain, p) {
			return true
		}
	}
	switch plain {
	case "mailerdaemon", "bounce", "bounces", "notification", "notifications", "notify", "alerts", "alert", "autoreply", "automailer", "daemon", "system":
		return true
	}
	return false
}

func awaySubject(s string) bool {
	s = strings.ToLower(s)
	for _, w := range [...]string{"out of office", "out of the office", "automatic reply", "auto-reply", "autoreply", "auto reply", "abwesenheit",
		"automatische antwort", "réponse automatique", "absence", "respuesta automática", "fuera de la oficina", "resposta automática",
		"risposta automatica", "fuori ufficio", "автоответ", "автоматический ответ", "自动回复", "自動回覆", "otomatik yanıt", "الرد التلقائي", "on leave", "vacation"} {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

func bounceSubject(lower string) bool {
	for _, w := range [...]string{"undeliver", "delivery status", "delivery failure", "returned mail", "mail delivery", "failure notice",
		"delivery has failed", "unzustellbar", "non remis", "no se pudo entregar", "退信", "系统退信", "не доставлено", "недоставлен"} {
		if strings.Contains(lower, w) {
			return true
		}
	}
	return false
}

// spamMark reads the verdict of the receiving server.
func spamMark(kind headerKind, v string) bool {
	v = strings.ToLower(strings.TrimSpace(v))
	switch kind {
	case headSpam:
		return strings.HasPrefix(v, "yes") || strings.HasPrefix(v, "true")
	case headSpamLevel:
		return v == "5" || v == "6" || v == "7" || v == "8" || v == "9"
	case headSpamReport:
		return strings.Contains(v, "cat:spm") || strings.Contains(v, "cat:hspm") || strings.Contains(v, "cat:phsh") || strings.Contains(v, "cat:hphsh") ||
			strings.Contains(v, "cat:malw") || strings.Contains(v, "sfv:spm")
	}
	return false
}

package mail

import (
	"strings"
	"unicode/utf8"

	"xunpan"
)

// pasteKey is what a line of a paste's head states.
type pasteKey uint8

const (
	pasteNone pasteKey = iota
	pasteChannel
	pasteSubject
	pasteFrom
	pasteCompany
	pasteEmail
	pastePhone
	pasteCountry
	pasteQuantity
	pasteDate
	pasteIP
	pasteTo
)

var pasteKeys = map[string]pasteKey{
	"channel": pasteChannel, "渠道": pasteChannel,
	"subject": pasteSubject, "主题": pasteSubject,
	"from": pasteFrom, "发件人": pasteFrom,
	"company": pasteCompany, "公司": pasteCompany,
	"email": pasteEmail, "e-mail": pasteEmail, "邮箱": pasteEmail,
	"phone": pastePhone, "电话": pastePhone,
	"country": pasteCountry, "国家": pasteCountry,
	"quantity": pasteQuantity, "数量": pasteQuantity,
	"date": pasteDate, "日期": pasteDate,
	"ip": pasteIP,
	"to": pasteTo,
}

// ParsePaste reads a pasted inquiry: lines of "Key: value", a blank line, then
// the text. Keys are Channel, Subject, From, Company, Email, Phone, Country,
// Quantity, Date, IP and To in any case, or their Chinese names, with an ASCII
// or full-width colon. It is a head only if each of its lines has one of these
// keys and no key comes twice; otherwise all is text. It never fails and never
// panics.
func ParsePaste(raw []byte, opt Options) *xunpan.Message {
	r := newReader(opt)
	if len(raw) > 8*r.opt.MaxText {
		raw = raw[:8*r.opt.MaxText]
		r.problem(xunpan.ProblemLimit, "", "The text is larger than the limit; the rest was left out.")
	}
	t, _, note := decodeText(raw, "")
	// A text file has no label: reading it in the charset it is in is no repair,
	// unless it had to be guessed.
	if note != "" {
		r.problem(xunpan.ProblemCharset, "body", note)
	}
	text := strings.TrimLeft(cleanText(t), "\n")
	m := &xunpan.Message{Channel: xunpan.Email}
	lines, body := pasteHead(text)
	stated := false
	for _, l := range lines {
		m.Headers = append(m.Headers, xunpan.Header{Name: l.name, Value: l.value})
		stated = takePasted(m, l) || stated
	}
	if m.Channel != xunpan.Email {
		m.ZoneTold = false // the clock of the program it was copied out of
	}
	if m.From.Mail == "" && m.Given.Email != "" {
		if as := parseAddresses(m.Given.Email); len(as) > 0 {
			m.From.Mail = as[0].Mail
			if m.From.Name == "" {
				m.From.Name = as[0].Name
			}
		}
	}
	m.Given.Name = m.From.Name
	m.Envelope = m.From
	m.Body = strings.TrimRight(body, " \t\n")
	if len(m.Body) > r.opt.MaxText {
		m.Body = cut(m.Body, r.opt.MaxText)
		r.problem(xunpan.ProblemLimit, "body", "The text is longer than the limit; the rest was left out.")
	}
	m.Links = textLinks(m.Body)
	m.Blocks = segment(m.Body)
	if len(lines) == 0 {
		// What was pasted whole may be a forward. Nothing in it can prove or
		// disprove a platform, so it is no imitation of one either.
		lookThrough(m, opt.Own)
		m.Via = nil
	}
	if !stated && len(lines) == 0 && m.Channel == "" {
		m.Channel = xunpan.Email
	}
	m.Problems = r.problems
	return m
}

// pasted is one line of a paste's head.
type pasted struct {
	key         pasteKey
	name, value string
}

// pasteHead splits a paste into its head and its text.
func pasteHead(text string) (lines []pasted, body string) {
	var seen [pasteTo + 1]bool
	rest := text
	for rest != "" {
		line, next, _ := strings.Cut(rest, "\n")
		if strings.TrimSpace(line) == "" {
			return lines, strings.TrimLeft(next, "\n")
		}
		l := pastedLine(line)
		if l.key == pasteNone || seen[l.key] {
			return nil, text
		}
		seen[l.key] = true
		lines = append(lines, l)
		rest = next
	}
	return lines, ""
}

func pastedLine(line string) pasted {
	i := strings.IndexAny(line, ":：")
	if i <= 0 || i > 30 {
		return pasted{}
	}
	name := strings.TrimSpace(line[:i])
	_, n := utf8.DecodeRuneInString(line[i:])
	return pasted{pasteKeys[strings.ToLower(name)], name, strings.TrimSpace(line[i+n:])}
}

// takePasted puts one line's value where it belongs. It reports whether the
// line stated a channel.
func takePasted(m *xunpan.Message, l pasted) bool {
	v := l.value
	switch l.key {
	case pasteChannel:
		m.Channel = channelOf(v)
		return true
	case pasteSubject:
		m.Subject = v
	case pasteFrom:
		if as := parseAddresses(v); len(as) > 0 && as[0].Mail != "" {
			m.From = as[0]
		} else {
			m.From.Name = v
		}
	case pasteCompany:
		m.Given.Company = v
	case pasteEmail:
		m.Given.Email = v
	case pastePhone:
		m.Given.Phone = v
	case pasteCountry:
		m.Given.Country = v
	case pasteQuantity:
		m.Given.Quantity = v
	case pasteDate:
		m.Given.Date = v
		var exact bool
		m.Date, m.ZoneTold, exact = parseDate(v)
		m.DayOnly = !exact
	case pasteIP:
		m.Given.IP = v
	case pasteTo:
		m.Given.To = v
		m.To = parseAddresses(v)
	}
	return false
}

// channelOf reads a channel's name as users write it.
func channelOf(v string) xunpan.Channel {
	key := strings.NewReplacer(" ", "", "-", "", "_", "", ".", "").Replace(strings.ToLower(v))
	for _, c := range xunpan.Channels {
		if key == strings.ReplaceAll(string(c), "-", "") {
			return c
		}
	}
	switch key {
	case "", "mail", "邮件", "电子邮件", "邮箱":
		return xunpan.Email
	case "site", "web", "form", "websiteform", "contactform", "网站", "官网", "独立站", "网站表单", "表单":
		return xunpan.Website
	case "alibabacom", "阿里", "阿里巴巴", "国际站", "阿里国际站":
		return xunpan.Alibaba
	case "gs", "环球资源", "globalsourcescom":
		return xunpan.GlobalSources
	case "mic", "madeinchinacom", "中国制造", "中国制造网":
		return xunpan.MadeInChina
	case "领英":
		return xunpan.LinkedIn
	case "wa", "whatsapp消息":
		return xunpan.WhatsApp
	case "电话", "call", "phonecall":
		return xunpan.Phone
	case "展会", "tradefair", "tradeshow", "exhibition", "广交会", "cantonfair":
		return xunpan.Fair
	}
	return xunpan.OtherChannel
}

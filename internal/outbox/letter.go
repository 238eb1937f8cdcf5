package outbox

import (
	"bytes"
	"fmt"
	"html"
	"net/mail"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	gomail "github.com/wneessen/go-mail"

	"xunpan"
)

// Letter is a mail as a person wrote it.
type Letter struct {
	From       xunpan.Address
	To, Cc     []xunpan.Address
	Subject    string
	Body       string // as of xunpan.Draft
	Lang       string // ISO 639-1; what is written from right to left is shown so
	MessageID  string // without brackets
	InReplyTo  string // Message-ID of the mail it answers, without brackets; "" for none
	References []string
	Date       time.Time
	Files      []Attached
	Quoted     *Quoted // the mail it answers, put beneath; nil for none
}

// Attached is a file of a letter.
type Attached struct {
	Name string
	Kind string // media type
	Data []byte
}

// Quoted is a mail that an answer shows again.
type Quoted struct {
	Intro string // "On 20 Nov 2026, Ana Souza wrote:"
	Text  string
}

// Limits of a letter. Most servers take 20 to 25 MB as they are sent, which is a
// third less before encoding.
const (
	MaxFiles      = 18 << 20 // bytes of all files of a letter
	maxLetterText = 200_000  // bytes
	maxRecipients = 50
	maxReferences = 20
)

func invalidLetter(field, en, zh string, args ...any) error {
	return &xunpan.Invalid{Field: field, Say: xunpan.Text{En: fmt.Sprintf(en, args...), Zh: fmt.Sprintf(zh, args...)}}
}

// check refuses what would make no mail, or another one than was written.
func (l *Letter) check() error {
	if len(l.To) == 0 {
		return invalidLetter("to", "Say to whom the mail goes.", "请填写收件人。")
	}
	if len(l.To)+len(l.Cc) > maxRecipients {
		return invalidLetter("to", "A mail goes to %d addresses at most.", "一封邮件最多 %d 个收件人。", maxRecipients)
	}
	lists := map[string][]xunpan.Address{"from": {l.From}, "to": l.To, "cc": l.Cc}
	for field, list := range lists {
		for _, a := range list {
			if _, err := mail.ParseAddress("<" + a.Mail + ">"); err != nil || strings.ContainsAny(a.Name+a.Mail, "\r\n\x00") {
				return invalidLetter(field, "%q is no mail address.", "“%s”不是邮箱地址。", a.Mail)
			}
		}
	}
	for field, s := range map[string]string{"subject": l.Subject, "message_id": l.MessageID, "in_reply_to": l.InReplyTo} {
		if strings.ContainsAny(s, "\r\n\x00") || !utf8.ValidString(s) {
			return invalidLetter(field, "It must be one line of text.", "必须是一行文本。")
		}
	}
	if strings.TrimSpace(l.Subject) == "" {
		return invalidLetter("subject", "The mail needs a subject.", "邮件需要主题。")
	}
	if l.MessageID == "" || strings.ContainsAny(l.MessageID+l.InReplyTo+strings.Join(l.References, ""), "<> \t") {
		return invalidLetter("message_id", "A Message-ID has no brackets and no spaces.", "Message-ID 不含尖括号和空格。")
	}
	if len(l.Body) > maxLetterText {
		return invalidLetter("body", "The text is longer than %d bytes.", "正文超过 %d 字节。", maxLetterText)
	}
	if strings.Contains(l.Body, xunpan.GapOpen) || strings.Contains(l.Subject, xunpan.GapOpen) {
		return invalidLetter("body", "There is still a gap to fill: %s…%s.", "还有空白未填：%s…%s。", xunpan.GapOpen, xunpan.GapClose)
	}
	size := 0
	for _, f := range l.Files {
		if size += len(f.Data); f.Name == "" || strings.ContainsAny(f.Name+f.Kind, "\r\n\x00") {
			return invalidLetter("files", "The attachment %q has no usable name.", "附件“%s”的文件名不可用。", f.Name)
		}
	}
	if size > MaxFiles {
		return invalidLetter("files", "The attachments have %d MB together; most servers take %d MB.", "附件共 %d MB，多数邮件服务器只接受 %d MB。", size>>20, MaxFiles>>20)
	}
	return nil
}

// Build makes the bytes of a letter as they are sent: text and HTML of the same
// words, and the files. Each call draws new boundaries, so what is sent again
// must be the bytes that were kept. Errors are *xunpan.Invalid.
func Build(l *Letter) ([]byte, error) {
	if err := l.check(); err != nil {
		return nil, err
	}
	m := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	m.FromMailAddress(address(l.From))
	for _, a := range l.To {
		m.AddToMailAddress(address(a))
	}
	for _, a := range l.Cc {
		m.AddCcMailAddress(address(a))
	}
	m.Subject(l.Subject)
	m.SetDateWithValue(l.Date)
	m.SetMessageIDWithValue(l.MessageID)
	if l.InReplyTo != "" {
		m.SetGenHeaderPreformatted("In-Reply-To", "<"+l.InReplyTo+">")
	}
	if refs := references(l); len(refs) > 0 {
		m.SetGenHeaderPreformatted("References", strings.Join(refs, "\r\n "))
	}
	text, page := Text(l.Body), HTML(l.Body, l.Lang)
	if q := l.Quoted; q != nil {
		text += "\n\n" + q.Intro + "\n> " + strings.ReplaceAll(strings.TrimRight(q.Text, "\n"), "\n", "\n> ") + "\n"
		page += "<br>\n<div>" + html.EscapeString(q.Intro) + "</div>\n<blockquote type=\"cite\" style=\"margin:0 0 0 .8ex;border-left:1px solid #ccc;padding-left:1ex\">" +
			strings.ReplaceAll(html.EscapeString(q.Text), "\n", "<br>\n") + "</blockquote>\n"
	}
	m.SetBodyString(gomail.TypeTextPlain, text)
	m.AddAlternativeString(gomail.TypeTextHTML, "<!DOCTYPE html><html><body>\n"+page+"</body></html>\n")
	for _, f := range l.Files {
		kind := gomail.ContentType(f.Kind)
		if kind == "" {
			kind = gomail.TypeAppOctetStream
		}
		if err := m.AttachReader(f.Name, bytes.NewReader(f.Data), gomail.WithFileContentType(kind)); err != nil {
			return nil, err
		}
	}
	var b bytes.Buffer
	if _, err := m.WriteTo(&b); err != nil {
		return nil, fmt.Errorf("writing the mail: %w", err)
	}
	return b.Bytes(), nil
}

func address(a xunpan.Address) *mail.Address { return &mail.Address{Name: a.Name, Address: a.Mail} }

// references are the mails of the conversation, each in brackets: the first and
// the last ones where there are many, as RFC 5322 allows.
func references(l *Letter) []string {
	ids := l.References
	if l.InReplyTo != "" && (len(ids) == 0 || ids[len(ids)-1] != l.InReplyTo) {
		ids = append(ids[:len(ids):len(ids)], l.InReplyTo)
	}
	if len(ids) > maxReferences {
		ids = append(ids[:1:1], ids[len(ids)-maxReferences+1:]...)
	}
	var out []string
	for _, id := range ids {
		if id = strings.Trim(id, "<> \t\r\n"); id != "" && !strings.ContainsAny(id, "<>\r\n \t") {
			out = append(out, "<"+id+">")
		}
	}
	return out
}

var bold = regexp.MustCompile(`\*\*([^*\n]+)\*\*`)

// Text is a letter's body as plain text.
func Text(body string) string {
	return bold.ReplaceAllString(strings.TrimRight(strings.ReplaceAll(body, "\r\n", "\n"), "\n ")+"\n", "$1")
}

var numbered = regexp.MustCompile(`^(\d{1,2}|[A-Za-z])[.)] `)

// HTML is a letter's body as HTML, in the direction of its language. Lines stay
// lines; numbers and letters before them stay as they were written, since mail
// programs number lists each in its own way.
func HTML(body, lang string) string {
	var b strings.Builder
	dir := ""
	switch lang {
	case "ar", "he", "fa", "ur":
		dir = ` dir="rtl"`
	}
	fmt.Fprintf(&b, "<div%s style=\"font-family:Arial,Helvetica,sans-serif;font-size:14px;line-height:1.5\">\n", dir)
	for _, para := range strings.Split(strings.TrimSpace(strings.ReplaceAll(body, "\r\n", "\n")), "\n\n") {
		if para = strings.Trim(para, "\n"); para == "" {
			continue
		}
		style := ""
		if numbered.MatchString(para) {
			style = ` style="margin-left:1em"`
		}
		text := bold.ReplaceAllString(html.EscapeString(para), "<b>$1</b>")
		fmt.Fprintf(&b, "<p%s>%s</p>\n", style, strings.ReplaceAll(text, "\n", "<br>\n"))
	}
	b.WriteString("</div>\n")
	return b.String()
}

// NewMessageID is the Message-ID of a new mail, without brackets, of the domain
// of an address.
func NewMessageID(id xunpan.ID, from string) string {
	_, domain, ok := strings.Cut(from, "@")
	if !ok || domain == "" || strings.ContainsAny(domain, "<> \t\r\n") {
		domain = "xunpan.invalid"
	}
	return string(id) + "@" + strings.ToLower(domain)
}
